/**
 * The npm packages as npm installs them, with the compiled program or a shell script as the program.
 * Runs the launcher with Node.
 *
 * @module
 */

import { join } from "node:path";
import { npmPackages } from "../../../tools/release/channels/npm.ts";
import { type Target, thisTarget } from "../../../tools/release/targets.ts";
import { writeFiles } from "../folder.ts";

/** How the launcher runs the program. */
export type Launch = "execve" | "child";

/** The packages in a temporary folder, which is removed at the end. */
export interface InstalledPackages extends AsyncDisposable {
  readonly folder: string;
  readonly launcher: string;
  /** The program in the platform package, if it is installed. */
  readonly program: string;
}

/** What a platform package contains: a link to this program, or a script of these lines. */
export type ProgramFile = { readonly linkTo: string } | { readonly script: string };

/** Node on this machine; `undefined` if it is missing or older than version 18. */
export const node: string | undefined = await findNode();

/** The ways to run the program that this Node has. */
export const launches: readonly Launch[] = await hasExecve() ? ["execve", "child"] : ["child"];

async function findNode(): Promise<string | undefined> {
  const script = "parseInt(process.versions.node) < 18 ? '' : process.execPath";
  try {
    const { stdout } = await new Deno.Command("node", { args: ["-p", script] }).output();
    return new TextDecoder().decode(stdout).trim() || undefined;
  } catch {
    return undefined;
  }
}

async function hasExecve(): Promise<boolean> {
  if (!node) return false;
  const args = ["-e", "process.exit(process.execve ? 0 : 1)"];
  return (await new Deno.Command(node, { args }).output()).success;
}

/** Installs the packages. Without a program, the platform package is missing. */
export async function installPackages(
  file?: ProgramFile,
  platform: Target | undefined = thisTarget(),
): Promise<InstalledPackages> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "it's npm " }));
  const packages = npmPackages("1.2.3");
  const main = packages.find(({ target }) => !target)!;
  const own = packages.find(({ target }) => target === platform)!;
  const launcher = join(folder, "node_modules", main.manifest.name, main.file);
  const program = join(folder, "node_modules", own.manifest.name, own.file);
  const source = new URL("../../../packaging/npm/launcher.cjs", import.meta.url);
  await writeFiles(folder, {
    [`node_modules/${main.manifest.name}/package.json`]: JSON.stringify(main.manifest),
    [`node_modules/${main.manifest.name}/${main.file}`]: await Deno.readTextFile(source),
    ...(file && {
      [`node_modules/${own.manifest.name}/package.json`]: JSON.stringify(own.manifest),
    }),
  });
  if (file && "linkTo" in file) await Deno.symlink(file.linkTo, program);
  if (file && "script" in file) {
    await Deno.writeTextFile(program, `#!/bin/sh\n${file.script}\n`, { mode: 0o755 });
  }
  return {
    folder,
    launcher,
    program,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** The arguments of Node that run the launcher in this way, after these JavaScript statements. */
export async function launcherArguments(
  { folder, launcher }: InstalledPackages,
  launch: Launch,
  before = "",
): Promise<string[]> {
  const preload = join(folder, "preload.cjs");
  const noExecve = launch === "child" ? "process.execve = undefined;" : "";
  await Deno.writeTextFile(preload, `${noExecve}\n${before}`);
  return ["--require", preload, launcher];
}

/** Declares a test for each way to run the program. Without Node, it is skipped. */
export function testLauncher(name: string, test: (launch: Launch) => Promise<void>): void {
  for (const launch of launches) {
    Deno.test({
      name: `npm launcher: ${name} (${launch})`,
      ignore: node === undefined,
      fn: () => test(launch),
    });
  }
}

export interface LauncherResult {
  readonly status: number;
  readonly signal: Deno.Signal | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run the launcher. */
export interface LauncherRun {
  readonly launch: Launch;
  readonly program?: ProgramFile;
  readonly args?: readonly string[];
  /** The platform of the program. Default: this one. */
  readonly target?: Target;
  /** JavaScript that pretends to be another machine. */
  readonly before?: string;
}

/** Installs the packages and runs the launcher. */
export async function runLauncher(run: LauncherRun): Promise<LauncherResult & { program: string }> {
  await using packages = await installPackages(run.program, run.target);
  const { code: status, signal, stdout, stderr } = await new Deno.Command(node!, {
    args: [...await launcherArguments(packages, run.launch, run.before), ...run.args ?? []],
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const { program } = packages;
  return { status, signal, stdout: text(stdout), stderr: text(stderr), program };
}

/** A word as it is typed in a shell. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
