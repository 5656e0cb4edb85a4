/**
 * Prints on stderr what went wrong and what to do, and chooses the exit status.
 *
 * @module
 */

import { GettokenError, type SettingProblem } from "../core/errors.ts";
import type { Log } from "../core/log.ts";

/**
 * Reports an error.
 *
 * @param json Whether to print it as JSON as well, for a program.
 * @returns The exit status.
 */
export function reportError(
  error: unknown,
  log: Log,
  { json }: { readonly json: boolean },
): number {
  const failure = error instanceof GettokenError ? error : defect(error);
  log.line(`gettoken: ${failure.message}`);
  for (const line of failure.details) log.line(`  ${line}`);
  if (failure.hint) log.line(`  → ${failure.hint}`);
  if (failure.docs) log.line(`  ${failure.docs}`);
  if (failure !== error) { for (const line of stackOf(error)) log.step(line); }
  if (json) log.json({ error: members(failure) });
  return failure.exitStatus;
}

/** The most settings in an error object, and variables of one. A module can declare many. */
const maxDetails = 20;
const maxVariables = 5;

/** The members of an error object. docs/errors.schema.json has them as well. */
function members(failure: GettokenError) {
  return {
    code: failure.code,
    exit: failure.exitStatus,
    message: failure.message,
    hint: failure.hint ?? null,
    details: (failure.settings ?? []).slice(0, maxDetails).map(settingMembers),
    oauth_error: failure.oauthError ?? null,
    http_status: failure.httpStatus ?? null,
    server_message: failure.serverMessage ?? null,
    provider_code: failure.providerCode ?? null,
    trace_id: failure.traceId ?? null,
    retry_after: failure.retryAfter ?? null,
  };
}

/** A setting whose name is not known has the option or variable that its source begins with. */
function settingMembers({ name, option, variables, source, problem }: SettingProblem) {
  const [first = ""] = source?.split(" ") ?? [];
  return {
    name: name ?? null,
    option: option ?? (first.startsWith("--") ? first : null),
    variables: (variables ?? (/^[A-Z][A-Z0-9_]*$/.test(first) ? [first] : []))
      .slice(0, maxVariables),
    source: source ?? null,
    problem,
  };
}

/** An error that is not ours. Its message was not written by us and may contain anything. */
function defect(error: unknown): GettokenError {
  const kind = error instanceof Error ? error.constructor.name : typeof error;
  return new GettokenError("defect", `defect: unexpected ${kind}`, {
    hint: "This is a fault of gettoken. With -v it shows where; please report that.",
  });
}

/** The places in a stack, without the message that precedes them. */
function stackOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const { stack = "", message } = error;
  const places = stack.slice(stack.indexOf(message) + message.length);
  return places.split("\n").map((line) => line.trim()).filter((line) => line.startsWith("at "));
}
