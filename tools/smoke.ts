/**
 * The smoke test of a program, with an identity provider on this machine:
 *
 *     deno task smoke ARCHIVE_OR_PROGRAM [CHECK…]
 *
 * A program for Linux on arm64 runs in qemu-user, one for Windows in Wine, where these are installed.
 * Emulation is slow, so the checks can be named: `version token`.
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startIdp } from "../tests/idp/idp.ts";
import { targetOf } from "./compile/executable_formats.ts";
import { environment } from "./environment.ts";
import { findTarget } from "./release/targets.ts";
import { runProgram } from "./run_program.ts";
import { CheckFailure, checks, type Subject } from "./smoke/checks.ts";
import { findLauncher, type Launcher } from "./smoke/launcher.ts";
import { unpack } from "./smoke/unpack.ts";
import { runTool, ToolError } from "./tool.ts";

const usage = "Usage: deno task smoke ARCHIVE_OR_PROGRAM [CHECK…]";

async function main(): Promise<void> {
  const { positionals: [path, ...names] } = parseArgs({ allowPositionals: true });
  if (path === undefined) throw new ToolError(usage);
  const unknown = names.find((name) => !Object.hasOwn(checks, name));
  if (unknown !== undefined) {
    throw new ToolError(`No check ${unknown}. Checks: ${Object.keys(checks).join(", ")}`);
  }
  const temporary = await Deno.makeTempDir({ prefix: "gettoken-smoke-" });
  try {
    await test(path, names, temporary);
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
}

async function test(path: string, names: readonly string[], temporary: string): Promise<void> {
  const { program, folder: archive } = await unpack(path, temporary);
  const triple = targetOf(await firstBytes(program));
  if (triple === undefined) throw new ToolError(`Cannot test ${path}: it is not a program`);
  const platform = findTarget(triple)?.name ?? triple;
  const launcher = await findLauncher(platform);
  if (typeof launcher === "string") return print(`skipped: ${path}: ${launcher}`);
  print(`${path} ${launcher.title}`.trim());
  const folder = join(temporary, "work");
  await Deno.mkdir(folder);
  await using idp = await startIdp();
  const run = runner(program, launcher, folder);
  await runChecks({ idp, platform, archive, folder, run }, names);
}

async function runChecks(subject: Subject, names: readonly string[]): Promise<void> {
  for (const [name, check] of Object.entries(checks)) {
    if (names.length > 0 && !names.includes(name)) continue;
    try {
      print(`ok    ${name}: ${await check(subject)}`);
    } catch (error) {
      if (!(error instanceof CheckFailure)) throw error;
      print(`FAIL  ${name}: ${error.message}`);
      Deno.exitCode = 1;
    }
  }
}

/** Runs the program in a home of its own, and only with the variables of the check. */
function runner(program: string, { command, env }: Launcher, folder: string): Subject["run"] {
  const [first = program, ...args] = [...command, program];
  // Not TMPDIR: with it, Wine 10 ends with "free(): invalid pointer".
  const homes = ["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TEMP", "TMP"];
  const home = Object.fromEntries(homes.map((name) => [name, folder]));
  return (more, settings = {}) =>
    runProgram(first, [...args, ...more], {
      cwd: folder,
      env: { ...environment(["SYSTEMROOT"]), ...home, ...env, ...settings },
      clearEnv: true,
    });
}

/** The part of a program that says which platform it is for. */
async function firstBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  using file = await Deno.open(path);
  const bytes = new Uint8Array(4096);
  const read = await file.read(bytes);
  return bytes.subarray(0, read ?? 0);
}

function print(line: string): void {
  // deno-lint-ignore no-console -- the result of this tool
  console.log(line);
}

if (import.meta.main) await runTool(main);
