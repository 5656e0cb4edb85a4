/**
 * Builds a program again, from this checkout, and compares it with a file:
 *
 *     deno task verify ARCHIVE_OR_PROGRAM
 *
 * The file is not run. The exit status is 0 if the programs are equal, and 1 if not.
 *
 * @module
 */
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { compilePrograms } from "../compile.ts";
import { otherVersions } from "../mirror.ts";
import { unpack } from "../smoke/unpack.ts";
import { runTool, say, ToolError } from "../tool.ts";
import { readCheckout } from "./checkout.ts";
import { sha256, sha256OfFile } from "../checksums.ts";
import { differenceOf, obstacles, readBuildInfo } from "./origin.ts";

async function main(): Promise<void> {
  const { positionals: [file, ...others] } = parseArgs({ allowPositionals: true });
  if (!file || others.length > 0) throw new ToolError("Usage: deno task verify ARCHIVE_OR_PROGRAM");
  const folder = await Deno.makeTempDir({ prefix: "gettoken-verify-" });
  try {
    await verify(file, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function verify(file: string, folder: string): Promise<void> {
  const { program } = await unpack(file, folder);
  const content = await Deno.readFile(program);
  const info = readBuildInfo(content);
  if (!info) throw new ToolError(`Cannot verify ${file}: it does not say how it was built`);
  const { commit, isClean } = await readCheckout();
  const found = obstacles(info, { commit, isClean, deno: Deno.version.deno });
  if (found.length > 0) throw new ToolError(`Cannot verify ${file}\n${found.join("\n")}`);
  say(`Building it again for ${info.target}`);
  const output = join(folder, "again", basename(program));
  const [built] = await compilePrograms([{ target: info.target, output }], {
    isRelease: info.release,
  });
  const again = {
    ...{ sha256: await sha256OfFile(output), base: built!.base },
    otherPackages: await otherVersions(),
  };
  const difference = differenceOf({ sha256: sha256(content), info }, again);
  if (difference) throw new ToolError(`${file} ${difference}`);
  // deno-lint-ignore no-console -- the result of this tool
  console.log(`equal: commit ${commit}, ${info.target}, SHA-256 ${again.sha256}`);
}

if (import.meta.main) await runTool(main);
