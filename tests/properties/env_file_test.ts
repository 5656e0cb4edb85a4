import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { parseEnvFile } from "../../lib/settings/env_syntax.ts";
import { GettokenError } from "../../lib/core/errors.ts";
import { failureOf, toldBy } from "../lib/helpers.ts";
import { entries, fillers, mistakes } from "./env_texts.ts";
import { withinMoment } from "./moment.ts";
import { property } from "./run.ts";
import { wellFormedText } from "./texts.ts";

const lineEnds = fc.constantFrom("\n", "\r\n");

property(
  "parseEnvFile(): every value is read back unchanged, in each form of quoting",
  fc.record({ entries, filler: fillers, lineEnd: lineEnds, ends: fc.boolean() }),
  ({ entries, filler, lineEnd, ends }) => {
    const lines = entries.flatMap(({ text }) => [text, filler]);
    const source = lines.join(lineEnd) + (ends ? lineEnd : "");
    assertEquals(
      parseEnvFile(source, { path: "x.env" }).values,
      new Map(entries.map(({ name, value }) => [name, value])),
    );
  },
  { runs: 1000 },
);

property(
  "parseEnvFile() with a mistake: error names the line number, not its content",
  fc.record({ entries, filler: fillers, mistake: mistakes, lineEnd: lineEnds }),
  async ({ entries, filler, mistake, lineEnd }) => {
    const before = [...entries.map(({ text }) => text), filler].join(lineEnd) + lineEnd;
    const failure = await failureOf(
      "env_file_malformed",
      () => parseEnvFile(before + mistake, { path: "x.env" }).values,
    );
    const line = before.split("\n").length;
    assert(failure.message.startsWith(`x.env, line ${line}: `), failure.message);
    assert(!/canary/i.test(toldBy(failure)), failure.message);
  },
  { runs: 500 },
);

property(
  "parseEnvFile() with a variable set twice: error names both lines",
  entries.filter((entries) => entries.length > 0),
  async (entries) => {
    const [first] = entries;
    const before = entries.map(({ text }) => `${text}\n`).join("");
    const { message } = await failureOf(
      "env_file_malformed",
      () => parseEnvFile(`${before}${first?.name}=other`, { path: "x.env" }).values,
    );
    const line = before.split("\n").length;
    assertEquals(message, `x.env, line ${line}: ${first?.name} is already set on line 1`);
  },
);

/** Fragments of files, in any order. */
const scraps = fc.array(
  fc.oneof(
    wellFormedText,
    fc.constantFrom("A=", "B='", 'C="', "'", '"', "\n", "\r\n", "export ", " #", "\\", "=", "$A"),
  ),
  { maxLength: 12 },
).map((parts) => parts.join(""));

property(
  "parseEnvFile() with any string: parsed, or an error with the line number only",
  scraps,
  (source) => {
    try {
      parseEnvFile(source, { path: "x.env" }).values;
    } catch (error) {
      assert(error instanceof GettokenError, `${error}`);
      assertMatch(
        error.message,
        /^x\.env, line \d+: (missing =|invalid variable name before =|unterminated quote|unexpected characters after the closing quote|\w+ is already set on line \d+)$/,
      );
      const line = Number(/line (\d+)/.exec(error.message)?.[1]);
      assert(line >= 1 && line <= source.split("\n").length, error.message);
    }
  },
  { runs: 2000 },
);

property(
  "parseEnvFile() with any 100 KB: within the time limit",
  fc.array(
    fc.record({
      scrap: fc.constantFrom(..."'\"\\ \t#\nx=\r", " #", "A=x\n"),
      times: fc.nat(100_000),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  async (scraps) => {
    const source = scraps.map(({ scrap, times }) => scrap.repeat(times / scrap.length)).join("A=");
    await withinMoment(() => {
      try {
        parseEnvFile(source, { path: "x.env" }).values;
      } catch (error) {
        passOnlyRefusal(error);
      }
    });
  },
  { runs: 50 },
);

function passOnlyRefusal(error: unknown): void {
  if (!(error instanceof GettokenError)) throw error;
}
