import { Buffer } from "node:buffer";
import { join } from "node:path";
// deno-lint-ignore no-import-prefix -- only this tool needs it, not the program
import { extract } from "npm:tar@7.5.23";
import { projectDir } from "./paths.ts";
import { say, ToolError } from "./tool.ts";

/** One published npm package, pinned by the digest of its tarball. */
export interface NpmTarball {
  name: string;
  version: string;
  /** As the registry gives it: `sha512-` and the digest in base64. */
  integrity: string;
}

/** What to take out of a tarball, and where to put it. */
export interface UnpackOptions {
  /** An existing folder. */
  into: string;
  /** Leading folders to leave away from each path. */
  strip: number;
  /** Says of a path in the tarball (`package/…`) whether it is wanted. */
  wanted: (path: string) => boolean;
}

// npm itself comes through Deno: there need not be one on PATH, and on Windows
// it would be a batch file.
const NPM = "npm:npm@11.21.2";

/**
 * Downloads an npm package and unpacks a part of it. Its dependencies are not
 * installed and none of its scripts run. The user's npm configuration (mirror,
 * credentials, proxy, certificates) applies.
 *
 * @throws {ToolError} when npm cannot fetch it, or the bytes are not the pinned ones
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
  say(`Fetching ${spec} from npm`);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--allow-all", NPM],
      ...["pack", spec, "--pack-destination", into, "--ignore-scripts"],
      "--loglevel=error",
    ],
    cwd: projectDir,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) {
    throw new ToolError(
      `Cannot fetch ${spec}:\n${new TextDecoder().decode(stderr).trim()}`,
    );
  }
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
      `Cannot use ${name}@${version}: its bytes differ from the pinned ones`,
    );
  }
}
