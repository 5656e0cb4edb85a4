/**
 * Finds the program that `deno task smoke` tests: its argument is an archive of a release or a program.
 *
 * @module
 */
import { basename, dirname, join, resolve } from "node:path";
// deno-lint-ignore no-import-prefix -- the program does not need it
import { unzipSync } from "npm:fflate@0.8.3";
// deno-lint-ignore no-import-prefix -- the program does not need it
import { extract } from "npm:tar@7.5.23";
import { exists } from "../files.ts";
import { ToolError } from "../tool.ts";

/** A program to test. */
export interface Unpacked {
  /** The path of the program. */
  readonly program: string;
  /** The folder that the archive consists of; `undefined` for a program without an archive. */
  readonly folder?: string;
}

const archiveName = /^(.+)\.(tar\.gz|zip)$/;

/**
 * Unpacks an archive. A program is used where it is.
 *
 * @param path an archive of a release, or a program
 * @param into an existing folder for the content of an archive
 * @throws {ToolError} when there is no such file, or an archive is damaged or has no program in a folder
 * of its own name
 */
export async function unpack(path: string, into: string): Promise<Unpacked> {
  if (!await exists(path)) throw new ToolError(`Cannot read ${path}: there is no such file`);
  if ((await Deno.stat(path)).isDirectory) {
    throw new ToolError(`Cannot read ${path}: it is a folder\n→ Name an archive or a program`);
  }
  const [, name, kind] = archiveName.exec(basename(path)) ?? [];
  if (name === undefined) return { program: resolve(path) };
  try {
    await (kind === "zip" ? unpackZip(path, into) : unpackTar(path, into));
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw new ToolError(
      `Cannot unpack ${path}: ${(error as Error).message}\n→ Compare its hash with SHA256SUMS`,
    );
  }
  const folder = join(into, name);
  for (const program of ["gettoken", "gettoken.exe"]) {
    if (await exists(join(folder, program))) return { program: join(folder, program), folder };
  }
  throw new ToolError(`Cannot unpack ${path}: it has no program in a folder ${name}`);
}

async function unpackTar(path: string, into: string): Promise<void> {
  let isPlain = true;
  await extract({
    file: path,
    cwd: into,
    preserveOwner: false,
    filter: (_, entry) => {
      isPlain &&= "type" in entry && ["File", "OldFile", "Directory"].includes(entry.type);
      return isPlain;
    },
  });
  if (isPlain) return;
  throw new ToolError(`Cannot unpack ${path}: it has a link, or another thing that is no file`);
}

async function unpackZip(path: string, into: string): Promise<void> {
  const files = unzipSync(await Deno.readFile(path));
  for (const [name, content] of Object.entries(files)) {
    if (name.endsWith("/")) continue;
    // The archive may be from a stranger.
    if (/(^|[\\/])\.\.([\\/]|$)|^[\\/]|:/.test(name)) {
      throw new ToolError(`Cannot unpack ${path}: a file in it leaves its folder`);
    }
    await Deno.mkdir(dirname(join(into, name)), { recursive: true });
    // Executable, for Wine. A zip file has no modes that this library reads.
    await Deno.writeFile(join(into, name), content, { mode: 0o755 });
  }
}
