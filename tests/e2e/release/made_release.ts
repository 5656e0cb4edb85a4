/**
 * Releases for tests: `dist/test-release/` of this checkout, and the same made elsewhere. As a tool it
 * makes the first:
 *
 *     deno run -A tests/e2e/release/made_release.ts
 *
 * @module
 */
import { readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { baseFor } from "../../../tools/compile/bases.ts";
import { denoDir } from "../../../tools/deno.ts";
import { environment } from "../../../tools/environment.ts";
import { exists, lastChange } from "../../../tools/files.ts";
import { packageFlags } from "../../../tools/mirror.ts";
import { projectDir } from "../../../tools/paths.ts";
import { sha256OfFile } from "../../../tools/checksums.ts";
import { readCheckout } from "../../../tools/release/checkout.ts";
import { targets } from "../../../tools/release/targets.ts";
import { runProgram } from "../../../tools/run_program.ts";
import { runTool, say, ToolError } from "../../../tools/tool.ts";

/** Where and how a release is made. */
interface Machine {
  /** The folder of the checkout. */
  readonly checkout: string;
  /** Instead of the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>;
  /** The names of the targets to compile for. */
  readonly targets: readonly string[];
}

const release = join(projectDir, "dist", "test-release");

/** An archive of each kind. The SBOM has the hashes of all programs, so more is not needed. */
const packed = ["linux-x64", "windows-x64"];

let made: Promise<string> | undefined;

/**
 * The release of this checkout: the programs and two archives, not compressed. It is made if a file
 * has changed since. A target without a base executable is left out.
 */
export function madeRelease(): Promise<string> {
  made ??= makeIfChanged();
  return made;
}

async function makeIfChanged(): Promise<string> {
  if (!await isUpToDate(release)) {
    await makeRelease({ checkout: projectDir, targets: await possibleTargets() });
  }
  return release;
}

async function possibleTargets(): Promise<string[]> {
  const possible: string[] = [];
  for (const { name, triple } of targets) {
    try {
      await baseFor(triple);
      possible.push(name);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      say(`The test release is without ${name}: ${error.message}`);
    }
  }
  return possible;
}

/** The names of the targets in a release that was made. */
export async function targetsOf(folder: string): Promise<string[]> {
  const { components } = JSON.parse(await Deno.readTextFile(join(folder, "gettoken.cdx.json")));
  const refs: string[] = components.map((component: Record<string, string>) =>
    component["bom-ref"]
  );
  return refs.flatMap((ref) => /^program:(.+)$/.exec(ref)?.[1] ?? []);
}

async function isUpToDate(folder: string): Promise<boolean> {
  const sbom = join(folder, "gettoken.cdx.json");
  if (!await exists(sbom)) return false;
  const { commit } = await readCheckout();
  if (!(await Deno.readTextFile(sbom)).includes(commit)) return false;
  const files = await filesOfCheckout();
  const changes = await Promise.all(files.map((path) => lastChange(join(projectDir, path))));
  return await lastChange(sbom) >= Math.max(...changes);
}

/**
 * The release of a copy of this checkout, made in another folder, for a user with another home, time
 * zone and language.
 *
 * @param folder an empty folder for all of it
 */
export async function releaseElsewhere(folder: string): Promise<string> {
  const [checkout, home, cache] = ["100 % Köln", "home", "packages"].map((name) =>
    join(folder, name)
  );
  await copyCheckout(checkout!);
  await linkFolder(await denoDir(), cache!, ["npm", "remote", "dl"]);
  await Deno.mkdir(home!);
  // As in a folder of another project, which the bundler must not read.
  await Deno.writeTextFile(join(folder, "package.json"), '{ "sideEffects": false }');
  return await makeRelease({
    checkout: checkout!,
    targets: await targetsOf(release),
    env: {
      ...environment(["PATH", "SYSTEMROOT", "TEMP", "TMP"]),
      ...{ HOME: home!, USERPROFILE: home!, LOCALAPPDATA: home!, DENO_DIR: cache! },
      ...{ TZ: "Asia/Kathmandu", LANG: "tr_TR.UTF-8", OTEL_SERVICE_NAME: "x" },
      ...{ TMPDIR: home!, DENO_TLS_CA_STORE: "system" },
    },
  });
}

async function makeRelease({ checkout, env, targets }: Machine): Promise<string> {
  const output = join("dist", "test-release");
  const { status, stderr } = await runProgram(Deno.execPath(), [
    ...["run", "--quiet", "--no-check", "--allow-all"],
    ...(await packageFlags()).map((flag) => flag.replace(projectDir, `${checkout}/`)),
    ...["tools/release/release.ts", "--allow-dirty", "--stored", "--output", output],
    ...targets.flatMap((name) => ["--target", name]),
    ...packed.filter((name) => targets.includes(name)).flatMap((name) => ["--pack", name]),
  ], { cwd: checkout, ...(env && { env, clearEnv: true }) });
  if (status !== 0) throw new Error(stderr);
  return join(checkout, output);
}

/** The files of this checkout as they are now, its commits, and what its tools have downloaded. */
async function copyCheckout(to: string): Promise<void> {
  for (const path of await filesOfCheckout()) {
    await Deno.mkdir(dirname(join(to, path)), { recursive: true });
    await Deno.copyFile(join(projectDir, path), join(to, path));
  }
  const downloaded = ["mirror", "compile", "lock", "no"].map((name) => join(".cache", name));
  await linkFolder(projectDir, to, [".git", ...downloaded]);
}

async function filesOfCheckout(): Promise<string[]> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const { stdout } = await runProgram("git", args, { cwd: projectDir });
  const paths = stdout.split("\0").filter((path) => path !== "");
  const present = await Promise.all(paths.map((path) => exists(join(projectDir, path))));
  return paths.filter((_, index) => present[index]);
}

/** Links the files below these folders, or copies them to another disk. */
async function linkFolder(from: string, to: string, below: readonly string[]): Promise<void> {
  for (const folder of below) {
    if (!await exists(join(from, folder))) continue;
    const entries = await readdir(join(from, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((found) => !found.isDirectory())) {
      const path = relative(from, join(entry.parentPath, entry.name));
      await Deno.mkdir(dirname(join(to, path)), { recursive: true });
      await Deno.link(join(from, path), join(to, path))
        .catch(() => Deno.copyFile(join(from, path), join(to, path)));
    }
  }
}

/** The hashes of all files below a folder, by path. */
export async function hashesIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) =>
    join(entry.parentPath, entry.name)
  );
  const hashes = files.sort().map(async (path) =>
    [relative(folder, path).replaceAll("\\", "/"), await sha256OfFile(path)] as const
  );
  return Object.fromEntries(await Promise.all(hashes));
}

if (import.meta.main) await runTool(async () => void await madeRelease());
