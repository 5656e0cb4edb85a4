/**
 * Copies to the clipboard with the terminal's control sequence OSC 52: no program is started, and it
 * works over SSH.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { base64 } from "../core/encodings.ts";

/** The maximum in bytes: terminals accept 100 000 for the whole sequence in Base64, some less. */
const maxBytes = 74_994;

/**
 * Fails if there is no clipboard, as far as is known: a terminal does not report success.
 *
 * @throws {GettokenError} `usage`
 */
export function requireClipboard(host: Host): void {
  const problem = clipboardProblem(host);
  if (problem === undefined) return;
  throw new GettokenError("usage", `--copy needs a terminal with a clipboard, but ${problem}`, {
    hint: "Without --copy the token goes to stdout.",
  });
}

function clipboardProblem(host: Host): string | undefined {
  if (!host.isTerminal("stderr")) return "stderr is not a terminal";
  const terminal = host.env("TERM");
  // On Windows, terminals have no names.
  if (!terminal) return host.os === "windows" ? undefined : "TERM is not set";
  return /^(dumb|linux)$/.test(terminal) ? `TERM is ${terminal}` : undefined;
}

/** @throws {GettokenError} `output_failed` if the string is too long */
export function copyToClipboard(host: Host, text: string): void {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > maxBytes) {
    throw new GettokenError("output_failed", "The token is too long for --copy", {
      details: [`It has ${bytes} bytes; terminals accept up to ${maxBytes}.`],
      hint: "Without --copy it goes to stdout.",
    });
  }
  const sequence = `\x1b]52;c;${base64(text)}\x07`;
  host.sendToTerminal(host.env("TMUX") ? throughTmux(sequence) + sequence : sequence);
}

/**
 * The sequence for the terminal that tmux runs in, passed on if `allow-passthrough` is on. tmux itself
 * acts on the plain sequence if `set-clipboard` is on.
 */
function throughTmux(sequence: string): string {
  return `\x1bPtmux;${sequence.replaceAll("\x1b", "\x1b\x1b")}\x1b\\`;
}
