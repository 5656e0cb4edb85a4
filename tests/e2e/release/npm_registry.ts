/**
 * An npm registry on loopback that has the packages of gettoken, and npm with a home folder of its
 * own that installs from there.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { npm, npmPackages, tarballPath } from "../../../tools/release/channels/npm.ts";
import { project } from "../../../tools/release/project.ts";
import { thisTarget } from "../../../tools/release/targets.ts";
import { scriptedServer } from "../../idp/scripted_server.ts";
import { node } from "./npm_launcher.ts";

/** A registry, until it is disposed. */
export interface NpmRegistry extends AsyncDisposable {
  readonly origin: string;
}

/** What a run printed, and how it ended. */
export interface NpmResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

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

/** Starts a registry that answers what `npm install` asks for. */
export function startRegistry(tarballs: Tarballs): NpmRegistry {
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

/** A user of npm with an empty home folder, whose packages are from this registry only. */
export class NpmUser implements AsyncDisposable {
  /** The home folder. */
  readonly home: string;
  readonly #registry: string;

  private constructor(home: string, registry: string) {
    this.home = home;
    this.#registry = registry;
  }

  static async create({ origin }: NpmRegistry): Promise<NpmUser> {
    return new NpmUser(await Deno.realPath(await Deno.makeTempDir()), origin);
  }

  /** Makes an empty project in the home folder. */
  async makeProject(name: string): Promise<string> {
    const folder = join(this.home, name);
    await Deno.mkdir(folder);
    await Deno.writeTextFile(join(folder, "package.json"), "{}");
    return folder;
  }

  /** Runs a command line in a shell. */
  async run(command: string, { cwd = this.home, ...env }: NpmOptions = {}): Promise<NpmResult> {
    const { code: status, stdout, stderr } = await new Deno.Command("sh", {
      args: ["-c", command],
      cwd,
      env: {
        HOME: this.home,
        PATH: `${dirname(node!)}:${Deno.env.get("PATH")}`,
        npm_config_registry: this.#registry,
        npm_config_update_notifier: "false",
        ...env,
      },
      clearEnv: true,
      stdin: "null",
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { status, stdout: text(stdout), stderr: text(stderr) };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Deno.remove(this.home, { recursive: true });
  }
}

/** Environment variables of a run, and its working directory. */
export type NpmOptions = Readonly<Record<string, string>> & { readonly cwd?: string };
