import { Buffer } from "node:buffer";
import { join } from "node:path";
// deno-lint-ignore no-import-prefix -- the program does not need it
import { extract } from "npm:tar@7.5.23";
import { projectDir } from "./paths.ts";
import { runProgram } from "./run_program.ts";
import { ToolError } from "./tool.ts";

/** One published npm package, pinned by the digest of its tarball. */
export interface NpmTarball {
  name: string;
  version: string;
  /** `sha512-` and the digest in Base64, as in the registry. */
  integrity: string;
}

/** Which files to unpack, and where. */
export interface UnpackOptions {
  /** An existing folder. */
  into: string;
  /** Number of leading folders to remove from each path. */
  strip: number;
  /** Whether to unpack this path of the tarball (`package/…`). */
  wanted: (path: string) => boolean;
}

/** npm, for `deno run`: there may be none on PATH, and on Windows it is a batch file. */
export const NPM = "npm:npm@11.21.2";

/**
 * Downloads an npm package and unpacks some of its files. Installs no dependencies and runs none of
 * its scripts. The user's npm configuration (mirror, credentials, proxy, certificates) applies.
 *
 * @throws {ToolError} when npm cannot fetch it, or its hash differs from the pinned one
 */
export async function unpackNpmTarball(
  tarball: NpmTarball,
  options: UnpackOptions,
): Promise<void> {
  const download = await Deno.makeTempDir({ prefix: "npm-pack-" });
  try {
    const file = await npmPack(tarball, download);
    await checkIntegrity(tarball, file);
    await extract({
      file,
      cwd: options.into,
      strip: options.strip,
      filter: options.wanted,
    });
  } finally {
    await Deno.remove(download, { recursive: true });
  }
}

async function npmPack(tarball: NpmTarball, into: string): Promise<string> {
  const spec = `${tarball.name}@${tarball.version}`;
  const { status, stderr } = await runProgram(Deno.execPath(), [
    ...["run", "--quiet", "--allow-all", NPM],
    ...["pack", spec, "--pack-destination", into, "--ignore-scripts", "--loglevel=error"],
  ], { cwd: projectDir });
  if (status !== 0) throw new ToolError(`Cannot fetch ${spec}:\n${stderr.trim()}`);
  for await (const entry of Deno.readDir(into)) return join(into, entry.name);
  throw new ToolError(`Cannot fetch ${spec}: npm wrote no file`);
}

async function checkIntegrity(
  { name, version, integrity }: NpmTarball,
  file: string,
): Promise<void> {
  const digest = await crypto.subtle.digest(
    "SHA-512",
    await Deno.readFile(file),
  );
  if (`sha512-${Buffer.from(digest).toString("base64")}` !== integrity) {
    throw new ToolError(
      `Cannot use ${name}@${version}: its SHA-512 hash differs from the pinned one`,
    );
  }
}
