/**
 * Runs one case of an attack table and compares what came of it.
 *
 * @module
 */

import { assert, assertMatch, assertNotMatch } from "@std/assert";
import { answers, type Level, type Place, tokenResponse } from "../faults/fault.ts";
import { type OpenPlace, openPlace } from "../faults/place.ts";
import { assertOutcome, isRecorded, runFault, valueOf } from "../faults/try_fault.ts";
import { comparable, leaks } from "../leaks.ts";
import type { Program, RunningProgram, RunResult } from "../program.ts";
import { inTerminal } from "../terminal.ts";
import type { Attack } from "./attack.ts";

/**
 * Runs a case at one level.
 *
 * @param isAwkward Whether its secret and token contain characters that encodings change.
 */
export async function tryAttack(
  gettoken: Program,
  attack: Attack,
  level: Level,
  isAwkward: boolean,
): Promise<void> {
  if (attack.showsHost !== undefined) return await tryOnTerminal(gettoken, attack);
  await using place = await openPlace(attack, isAwkward);
  const never = await valueOf(attack.never ?? [], place);
  const result = await runFault(gettoken, attack, level, place, {
    secrets: [place.secret, place.proxyPassword, ...never.filter(isReadable)],
  });
  assertNotObeyed(result, never);
  assertNotMatch(result.stderr, /panicked|stack trace|overflowed its stack|Fatal/);
  await assertOutcome(attack, level, place, result);
  assertKept(place, never);
}

/** Runs a case on a terminal. Unless it has its own server, that one waits until the host is shown. */
async function tryOnTerminal(gettoken: Program, attack: Attack): Promise<void> {
  const started = Promise.withResolvers<RunningProgram>();
  const server = answers(async (place) => {
    await (await started.promise).printed(await hostLine(attack, place));
    return tokenResponse(place);
  });
  await using place = await openPlace({ server, ...attack }, false);
  const never = await valueOf(attack.never ?? [], place);
  const folder = await Deno.makeTempDir();
  const onTerminal: Program = Object.assign(Object.create(gettoken), {
    async run(...[args, options]: Parameters<Program["run"]>): Promise<RunResult> {
      const running = await gettoken.start(args, { ...options, folder });
      started.resolve(running);
      const types = async () => {
        await running.printed(await prompt(attack, place));
        await Deno.writeTextFile(`${folder}/keys`, `${place.secret}\r`);
      };
      const [result] = await Promise.all([running.result, attack.typesSecret && types()]);
      return result;
    },
  });
  const unset = attack.typesSecret ? { GETTOKEN_CLIENT_SECRET: undefined } : {};
  const env = { TERM: "xterm", ...await valueOf(attack.env ?? {}, place), ...unset };
  const shell = `${attack.shell ?? ""}\n${inTerminal}`;
  try {
    const { status, stdout } = await runFault(
      ...[onTerminal, { ...attack, env, shell }, "normal", place] as const,
      { secrets: [place.secret, ...never.filter(isReadable)], tokens: [], reports: true },
    );
    // All that a terminal shows comes out of stdout.
    const screen = withoutTokenLine(stdout, place.token);
    assertNotObeyed({ stdout, stderr: "" }, never);
    assertMatch(asShown(screen), await hostLine(attack, place));
    const result = { status, stdout: status === 0 ? `${place.token}\n` : "", stderr: screen };
    await assertOutcome(attack, "normal", place, result);
    assertKept(place, never);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What a terminal shows: a line for each time that one is written again, without colours. */
function asShown(output: string): string {
  // deno-lint-ignore no-control-regex
  return output.replace(/\x1b\[\d*G/g, "\n").replace(/\x1b\[[\d;?]*[A-Za-z]/g, "");
}

/** Whether a terminal shows a string, and does not only obey it. */
function isReadable(text: string): boolean {
  return comparable(text).length > 3;
}

/** A terminal met none of the sequences that it would obey. */
function assertNotObeyed(
  { stdout, stderr }: Pick<RunResult, "stdout" | "stderr">,
  never: readonly string[],
): void {
  for (const sequence of never.filter((text) => !isReadable(text))) {
    assert(!(stdout + stderr).includes(sequence), `${JSON.stringify(sequence)} was printed`);
  }
}

/** The prompt for the secret, with the host in it. */
async function prompt({ showsHost = "" }: Attack, place: Place): Promise<RegExp> {
  return new RegExp(`client secret for [^\\n]*${escaped(await valueOf(showsHost, place))}`);
}

/** The host in a line that fits on every screen, so that nothing can push it away. */
async function hostLine({ showsHost = "" }: Attack, place: Place): Promise<RegExp> {
  const host = escaped(await valueOf(showsHost, place));
  return new RegExp(`^(?=.{0,150}\\r?$)[^\\n]*${host}`, "m");
}

function escaped(text: string): string {
  return text.replace(/[.[\]]/g, "\\$&");
}

function withoutTokenLine(screen: string, token: string): string {
  return screen.split(/\r?\n/).filter((line) => !line.endsWith(token)).join("\n");
}

/** No request has a canary in it, and the secret is only where a client authenticates. */
function assertKept({ server, secret }: OpenPlace, never: readonly string[]): void {
  for (const request of server.requests) {
    if (!isRecorded(request)) continue;
    const { path, query, headers, body, form } = request;
    const sent = [path + query, ...headers.values(), body];
    for (const canary of never) {
      // The secret itself is sent, whatever the case of its letters here.
      if (comparable(secret).includes(comparable(canary))) continue;
      assert(!sent.some((text) => leaks(text, canary)), `"${canary}" is in a request`);
    }
    const { client_secret: _, ...others } = form;
    for (const text of [path + query, ...Object.values(others)]) {
      assert(!leaks(text, secret), `the secret is in another place of a request: ${text}`);
    }
  }
}
