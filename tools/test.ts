/**
 * Runs all tests and prints how many passed. Arguments are a filter:
 *
 *     deno task test refuses a redirect
 *
 * Without one, a line before each phase says how far the run is. Types are not checked here;
 * `deno task check` does that.
 *
 * @module
 */
import { join } from "node:path";
import { bundleIfChanged, compileIfChanged } from "./compile.ts";
import { libraryIfChanged } from "./library.ts";
import { otherVersions, packageFlags } from "./mirror.ts";
import { projectDir } from "./paths.ts";
import { countTests, type TestCounts } from "./test_counts.ts";
import { testGroups, unitTestFiles } from "./test_groups.ts";
import { runTool, say, ToolError } from "./tool.ts";

interface TestPhase {
  readonly title: string;
  /** Flags and paths for `deno test`, which starts in the project's folder. */
  readonly args: readonly string[];
  /** Usual duration on two cores, in minutes. The last line of a run measures it. */
  readonly minutes: number;
}

const NETWORK = [
  ...["--allow-read", "--allow-write", "--allow-env", "--allow-run"],
  "--allow-net=127.0.0.1,[::1],localhost",
];

const unitTests: TestPhase = {
  title: "unit tests, without network",
  args: ["--allow-read"],
  minutes: 1.8,
};

const testServers: TestPhase = {
  title: "tests of the test servers",
  args: [...NETWORK, "tests/idp/"],
  minutes: 0.2,
};

// Deno applies --ignore to one folder only.
const programTests: TestPhase = {
  title: "program tests, as a bundle and compiled",
  args: [...NETWORK, "--ignore=tests/e2e/attacks/,tests/e2e/faults/", "tests/e2e/"],
  minutes: 5.1,
};

/** Two test files that run the program some thousand times, several runs at once. */
const tables: TestPhase = {
  title: "tables of attacks and faults, as a bundle and compiled",
  args: [...NETWORK, "tests/e2e/attacks/", "tests/e2e/faults/"],
  minutes: 4.8,
};

const phases: readonly TestPhase[] = [unitTests, testServers, programTests, tables];

// Later versions of Deno detect leaks only with these flags.
const LEAK_CHECKS = "sanitizer" in Deno.test ? ["--sanitize-ops", "--sanitize-resources"] : [];

const hasFilter = Deno.args.length > 0;

async function main(): Promise<void> {
  const counts: TestCounts[] = [];
  const durations: string[] = [];
  let canRunProgram = true;
  const others = await otherVersions();
  if (others.length > 0) say(`JSR did not answer. The tests run with ${others.join(", ")}`);
  try {
    await compileIfChanged();
    await bundleIfChanged();
    await libraryIfChanged();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    say(`error: ${error.message}`);
    counts.push({ passed: 0, failed: 1, skipped: 0 });
    canRunProgram = false;
  }
  for (const [index, phase] of phases.entries()) {
    if (!canRunProgram && phase !== unitTests) {
      say(`Not run: ${phase.title}`);
      continue;
    }
    if (!hasFilter) say(`\n${progressLine(index)}`);
    const start = performance.now();
    counts.push(phase === unitTests ? await runUnitTests() : await runTests(phase.args));
    durations.push(`${phase.title} ${minutesSince(start).toFixed(1)}`);
  }
  if (!hasFilter) say(`\n${minutesSince(0).toFixed(1)} min: ${durations.join("; ")}`);
  Deno.exitCode = report(counts);
}

/** The phase that begins, the time so far, and the usual time of all phases. */
function progressLine(index: number): string {
  const usual = Math.round(phases.reduce((sum, { minutes }) => sum + minutes, 0));
  const passed = Math.round(minutesSince(0));
  return `${index + 1} of ${phases.length}: ${phases[index]?.title}` +
    ` · ${passed} min so far, usually ${usual} in all on two cores`;
}

/** Minutes since a value of `performance.now()`; 0 is the start of this process. */
function minutesSince(start: number): number {
  return (performance.now() - start) / 60_000;
}

/** Runs the unit tests, most of them joined. `deno task unit` runs each file by itself. */
async function runUnitTests(): Promise<TestCounts> {
  const { alone, modules } = testGroups(await unitTestFiles());
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, text] of modules) await Deno.writeTextFile(join(folder, name), text);
    return await runTests([...unitTests.args, folder, ...alone]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function runTests(args: readonly string[]): Promise<TestCounts> {
  const reportPath = await Deno.makeTempFile({ suffix: ".xml" });
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [
      // One file per core at a time.
      ...["test", "--parallel", "--no-check", "--no-prompt", `--junit-path=${reportPath}`],
      ...await packageFlags(),
      ...LEAK_CHECKS,
      ...(hasFilter ? ["--filter", Deno.args.join(" ")] : []),
      ...args,
    ],
    cwd: projectDir,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn().status;
  const counts = countTests(await Deno.readTextFile(reportPath));
  await Deno.remove(reportPath);
  // A file that fails to load is not in the report.
  if (!success && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** Prints the totals as the last line and returns the exit status. */
function report(runs: TestCounts[]): number {
  const total = (kind: keyof TestCounts) => runs.reduce((sum, run) => sum + run[kind], 0);
  const [passed, failed, skipped] = [total("passed"), total("failed"), total("skipped")];
  const skips = skipped > 0 ? `, ${skipped} skipped` : "";
  // deno-lint-ignore no-console -- the result of this tool
  console.log(`${passed} passed, ${failed} failed${skips}`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

if (import.meta.main) await runTool(main);
