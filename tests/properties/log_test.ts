import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Log } from "../../lib/core/log.ts";
import { Secret } from "../../lib/core/secret.ts";
import { withinBytes } from "../../lib/core/text.ts";
import { fakeHost } from "../fake_host.ts";
import { assertOneLine } from "../lib/helpers.ts";
import { encode, encoding } from "./encodings.ts";
import { property } from "./run.ts";
import { anySecrets, leakedParts } from "./secrets.ts";
import { anyText, withPadding } from "./texts.ts";

const maxBytes = 2048;
const maxJsonBytes = 8 * 1024;

/** Sometimes longer than the limit of a line. */
const longText = fc.oneof(anyText, withPadding(anyText, 3000));

/** The content of stderr after logging, without its last line break. */
function logged(write: (log: Log) => void, secrets: readonly string[] = []): string {
  const host = fakeHost();
  const log = new Log(host);
  for (const secret of secrets) log.protect(new Secret(secret));
  write(log);
  assertEquals(host.stdout, "");
  assert(host.stderr.endsWith("\n"));
  return host.stderr.slice(0, -1);
}

function bytesIn(text: string): number {
  return new TextEncoder().encode(text).length;
}

property(
  "line() with any string: one printable line of at most 2 KiB",
  longText,
  (text) => {
    const line = logged((log) => log.line(text));
    assertOneLine(line);
    assert(line.isWellFormed());
    assert(bytesIn(line) <= maxBytes, `${bytesIn(line)} bytes`);
  },
);

property(
  "json() with any value: one printable line of JSON of at most 8 KiB",
  fc.dictionary(fc.constantFrom("code", "message", "hint", "trace_id"), longText, { maxKeys: 4 }),
  (members) => {
    const line = logged((log) => log.json({ error: members }));
    assertOneLine(line);
    assert(bytesIn(line) <= maxJsonBytes, `${bytesIn(line)} bytes`);
    const { error } = JSON.parse(line);
    assertEquals(Object.keys(error).sort(), Object.keys(members).sort());
    for (const text of Object.values<string>(error)) {
      assertOneLine(text);
      assert(text.isWellFormed());
    }
  },
);

property(
  "Log with a known secret: no part of it is written, wherever the line is cut",
  fc.record({
    secrets: anySecrets,
    encoding,
    before: fc.nat(2100),
    space: fc.constantFrom(" ", "\n", "\t", "\u200b"),
  }),
  ({ secrets, encoding, before, space }) => {
    const echoes = secrets.map((secret) => encode(secret, encoding).replaceAll(" ", space));
    const text = `${"-".repeat(before)}<${echoes.join("> <")}>`;
    for (
      const shown of [
        logged((log) => log.line(text), secrets),
        logged((log) => log.json({ error: { message: text, hint: text } }), secrets),
      ]
    ) {
      const leaked = secrets.flatMap((secret) => leakedParts(shown.replaceAll("…", ""), secret));
      assertEquals(leaked, []);
    }
  },
  { runs: 50 },
);

property(
  "withinBytes(): cuts between characters, as late as possible, and marks the cut",
  fc.record({
    text: longText.map((text) => text.toWellFormed()),
    limit: fc.integer({ min: 3, max: 4000 }),
  }),
  ({ text, limit }) => {
    const shown = withinBytes(text, limit);
    assert(shown.isWellFormed());
    if (bytesIn(text) <= limit) return assertEquals(shown, text);
    assert(shown.endsWith("…") && text.startsWith(shown.slice(0, -1)), shown);
    // One more character would exceed the limit.
    assert(bytesIn(shown) <= limit && bytesIn(shown) > limit - 4, `${bytesIn(shown)} bytes`);
  },
);
