/**
 * Runs one case of an attack table and compares what came of it.
 *
 * @module
 */

import { assert, assertMatch } from "@std/assert";
import type { Level } from "../faults/fault.ts";
import { answers, tokenResponse } from "../faults/fault.ts";
import { type OpenPlace, openPlace } from "../faults/place.ts";
import { assertOutcome, isRecorded, runFault, valueOf } from "../faults/try_fault.ts";
import { leaks } from "../leaks.ts";
import type { Program, RunningProgram } from "../program.ts";
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
    secrets: [place.secret, place.proxyPassword, ...never],
  });
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
  const observed: Program = Object.assign(Object.create(gettoken), {
    async run(...args: Parameters<Program["run"]>) {
      const running = await gettoken.start(...args);
      started.resolve(running);
      return await running.result;
    },
  });
  const env = { TERM: "xterm", ...await valueOf(attack.env ?? {}, place) };
  const { shell = "", made = [] } = attack;
  const onTerminal = {
    ...attack,
    ...{ env, shell: `${shell}\n${inTerminal}`, made: [...made, "keys", "pid"] },
  };
  const { status, stdout } = await runFault(observed, onTerminal, "normal", place, {
    secrets: [place.secret, ...never],
    reports: true,
    tokens: [],
  });
  // All that a terminal shows comes out of stdout.
  const screen = withoutTokenLine(stdout, place.token);
  assertMatch(screen, await hostLine(attack, place));
  const result = { status, stdout: status === 0 ? `${place.token}\n` : "", stderr: screen };
  await assertOutcome(attack, "normal", place, result);
  assertKept(place, never);
}

/** The host in a line that fits on every screen, so that nothing can push it away. */
async function hostLine(
  { showsHost = "" }: Attack,
  place: Parameters<typeof tokenResponse>[0],
): Promise<RegExp> {
  const host = (await valueOf(showsHost, place)).replace(/[.[\]]/g, "\\$&");
  return new RegExp(`^(?=.{0,150}\\r?$)[^\\n]*${host}`, "m");
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
      assert(!sent.some((text) => leaks(text, canary)), `"${canary}" is in a request`);
    }
    const { client_secret: _, ...others } = form;
    for (const text of [path + query, ...Object.values(others)]) {
      assert(!leaks(text, secret), `the secret is in another place of a request: ${text}`);
    }
  }
}
