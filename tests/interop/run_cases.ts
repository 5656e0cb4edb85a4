/**
 * Runs cases with the compiled program, several at the same time.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { Program } from "../e2e/program.ts";
import type { Case, Outcome, Run, RunningServer, Server } from "./case.ts";

/** One more than cores, because a run waits for the server most of the time. */
const atOnce = navigator.hardwareConcurrency + 1;

/**
 * Runs all cases of a server.
 *
 * @param interrupt after which no other case begins
 * @returns the outcomes, in the order of the cases
 */
export async function runCases(
  server: Server,
  running: RunningServer,
  interrupt: AbortSignal,
): Promise<readonly Outcome[]> {
  assertNamesDiffer(running.cases);
  const outcomes: Outcome[] = [];
  const rest = [...running.cases.entries()];
  const runners = Array.from({ length: atOnce }, async () => {
    for (let next = rest.shift(); next && !interrupt.aborted; next = rest.shift()) {
      const [index, { topic, by, name }] = next;
      const failure = await tryCase(next[1], running.secrets);
      outcomes[index] = { server, topic, by, name, ...failure };
    }
  });
  await Promise.all(runners);
  return outcomes;
}

function assertNamesDiffer(cases: readonly Case[]): void {
  const names = cases.map(({ topic, by, name }) => `${topic}, ${by}: ${name}`);
  assertEquals(names.filter((name, index) => names.indexOf(name) !== index), []);
}

async function tryCase(
  one: Case,
  secrets: readonly string[],
): Promise<{ readonly cause?: unknown }> {
  const gettoken = new Program("compiled");
  const run: Run = (args, options) =>
    gettoken.run(args, { ...options, secrets: [...secrets, ...options?.secrets ?? []] });
  try {
    const { status, stdout, stderr } = await run(one.args, one.options);
    const { lacking } = one;
    if (status === 3 && lacking !== undefined && stderr.includes(lacking)) return {};
    assertSaid(one, stderr);
    assertEquals(status, one.status ?? 0, `status ${status}:\n${stderr}`);
    await one.use?.(stdout, run);
    return {};
  } catch (cause) {
    return { cause };
  }
}

/** Asserts that stderr says what it must, and nothing that it must not. */
function assertSaid({ status = 0, says, neverSays = [] }: Case, stderr: string): void {
  if (status === 0 && says === undefined) assertEquals(stderr, "");
  for (const words of says ?? []) assert(matches(stderr, words), `not said: ${words}\n${stderr}`);
  for (const words of neverSays) assert(!matches(stderr, words), `said: ${words}\n${stderr}`);
}

function matches(text: string, words: string | RegExp): boolean {
  return typeof words === "string" ? text.includes(words) : words.test(text);
}
