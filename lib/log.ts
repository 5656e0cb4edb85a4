/**
 * What gettoken says on stderr.
 *
 * @module
 */

import type { Host } from "./host.ts";
import { redact } from "./redaction.ts";
import type { Secret } from "./secret.ts";
import { printable, withinBytes } from "./text.ts";

/** The most bytes of a line. */
const maxLine = 2000;

/** What JSON can hold. */
type JsonValue = string | number | null | { readonly [name: string]: JsonValue };

/** How much is said: only errors, warnings too, or each step. */
export type Verbosity = "quiet" | "normal" | "verbose";

/** Lines on stderr. Each is free of control characters and of every secret that the log knows. */
export class Log {
  verbosity: Verbosity = "normal";
  readonly #host: Host;
  readonly #secrets = new Set<Secret>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** From now on this value is replaced wherever it would appear. */
  protect(secret: Secret): void {
    this.#secrets.add(secret);
  }

  /** One line, whatever the verbosity. */
  line(text: string): void {
    const indent = /^ */.exec(text)?.[0] ?? "";
    const line = indent + printable(this.redacted(text));
    this.#host.writeStderr(withinBytes(line, maxLine) + "\n");
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
    return redact(text, this.#secrets);
  }

  /** Something the user did not ask for but should know. */
  warn(text: string): void {
    if (this.verbosity !== "quiet") this.line(`gettoken: warning: ${text}`);
  }

  /** A step, for those who want to see each. */
  step(text: string): void {
    if (this.verbosity === "verbose") this.line(`gettoken: ${text}`);
  }
}
