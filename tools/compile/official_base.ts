/**
 * The base executables that Deno publishes with each of its releases.
 *
 * @module
 */
import { join } from "node:path";
// deno-lint-ignore no-import-prefix -- the program does not need it
import { unzipSync } from "npm:fflate@0.8.3";
import { askSometimes } from "../ask_sometimes.ts";
import { denoDir } from "../deno.ts";
import { environment, FOLDERS } from "../environment.ts";
import { exists, makeFolderOnce } from "../files.ts";
import { cacheDir } from "../paths.ts";
import { runProgram } from "../run_program.ts";
import { ToolError } from "../tool.ts";

// What Deno needs to download a file.
const NETWORK = [
  ...["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"],
  ...["http_proxy", "https_proxy", "all_proxy", "no_proxy"],
  ...["DENO_CERT", "DENO_TLS_CA_STORE", "NODE_EXTRA_CA_CERTS"],
  ...["SSL_CERT_FILE", "SSL_CERT_DIR"],
];

/**
 * The path of Deno's own base executable, of the version of this Deno. Deno downloads it, and
 * `.cache/compile` keeps it.
 *
 * @returns `undefined` if it cannot be downloaded
 */
export async function officialBase(target: string): Promise<string | undefined> {
  const { deno: version } = Deno.version;
  const folder = join(cacheDir, "compile", `deno-${version}-${target}`);
  const path = join(folder, "denort");
  if (await exists(path)) return path;
  const archive = join(await denoDir(), "dl", "release", `v${version}`, `denort-${target}.zip`);
  const canDownload = () => downloadBase(target);
  const isThere = await exists(archive) || await askSometimes("base-executables", canDownload);
  if (!isThere) return undefined;
  const file = onlyFileIn(await Deno.readFile(archive));
  await makeFolderOnce(
    folder,
    (draft) => Deno.writeFile(join(draft, "denort"), file, { mode: 0o755 }),
  );
  return path;
}

/**
 * The only file in a zip archive.
 *
 * @throws {ToolError} when it has another number of files, or is no zip archive
 */
export function onlyFileIn(archive: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let files: Uint8Array<ArrayBuffer>[] = [];
  try {
    files = Object.values(unzipSync(archive));
  } catch {
    // The message below says it.
  }
  const [file, ...others] = files;
  if (file && others.length === 0) return file;
  throw new ToolError(
    "Cannot read the base executable that Deno downloaded: it is no zip archive of one file",
  );
}

/** Lets Deno download its base executable, by compiling an empty program. */
async function downloadBase(target: string): Promise<boolean> {
  const folder = await Deno.makeTempDir();
  try {
    const entry = join(folder, "empty.js");
    await Deno.writeTextFile(entry, "");
    const { status } = await runProgram(Deno.execPath(), [
      ...["compile", "--quiet", "--no-check", "--no-config", "--target", target],
      ...["--output", join(folder, "empty"), entry],
    ], { env: environment([...FOLDERS, ...NETWORK]), clearEnv: true });
    return status === 0;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
