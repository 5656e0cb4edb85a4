/**
 * An npm registry on loopback that has the packages of gettoken: verdaccio if `deno task verdaccio`
 * has installed it, else a small one.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { exists } from "../../../tools/files.ts";
import { npm, npmPackages, tarballPath } from "../../../tools/release/channels/npm.ts";
import { project } from "../../../tools/release/project.ts";
import { thisTarget } from "../../../tools/release/targets.ts";
import { verdaccioDir } from "../../../tools/verdaccio.ts";
import { scriptedServer } from "../../idp/scripted_server.ts";
import type { NpmRegistry } from "./npm_user.ts";
import { startVerdaccio } from "./verdaccio.ts";

/** Tarballs by the path in a release, `npm/gettoken-1.2.3.tgz`: of this platform and of the command. */
export type Tarballs = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** Packs this program for this platform, without compressing it. */
export async function packedFor(program: string): Promise<Tarballs> {
  const target = thisTarget()!;
  const programs = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(programs, target.name));
    await Deno.symlink(program, join(programs, target.name, target.program));
    const archive = { target, url: "", sha256: "", programSha256: "" };
    const files = await npm({ version: project.version, archives: [archive] }, programs, 0);
    return new Map(files.map(({ path, content }) => [path, content as Uint8Array<ArrayBuffer>]));
  } finally {
    await Deno.remove(programs, { recursive: true });
  }
}

/** Starts a registry with these packages. */
export async function startRegistry(tarballs: Tarballs): Promise<NpmRegistry> {
  return await exists(verdaccioDir)
    ? await startVerdaccio([...tarballs.values()])
    : startSmallRegistry(tarballs);
}

/** Starts a registry that answers what `npm install` asks for. */
function startSmallRegistry(tarballs: Tarballs): NpmRegistry {
  const versions = new Map(
    npmPackages(project.version).map((candidate) => {
      const path = tarballPath(candidate);
      return [candidate.manifest.name, {
        ...candidate.manifest,
        path,
        integrity: integrity(tarballs.get(path)),
      }];
    }),
  );
  const server = scriptedServer(({ path }) => {
    const name = decodeURIComponent(path.slice(1));
    const tarball = tarballs.get(name);
    if (tarball) return new Response(tarball);
    const found = versions.get(name);
    if (!found) return new Response("{}", { status: 404 });
    const dist = { tarball: `${server.origin}/${found.path}`, integrity: found.integrity };
    return Response.json({
      name,
      "dist-tags": { latest: found.version },
      versions: { [found.version]: { ...found, dist } },
    });
  });
  return server;
}

/** The digest of a tarball. npm does not download those of other platforms. */
function integrity(content: Uint8Array = new Uint8Array()): string {
  return `sha512-${createHash("sha512").update(content).digest("base64")}`;
}
