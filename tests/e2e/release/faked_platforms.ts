/** What `uname` and `getconf` print on other machines, as shell scripts. @module */

export function unameOf(system: string, machine: string): string {
  return `case $1 in -s) echo ${system} ;; -m) echo ${machine} ;; esac`;
}

export function glibc(version: string): string {
  return `case $1 in LONG_BIT) echo 64 ;; *) echo glibc ${version} ;; esac`;
}

export function mac(machine: string): Record<string, string> {
  return { uname: unameOf("Darwin", machine), getconf: "exit 1" };
}
