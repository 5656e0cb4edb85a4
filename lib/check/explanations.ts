/** Checks `explain` and `errorCode`: the hints for error responses. @module */

import { type CheckFindings, type CheckResult, runCheck } from "./check_result.ts";
import { runTrial, type Trial, type TrialRun, whyNoToken } from "./trial.ts";
import { credentialsFor, methodsOf } from "../contract/credential_settings.ts";
import { settingsOf } from "../contract/declared_settings.ts";
import { exitStatus, type GettokenError } from "../core/errors.ts";
import type { Explanation, Pattern, Provider } from "../contract/provider.ts";

/** Checks that the placeholders of hints are names of settings. */
export function checkHints(provider: Provider): Promise<CheckResult> {
  const settings = settingsOf(provider);
  return runCheck("hints", "Each {placeholder} in a hint names a setting", ({ problems }) => {
    for (const [index, { hint }] of (provider.explain ?? []).entries()) {
      for (const [placeholder, name = ""] of hint.matchAll(/\{(.*?)\}/g)) {
        const setting = Object.hasOwn(settings, name) ? settings[name] : undefined;
        // It is replaced by a word for the credential of the run.
        if (name === "credential") continue;
        const where = `explain[${index}].hint: ${placeholder}`;
        if (setting === undefined) problems.push(`${where} is not a setting`);
        else if (setting.secret) problems.push(`${where} is a secret, which is never shown`);
      }
    }
  });
}

/** Checks the pattern for the vendor's code; `undefined` if it cannot be checked. */
export async function checkErrorCode(provider: Provider): Promise<CheckResult | undefined> {
  const { errorCode, explain = [], title } = provider;
  if (errorCode === undefined) return undefined;
  const codes = explain.flatMap(({ code }) => [code ?? []].flat());
  let hasGroup: boolean | undefined;
  const goal = "errorCode has a group, which extracts the codes in explain";
  const result = await runCheck("errorCode", goal, async ({ problems, notes }) => {
    if (codes.length === 0) notes.push("errorCode has no effect: no explanation has a code");
    // Two codes are enough for a match, and a module's time is limited.
    const texts = codes.slice(0, 2).flatMap((code) => messagesWith(code, title));
    hasGroup = await groupIn(errorCode, texts);
    if (hasGroup === false) {
      problems.push("errorCode has no group: put parentheses around the code");
    }
    for (const code of hasGroup ? codes : []) {
      const found = (await errorCode.exec(code))?.[1] ?? code;
      if (found !== code) {
        problems.push(`errorCode does not extract ${code}; it extracts ${found}`);
      }
    }
  });
  return hasGroup === undefined && result.problems.length === 0 ? undefined : result;
}

/** Whether a pattern has a group; `undefined` if it matches none of the strings. */
async function groupIn(pattern: Pattern, texts: readonly string[]): Promise<boolean | undefined> {
  if (pattern instanceof RegExp) {
    const alsoNothing = new RegExp(`${pattern.source}|`, pattern.flags);
    return (alsoNothing.exec("")?.length ?? 0) > 1;
  }
  for (const text of texts) {
    const found = await pattern.exec(text);
    if (found) return found.length > 1;
  }
}

/** Strings that may contain a vendor's code in an error message. */
function messagesWith(code: string, title: string): string[] {
  const names = [title, title.split(" ")[0] ?? ""].map((name) => name.toUpperCase());
  return ["", ...names, "ERROR", "CODE"].flatMap((name) =>
    ["", "-", "_", " ", ":", ": "].flatMap((separator) => {
      const text = `${name}${separator}${code}`;
      return [text, `(${text})`, `[${text}]`];
    })
  );
}

/** The error of an error response, and the vendor's code in it. */
interface ErrorKind {
  readonly error?: string;
  readonly code?: string;
}

/** Checks that the hint of each explanation is shown for its error responses. */
export function checkRefusals(trial: Trial): Promise<CheckResult> {
  return runCheck("refusals", "Each explanation is shown for its error", async (found) => {
    for (const [index, { error, code }] of (trial.provider.explain ?? []).entries()) {
      for (const kind of eachOf("error", error)) {
        for (const more of eachOf("code", code)) {
          await checkKind(trial, index, { ...kind, ...more }, found);
        }
      }
    }
  });
}

function eachOf(name: keyof ErrorKind, values: Explanation["code"]): ErrorKind[] {
  return values === undefined ? [{}] : [values].flat().map((value) => ({ [name]: value }));
}

/**
 * Sends one error response, without a description. An explanation with a pattern may need one to
 * match, unless an earlier explanation has no pattern.
 */
async function checkKind(
  trial: Trial,
  index: number,
  kind: ErrorKind,
  { problems, notes }: CheckFindings,
): Promise<void> {
  const { explain = [] } = trial.provider;
  const where = `explain[${index}]${describeKind(kind)}`;
  const condition = conditionOf(trial.provider, explain[index]);
  if (condition === undefined) return;
  const failure = await refuse(trial, kind, condition);
  if (typeof failure === "string") {
    problems.push(`${where}: ${failure}`);
    return;
  }
  // gettoken appends to some hints.
  const shown = explain.findIndex((_, index) => failure.hint?.startsWith(markOf(index)));
  const hasPattern = explain[index]?.text !== undefined;
  if (shown === index) {
    const { temporary = kind.error === "temporarily_unavailable" } = explain[index] ?? {};
    const status = temporary ? exitStatus.tryLater : exitStatus.refused;
    if (failure.exitStatus !== status) problems.push(`${where} exits with ${failure.exitStatus}`);
  } else if (shown >= 0 && shown < index && explain[shown]?.text === undefined) {
    problems.push(`${where} is never shown: explain[${shown}] comes first`);
  } else if (!hasPattern && shown >= 0) {
    notes.push(
      `${where} is not shown for an error without a description: explain[${shown}] comes first`,
    );
  } else if (!hasPattern) {
    problems.push(`${where} is not shown: ${failure.message}`);
  }
}

function describeKind({ error, code }: ErrorKind): string {
  const words = [error ?? [], code === undefined ? [] : `code ${code}`].flat();
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}

/** The run that an explanation is for: its status and client authentication method. */
type Condition = Pick<TrialRun, "status" | "method">;

/** `undefined` if the explanation is for a credential that no trial uses. */
function conditionOf(
  provider: Provider,
  { status, credential }: Partial<Explanation> = {},
): Condition | undefined {
  const [first] = [status ?? []].flat();
  const reply = first === undefined ? {} : { status: first };
  if (credential === undefined) return reply;
  const method = methodsOf(provider).find((method) =>
    [credential].flat().some((name) => name === credentialsFor(method)[0] && name !== "clientCert")
  );
  return method && { ...reply, method };
}

/** The failure of a run that gets an error response, or what happens instead. */
async function refuse(
  trial: Trial,
  { error = "error_of_the_check", code }: ErrorKind,
  condition: Condition,
): Promise<GettokenError | string> {
  const [sample] = trial.samples;
  if (sample === undefined) return "there are no sample values to try it with";
  const reply = { error, ...(code !== undefined && { error_codes: [code] }) };
  // Each hint identifies its explanation.
  const explain = (trial.provider.explain ?? [])
    .map((entry, index) => ({ ...entry, hint: markOf(index) }));
  const marked = { ...trial, provider: { ...trial.provider, explain } };
  const outcome = await runTrial(marked, { sample, reply, ...condition });
  const { printed, requestProblems } = outcome;
  if ("value" in printed) return "a token is returned instead";
  const { failure } = printed;
  const isRefusal = failure.exitStatus === exitStatus.refused ||
    failure.exitStatus === exitStatus.tryLater;
  return isRefusal && requestProblems.length === 0 ? failure : whyNoToken(outcome) ?? "";
}

function markOf(index: number): string {
  return `explain[${index}]`;
}
