/**
 * Checks the workflows and the shell scripts:
 *
 *     deno task lint-workflows [--all]
 *
 * actionlint is built by Go, with the hashes in tools/linters/go.sum. zizmor and shellcheck are
 * installed by pip, with the hashes in tools/linters/requirements.txt. A grammar of PowerShell comes
 * from npm. All are kept in `.cache/linters`. A linter that cannot be installed is skipped; with
 * `--all` it is an error.
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { sha256 } from "./checksums.ts";
import { makeFolderOnce } from "./files.ts";
import { cacheDir, projectDir } from "./paths.ts";
import { runProgram } from "./run_program.ts";
import { runTool, say, ToolError } from "./tool.ts";

const pinned = join(projectDir, "tools", "linters");
const installed = join(cacheDir, "linters");

/** One check of the workflows or scripts. */
interface Linter {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

/** Linters that are installed together. */
interface LinterSet {
  /** What installs them. */
  readonly by: string;
  /** Files whose content decides what is installed. */
  readonly pins: readonly string[];
  /** The folder is an argument of the command. */
  install(folder: string): string[] | Promise<string[]>;
  /** The linters in the folder. */
  linters(folder: string): readonly Linter[] | Promise<readonly Linter[]>;
}

const fromGo: LinterSet = {
  by: "Go",
  pins: ["go.mod", "go.sum"],
  install: (folder) => [
    ...["go", "build", "-C", pinned, "-mod=readonly", "-o", join(folder, "actionlint")],
    "github.com/rhysd/actionlint/cmd/actionlint",
  ],
  linters: (folder) => [{ name: "actionlint", program: join(folder, "actionlint"), args: [] }],
};

const fromPython: LinterSet = {
  by: "Python's pip",
  pins: ["requirements.txt"],
  install: async (folder) => [
    ...[await python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"],
    ...["--no-deps", "--only-binary=:all:", "--require-hashes", "--target", folder],
    ...["--requirement", join(pinned, "requirements.txt")],
  ],
  linters: async (folder) => [
    {
      name: "zizmor",
      program: join(folder, "bin", "zizmor"),
      args: ["--quiet", "--offline", "--persona=auditor", "--strict-collection", "."],
    },
    {
      name: "shellcheck",
      program: join(folder, "bin", "shellcheck"),
      args: ["--enable=quote-safe-variables", ...await shellScripts()],
    },
  ],
};

const powershell = [
  ...["run", "--allow-all", "--quiet", "--no-lock"],
  join(projectDir, "tools", "linters", "powershell.ts"),
];

const fromNpm: LinterSet = {
  by: "npm",
  pins: ["powershell.ts"],
  install: (folder) => [Deno.execPath(), ...powershell, "--install", folder],
  linters: (folder) => [{
    name: "tree-sitter-powershell",
    program: Deno.execPath(),
    args: [...powershell, "--grammar", folder, "packaging/install.ps1"],
  }],
};

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { all: { type: "boolean", default: false } } });
  const results = await Promise.all(
    [fromGo, fromPython, fromNpm].map((set) => lint(set, values.all)),
  );
  if (results.includes(false)) throw new ToolError("The workflows or scripts have faults");
}

/** Runs the linters of a set. Returns `false` if one found a fault. */
async function lint(set: LinterSet, mustRun: boolean): Promise<boolean> {
  const folder = join(installed, await hashOf(set.pins));
  const linters = await set.linters(folder);
  const names = linters.map(({ name }) => name).join(" and ");
  const problem = await install(set, folder);
  if (problem !== undefined) {
    if (mustRun) throw new ToolError(`Cannot install ${names}:\n${problem}`);
    say(`Skipped ${names}, from ${set.by}: ${problem}`);
    return true;
  }
  const clean = await Promise.all(linters.map(isClean));
  return !clean.includes(false);
}

/** Installs the linters of a set once. Returns why that failed. */
async function install(set: LinterSet, folder: string): Promise<string | undefined> {
  try {
    await makeFolderOnce(folder, async (draft) => {
      const { success, output } = await run(await set.install(draft));
      if (!success) throw new ToolError(output);
    });
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return error.message;
  }
}

async function isClean({ name, program, args }: Linter): Promise<boolean> {
  const { success, output } = await run([program, ...args]);
  say(success ? `${name}: no fault` : `${name}:\n${output}`);
  return success;
}

/** Runs a program in the project's folder. */
async function run(
  [program = "", ...args]: readonly string[],
): Promise<{ success: boolean; output: string }> {
  const { status, stdout, stderr } = await runProgram(program, args, { cwd: projectDir });
  return { success: status === 0, output: (stdout + stderr).trim() };
}

/** Python is `python3` nearly everywhere, and `python` in its own installation on Windows. */
async function python(): Promise<string> {
  return (await run(["python3", "--version"])).success ? "python3" : "python";
}

/** The tracked files that begin with a line for a POSIX shell or bash. */
async function shellScripts(): Promise<string[]> {
  const { output } = await run(["git", "grep", "-lE", "^#!.*\\b(ba|da)?sh$"]);
  const paths = output.split("\n").filter((path) => path !== "");
  const first = await Promise.all(paths.map(firstLine));
  return paths.filter((_, index) => first[index]?.startsWith("#!"));
}

async function firstLine(path: string): Promise<string> {
  const [line = ""] = (await Deno.readTextFile(join(projectDir, path))).split("\n", 1);
  return line;
}

/** 12 hexadecimal digits that change with the files. */
async function hashOf(names: readonly string[]): Promise<string> {
  const texts = await Promise.all(names.map((name) => Deno.readTextFile(join(pinned, name))));
  return sha256(texts.join("\n")).slice(0, 12);
}

if (import.meta.main) await runTool(main);
