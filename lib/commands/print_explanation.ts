/**
 * Prints an explanation of a run.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { type ExplainedRun, explainRun } from "./explain.ts";
import { explanationJson } from "./explanation_json.ts";
import { explanationLines } from "./explanation_text.ts";
import type { Run } from "../net/http.ts";
import { describeProvenance } from "../settings/provenance.ts";
import type { Provider } from "../contract/provider.ts";
import type { ReadOptions } from "../settings/read_run_options.ts";
import type { Sources } from "../settings/sources.ts";
import { printable, printableIndented } from "../core/text.ts";

/** What to explain, and how. */
export interface Explanation {
  readonly provider: Provider;
  readonly sources: Sources;
  readonly options: ReadOptions;
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
  const { provider, sources, options, check, json } = explanation;
  const { problems, ...others } = await explainRun(run, provider, sources, check);
  const explained = { ...others, options, problems: [...options.problems, ...problems] };
  const text = json ? asJson(run, explanation, explained) : asText(run, explanation, explained);
  await run.host.writeStdout(text);
  const [first, ...further] = explained.problems;
  if (first === undefined) return;
  const more = further.length === 0 ? "" : `, and ${further.length} more`;
  throw new GettokenError(
    first.code,
    `A run would end with ${first.exitStatus}: ${first.message}${more}`,
  );
}

function asText(
  { host, log }: Run,
  { provider, sources: { providerNamedBy } }: Explanation,
  explained: ExplainedRun,
): string {
  const heading = `${provider.title} (${provider.name}), named by ${
    describeProvenance(providerNamedBy)
  }`;
  return [heading, "", ...explanationLines(explained, host.now())]
    .map((line) => printableIndented(log.redacted(line)).trimEnd() + "\n").join("");
}

function asJson(
  { log }: Run,
  { provider, sources: { providerNamedBy } }: Explanation,
  explained: ExplainedRun,
): string {
  const clean = (_: string, member: unknown) =>
    typeof member === "string" ? printable(log.redacted(member), 4000) : member;
  return JSON.stringify(explanationJson(provider, providerNamedBy, explained), clean) + "\n";
}
