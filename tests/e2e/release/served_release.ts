/**
 * A small release on loopback, and a machine to install it on: its own home folder, and a PATH with
 * only the programs of the test. The programs in the archives are shell scripts.
 *
 * @module
 */
import { sha256 } from "../../../tools/checksums.ts";
import { installers } from "../../../tools/release/channels/installers.ts";
import { targets } from "../../../tools/release/targets.ts";
import type { Ended } from "../../../tools/run_program.ts";
import {
  type ScriptedServer,
  scriptedServer,
  type ServerOptions,
} from "../../idp/scripted_server.ts";
import { type Files, filesIn } from "../folder.ts";

/** What the server sends for a file: its content, or a response. */
export type Served = Uint8Array<ArrayBuffer> | string | (() => Response | Promise<Response>);

/** The version that the server has. */
export const version = "1.2.3";

/** The installer as a release has it. */
export const installSh = String(
  installers({ repository: "acme/gettoken", container: "ghcr.io/acme/gettoken" })[0]?.content,
);

/** How to run the installer. */
export interface InstallOptions {
  /** The shell, which reads the installer from stdin. Default: `sh`. */
  readonly shell?: readonly string[];
  /** Instead of the whole installer. */
  readonly script?: string;
  /** More variables. `HOME`, `PATH` and `SHELL` are set. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
}

// What the installer needs besides a program that downloads.
const needed = [
  ...["cat", "gzip", "mkdir", "mv", "rm", "sed", "tar", "tr"],
  ...["printf", "sha256sum", "shasum"],
];

const linux = {
  uname: "case $1 in -s) echo Linux ;; -m) echo x86_64 ;; esac",
  getconf: "case $1 in LONG_BIT) echo 64 ;; GNU_LIBC_VERSION) echo glibc 2.36 ;; *) exit 1 ;; esac",
};

/** A machine and the server with the release. It is Linux x64 with curl. */
export class World implements AsyncDisposable {
  /** The files of the release, by name. */
  readonly files = new Map<string, Served>();
  readonly server: ScriptedServer;
  readonly #folder: string;

  private constructor(folder: string, options: ServerOptions) {
    this.#folder = folder;
    this.server = scriptedServer(({ path }) => this.#respond(path), options);
  }

  /** Starts the server. Every archive prints the version of the release and its name. */
  static async start(options: ServerOptions = {}): Promise<World> {
    const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "a b" }));
    const world = new World(folder, options);
    for (const path of [world.bin, world.home]) await Deno.mkdir(path);
    await world.link(...needed, "curl");
    for (const [name, script] of Object.entries(linux)) await world.fake(name, script);
    for (const [name, content] of await archives()) world.files.set(name, content);
    world.sum();
    return world;
  }

  get home(): string {
    return `${this.#folder}/home`;
  }

  /** The only folder on PATH. */
  get bin(): string {
    return `${this.#folder}/bin`;
  }

  /** Where the installer puts the program by default. */
  get program(): string {
    return `${this.home}/.local/bin/gettoken`;
  }

  /** Puts programs of the real machine on PATH. Those that it lacks are left out. */
  async link(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      const path = await findProgram(name);
      if (path) await Deno.symlink(path, `${this.bin}/${name}`);
    }
  }

  /** Puts a shell script on PATH. */
  async fake(name: string, script: string): Promise<void> {
    await this.unlink(name);
    await writeProgram(`${this.bin}/${name}`, `#!/bin/sh\n${script}\n`);
  }

  /** Takes programs from PATH. */
  async unlink(...names: readonly string[]): Promise<void> {
    for (const name of names) await Deno.remove(`${this.bin}/${name}`).catch(() => {});
  }

  /** Writes SHA256SUMS for the archives that the server has. */
  sum(): void {
    const lines: string[] = [];
    for (const [name, content] of this.files) {
      if (content instanceof Uint8Array) lines.push(`${sha256(content)}  ${name}\n`);
    }
    this.files.set("SHA256SUMS", lines.join(""));
  }

  /** Runs the installer with the server as the mirror. */
  async install(
    args: readonly string[] = [],
    options: InstallOptions = {},
  ): Promise<Ended> {
    return await this.run(["--from", this.server.origin, ...args], options);
  }

  /** Runs the installer. */
  async run(args: readonly string[], options: InstallOptions = {}): Promise<Ended> {
    const child = await this.spawn(args, options);
    const { code, stdout, stderr } = await child.output();
    return { status: code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  }

  /** Starts the installer. */
  async spawn(
    args: readonly string[],
    { shell = ["sh"], script = installSh, env, cwd = this.home, uid }: InstallOptions = {},
  ): Promise<Deno.ChildProcess> {
    const [name = "", ...flags] = shell;
    const child = new Deno.Command(await findProgram(name) ?? name, {
      args: [...flags, "-s", "--", ...args],
      cwd,
      env: { HOME: this.home, PATH: this.bin, SHELL: "/bin/bash", ...env },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      ...uid !== undefined && { uid },
    }).spawn();
    const writer = child.stdin.getWriter();
    // A shell that ends early closes its stdin.
    await writer.write(new TextEncoder().encode(script)).catch(() => {});
    await writer.close().catch(() => {});
    return child;
  }

  /** The files in the home folder. */
  async filesAtHome(): Promise<Files> {
    return await filesIn(this.home);
  }

  /** The names of the files that were requested, the first one first. */
  get requested(): string[] {
    return this.server.requests.map(({ path }) => path);
  }

  async #respond(path: string): Promise<Response> {
    const name = /^\/(?:latest\/download|download\/v1\.2\.3)\/([^/]+)$/.exec(path)?.[1] ?? "";
    const content = this.files.get(name);
    if (content === undefined) return new Response("Not Found", { status: 404 });
    return typeof content === "function" ? await content() : new Response(content);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** Declares a test of install.sh with a machine of its own. */
export function testInstall(
  name: string,
  test: (world: World) => Promise<void>,
  ignore = false,
): void {
  Deno.test({
    name: `install.sh: ${name}`,
    ignore: ignore || Deno.build.os === "windows",
    fn: async () => {
      await using world = await World.start();
      await test(world);
    },
  });
}

const decoder = new TextDecoder();

/**
 * An archive of a release with this program in it. Before, a shell can change the program:
 * `chmod u+s gettoken`.
 */
export async function packed(
  platform: string,
  program: string,
  change = "true",
): Promise<Uint8Array<ArrayBuffer>> {
  const folder = await Deno.makeTempDir();
  const inside = `gettoken-${platform}`;
  await Deno.mkdir(`${folder}/${inside}`);
  await writeProgram(`${folder}/${inside}/gettoken`, program);
  await Deno.writeTextFile(`${folder}/${inside}/LICENSE`, "MIT");
  await new Deno.Command("sh", { args: ["-ec", change], cwd: `${folder}/${inside}` }).output();
  const { stdout } = await new Deno.Command("tar", { args: ["-czf", "-", inside], cwd: folder })
    .output();
  await Deno.remove(folder, { recursive: true });
  return stdout;
}

/** A program that prints what gettoken prints for `--version`. */
export function programOf(platform: string, printed = version): string {
  return `#!/bin/sh\n# ${platform}\necho gettoken ${printed}\n`;
}

/** The path of a program on this machine. */
export async function findProgram(name: string): Promise<string | undefined> {
  if (name.startsWith("/")) return name;
  for (const folder of Deno.env.get("PATH")?.split(":") ?? []) {
    const path = `${folder}/${name}`;
    const isProgram = await Deno.stat(path).then(({ isFile }) => isFile, () => false);
    if (isProgram) return path;
  }
}

let packing: Promise<[string, Uint8Array<ArrayBuffer>][]> | undefined;

function archives(): Promise<[string, Uint8Array<ArrayBuffer>][]> {
  const unix = targets.filter(({ os }) => os !== "win32");
  return packing ??= Promise.all(unix.map(async ({ name, archive }) => [
    archive,
    await packed(name, programOf(name)),
  ]));
}

async function writeProgram(path: string, content: string): Promise<void> {
  await Deno.writeTextFile(path, content);
  await Deno.chmod(path, 0o755);
}
