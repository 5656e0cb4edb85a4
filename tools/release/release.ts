/**
 * Makes a release in `dist/release/`: archives, checksums, SBOM, installers and the files of the
 * channels. The programs are in `dist/release-programs/`.
 *
 *     deno task release [--version X] [--target NAME …] [--pack NAME …]
 *       [--allow-dirty] [--stored] [--output DIR]
 *
 * `--version` has to be the version in deno.json. `--target` compiles for some targets only, and
 * `--pack` makes archives for some of those only. The other options are for tests: `--stored` does
 * not compress, which is faster.
 *
 * @module
 */
import { dirname, join, relative } from "node:path";
import { compilePrograms } from "../compile.ts";
import { runTool, say } from "../tool.ts";
import { makeArchive, sharedFiles } from "./archive_files.ts";
import { bundledPackages } from "./bundled_packages.ts";
import { channels, programChannels, topFiles } from "./channels.ts";
import { readCheckout } from "./checkout.ts";
import { checksumFile, sha256, sha256OfFile } from "../checksums.ts";
import { type Order, orderFrom } from "./order.ts";
import { downloadUrl, project } from "./project.ts";
import type { Archive, Release, ReleaseFile } from "./release_files.ts";
import { type ReleaseProgram, sbom } from "./sbom.ts";
import type { Target } from "./targets.ts";

async function main(): Promise<void> {
  const order = orderFrom(Deno.args, await readCheckout());
  // A folder beside the release, so that a run that fails leaves the last one unchanged.
  const { output } = order;
  const draft = `${output}-draft`;
  await removeFolder(draft);
  await Deno.mkdir(draft, { recursive: true });
  const programs = await compileAll(order);
  const release: Release = {
    version: project.version,
    archives: await writeArchives(order, programs, draft),
  };
  const materials = { programs, packages: await bundledPackages(), checkout: order.checkout };
  await writeFiles(draft, [{ path: "gettoken.cdx.json", content: sbom(materials) }]);
  await writeFiles(draft, topFiles.flatMap((make) => make(release)));
  await writeFiles(draft, [{ path: "SHA256SUMS", content: await checksums(draft) }]);
  await writeFiles(draft, await channelFiles(release, order));
  await removeFolder(output);
  await Deno.rename(draft, output);
  say(`Made ${relative(Deno.cwd(), output)} of version ${release.version}`);
}

async function compileAll({ targets, isRelease, output }: Order): Promise<ReleaseProgram[]> {
  await removeFolder(programsIn(output));
  say(`Compiling for ${targets.map(({ name }) => name).join(", ")}`);
  const built = await compilePrograms(
    targets.map((target) => ({ target: target.triple, output: programPath(target, output) })),
    { isRelease },
  );
  return await Promise.all(built.map(async ({ base }, index) => {
    const target = targets[index]!;
    return { target, base, sha256: await sha256OfFile(programPath(target, output)) };
  }));
}

/** The folder of the programs of a release. */
function programsIn(output: string): string {
  return `${output}-programs`;
}

function programPath({ name, program }: Target, output: string): string {
  return join(programsIn(output), name, program);
}

async function writeArchives(
  { checkout, packed, level, output }: Order,
  programs: readonly ReleaseProgram[],
  folder: string,
): Promise<Archive[]> {
  const shared = await sharedFiles(checkout);
  const archives: Archive[] = [];
  for (const { target, sha256: programSha256 } of programs) {
    if (!packed.includes(target)) continue;
    say(`Packing ${target.archive}`);
    const program = await Deno.readFile(programPath(target, output));
    const content = await makeArchive(target, program, shared, { time: checkout.time, level });
    await Deno.writeFile(join(folder, target.archive), content);
    const url = `${downloadUrl(project.version)}/${target.archive}`;
    archives.push({ target, url, sha256: sha256(content), programSha256 });
  }
  return archives;
}

async function channelFiles(release: Release, order: Order): Promise<ReleaseFile[]> {
  const { level, output } = order;
  const files = channels.flatMap((make) => make(release));
  say("Packing the programs for npm");
  for (const make of programChannels) files.push(...await make(release, programsIn(output), level));
  return files.map((file) => ({ ...file, path: `channels/${file.path}` }));
}

async function writeFiles(folder: string, files: readonly ReleaseFile[]): Promise<void> {
  for (const { path, content, executable } of files) {
    const to = join(folder, path);
    await Deno.mkdir(dirname(to), { recursive: true });
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(to, bytes, { mode: executable ? 0o755 : 0o644 });
  }
}

/** The content of `SHA256SUMS` for the files in a folder. */
async function checksums(folder: string): Promise<string> {
  const sums: Record<string, string> = {};
  for await (const { name } of Deno.readDir(folder)) {
    sums[name] = await sha256OfFile(join(folder, name));
  }
  return checksumFile(sums);
}

async function removeFolder(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

if (import.meta.main) await runTool(main);
