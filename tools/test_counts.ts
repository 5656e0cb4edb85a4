/** How many tests ended how. */
export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
}

interface TestCase {
  name: string;
  failed: boolean;
  skipped: boolean;
}

// Deno escapes quotes and angle brackets in what it fills in. A test that a
// filter left out has no time.
const TEST_CASE = /<testcase name="([^"]*)"[^>]* time=[^>]*>(.*?)<\/testcase>/gs;

/**
 * Counts the tests in a report that `deno test --junit-path` has written. The
 * steps of a test count in its place.
 *
 * @param xml the report
 */
export function countTests(xml: string): TestCounts {
  const all = Array.from(xml.matchAll(TEST_CASE), testCase);
  const tests = all.filter((test) => countsItself(test, stepsOf(test, all)));
  const failed = tests.filter((test) => test.failed).length;
  const skipped = tests.filter((test) => test.skipped).length;
  return { passed: tests.length - failed - skipped, failed, skipped };
}

function testCase([, name = "", body = ""]: RegExpMatchArray): TestCase {
  return { name, failed: body.includes("<failure"), skipped: body.includes("<skipped") };
}

function stepsOf(test: TestCase, all: TestCase[]): TestCase[] {
  return all.filter(({ name }) => name.startsWith(`${test.name} &gt; `));
}

/** A test may fail although its steps passed, by what it does after them. */
function countsItself(test: TestCase, steps: TestCase[]): boolean {
  return steps.length === 0 || test.failed && !steps.some((step) => step.failed);
}
