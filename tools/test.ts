/**
 * Runs all tests and says how many passed. Arguments are a filter:
 *
 *     deno task test refuses a redirect
 *
 * Types are not checked here; `deno task check` does that.
 *
 * @module
 */
import { join } from "node:path";
import { compileGettoken, outputFor } from "./compile.ts";
import { exists, lastChange } from "./files.ts";
import { importMapFlags } from "./mirror.ts";
import { projectDir } from "./paths.ts";
import { countTests, type TestCounts } from "./test_counts.ts";
import { runTool, say, ToolError } from "./tool.ts";

interface TestRun {
  title: string;
  /** Flags and paths for `deno test`, which starts in the project's folder. */
  args: string[];
}

const NETWORK_TESTS = ["tests/idp/", "tests/e2e/"];

const unitTests: TestRun = {
  title: "Unit tests, without network",
  args: ["--allow-read", `--ignore=${NETWORK_TESTS.join()}`, "tests/"],
};

const networkTests: TestRun = {
  title: "Tests on this machine's own network, and of the program as a whole",
  args: [
    ...["--allow-read", "--allow-write", "--allow-env", "--allow-run"],
    "--allow-net=127.0.0.1,[::1],localhost",
    ...NETWORK_TESTS,
  ],
};

// Later versions of Deno look for leaks only when told to.
const LEAK_CHECKS = "sanitizer" in Deno.test ? ["--sanitize-ops", "--sanitize-resources"] : [];

// What ends up in the compiled program.
const SOURCES = [
  ...["deno.json", "main.ts", "lib", "providers", "examples"],
  ...["tools/compile.ts", "tools/source.ts"],
];

async function main(): Promise<void> {
  const counts = [await runTests(unitTests)];
  try {
    await compileIfChanged();
    counts.push(await runTests(networkTests));
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    say(`error: ${error.message}\nNot run: ${networkTests.title}`);
    counts.push({ passed: 0, failed: 1, skipped: 0 });
  }
  Deno.exitCode = report(counts);
}

async function runTests({ title, args }: TestRun): Promise<TestCounts> {
  say(`\n${title}`);
  const reportPath = await Deno.makeTempFile({ suffix: ".xml" });
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["test", "--no-check", "--no-prompt", `--junit-path=${reportPath}`],
      ...await importMapFlags(),
      ...LEAK_CHECKS,
      ...(Deno.args.length > 0 ? ["--filter", Deno.args.join(" ")] : []),
      ...args,
    ],
    cwd: projectDir,
    stdin: "null",
  }).spawn().status;
  const counts = countTests(await Deno.readTextFile(reportPath));
  await Deno.remove(reportPath);
  // A file that does not even load stands in no report.
  if (!success && counts.failed === 0) counts.failed = 1;
  return counts;
}

async function compileIfChanged(): Promise<void> {
  const output = outputFor();
  const sources = SOURCES.map((path) => join(projectDir, path));
  const changes = await Promise.all(sources.map(lastChange));
  if (await exists(output) && await lastChange(output) >= Math.max(...changes)) return;
  say(`\nCompiling ${output}`);
  await compileGettoken({ output });
}

/** Prints the sum as the last line. Returns the exit status. */
function report(runs: TestCounts[]): number {
  const total = (kind: keyof TestCounts) => runs.reduce((sum, run) => sum + run[kind], 0);
  const [passed, failed, skipped] = [total("passed"), total("failed"), total("skipped")];
  const skips = skipped > 0 ? `, ${skipped} skipped` : "";
  // deno-lint-ignore no-console -- standard output is where the result belongs
  console.log(`${passed} passed, ${failed} failed${skips}`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

if (import.meta.main) await runTool(main);
