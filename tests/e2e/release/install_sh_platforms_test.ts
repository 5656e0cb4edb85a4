/**
 * install.sh chooses the program for the machine, or says why it has none. The programs that tell it
 * are replaced.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { glibc, mac, unameOf } from "./faked_platforms.ts";
import { programOf, testInstall } from "./served_release.ts";

/** A platform: what its programs print, and the archive that is downloaded. */
const platforms: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
  ["Linux x86_64", {}, "linux-x64"],
  ["Linux aarch64", { uname: unameOf("Linux", "aarch64") }, "linux-arm64"],
  ["Linux with glibc 2.27", { getconf: glibc("2.27") }, "linux-x64"],
  ["Linux with glibc 2.100", { getconf: glibc("2.100") }, "linux-x64"],
  ["Linux with glibc 3.0", { getconf: glibc("3.0") }, "linux-x64"],
  [
    "Linux without getconf",
    { getconf: "exit 127", ldd: "echo 'ldd (Ubuntu GLIBC 2.39-0ubuntu8) 2.39'" },
    "linux-x64",
  ],
  ["Linux with an unknown C library", { getconf: "exit 1", ldd: "exit 1" }, "linux-x64"],
  ["macOS x86_64", { ...mac("x86_64"), sysctl: "echo 0" }, "macos-x64"],
  ["macOS x86_64 without that key", { ...mac("x86_64"), sysctl: "exit 1" }, "macos-x64"],
  ["macOS arm64", mac("arm64"), "macos-arm64"],
  ["macOS arm64 under Rosetta", { ...mac("x86_64"), sysctl: "echo 1" }, "macos-arm64"],
];

for (const [name, programs, platform] of platforms) {
  testInstall(`${name}: the program for ${platform} is installed`, async (world) => {
    for (const [program, script] of Object.entries(programs)) await world.fake(program, script);
    const { status, stderr } = await world.install();
    assertEquals(status, 0, stderr);
    assertEquals(await Deno.readTextFile(world.program), programOf(platform));
  });
}

const refused: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
  [
    "musl",
    { getconf: "exit 1", ldd: "echo 'musl libc (x86_64)' >&2; exit 1" },
    /^error: this system uses musl; gettoken needs glibc.*\n {2}→ .*ghcr.io\/acme\/gettoken$/m,
  ],
  [
    "musl, where getconf exits with 0",
    { getconf: "echo undefined", ldd: "echo 'musl libc (aarch64)' >&2; exit 1" },
    /^error: this system uses musl/m,
  ],
  [
    "glibc 2.26",
    { getconf: glibc("2.26") },
    /^error: glibc 2.26 is too old\n {2}→ .*glibc 2.27 or later/m,
  ],
  ["glibc 2.5", { getconf: glibc("2.5") }, /^error: glibc 2.5 is too old\n/m],
  [
    "glibc 2.17 by ldd",
    { getconf: "exit 1", ldd: "echo 'ldd (GNU libc) 2.17'" },
    /^error: glibc 2.17 is too old\n/m,
  ],
  ["32-bit programs", { getconf: "echo 32" }, /^error: this system has 32-bit programs/m],
  [
    "i686",
    { uname: unameOf("Linux", "i686") },
    /^error: no program for Linux on i686\n {2}→ There are/m,
  ],
  ["FreeBSD", { uname: unameOf("FreeBSD", "amd64") }, /^error: no program for FreeBSD on amd64\n/m],
  ["no uname", { uname: "exit 127" }, /^error: no program for an unknown system on an unknown/m],
  [
    "Android",
    { uname: "case $1 in -s) echo Linux ;; -m) echo aarch64 ;; *) echo Android ;; esac" },
    /^error: this is Android; gettoken needs glibc\n {2}→ Use a system/m,
  ],
  ["MSYS2", { uname: unameOf("UCRT64_NT-10.0", "x86_64") }, /^ {2}→ In PowerShell: irm https:/m],
  [
    "Git Bash",
    { uname: unameOf("MINGW64_NT-10.0-22631", "x86_64") },
    /^ {2}→ In PowerShell: irm https:.*install.ps1 \| iex$/m,
  ],
];

for (const [name, programs, message] of refused) {
  testInstall(`${name}: nothing downloaded, reason and advice printed`, async (world) => {
    for (const [program, script] of Object.entries(programs)) await world.fake(program, script);
    const { status, stderr } = await world.install();
    assertMatch(stderr, message);
    assertEquals([status, world.requested, [...await world.filesAtHome()]], [1, [], []]);
  });
}
