/**
 * Checks that refusals are explained, by refusing.
 *
 * @module
 */

import { type Check, checking, type Findings } from "./check.ts";
import { runTrial, type Trial, whyNone } from "./run.ts";
import { exitStatus, type GettokenError } from "../core/errors.ts";
import type { Explanation, Provider } from "../contract/provider.ts";

/** A kind of refusal, whatever its text: the error, and the vendor's code. */
interface Kind {
  readonly error?: string;
  readonly code?: string;
}

/** An error that no explanation is about. */
const otherError = "error_of_the_check";

/** How a run ends that is refused. */
const refusals: readonly number[] = [exitStatus.refused, exitStatus.tryLater];

/** Checks that each refusal that an explanation is about gets its hint. */
export function checkRefusals(trial: Trial): Promise<Check> {
  return checking("refusals", "Each explanation is shown for its refusal", async (found) => {
    for (const [index, entry] of (trial.provider.explain ?? []).entries()) {
      for (const kind of kindsOf(entry)) await checkKind(trial, index, kind, found);
    }
  });
}

/** The kinds of refusal that an explanation is about. */
function kindsOf({ error, code }: Explanation): Kind[] {
  const errors = error === undefined ? [{}] : [error].flat().map((error) => ({ error }));
  const codes = code === undefined ? [{}] : [code].flat().map((code) => ({ code }));
  return errors.flatMap((error) => codes.map((code) => ({ ...error, ...code })));
}

/**
 * Refuses once, without a text. An explanation with a pattern may have to wait for one, unless what
 * comes before it needs none.
 */
async function checkKind(
  trial: Trial,
  index: number,
  kind: Kind,
  { problems, notes }: Findings,
): Promise<void> {
  const { explain = [] } = trial.provider;
  const where = `explain[${index}]${describe(kind)}`;
  const failure = await refuse(trial, kind);
  if (typeof failure === "string") {
    problems.push(`${where}: ${failure}`);
    return;
  }
  // To some, gettoken has more to say.
  const shown = explain.findIndex((_, index) => failure.hint?.startsWith(markOf(index)));
  const hasPattern = explain[index]?.text !== undefined;
  if (shown === index) {
    const { temporary = kind.error === "temporarily_unavailable" } = explain[index] ?? {};
    const status = temporary ? exitStatus.tryLater : exitStatus.refused;
    if (failure.exitStatus !== status) problems.push(`${where} ends with ${failure.exitStatus}`);
  } else if (shown >= 0 && shown < index && explain[shown]?.text === undefined) {
    problems.push(`${where} is never shown: explain[${shown}] comes first`);
  } else if (!hasPattern && shown >= 0) {
    notes.push(`${where} is not shown for a refusal without a text: explain[${shown}] comes first`);
  } else if (!hasPattern) {
    problems.push(`${where} is not shown: ${failure.message}`);
  }
}

function describe({ error, code }: Kind): string {
  const words = [error ?? [], code === undefined ? [] : `code ${code}`].flat();
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}

/** How a run ends that is refused, or what happens instead. */
async function refuse(
  trial: Trial,
  { error = otherError, code }: Kind,
): Promise<GettokenError | string> {
  const [sample] = trial.samples;
  if (sample === undefined) return "there are no settings to try it with";
  const reply = { error, ...(code !== undefined && { error_codes: [code] }) };
  const marked = { ...trial, provider: withMarks(trial.provider) };
  const outcome = await runTrial(marked, { sample, reply });
  const { printed, findings } = outcome;
  if ("value" in printed) return "a token comes instead";
  const isRefusal = refusals.includes(printed.failure.exitStatus) && findings.length === 0;
  return isRefusal ? printed.failure : whyNone(outcome) ?? "";
}

/** The provider, with hints that tell whose they are. */
function withMarks(provider: Provider): Provider {
  const { explain = [] } = provider;
  return {
    ...provider,
    explain: explain.map((entry, index) => ({ ...entry, hint: markOf(index) })),
  };
}

function markOf(index: number): string {
  return `explain[${index}]`;
}
