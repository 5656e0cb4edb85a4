/**
 * Reads how a program was built, without running it, and compares it with this checkout.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { BuildInfo } from "../../lib/core/build_info.ts";
import type { BaseInfo } from "../compile/bases.ts";
import { findTarget } from "./targets.ts";

// tools/compile/build_info.ts writes the line, and `deno compile` does not compress it.
const START = "export const buildInfo = {";
const LONGEST = 2000;

/** How a program for any platform was built; `undefined` if it is not gettoken. */
export function readBuildInfo(program: Uint8Array): BuildInfo | undefined {
  const bytes = Buffer.from(program.buffer, program.byteOffset, program.byteLength);
  const start = bytes.indexOf(START);
  if (start < 0) return undefined;
  const line = bytes.toString("utf8", start + START.length - 1, start + LONGEST);
  try {
    const info = JSON.parse(line.slice(0, Math.max(0, line.indexOf(";\n"))));
    return isPrintable(info) ? info : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the values can be printed. The file may be from anyone. */
function isPrintable({ commit, target, builder, base }: BuildInfo): boolean {
  return [commit ?? "", target, builder, base.version].every((value) => /^[\w.-]*$/.test(value));
}

/** What a build on this machine would be made from. */
export interface Here {
  readonly commit: string;
  readonly isClean: boolean;
  /** The version of Deno. */
  readonly deno: string;
}

/** Why a build on this machine cannot be equal to a program: what differs, and what to do. */
export function obstacles(program: BuildInfo, here: Here): string[] {
  const { commit, modified, builder, target } = program;
  const found: string[] = [];
  if (!findTarget(target)) found.push(`It is for ${target}, and this checkout has no such target`);
  if (commit !== here.commit) {
    found.push(
      commit === null
        ? "It was not built from a git clone, so its commit is unknown"
        : `It was built from commit ${commit}, and this is ${here.commit}\n→ git checkout ${commit}`,
    );
  } else if (modified && here.isClean) {
    found.push("It was built from sources that differ from its commit");
  } else if (!modified && !here.isClean) {
    found.push("This checkout has changes that are not committed\n→ git stash");
  }
  if (builder !== here.deno) {
    found.push(
      `It was built with Deno ${builder}, and this is ${here.deno}\n` +
        `→ npx deno@${builder} task verify FILE`,
    );
  }
  return found;
}

/** A program, and what it says of its build. */
export interface ReadProgram {
  readonly sha256: string;
  readonly info: BuildInfo;
}

/** A program that was built to compare. */
export interface RebuiltProgram {
  readonly sha256: string;
  readonly base: BaseInfo;
  /** The packages in other versions than deno.json names, each with both versions. */
  readonly otherPackages: readonly string[];
}

/** How a program differs from a new build of the same commit; `undefined` if it is equal. */
export function differenceOf(
  { sha256, info }: ReadProgram,
  again: RebuiltProgram,
): string | undefined {
  if (sha256 === again.sha256) return undefined;
  return `differs from a build of the same commit\nits program:  SHA-256 ${sha256}\n` +
    `built again:  SHA-256 ${again.sha256}${baseDifference(info, again.base)}` +
    packageDifference(again.otherPackages);
}

function packageDifference(others: readonly string[]): string {
  return others.length === 0
    ? ""
    : `\nJSR does not answer, so the new build has other packages: ${others.join(", ")}`;
}

/** Says so if the programs cannot be equal, because their base executables are not. */
function baseDifference({ base: theirs }: BuildInfo, ours: BaseInfo): string {
  if (theirs.sha256 === ours.sha256) return "";
  const origin = (isOfficial: boolean) => isOfficial ? "Deno's own" : "not Deno's own";
  return `\nThe base executables differ: its one is of Deno ${theirs.version}, ` +
    `${origin(theirs.official)}; here it is of ${ours.version}, ${origin(ours.isOfficial)}`;
}
