/**
 * Runs the whole program on a fake machine, and asserts the promises about every run.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { runCli } from "../../lib/commands/run_cli.ts";
import { exitStatus, statusOf } from "../../lib/core/errors.ts";
import { builtIn } from "../../providers/mod.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../fake_host.ts";
import { assertErrorObject } from "../json_schema.ts";
import { assertOneLine } from "../lib/helpers.ts";
import { leakedParts } from "./secrets.ts";

/** The result of a run. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly host: FakeHost;
}

/** Values that no output may contain, except the token on stdout. */
export interface Sealed {
  readonly secret: string;
  readonly token: string;
}

/** Options that change the output. */
export const manners: fc.Arbitrary<readonly string[]> = fc.constantFrom(
  ...["", "", "-q", "-v", "-o json", "-o json -v", "-qo json", "-o header"],
).map((line) => line.split(" ").filter((word) => word !== ""));

const failures = Object.values(exitStatus)
  .filter((status) => status !== exitStatus.ok && status !== exitStatus.defect);

const maxLineBytes = 2048;
const maxJsonBytes = 8 * 1024;
const maxBytes = 24 * 1024;

/** Runs a command line with the built-in providers, to its end. */
export async function runProgram(args: readonly string[], world: FakeWorld): Promise<Outcome> {
  using host = fakeHost(world);
  const status = await runCli(args, { host, catalog: builtIn, version: "1.2.3" });
  return { status, stdout: host.stdout, stderr: host.stderr, host };
}

/** Asserts the promises about every run, for any input and any response. */
export function assertPromises(args: readonly string[], outcome: Outcome, sealed: Sealed): void {
  const { status, stdout, stderr } = outcome;
  if (status !== exitStatus.ok) {
    assert(failures.some((failure) => failure === status), `exit status ${status}:\n${stderr}`);
    // An explanation is printed even if the run would fail.
    if (!args.includes("--dry-run")) assertEquals(stdout, "");
    assert(stderr !== "", "it failed without a word");
  }
  assertCleanStderr(stderr);
  assertEquals(leakedParts(stderr, sealed.secret), [], stderr);
  assertEquals(leakedParts(stderr, sealed.token), [], stderr);
  assertEquals(leakedParts(besideToken(stdout, args), sealed.secret), [], stdout);
  if (status !== exitStatus.ok && asksForJson(args)) assertErrorWithStatus(stderr, status);
  assertSentSafely(outcome.host.requests, sealed.secret);
}

/** The content of stdout except the token, which the server chooses. */
function besideToken(stdout: string, args: readonly string[]): string {
  if (!asksForJson(args) || !stdout.startsWith("{")) return withoutToken(stdout);
  const { access_token: _, ...more } = JSON.parse(stdout);
  return JSON.stringify(more);
}

function withoutToken(stdout: string): string {
  return /^(Authorization: Bearer )?[!-~]+\n?$/.test(stdout) ? "" : stdout;
}

function asksForJson(args: readonly string[]): boolean {
  return /(^|\n)(-q?o\n|--output=)json(\n|$)/.test(args.join("\n"));
}

function assertCleanStderr(stderr: string): void {
  const encoder = new TextEncoder();
  assert(encoder.encode(stderr).length <= maxBytes, "too much on stderr");
  for (const line of stderr.split("\n")) {
    assertOneLine(line);
    const limit = line.startsWith('{"error":') ? maxJsonBytes : maxLineBytes;
    assert(encoder.encode(line).length <= limit, "a line is too long");
  }
  assert(stderr === "" || stderr.endsWith("\n"));
}

/** Asserts that the last line is an error object with the exit status of the run. */
function assertErrorWithStatus(stderr: string, status: number): void {
  const { code, exit } = assertErrorObject(stderr);
  assertEquals([exit, statusOf[code as keyof typeof statusOf]], [status, status]);
}

function assertSentSafely(requests: readonly Request[], secret: string): void {
  for (const { url, method, headers } of requests) {
    assertMatch(url, /^https:\/\/|^http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])[:/]/);
    assertEquals(leakedParts(url, secret), []);
    if (method === "GET") assertEquals(headers.get("authorization"), null);
  }
}
