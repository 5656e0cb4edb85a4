/**
 * Prints an explanation of a run.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { type Explained, explainRun } from "./explain.ts";
import { explanationJson } from "./explanation_json.ts";
import { explanationLines } from "./explanation_text.ts";
import type { Run } from "../net/http.ts";
import { describeOrigin } from "../settings/origin.ts";
import type { Provider } from "../contract/provider.ts";
import type { Sources } from "../settings/sources.ts";
import { printable } from "../core/text.ts";

/** What to explain, and how. */
export interface Explanation {
  readonly provider: Provider;
  readonly sources: Sources;
  /** Whether to ask the server for what it tells to everybody. */
  readonly check: boolean;
  readonly json: boolean;
}

/**
 * Prints on stdout how a token would be got.
 *
 * @throws {GettokenError} once all is printed, if a run would fail: with the code of the first
 * thing that would stop it.
 */
export async function printExplanation(run: Run, explanation: Explanation): Promise<void> {
  const { provider, sources, check, json } = explanation;
  const explained = await explainRun(run, provider, sources, check);
  const text = json ? asJson(run, explanation, explained) : asText(run, explanation, explained);
  await run.host.writeStdout(text);
  const [first, ...others] = explained.problems;
  if (first === undefined) return;
  const more = others.length === 0 ? "" : `, and ${others.length} more`;
  throw new GettokenError(
    first.code,
    `A run would end with ${first.exitStatus}: ${first.message}${more}`,
  );
}

function asText(
  { host, log }: Run,
  { provider, sources: { providerOrigin } }: Explanation,
  explained: Explained,
): string {
  const heading = `${provider.title} (${provider.name}), named by ${
    describeOrigin(providerOrigin)
  }`;
  return [heading, "", ...explanationLines(explained, host.now())].map((line) => {
    const indent = /^ */.exec(line)?.[0] ?? "";
    return `${indent}${printable(log.redacted(line), 2000)}`.trimEnd() + "\n";
  }).join("");
}

function asJson(
  { log }: Run,
  { provider, sources: { providerOrigin } }: Explanation,
  explained: Explained,
): string {
  const clean = (_: string, member: unknown) =>
    typeof member === "string" ? printable(log.redacted(member), 4000) : member;
  return JSON.stringify(explanationJson(provider, providerOrigin, explained), clean) + "\n";
}
