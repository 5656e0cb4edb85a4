/**
 * The launcher of the npm package: it hands on arguments, streams, signals and the exit status.
 *
 * @module
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { outputFor } from "../../../tools/compile.ts";
import { project } from "../../../tools/release/project.ts";
import { findTarget } from "../../../tools/release/targets.ts";
import { neverAnswer, rawServer } from "../../idp/raw_server.ts";
import { scriptedServer } from "../../idp/scripted_server.ts";
import { type Program, type RunOptions, testProgram } from "../program.ts";
import {
  installPackages,
  launcherArguments,
  launches,
  node,
  quoted,
  runLauncher,
  testLauncher,
} from "./npm_launcher.ts";

const secret = `canary-${crypto.randomUUID()}`;

/** Declares a test with the compiled program for each way to run it. */
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
