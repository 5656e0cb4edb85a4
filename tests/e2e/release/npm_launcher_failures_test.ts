/**
 * The launcher of the npm package where the program is missing or cannot be started.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { project } from "../../../tools/release/project.ts";
import {
  installPackages,
  type Launch,
  launcherArguments,
  node,
  quoted,
  runLauncher,
  testLauncher,
} from "./npm_launcher.ts";

testLauncher("platform package missing: says how to install it in this place", async (launch) => {
  const isProject = 'require("node:fs").writeFileSync(`${__dirname}/package.json`, "{}");';
  for (const [place, before] of [["--no-save", isProject], ["-g", ""]] as const) {
    const { status, stdout, stderr, program } = await runLauncher({ launch, before });
    const [, name] = /node_modules\/(.+)\//.exec(program) ?? [];
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

testLauncher(
  "Node of musl, with a loader of glibc: does not advise what npm refuses",
  async (launch) => {
    const before = `
    const fs = require("node:fs");
    fs.existsSync = () => true;
    Object.defineProperty(process, "platform", { value: "linux" });
    Object.defineProperty(process, "report", { value: { getReport: () => ({ header: {} }) } });`;
    const { status, stderr } = await runLauncher({ launch, before });
    assertEquals([status, stderr.split("\n").slice(0, 2)], [127, [
      "gettoken: the program needs glibc, and this Node uses musl",
      "  → on Alpine Linux, use an image with glibc instead, such as node:lts-slim",
    ]]);
  },
);

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

testLauncher("program on a file system with noexec: does not advise chmod", async (launch) => {
  const before = `require("node:fs").accessSync = () => { throw new Error("EACCES"); };`;
  const { status, stderr, program } = await runLauncher({
    launch,
    program: { script: "exit 0" },
    before,
  });
  assertEquals([status, stderr], [
    126,
    `gettoken: ${program} is not executable\n` +
    "  → install gettoken on a file system without the mount option noexec\n",
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
      `  → install ${project.npm} again: the file is damaged\n`,
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
