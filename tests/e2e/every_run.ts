/**
 * Assertions about every run of the program: no secret leaks, and stderr is readable.
 *
 * @module
 */

import { assertErrorObject } from "../json_schema.ts";
import { assert } from "@std/assert";
import type { Files } from "./folder.ts";
import { leaks } from "./leaks.ts";

/** The output of a run, and the files that it wrote. */
export interface Traces {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** New and changed files. */
  readonly written: Files;
}

/**
 * Asserts that no output or file contains a secret in any encoding, and only stdout and token files
 * contain a token. Tokens that look like a JWT are recognised automatically.
 */
export function assertSecretsKept(
  { stdout, stderr, written }: Traces,
  secrets: readonly string[],
  tokens: readonly string[],
  tokenFiles: readonly string[] = [],
): void {
  for (const secret of secrets) assert(!leaks(stdout, secret), "a secret on stdout");
  const issued = /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(stdout) ?? [];
  for (const value of [...secrets, ...tokens, ...issued]) {
    assert(!leaks(stderr, value), `a secret or a token on stderr:\n${stderr}`);
    for (const [path, content] of written) {
      const allowed = tokenFiles.includes(path) && !secrets.includes(value);
      assert(allowed || !leaks(content, value), `a secret or a token in ${path}`);
    }
  }
}

/** Characters that are invisible or change how their neighbours are displayed. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_C}\p{Default_Ignorable_Code_Point}]/u;

/** Asserts that stderr has printable characters only, and lines of limited length. */
export function assertReadable({ status, stderr }: Traces): void {
  const found = invisible.exec(stderr.replaceAll("\n", ""))?.[0].codePointAt(0)?.toString(16);
  assert(found === undefined, `U+${found} on stderr:\n${JSON.stringify(stderr)}`);
  if (/^\{"error":/.test(stderr.trimEnd().split("\n").at(-1) ?? "")) assertErrorObject(stderr);
  // Only a defect (status 1) is reported with a stack trace.
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
