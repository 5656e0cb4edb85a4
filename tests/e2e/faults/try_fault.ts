/**
 * Runs one case of a fault table and asserts the result.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import type { RecordedRequest } from "../../idp/recorded_request.ts";
import { assertErrorObject } from "../../json_schema.ts";
import { leaks } from "../leaks.ts";
import type { Program, RunOptions, RunResult } from "../program.ts";
import type { Fault, Given, Level, Place } from "./fault.ts";
import { type OpenPlace, openPlace } from "./place.ts";

const optionsOf: Readonly<Record<Level, readonly string[]>> = {
  quiet: ["-q", "-o", "json"],
  normal: [],
  verbose: ["-v"],
};

/**
 * Runs a case at one level.
 *
 * @param isAwkward Whether its secret and token contain characters that encodings change.
 */
export async function tryFault(
  gettoken: Program,
  fault: Fault,
  level: Level,
  isAwkward: boolean,
): Promise<void> {
  await using place = await openPlace(fault, isAwkward);
  const result = await runFault(gettoken, fault, level, place);
  await assertOutcome(fault, level, place, result);
  assertSentWell(place.server.requests, place, result.status);
}

/** Asserts the status, output and requests of a run. */
export async function assertOutcome(
  fault: Fault,
  level: Level,
  place: OpenPlace,
  result: RunResult,
): Promise<void> {
  const { server, proxyServer, thiefServer } = place;
  const { status, stderr } = result;
  assertEquals(status, fault.exit, stderr);
  for (const text of await valueOf(fault.says ?? [], place)) assertMatch(stderr, text);
  const warnings = level === "quiet" ? [] : await valueOf(fault.warns ?? [], place);
  for (const text of warnings) assertMatch(stderr, text);
  if (level === "quiet" && status === 0) assertEquals(stderr, "");
  if (level === "quiet" && status !== 0) assertFailureTold(fault, stderr);
  if (status === 0) await assertPrinted(fault, level, place, result);

  assertEquals(server.requests.length, fault.requests ?? usualRequests(fault), "requests");
  if (fault.connections !== undefined) {
    assertEquals(server.connections, fault.connections, "connections");
  }
  assertEquals(proxyServer?.requests.length ?? 0, fault.proxied ?? 0, "requests to the proxy");
  assert(!leaks(proxyServer?.seen ?? "", place.secret), "the proxy could read the secret");
  assertEquals([thiefServer.connections, thiefServer.requests], [0, []], "the thief was asked");
}

/** Runs a case. These options override those of the case. */
export async function runFault(
  gettoken: Program,
  fault: Fault,
  level: Level,
  place: Place,
  more: RunOptions = {},
): Promise<RunResult> {
  const { shell, made = [], seconds = 0 } = fault;
  const usual = ["oidc", "--token-url", `${place.origin}/token`, "--client-id", "some-client"];
  const args = await valueOf(fault.args ?? usual, place);
  const words = args[0]?.startsWith("-") ? 0 : 1;
  const env = { GETTOKEN_CLIENT_SECRET: place.secret, ...await valueOf(fault.env ?? {}, place) };
  const set = Object.entries(env).filter(([, value]) => value !== undefined);
  return await gettoken.run([
    ...args.slice(0, words),
    ...optionsOf[level],
    ...args.slice(words),
    ...await valueOf(fault.options ?? [], place),
  ], {
    env: Object.fromEntries(set) as Record<string, string>,
    files: await valueOf(fault.files ?? {}, place),
    ...(shell === undefined ? {} : { shell }),
    made,
    seconds,
    secrets: [place.secret, place.proxyPassword],
    tokens: [place.token],
    ...more,
  });
}

/** The value, or the result of its function. */
export async function valueOf<T>(given: Given<T>, place: Place): Promise<T> {
  return typeof given === "function" ? await (given as (place: Place) => T)(place) : given;
}

/** Asserts that the last line on stderr is the error object of the case. */
function assertFailureTold({ code, exit }: Fault, stderr: string): void {
  const error = assertErrorObject(stderr);
  assertEquals([error.code, error.exit], [code, exit]);
}

async function assertPrinted(
  { prints }: Fault,
  level: Level,
  place: Place,
  { stdout }: RunResult,
): Promise<void> {
  if (prints) {
    for (const text of await valueOf(prints, place)) assertMatch(stdout, text);
  } else if (level === "quiet") {
    assertEquals(JSON.parse(stdout).access_token, place.token);
  } else {
    assertEquals(stdout, `${place.token}\n`);
  }
}

function usualRequests({ exit }: Fault): number {
  return [2, 3, 8].includes(exit) ? 0 : 1;
}

/** Asserts that no URL contains the secret, and that it was sent unchanged if a token came back. */
function assertSentWell(requests: readonly unknown[], { secret }: Place, status: number): void {
  for (const request of requests) {
    const address = isRecorded(request)
      ? request.path + request.query
      : String(request).split("\r\n")[0] ?? "";
    assert(!leaks(address, secret), "the secret is in a URL");
  }
  const last = requests.filter(isRecorded).findLast(({ method }) => method === "POST");
  if (status === 0 && last) assertEquals(secretIn(last), secret);
}

/** Whether a server could parse a request. */
export function isRecorded(request: unknown): request is RecordedRequest {
  return typeof request === "object" && request !== null && "form" in request;
}

/** The secret in a token request, in the header or the form (RFC 6749 §2.3.1). */
function secretIn({ headers, form }: RecordedRequest): string | undefined {
  const basic = /^Basic (.+)$/.exec(headers.get("authorization") ?? "")?.[1];
  if (basic === undefined) return form.client_secret;
  return new URLSearchParams(atob(basic).replace(/^.*:/, "secret=")).get("secret") ?? undefined;
}
