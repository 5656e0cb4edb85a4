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
import { madeMessage, type Order, orderFrom } from "./order.ts";
import { downloadUrl, project } from "./project.ts";
import type { Archive, Release, ReleaseFile } from "./release_files.ts";
import { type ReleaseProgram, sbom } from "./sbom.ts";
import type { Target } from "./targets.ts";

async function main(): Promise<void> {
  const order = orderFrom(Deno.args, await readCheckout());
  const { output } = order;
  await Deno.mkdir(dirname(output), { recursive: true });
  // Beside the release, so that a run that fails leaves the last one unchanged, and of another name
  // for each run, so that two at the same time do not mix their files.
  const draft = await Deno.makeTempDir({ dir: dirname(output), prefix: "draft-" });
  try {
    const folders = { files: join(draft, "release"), programs: join(draft, "programs") };
    const isRelease = await makeFiles(order, folders);
    await replaceFolder(`${output}-programs`, folders.programs);
    await replaceFolder(output, folders.files);
    say(madeMessage(relative(Deno.cwd(), output), isRelease));
  } finally {
    await removeFolder(draft);
  }
}

/** The folders that a release consists of. */
interface Folders {
  readonly files: string;
  /** Has a folder for each target, with its program. */
  readonly programs: string;
}

/** Makes all files. Returns whether the programs say that they are from a release. */
async function makeFiles(order: Order, { files, programs: folder }: Folders): Promise<boolean> {
  await Deno.mkdir(files);
  const { programs, isRelease } = await compileAll(order, folder);
  const release: Release = {
    version: project.version,
    archives: await writeArchives(order, programs, { files, programs: folder }),
  };
  const materials = { programs, packages: await bundledPackages(), checkout: order.checkout };
  await writeFiles(files, [{ path: "gettoken.cdx.json", content: sbom(materials) }]);
  await writeFiles(files, topFiles.flatMap((make) => make(release)));
  await writeFiles(files, [{ path: "SHA256SUMS", content: await checksums(files) }]);
  const made = channels.flatMap((make) => make(release));
  say("Packing the programs for npm");
  for (const make of programChannels) made.push(...await make(release, folder, order.level));
  await writeFiles(join(files, "channels"), made);
  return isRelease;
}

async function compileAll(
  { targets, isRelease }: Order,
  folder: string,
): Promise<{ programs: ReleaseProgram[]; isRelease: boolean }> {
  say(`Compiling for ${targets.map(({ name }) => name).join(", ")}`);
  const built = await compilePrograms(
    targets.map((target) => ({ target: target.triple, output: programPath(target, folder) })),
    { isRelease },
  );
  const programs = built.map(async ({ base }, index) => {
    const target = targets[index]!;
    return { target, base, sha256: await sha256OfFile(programPath(target, folder)) };
  });
  return {
    programs: await Promise.all(programs),
    isRelease: built.every((program) => program.isRelease),
  };
}

function programPath({ name, program }: Target, folder: string): string {
  return join(folder, name, program);
}

async function writeArchives(
  { checkout, packed, level }: Order,
  programs: readonly ReleaseProgram[],
  folders: Folders,
): Promise<Archive[]> {
  const shared = await sharedFiles(checkout);
  const archives: Archive[] = [];
  for (const { target, sha256: programSha256 } of programs) {
    if (!packed.includes(target)) continue;
    say(`Packing ${target.archive}`);
    const program = await Deno.readFile(programPath(target, folders.programs));
    const content = await makeArchive(target, program, shared, { time: checkout.time, level });
    await Deno.writeFile(join(folders.files, target.archive), content);
    const url = `${downloadUrl(project.version)}/${target.archive}`;
    archives.push({ target, url, sha256: sha256(content), programSha256 });
  }
  return archives;
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

async function replaceFolder(folder: string, draft: string): Promise<void> {
  await removeFolder(folder);
  await Deno.rename(draft, folder);
}

async function removeFolder(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

if (import.meta.main) await runTool(main);
