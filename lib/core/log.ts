/**
 * What gettoken says on stderr.
 *
 * @module
 */

import type { Host } from "./host.ts";
import { Redactor } from "./redaction.ts";
import type { Secret } from "./secret.ts";
import { printable, printableIndented, withinBytes } from "./text.ts";

/** The most bytes of a line. */
const maxLine = 2000;

/** The most bytes of all lines, and of those that are not about the result. */
const maxOutput = 12_000;
const maxRemarks = 6000;

/** What JSON can hold. */
type JsonValue = string | number | null | { readonly [name: string]: JsonValue };

/** How much is said: only errors, warnings too, or each step. */
export type Verbosity = "quiet" | "normal" | "verbose";

/** Lines on stderr. Each is free of control characters and of every secret that the log knows. */
export class Log {
  verbosity: Verbosity = "normal";
  /** Whether a program reads the output, so that an error is JSON. */
  isForProgram = false;
  readonly #host: Host;
  readonly #redactor = new Redactor();
  /** How many bytes it has written. */
  #written = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  /** From now on this value is replaced wherever it would appear. */
  protect(secret: Secret): void {
    this.#redactor.add(secret);
  }

  /** One line, whatever the verbosity. */
  line(text: string): void {
    this.#write(text, maxOutput);
  }

  /**
   * One line that is always complete: no other line takes its room, and nothing in it is blanked. So
   * nothing in it may come from a secret, nor be long.
   */
  notice(text: string): void {
    this.#host.writeStderr(printable(text) + "\n");
  }

  /** One line of JSON, whatever the verbosity. Its texts are cut until it is short enough. */
  json(value: JsonValue): void {
    for (let limit = maxLine;; limit /= 2) {
      const line = JSON.stringify(
        value,
        (_, member) =>
          typeof member === "string"
            ? withinBytes(printable(this.redacted(member)), limit)
            : member,
      );
      if (withinBytes(line, maxLine) === line) return this.#host.writeStderr(line + "\n");
    }
  }

  /** A text without the secrets that the log knows. */
  redacted(text: string): string {
    return this.#redactor.redact(text);
  }

  /** Something the user did not ask for but should know. */
  warn(text: string): void {
    if (this.verbosity !== "quiet") this.#write(`gettoken: warning: ${text}`, maxRemarks);
  }

  /** A step, for those who want to see each. */
  step(text: string): void {
    if (this.verbosity === "verbose") this.#write(`gettoken: ${text}`, maxRemarks);
  }

  /** Writes a line if not too much was written already. */
  #write(text: string, limit: number): void {
    if (this.#written > limit) return;
    const line = withinBytes(printableIndented(this.redacted(text)), maxLine) + "\n";
    this.#written += new TextEncoder().encode(line).length;
    this.#host.writeStderr(this.#written > limit ? "gettoken: … (too much to show)\n" : line);
  }
}
