/**
 * How programs of other platforms run on this machine: Linux arm64 in qemu-user, Windows in Wine.
 *
 * @module
 */
import { environment } from "../environment.ts";
import { exists } from "../files.ts";
import { thisTarget } from "../release/targets.ts";
import { runProgram } from "../run_program.ts";

/** A command that runs a program of some platform. */
export interface Launcher {
  /** What runs it, for people: `in Wine 10.0`. Empty if it is the system itself. */
  readonly title: string;
  /** The command, to which the program and its arguments are appended. */
  readonly command: readonly string[];
  /** Variables that the command needs. */
  readonly env: Readonly<Record<string, string>>;
}

/** The least Wine that runs programs of Deno. */
const LEAST_WINE = 10;

// Where Debian's packages for another machine put its C library.
const ARM64_ROOT = "/usr/aarch64-linux-gnu";

/**
 * Finds what runs programs of a platform here.
 *
 * @param platform the name of a target: `linux-arm64`
 * @returns the launcher, or the reason for skipping it, to follow "skipped: …"
 */
export async function findLauncher(platform: string): Promise<Launcher | string> {
  const here = thisTarget()?.name;
  if (platform === here) return { title: "", command: [], env: {} };
  if (platform === "linux-arm64" && here === "linux-x64") return await findQemu();
  if (platform === "windows-x64") return await findWine();
  return `a program for ${platform} does not run on this machine`;
}

async function findQemu(): Promise<Launcher | string> {
  const isRoot = await exists(`${ARM64_ROOT}/lib/libc.so.6`) &&
    await exists(`${ARM64_ROOT}/lib/libgcc_s.so.1`);
  for (const qemu of ["qemu-aarch64-static", "qemu-aarch64"]) {
    const version = /version (\S+)/.exec((await runProgram(qemu, ["--version"])).stdout)?.[1];
    if (version !== undefined && isRoot) {
      return { title: `in qemu ${version}`, command: [qemu, "-L", ARM64_ROOT], env: {} };
    }
  }
  return "qemu-user-static, libc6-arm64-cross or libgcc-s1-arm64-cross is not installed";
}

async function findWine(): Promise<Launcher | string> {
  const wine = Deno.env.get("WINE") ?? "wine";
  const version = /^wine-(\d+)(\.\S+)?/.exec((await runProgram(wine, ["--version"])).stdout);
  if (!version) return "Wine is not installed";
  if (Number(version[1]) < LEAST_WINE) {
    return `${version[0]} does not run programs of Deno, Wine ${LEAST_WINE} does`;
  }
  return {
    title: `in ${version[0]}`,
    command: [wine],
    env: {
      WINEDEBUG: "-all",
      // The prefix is in the home of the user; the run gets another home.
      WINEPREFIX: `${Deno.env.get("HOME") ?? ""}/.wine`,
      ...environment(["PATH", "WINEPREFIX"]),
    },
  };
}
