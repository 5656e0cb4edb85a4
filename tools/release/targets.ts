/**
 * The platforms of a release. Another platform is another row.
 *
 * @module
 */
import { ToolError } from "../tool.ts";

/** A platform that a release has a program for. */
export interface Target {
  /** The name in the files of a release: `linux-x64`. */
  readonly name: string;
  /** The name that Deno uses: `x86_64-unknown-linux-gnu`. */
  readonly triple: string;
  /** `process.platform` of Node, and `os` in an npm package. */
  readonly os: "linux" | "darwin" | "win32";
  /** `process.arch` of Node, and `cpu` in an npm package. */
  readonly cpu: "x64" | "arm64";
  /** The file name of the program. */
  readonly program: "gettoken" | "gettoken.exe";
  /** The file name of the archive. It has no version, so that links to the latest release work. */
  readonly archive: string;
}

// Deno does not compile for Windows on arm64 yet.
export const targets: readonly Target[] = [
  unix("linux-x64", "x86_64-unknown-linux-gnu", "linux", "x64"),
  unix("linux-arm64", "aarch64-unknown-linux-gnu", "linux", "arm64"),
  unix("macos-x64", "x86_64-apple-darwin", "darwin", "x64"),
  unix("macos-arm64", "aarch64-apple-darwin", "darwin", "arm64"),
  {
    name: "windows-x64",
    triple: "x86_64-pc-windows-msvc",
    os: "win32",
    cpu: "x64",
    program: "gettoken.exe",
    archive: "gettoken-windows-x64.zip",
  },
];

function unix(
  name: string,
  triple: string,
  os: "linux" | "darwin",
  cpu: "x64" | "arm64",
): Target {
  return { name, triple, os, cpu, program: "gettoken", archive: `gettoken-${name}.tar.gz` };
}

/** The target with this name or triple; `undefined` if a release has none. */
export function findTarget(name: string): Target | undefined {
  return targets.find((target) => target.name === name || target.triple === name);
}

/**
 * The target with this name or triple.
 *
 * @throws {ToolError} when a release has none
 */
export function namedTarget(name: string): Target {
  const target = findTarget(name);
  if (target) return target;
  const names = targets.map((target) => target.name).join(", ");
  throw new ToolError(`Unknown target ${name}\n→ Use one of ${names}`);
}

/** The target of this machine; `undefined` if a release has none. */
export function thisTarget(): Target | undefined {
  return findTarget(Deno.build.target);
}
