/**
 * The GitHub Action: its steps are run as a runner does, against a release on loopback.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
// deno-lint-ignore no-import-prefix -- the program does not need it
import { load } from "npm:js-yaml@5.5.0";
import { outputFor } from "../../../tools/compile.ts";
import { projectDir } from "../../../tools/paths.ts";
import { project } from "../../../tools/release/project.ts";
import { type Ended, runProgram } from "../../../tools/run_program.ts";
import { type Idp, startIdp } from "../../idp/idp.ts";
import { findProgram, packed, programOf, World } from "./served_release.ts";

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly shell?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

const action = load(await Deno.readTextFile(join(projectDir, "action.yml"))) as Action;
const [install, token] = action.runs.steps as [Step, Step];

const isWindows = Deno.build.os === "windows";

/** A job: the files of the runner, and the machine that it runs on. */
class Job {
  readonly #world: World;
  readonly #inputs: Readonly<Record<string, string>>;

  constructor(world: World, inputs: Readonly<Record<string, string>>) {
    this.#world = world;
    this.#inputs = { mirror: world.server.origin, ...inputs };
  }

  /** Runs a step, with the expressions in its environment evaluated. */
  async run(step: Step, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const own = Object.entries(step.env ?? {}).map(([name, value]) =>
      [name, value.replace(/\$\{\{ (\S+) \}\}/g, (_, path) => this.#valueOf(path))] as const
    );
    const added = (await this.file("GITHUB_PATH")).trim().split("\n");
    const bash = ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run ?? ""];
    return await runProgram(await findProgram("bash") ?? "bash", bash, {
      cwd: this.#world.home,
      env: {
        HOME: this.#world.home,
        PATH: [...added.reverse(), this.#world.bin].join(":"),
        GITHUB_ACTION_PATH: projectDir.replace(/\/$/, ""),
        RUNNER_TEMP: `${this.#world.home}/temp`,
        RUNNER_OS: "Linux",
        ...await this.#files(),
        ...env,
        ...Object.fromEntries(own),
      },
      clearEnv: true,
    });
  }

  /** The files of the runner, which exist before a step runs. */
  async #files(): Promise<Record<string, string>> {
    const names = ["GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_ENV"];
    const paths = names.map((name) => [name, `${this.#world.home}/${name}`] as const);
    for (const [, path] of paths) await Deno.writeTextFile(path, "", { append: true });
    return Object.fromEntries(paths);
  }

  /** The content of a file of the runner. */
  async file(name: string): Promise<string> {
    return await Deno.readTextFile(`${this.#world.home}/${name}`).catch(() => "");
  }

  #valueOf(path: string): string {
    if (path === "github.token") return "";
    const [, name = ""] = /^inputs\.([\w-]+)$/.exec(path) ?? [];
    return this.#inputs[name] ?? action.inputs[name]!.default;
  }
}

function testAction(name: string, test: (world: World) => Promise<void>): void {
  Deno.test({
    name: `action: ${name}`,
    ignore: isWindows,
    async fn() {
      await using world = await World.start();
      await world.link("bash", "sh");
      await test(world);
    },
  });
}

Deno.test("action: no expression is part of a script, and every script is for bash", () => {
  for (const { run, shell } of action.runs.steps) {
    assertEquals(shell, "bash");
    assert(!run?.includes("${{"), run);
  }
});

testAction(
  "an input with a command for the runner on a line: refused, not printed",
  async (world) => {
    for (const name of ["version", "mirror"]) {
      const { status, stdout, stderr } = await new Job(world, { [name]: "1\n::stop-commands::x" })
        .run(install);
      assertEquals([status, stdout], [2, ""]);
      assertEquals(stderr.includes("::"), false, stderr);
    }
  },
);

testAction("a version: installed, and on PATH for later steps", async (world) => {
  const job = new Job(world, { version: "1.2.3" });
  const { status, stderr } = await job.run(install);
  assertEquals(status, 0, stderr);
  assertEquals(
    stderr,
    `Downloading gettoken-linux-x64.tar.gz (1.2.3)
  from ${world.server.origin}/download/v1.2.3
SHA-256 is equal to that in SHA256SUMS
  (SHA256SUMS is from the same mirror)
Installed gettoken 1.2.3: ${world.home}/temp/gettoken/gettoken
`,
  );
  const { stdout } = await job.run({ run: "gettoken --version" });
  assertEquals(stdout, "gettoken 1.2.3\n");
});

testAction("no version: that of the action; latest: the latest", async (world) => {
  await new Job(world, {}).run(install);
  assertEquals(world.requested, [`/download/v${project.version}/SHA256SUMS`]);
  const { status } = await new Job(world, { version: "latest" }).run(install);
  assertEquals([status, world.requested.at(-1)], [
    0,
    "/latest/download/gettoken-linux-x64.tar.gz",
  ]);
});

testAction("no mirror: the releases of the repository of the action", async (world) => {
  await world.fake("curl", `printf '%s\\n' "$@" >&2; exit 6`);
  const { status, stderr } = await new Job(world, { mirror: "" }).run(install);
  assertEquals(status, 1);
  assertStringIncludes(stderr, `https://github.com/${project.repository}/releases/download/v`);
});

testAction("another hash: the step fails, and nothing is on PATH", async (world) => {
  world.files.set("gettoken-linux-x64.tar.gz", await packed("linux-x64", programOf("other")));
  const job = new Job(world, { version: "1.2.3" });
  const { status, stderr } = await job.run(install);
  assertEquals(status, 1);
  assertMatch(stderr, /the SHA-256 of gettoken-linux-x64.tar.gz is not that in SHA256SUMS/);
  assertEquals(await job.file("GITHUB_PATH"), "");
});

testAction("Windows: the PowerShell installer, with the folder and the version", async (world) => {
  await world.fake("pwsh", 'printf "%s\\n" "$@"; grep -c "@[A-Z]*@" "$3" || true');
  await world.link("grep");
  const job = new Job(world, { version: "1.2.3" });
  const { stdout } = await job.run(install, { RUNNER_OS: "Windows" });
  const folder = `${world.home}/temp/gettoken`;
  assertEquals(stdout.split("\n"), [
    ...["-NoProfile", "-File", `${folder}/install.ps1`, "-Dir", folder, "-Version", "1.2.3"],
    ...["-From", world.server.origin, "0", ""],
  ]);
  assertEquals(await job.file("GITHUB_PATH"), `${folder}\n`);
});

/** The variables that the workflow gives the step. */
function settings({ entra }: Idp): Record<string, string> {
  return {
    AZURE_AUTHORITY_HOST: entra.authorityHost,
    AZURE_TENANT_ID: entra.tenant,
    AZURE_CLIENT_ID: entra.clients.daemon.clientId,
    AZURE_CLIENT_SECRET: entra.clients.daemon.clientSecret,
    GETTOKEN_SCOPE: `${entra.resource}/.default`,
  };
}

testAction("a provider: the token is masked, and an output only", async (world) => {
  await using idp = await startIdp();
  const program = `#!/bin/sh\nexec '${outputFor()}' "$@"\n`;
  world.files.set("gettoken-linux-x64.tar.gz", await packed("linux-x64", program));
  world.sum();
  const job = new Job(world, { version: "latest", provider: "entra" });
  assertEquals((await job.run(install)).status, 0);
  // Another name for the variables must not change the outputs of the action.
  const env = { ...settings(idp), GETTOKEN_ENV_NAME: "OTHER" };
  const { status, stdout, stderr } = await job.run(token, env);
  assertEquals([status, stderr], [0, ""]);
  const [, value = ""] = /^::add-mask::(\S+)\n$/.exec(stdout) ?? [];
  assertMatch(value, /^[\w-]+\.[\w-]+\.[\w-]+$/);
  assertEquals(await job.file("GITHUB_ENV"), "");
  const names = Object.values(action.outputs)
    .map((output) => /^\$\{\{ steps\.token\.outputs\.(\w+) \}\}$/.exec(output.value)?.[1]);
  const lines = await job.file("GITHUB_OUTPUT");
  for (const name of names) assertMatch(lines, new RegExp(`^${name}<<`, "m"));
  assertStringIncludes(lines, `\n${value}\n`);
  assertEquals([token.id, token.if], ["token", "inputs.provider != ''"]);
});

testAction("a wrong secret: the step fails with status 4, no output", async (world) => {
  await using idp = await startIdp();
  const job = new Job(world, { provider: "entra" });
  await Deno.symlink(outputFor(), `${world.bin}/gettoken`);
  const { status, stdout } = await job.run(token, { ...settings(idp), AZURE_CLIENT_SECRET: "x" });
  assertEquals([status, stdout, await job.file("GITHUB_OUTPUT")], [4, "", ""]);
});
