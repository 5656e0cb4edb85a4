/**
 * The launcher of the npm package: it hands on arguments, streams, signals and the exit status.
 *
 * @module
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { outputFor } from "../../../tools/compile.ts";
import { project } from "../../../tools/release/project.ts";
import { findTarget, type Target } from "../../../tools/release/targets.ts";
import { neverAnswer, rawServer } from "../../idp/raw_server.ts";
import { scriptedServer } from "../../idp/scripted_server.ts";
import { type Program, type RunOptions, testProgram } from "../program.ts";
import {
  installPackages,
  type Launch,
  launcherArguments,
  launches,
  node,
  type ProgramFile,
} from "./npm_launcher.ts";

const secret = `canary-${crypto.randomUUID()}`;

/** Declares a test for each way to run the program. Without Node, it is skipped. */
function testLauncher(name: string, test: (launch: Launch) => Promise<void>): void {
  for (const launch of launches) {
    Deno.test({
      name: `npm launcher: ${name} (${launch})`,
      ignore: node === undefined,
      fn: () => test(launch),
    });
  }
}

/** The same with the compiled program. */
function testWithProgram(
  name: string,
  test: (gettoken: Program, options: RunOptions) => Promise<void>,
): void {
  for (const launch of launches) {
    testProgram(`npm launcher: ${name}, ${launch}`, async (gettoken) => {
      await using packages = await installPackages({ linkTo: outputFor() });
      const command = [node!, ...await launcherArguments(packages, launch)].map(quoted).join(" ");
      await test(gettoken, { shell: `shift; set -- ${command} "$@"`, secrets: [secret] });
    }, { fronts: ["compiled"], ignore: node === undefined });
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

testWithProgram("secret on stdin: prints the token", async (gettoken, options) => {
  await using server = scriptedServer(({ form }) =>
    Response.json({ access_token: `for-${form?.client_secret === secret}`, token_type: "Bearer" })
  );
  const { status, stdout, stderr } = await gettoken.run([
    ...["oidc", "--token-url", server.origin, "--client-id", "x"],
    ...["--auth-method", "client_secret_post", "--client-secret-file", "-"],
  ], {
    ...options,
    files: { "secret": secret },
    shell: `${options.shell}; exec <secret`,
  });
  assertEquals([status, stdout], [0, "for-true\n"], stderr);
});

testWithProgram("failed run: its status, nothing on stdout", async (gettoken, options) => {
  for (const [args, expected] of [[["--nonsense"], 2], [["auth0"], 3]] as const) {
    const { status, stderr } = await gettoken.run(args, options);
    assertEquals(status, expected, stderr);
  }
});

testWithProgram("signal: ends as the program does", async (gettoken, options) => {
  const signals = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 } as const;
  for (const [signal, expected] of Object.entries(signals)) {
    await using server = rawServer(neverAnswer());
    const running = await gettoken.start(
      ["oidc", "--token-url", server.origin, "--client-id", "x"],
      { ...options, env: { GETTOKEN_CLIENT_SECRET: secret } },
    );
    const tooEarly = running.result.then(({ status, stderr }) => {
      throw new Error(`It ended with ${status}:\n${stderr}`);
    });
    tooEarly.catch(() => {});
    await Promise.race([server.firstRequest, tooEarly]);
    running.kill(signal as Deno.Signal);
    const { status, stderr } = await running.result;
    assertEquals([status, stderr], [expected, ""]);
  }
});

/** What a run of the launcher printed, and how it ended. */
interface LauncherResult {
  readonly status: number;
  readonly signal: Deno.Signal | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface LauncherRun {
  readonly launch: Launch;
  readonly program?: ProgramFile;
  readonly args?: readonly string[];
  /** The platform of the program. Default: this one. */
  readonly target?: Target;
  /** JavaScript that pretends to be another machine. */
  readonly before?: string;
}

async function runLauncher(run: LauncherRun): Promise<LauncherResult & { program: string }> {
  await using packages = await installPackages(run.program, run.target);
  const { code: status, signal, stdout, stderr } = await new Deno.Command(node!, {
    args: [...await launcherArguments(packages, run.launch, run.before), ...run.args ?? []],
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const { program } = packages;
  return { status, signal, stdout: text(stdout), stderr: text(stderr), program };
}

testLauncher("arguments: handed on unchanged", async (launch) => {
  const args = ["", "a b", "'", '"', "$HOME", "*", "\\", "é", "--", "-x"];
  const script = `for argument; do printf '%s\\n' "$argument"; done`;
  const { status, stdout } = await runLauncher({ launch, program: { script }, args });
  assertEquals([status, stdout.split("\n")], [0, [...args, ""]]);
});

testLauncher("program killed: ends by the same signal", async (launch) => {
  for (const signal of ["KILL", "TERM", "INT", "HUP"] as const) {
    const program = { script: `kill -${signal} $$` };
    assertEquals((await runLauncher({ launch, program })).signal, `SIG${signal}`);
  }
});

// Node ignores the first two, and starts its debugger on the third. With execve, the program ignores
// what Node ignored.
Deno.test({
  name:
    "npm launcher: program killed by a signal that does not end Node: fails as a shell does (child)",
  ignore: node === undefined || Deno.build.os === "windows",
  fn: async () => {
    const statuses = {
      PIPE: 141,
      XFSZ: 153,
      USR1: Deno.build.os === "darwin" ? 158 : 138,
    } as const;
    for (const [signal, expected] of Object.entries(statuses)) {
      const program = { script: `kill -${signal} $$` };
      const { status, stderr } = await runLauncher({ launch: "child", program });
      assertEquals([status, stderr], [expected, ""]);
    }
  },
});

testLauncher("SIGTERM: ends, and the program with it", async (launch) => {
  await using packages = await installPackages({ script: "echo $$; exec sleep 60" });
  const child = new Deno.Command(node!, {
    args: await launcherArguments(packages, launch),
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const pid = Number(new TextDecoder().decode((await reader.read()).value));
  child.kill("SIGTERM");
  assertEquals((await child.status).signal, "SIGTERM");
  assertEquals((await reader.read()).done, true, "the program has closed stdout");
  assertEquals(pid === child.pid, launch === "execve", "the program replaces Node");
});

Deno.test({
  name: "npm launcher: Node has execve: called with the program, its arguments and the environment",
  ignore: node === undefined || Deno.build.os === "windows",
  fn: async () => {
    const before = `process.execve = (...all) => {
      console.log(JSON.stringify([...all.slice(0, 2), all[2] === process.env]));
      process.exit();
    };`;
    const run = { launch: "execve", program: { script: "" }, args: ["a b"], before } as const;
    const { stdout, program } = await runLauncher(run);
    assertEquals(JSON.parse(stdout), [program, [program, "a b"], true]);
  },
});

testLauncher("platform package missing: says how to install it in this place", async (launch) => {
  const isProject = 'require("node:fs").writeFileSync(`${__dirname}/package.json`, "{}");';
  for (const [place, before] of [["--no-save", isProject], ["-g", ""]] as const) {
    const { status, stdout, stderr, program } = await runLauncher({ launch, before });
    const name = program.split("/").at(-2);
    assertEquals([status, stdout, stderr], [
      127,
      "",
      `gettoken: the npm package ${name} is not installed\n` +
      `  → npm install ${place} --include=optional ${name}@1.2.3\n`,
    ]);
  }
});

testLauncher("platform without a program: names it", async (launch) => {
  const before = 'Object.defineProperty(process, "platform", { value: "freebsd" });';
  const { status, stderr } = await runLauncher({ launch, before });
  assertEquals([status, stderr.split("\n")[0]], [
    127,
    `gettoken: there is no npm package for freebsd on ${
      Deno.build.arch === "x86_64" ? "x64" : "arm64"
    }`,
  ]);
});

testLauncher("Linux without glibc: says what to use instead", async (launch) => {
  const before = `
    Object.defineProperty(process, "platform", { value: "linux" });
    Object.defineProperty(process, "arch", { value: "arm64" });
    const fs = require("node:fs");
    const { existsSync } = fs;
    fs.existsSync = (path) => !path.includes("ld-linux") && existsSync(path);`;
  const { status, stderr } = await runLauncher({ launch, before });
  assertEquals([status, stderr.split("\n").slice(0, 2)], [127, [
    "gettoken: the program needs glibc, and /lib/ld-linux-aarch64.so.1 does not exist",
    "  → on Alpine Linux, use an image with glibc instead, such as node:lts-slim",
  ]]);
});

const windowsOnArm64 = `
  Object.defineProperty(process, "platform", { value: "win32" });
  Object.defineProperty(process, "arch", { value: "arm64" });`;

testLauncher("Windows on arm64: runs the program for x64 as a child", async (launch) => {
  const before = `${windowsOnArm64}
    process.execve = () => { throw new Error(process.stderr.write("execve was called\\n")); };`;
  const target = findTarget("windows-x64")!;
  const result = await runLauncher({ launch, program: { script: "echo run" }, target, before });
  assertEquals([result.status, result.stdout, result.stderr], [0, "run\n", ""]);
});

testLauncher("Windows on arm64, once it has a package: needs that one", async (launch) => {
  const before = `${windowsOnArm64}
    const { optionalDependencies } = require("./node_modules/${project.npm}/package.json");
    optionalDependencies["${project.npm}-win32-arm64"] = "1.2.3";`;
  const { status, stderr } = await runLauncher({ launch, before });
  assertEquals(status, 127);
  assertStringIncludes(stderr, `${project.npm}-win32-arm64 is not installed`);
});

/** Runs the launcher after this change of the program. */
async function runChanged(
  launch: Launch,
  change: (program: string) => Promise<void>,
): Promise<{ status: number; stderr: string; program: string }> {
  await using packages = await installPackages({ script: "exit 0" });
  await change(packages.program);
  const args = await launcherArguments(packages, launch);
  const { code: status, stderr } = await new Deno.Command(node!, { args }).output();
  return { status, stderr: new TextDecoder().decode(stderr), program: packages.program };
}

testLauncher("program not executable: prints the command that changes it", async (launch) => {
  const { status, stderr, program } = await runChanged(launch, (path) => Deno.chmod(path, 0o644));
  assertEquals([status, stderr], [
    126,
    `gettoken: ${program} is not executable\n  → chmod +x ${quoted(program)}\n`,
  ]);
});

// Node would hand these to a shell, which succeeds with an empty file.
testLauncher("program damaged: says so, whatever Node does with such a file", async (launch) => {
  for (const content of ["", "\0\0\0\0\0\0", "echo run\n"]) {
    const { status, stderr, program } = await runChanged(
      launch,
      (path) => Deno.writeTextFile(path, content),
    );
    assertEquals([status, stderr], [
      126,
      `gettoken: ${program} does not begin as a program does\n` +
      "  → install gettoken again: the file is damaged\n",
    ]);
  }
});

Deno.test({
  name: "npm launcher: Node may not start programs: says so",
  ignore: node === undefined,
  fn: async () => {
    const before = `require("node:child_process").spawn = () => { throw new Error("denied"); };`;
    const program = { script: "echo run" };
    const result = await runLauncher({ launch: "child", program, before });
    assertEquals([result.status, result.stdout, result.stderr.split("\n")[0]], [
      126,
      "",
      `gettoken: cannot run ${result.program}: denied`,
    ]);
  },
});

// Before Node 26, a failed execve() aborts the process, so this is about the other way.
Deno.test({
  name: "npm launcher: the system cannot start the program: says so",
  ignore: node === undefined,
  fn: async () => {
    const { status, stderr, program } = await runChanged(
      "child",
      (path) => Deno.writeTextFile(path, "#!/none/such\n"),
    );
    assertEquals([status, stderr.split("\n")[0]], [
      126,
      `gettoken: cannot run ${program}: spawn ${program} ENOENT`,
    ]);
  },
});
