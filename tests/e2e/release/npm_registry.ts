/**
 * An npm registry on loopback that has the packages of gettoken: verdaccio if `deno task verdaccio`
 * has installed it, else a small one.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { exists } from "../../../tools/files.ts";
import { cachedPackage, libraryDir, libraryIfChanged } from "../../../tools/library.ts";
import { libraryDependencies } from "../../../tools/library/packages.ts";
import {
  type NpmPackage,
  npmPackages,
  npmTarballs,
  tarballPath,
} from "../../../tools/release/channels/npm.ts";
import { project } from "../../../tools/release/project.ts";
import { tarGz } from "../../../tools/release/tar_and_zip.ts";
import { thisTarget } from "../../../tools/release/targets.ts";
import { verdaccioDir } from "../../../tools/verdaccio.ts";
import { scriptedServer } from "../../idp/scripted_server.ts";
import { filesOf } from "./local_jsr.ts";
import type { NpmRegistry } from "./npm_user.ts";
import { startVerdaccio } from "./verdaccio.ts";

/** A package, and its tarball unless it is for another platform. */
export interface PackedPackage {
  readonly manifest: NpmPackage["manifest"];
  readonly tarball?: Uint8Array<ArrayBuffer> | undefined;
}

/** Packs the packages with this program for this platform, and their dependencies, uncompressed. */
export async function packedFor(program: string): Promise<PackedPackage[]> {
  const target = thisTarget()!;
  const programs = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(programs, target.name));
    await Deno.symlink(program, join(programs, target.name, target.program));
    const archive = { target, url: "", sha256: "", programSha256: "" };
    const release = { version: project.version, archives: [archive] };
    const files = await npmTarballs(release, { programs, library: await builtLibrary() }, 0);
    const tarballs = new Map(files.map(({ path, content }) => [path, content]));
    const own = npmPackages(project.version).map((candidate): PackedPackage => ({
      manifest: candidate.manifest,
      tarball: tarballs.get(tarballPath(candidate)) as Uint8Array<ArrayBuffer> | undefined,
    }));
    const dependencies = Object.entries(libraryDependencies).map(packDependency);
    return [...await Promise.all(dependencies), ...own];
  } finally {
    await Deno.remove(programs, { recursive: true });
  }
}

/** The files of the library, which the tests of its programs use as well. */
async function builtLibrary(): Promise<Map<string, string>> {
  await libraryIfChanged();
  const folder = join(libraryDir, "node_modules", project.npm, "library");
  const files = (await filesOf(folder)).map(async (path) =>
    [path, await Deno.readTextFile(join(folder, path))] as const
  );
  return new Map(await Promise.all(files));
}

/** Packs a package as it is in Deno's cache. */
async function packDependency([name, version]: [string, string]): Promise<PackedPackage> {
  const folder = await cachedPackage(name, version);
  const entries = (await filesOf(folder)).map(async (path) => ({
    path: `package/${path}`,
    content: await Deno.readFile(join(folder, path)),
  }));
  return {
    manifest: JSON.parse(await Deno.readTextFile(join(folder, "package.json"))),
    tarball: await tarGz(await Promise.all(entries), { time: new Date(0), level: 0 }),
  };
}

/** Starts a registry with these packages. */
export async function startRegistry(packages: readonly PackedPackage[]): Promise<NpmRegistry> {
  return await exists(verdaccioDir)
    ? await startVerdaccio(packages.flatMap(({ tarball }) => tarball ?? []))
    : startSmallRegistry(packages);
}

/** Starts a registry that answers what `npm install` asks for. */
function startSmallRegistry(packages: readonly PackedPackage[]): NpmRegistry {
  const byName = new Map(packages.map((one) => [one.manifest.name, one]));
  const server = scriptedServer(({ path }) => {
    const [, tarballOf, name = ""] = /^\/(tarball\/)?(.+)$/.exec(decodeURIComponent(path)) ?? [];
    const found = byName.get(name);
    if (!found) return new Response("{}", { status: 404 });
    const { manifest, tarball } = found;
    if (tarballOf) return new Response(tarball);
    const dist = { tarball: `${server.origin}/tarball/${name}`, integrity: integrity(tarball) };
    return Response.json({
      name,
      "dist-tags": { latest: manifest.version },
      versions: { [manifest.version]: { ...manifest, dist } },
    });
  });
  return server;
}

/** The digest of a tarball. npm does not download those of other platforms. */
function integrity(content: Uint8Array = new Uint8Array()): string {
  return `sha512-${createHash("sha512").update(content).digest("base64")}`;
}
