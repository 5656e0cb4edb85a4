/**
 * Checks that the files in `dist/release/` are of a release, before they are attested or published:
 *
 *     deno task release-genuine
 *
 * Refuses programs from another commit, and those on a base executable that is not Deno's own, because
 * Deno's could not be downloaded.
 *
 * @module
 */
import { join } from "node:path";
import type { BuildInfo } from "../../lib/core/build_info.ts";
import { exists } from "../files.ts";
import { readCheckout } from "../release/checkout.ts";
import { readBuildInfo } from "../release/origin.ts";
import { releaseDir } from "../release/project.ts";
import { targets } from "../release/targets.ts";
import { runTool, say, ToolError } from "../tool.ts";

/**
 * Reads the programs in the archives of a release.
 *
 * @param commit that of the tag
 * @throws {ToolError} when an archive is missing, or its program is not of a release
 */
async function requireGenuine(folder: string, commit: string): Promise<void> {
  // Imported here, because unpacking needs a package that reads variables when it is loaded, which
  // unit tests may not.
  const { unpack } = await import("../smoke/unpack.ts");
  for (const { archive, triple } of targets) {
    const unpacked = await Deno.makeTempDir({ prefix: "gettoken-publish-" });
    try {
      const { program } = await unpack(join(folder, archive), unpacked);
      const problem = problemOf(readBuildInfo(await Deno.readFile(program)), { triple, commit });
      if (problem) throw new ToolError(`Cannot release ${archive}: ${problem}`);
    } finally {
      await Deno.remove(unpacked, { recursive: true });
    }
  }
}

/** Why a program is not of a release for a target; `undefined` if it is. */
export function problemOf(
  info: BuildInfo | undefined,
  wanted: { readonly triple: string; readonly commit: string },
): string | undefined {
  if (!info) return "its program does not say how it was built";
  if (info.target !== wanted.triple) return `its program is for ${info.target}`;
  if (info.commit !== wanted.commit) return `its program is from commit ${info.commit}`;
  if (!info.base.official) return "its base executable is not from Deno's own release";
  if (!info.release) return "its program was not built for a release";
  return undefined;
}

/**
 * Checks the archives in `dist/release/`.
 *
 * @returns the commit of this checkout, from which their programs are
 * @throws {ToolError} when an archive is missing, or its program is not of a release
 */
export async function requireRelease(): Promise<string> {
  const { commit } = await readCheckout();
  if (!await exists(releaseDir)) {
    throw new ToolError(`There is no release in ${releaseDir}\n→ Make it: deno task release`);
  }
  await requireGenuine(releaseDir, commit);
  return commit;
}

async function main(): Promise<void> {
  await requireRelease();
  say("Every program is of a release");
}

if (import.meta.main) await runTool(main);
