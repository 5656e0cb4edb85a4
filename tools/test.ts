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
import { packageFlags } from "./mirror.ts";
import { projectDir } from "./paths.ts";
import { countTests, type TestCounts } from "./test_counts.ts";
import { runTool, say, ToolError } from "./tool.ts";

interface TestRun {
  title: string;
  /** Flags and paths for `deno test`, which starts in the project's folder. */
  args: string[];
}

const NETWORK = [
  ...["--allow-read", "--allow-write", "--allow-env", "--allow-run"],
  "--allow-net=127.0.0.1,[::1],localhost",
];

const unitTests: TestRun = {
  title: "Unit tests, without network",
  args: ["--allow-read", "--ignore=tests/idp/,tests/e2e/", "tests/"],
};

// One folder only: of a second one, Deno ignores nothing.
const programTests: TestRun = {
  title: "Tests of the program as a whole, on this machine's own network",
  args: [...NETWORK, "--ignore=tests/e2e/faults/", "tests/e2e/"],
};

/** Few tests that run the program some thousand times: half of all the work. */
const faultTests: TestRun = {
  title: "Tests of whatever can go wrong, and of the servers for tests",
  args: [...NETWORK, "tests/e2e/faults/", "tests/idp/"],
};

// Later versions of Deno look for leaks only when told to.
const LEAK_CHECKS = "sanitizer" in Deno.test ? ["--sanitize-ops", "--sanitize-resources"] : [];

// What ends up in the compiled program.
const SOURCES = [
  ...["deno.json", "main.ts", "lib", "providers", "examples"],
  ...["tools/compile.ts", "tools/source.ts"],
];

async function main(): Promise<void> {
  let counts: TestCounts[];
  try {
    await compileIfChanged();
    counts = await runAll();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    counts = [...await runInTurn([unitTests]), { passed: 0, failed: 1, skipped: 0 }];
    say(`error: ${error.message}`);
    for (const { title } of [programTests, faultTests]) say(`Not run: ${title}`);
  }
  Deno.exitCode = report(counts);
}

/**
 * Runs the tests of the program, which are about half of all the work, beside the others, since
 * either alone would leave processors idle. What the others print is shown when these are done, so
 * that the lines of both do not mix.
 */
async function runAll(): Promise<TestCounts[]> {
  const others = [faultTests, unitTests];
  say(`\nAt the same time, and shown at the end:\n${titlesOf(others)}`);
  const said: Uint8Array[] = [];
  const [beside, program] = await Promise.all([
    runInTurn(others, said),
    runInTurn([programTests]),
  ]);
  say(`\n${titlesOf(others)}`);
  await ReadableStream.from(said).pipeTo(Deno.stdout.writable, { preventClose: true });
  return [...program, ...beside];
}

function titlesOf(runs: readonly TestRun[]): string {
  return runs.map(({ title }) => title).join("\n");
}

async function runInTurn(runs: readonly TestRun[], said?: Uint8Array[]): Promise<TestCounts[]> {
  const counts: TestCounts[] = [];
  for (const run of runs) {
    if (said === undefined) say(`\n${run.title}`);
    counts.push(await runTests(run, said));
  }
  return counts;
}

/**
 * Runs tests.
 *
 * @param said where to put what they say, of which nothing is shown then
 */
async function runTests({ args }: TestRun, said?: Uint8Array[]): Promise<TestCounts> {
  const reportPath = await Deno.makeTempFile({ suffix: ".xml" });
  const stream = said ? "piped" : "inherit";
  const tests = new Deno.Command(Deno.execPath(), {
    args: [
      ...["test", "--no-check", "--no-prompt", `--junit-path=${reportPath}`],
      ...await packageFlags(),
      ...LEAK_CHECKS,
      ...(Deno.args.length > 0 ? ["--filter", Deno.args.join(" ")] : []),
      ...args,
    ],
    cwd: projectDir,
    stdin: "null",
    stdout: stream,
    stderr: stream,
  }).spawn();
  if (said) await Promise.all([collect(tests.stdout, said), collect(tests.stderr, said)]);
  const { success } = await tests.status;
  const counts = countTests(await Deno.readTextFile(reportPath));
  await Deno.remove(reportPath);
  // A file that does not even load stands in no report.
  if (!success && counts.failed === 0) counts.failed = 1;
  return counts;
}

async function collect(stream: ReadableStream<Uint8Array>, into: Uint8Array[]): Promise<void> {
  for await (const bytes of stream) into.push(bytes);
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
