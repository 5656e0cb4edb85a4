/**
 * Base executables: `deno compile` adds a program to one. Deno's own are preferred, others are in
 * packages; see packaged_bases.ts.
 *
 * @module
 */
import { sha256 } from "../checksums.ts";
import { ToolError } from "../tool.ts";
import { denoVersionIn, targetOf } from "./executable_formats.ts";
import { officialBase } from "./official_base.ts";
import { type Compiler, packagedBase, packagedCompiler } from "./packaged_bases.ts";

/** Where the base executable of a program is from. */
export interface BaseInfo {
  /** The version of Deno. */
  readonly version: string;
  /** The hash of the base executable, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Whether it is from Deno's own release. */
  readonly isOfficial: boolean;
}

/** A base executable, and a Deno that compiles for it. */
export interface Base {
  readonly path: string;
  readonly deno: string;
  readonly info: BaseInfo;
}

// Hashing takes half a second.
const found = new Map<string, Promise<Base>>();

/**
 * The base executable for a target. `DENORT_BIN` names another one.
 *
 * @throws {ToolError} when no base executable can be had, or it is for another target or version
 */
export function baseFor(target: string): Promise<Base> {
  const base = found.get(target) ?? findBase(target, Deno.env.get("DENORT_BIN"));
  found.set(target, base);
  return base;
}

/**
 * Finds the base executable for a target; see {@linkcode baseFor}.
 *
 * @param given the path in `DENORT_BIN`
 */
export async function findBase(target: string, given: string | undefined): Promise<Base> {
  const own = { path: Deno.execPath(), version: Deno.version.deno };
  if (given) return await checkedBase(target, { path: given, compiler: own });
  const official = await officialBase(target);
  if (official) {
    return await checkedBase(target, { path: official, compiler: own, isOfficial: true });
  }
  const packaged = await packagedBase(target);
  return await checkedBase(target, { ...packaged, compiler: await packagedCompiler() });
}

/** A base executable to check. */
interface Candidate {
  readonly path: string;
  readonly compiler: Compiler;
  readonly isOfficial?: boolean;
  /** Its hash, if it is known. */
  readonly sha256?: string;
}

async function checkedBase(target: string, candidate: Candidate): Promise<Base> {
  const { path, compiler, isOfficial = false } = candidate;
  const file = await Deno.readFile(path).catch((error) => {
    throw new ToolError(`Cannot read the base executable ${path}: ${error.message}`);
  });
  const version = denoVersionIn(file);
  if (!version || !fits(version, compiler, isOfficial)) {
    throw new ToolError(
      `Cannot compile with the base executable ${path}: Deno ${compiler.version} compiles for its ` +
        `own version, and this is ${version ? `of Deno ${version}` : "of no version of Deno"}`,
    );
  }
  if (targetOf(file) !== target) {
    throw new ToolError(`Cannot compile with the base executable ${path}: it is not for ${target}`);
  }
  const hash = candidate.sha256 ?? sha256(file);
  return { path, deno: compiler.path, info: { version, sha256: hash, isOfficial } };
}

/** Deno 2.6.8 also writes what a base executable of 2.6.10 reads. */
function fits(version: string, compiler: Compiler, isOfficial: boolean): boolean {
  const minor = version.replace(/\.\d+$/, ".");
  return isOfficial ? version === compiler.version : compiler.version.startsWith(minor);
}
