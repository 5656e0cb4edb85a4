/**
 * What holds for every run of the program, whatever happens in it.
 *
 * @module
 */

import { assertErrorObject } from "../json_schema.ts";
import { assert } from "@std/assert";
import type { Files } from "./folder.ts";
import { leaks } from "./leaks.ts";

/** What a run has said and written. */
export interface Traces {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The files that are new or changed. */
  readonly written: Files;
}

/**
 * No secret is anywhere, and no token but on stdout and in files for it, in whatever encoding. Tokens
 * that look like a JWT are recognised by themselves.
 */
export function assertSecretsKept(
  { stdout, stderr, written }: Traces,
  secrets: readonly string[],
  tokens: readonly string[],
  tokenFiles: readonly string[] = [],
): void {
  for (const secret of secrets) assert(!leaks(stdout, secret), "a secret stands on stdout");
  const issued = /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(stdout) ?? [];
  for (const value of [...secrets, ...tokens, ...issued]) {
    assert(!leaks(stderr, value), `a secret or a token stands on stderr:\n${stderr}`);
    for (const [path, content] of written) {
      const allowed = tokenFiles.includes(path) && !secrets.includes(value);
      assert(allowed || !leaks(content, value), `a secret or a token stands in ${path}`);
    }
  }
}

/** What can change how text before or after it is shown or read, or is not seen itself. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_C}\p{Default_Ignorable_Code_Point}]/u;

/** What stands on stderr can be read by everyone, on every terminal and in every log. */
export function assertReadable({ status, stderr }: Traces): void {
  const found = invisible.exec(stderr.replaceAll("\n", ""))?.[0].codePointAt(0)?.toString(16);
  assert(found === undefined, `U+${found} stands on stderr:\n${JSON.stringify(stderr)}`);
  // Only a defect is told with the place where it happened.
  if (/^\{"error":/.test(stderr.trimEnd().split("\n").at(-1) ?? "")) assertErrorObject(stderr);
  if (status !== 1) assert(!/\bat .*:\d+:\d+/.test(stderr), `a stack trace on stderr:\n${stderr}`);
  for (const line of stderr.split("\n")) {
    const limit = line.startsWith('{"error":') ? 8 * 1024 : 2048;
    assert(bytesOf(line) <= limit, `a line of ${bytesOf(line)} bytes on stderr:\n${line}`);
  }
  assert(bytesOf(stderr) <= 24 * 1024, `${bytesOf(stderr)} bytes on stderr`);
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
