/**
 * Tells on stderr what went wrong and what to do, and says with which status to end.
 *
 * @module
 */

import { exitStatus, GettokenError } from "./errors.ts";
import type { Log } from "./log.ts";

/**
 * Reports an error.
 *
 * @returns The exit status.
 */
export function reportError(error: unknown, log: Log): number {
  if (!(error instanceof GettokenError)) {
    // Its message was not written by us and may hold anything.
    const kind = error instanceof Error ? error.constructor.name : typeof error;
    log.line(`gettoken: defect: unexpected ${kind}`);
    for (const line of stackOf(error)) log.step(line);
    log.line("  This is a fault of gettoken. With -v it shows where; please report that.");
    return exitStatus.defect;
  }
  log.line(`gettoken: ${error.message}`);
  for (const line of error.details) log.line(`  ${line}`);
  if (error.hint) log.line(`  → ${error.hint}`);
  if (error.docs) log.line(`  ${error.docs}`);
  return error.exitStatus;
}

/** The places in a stack, without the message that stands before them. */
function stackOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const { stack = "", message } = error;
  const places = stack.slice(stack.indexOf(message) + message.length);
  return places.split("\n").map((line) => line.trim()).filter((line) => line.startsWith("at "));
}
