/**
 * Writes messages to stderr, redacted and limited in size.
 *
 * @module
 */

import type { Host } from "./host.ts";
import { Redactor } from "./redaction.ts";
import type { Secret } from "./secret.ts";
import { printable, printableIndented, withinBytes, wrapIndented } from "./text.ts";

/** The maximum size of a line, in bytes. */
const maxLine = 2000;

/** The maximum size of all lines together, and of warnings and steps, in bytes. */
const maxOutput = 12_000;
const maxRemarks = 6000;

/** The most bytes of a line of JSON. It has the messages that lines before it have, and more. */
const maxJson = 8000;

type JsonValue =
  | string
  | number
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/**
 * A secret that is also a word of our own messages: `password`, `client_secret`. Blanked in them, it
 * would make them unreadable and give itself away.
 */
const ordinaryWord = /^(?:[A-Z]?[a-z]{1,15}|[A-Z]{1,16}|(?:client[ _-]secret|CLIENT[ _-]SECRET))$/;

/** A warning or a step, without secrets and control characters. */
export interface LogRecord {
  /** A `warning` about what may be wrong, or a `step` that was taken. */
  readonly level: "warning" | "step";
  /** One line without a final full stop. */
  readonly message: string;
}

/**
 * Writes lines to stderr, without control characters and with known secrets redacted. Messages are
 * never built from secrets, so that is a second line of defence. What a server or a module says is
 * redacted when it is read, also of secrets that are ordinary words: see {@linkcode Log.redacted}.
 */
export class Log {
  /** `quiet` prints errors only, `normal` also warnings, `verbose` also steps. */
  verbosity: "quiet" | "normal" | "verbose" = "normal";
  /** Whether errors are printed as JSON. */
  isForProgram = false;
  readonly #host: Pick<Host, "writeStderr" | "columns">;
  readonly #receive: ((record: LogRecord) => void) | undefined;
  readonly #redactor = new Redactor();
  /** Without the secrets that are ordinary words. */
  readonly #ownRedactor = new Redactor();
  /** In bytes. */
  #written = 0;

  /** @param receive Gets warnings and steps, which are then not written to stderr. */
  constructor(
    host: Pick<Host, "writeStderr" | "columns">,
    receive?: (record: LogRecord) => void,
  ) {
    this.#host = host;
    this.#receive = receive;
  }

  /** Redacts this value from now on. */
  protect(secret: Secret): void {
    this.#redactor.add(secret);
    if (!secret.matches(ordinaryWord)) this.#ownRedactor.add(secret);
  }

  /** Prints a line at any verbosity. */
  line(text: string): void {
    this.#write(text, maxOutput);
  }

  /** Prints a short line without redaction or limit. Nothing in it may come from a secret. */
  notice(text: string): void {
    this.#host.writeStderr(printable(text) + "\n");
  }

  /** Prints a line of JSON at any verbosity. Strings in it are truncated until it is short enough. */
  json(value: JsonValue): void {
    for (let limit = maxLine;; limit = Math.max(3, Math.floor(limit / 2))) {
      const line = JSON.stringify(
        value,
        (_, member) =>
          typeof member === "string"
            ? withinBytes(printable(this.redactedOwn(member)), limit)
            : member,
      );
      if (withinBytes(line, maxJson) === line || limit === 3) {
        return this.#host.writeStderr(line + "\n");
      }
    }
  }

  /** A string from a server, a module or a file, with all known secrets redacted. */
  redacted(text: string): string {
    return this.#redactor.redact(text);
  }

  /** A message of our own, with all known secrets redacted but those that are ordinary words. */
  redactedOwn(text: string): string {
    return this.#ownRedactor.redact(text);
  }

  /** Prints a warning, unless `quiet`. */
  warn(text: string): void {
    if (this.#receive) this.#receive({ level: "warning", message: this.#shown(text) });
    else if (this.verbosity !== "quiet") this.#write(`gettoken: warning: ${text}`, maxRemarks);
  }

  /** Prints a step, if `verbose`. */
  step(text: string): void {
    if (this.#receive) this.#receive({ level: "step", message: this.#shown(text) });
    else if (this.verbosity === "verbose") this.#write(`gettoken: ${text}`, maxRemarks);
  }

  #shown(text: string): string {
    return withinBytes(printableIndented(this.redactedOwn(text)), maxLine);
  }

  #write(text: string, limit: number): void {
    if (this.#written > limit) return;
    const line = this.#shown(text) + "\n";
    this.#written += new TextEncoder().encode(line).length;
    if (this.#written > limit) this.#host.writeStderr("gettoken: … (too much to show)\n");
    else this.#host.writeStderr(this.#wrapped(line));
  }

  /**
   * Wraps a line for a terminal. The rest of a message is indented more than a hint or a detail, so no
   * words of a server look like one.
   */
  #wrapped(line: string): string {
    const columns = this.#host.columns("stderr");
    if (columns === undefined) return line;
    const [prefix = ""] = /^(gettoken: (warning: )?| *(→ )?)/.exec(line) ?? [];
    const text = line.slice(prefix.length).trimEnd();
    const rest = " ".repeat(prefix.length < 4 ? 6 : prefix.length);
    return wrapIndented(text, columns, prefix, rest).join("\n") + "\n";
  }
}
