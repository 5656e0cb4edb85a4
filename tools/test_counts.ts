/** Numbers of passed, failed and skipped tests. */
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

// Deno escapes quotes and angle brackets in names. A test that the filter excludes has no time.
const TEST_CASE = /<testcase name="([^"]*)"[^>]* time=[^>]*>(.*?)<\/testcase>/gs;

/**
 * Counts the tests in a report that `deno test --junit-path` has written. If a test has steps, they
 * are counted instead of the test.
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

/** A test may fail after its steps have passed. */
function countsItself(test: TestCase, steps: TestCase[]): boolean {
  return steps.length === 0 || test.failed && !steps.some((step) => step.failed);
}
