/**
 * Builds a program again, from this checkout, and compares it with a file. In an archive it compares
 * the other files, too:
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
import { type Checkout, readCheckout } from "./checkout.ts";
import { sha256, sha256OfFile } from "../checksums.ts";
import { otherFilesDifferences } from "./other_files.ts";
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
  const unpacked = join(folder, "unpacked");
  await Deno.mkdir(unpacked);
  const { program, folder: archive } = await unpack(file, unpacked);
  const content = await Deno.readFile(program);
  const info = readBuildInfo(content);
  if (!info) throw new ToolError(`Cannot verify ${file}: it does not say how it was built`);
  const checkout = await readCheckout();
  const { commit, isClean } = checkout;
  const found = obstacles(info, { commit, isClean, deno: Deno.version.deno });
  if (found.length > 0) throw new ToolError(`Cannot verify ${file}\n${found.join("\n")}`);
  if (archive) await requireSameFiles(file, { unpacked, program, folder: archive }, checkout);
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

async function requireSameFiles(
  file: string,
  archive: Parameters<typeof otherFilesDifferences>[0],
  checkout: Checkout,
): Promise<void> {
  const lines = await otherFilesDifferences(archive, checkout);
  if (lines.length === 0) return;
  throw new ToolError(`${file} differs from an archive of the same commit\n${lines.join("\n")}`);
}

if (import.meta.main) await runTool(main);
