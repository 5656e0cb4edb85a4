import { assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { Redactor } from "../../lib/core/redaction.ts";
import { Secret } from "../../lib/core/secret.ts";
import { printable } from "../../lib/core/text.ts";
import { encode, encoding } from "./encodings.ts";
import { withinMoment } from "./moment.ts";
import { property } from "./run.ts";
import { anySecret, anySecrets, leakedParts, strongSecret } from "./secrets.ts";
import { tediousEcho, writeTedious } from "./tedious_echoes.ts";
import { wellFormedText } from "./texts.ts";

function redact(text: string, secrets: readonly Secret[]): string {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor.redact(text);
}

/** Where a text has a secret: which, and how it is written. */
interface Echo {
  readonly which: number;
  readonly encoding: string;
}

type Piece = string | Echo;

const pieces: fc.Arbitrary<Piece[]> = fc.array(
  fc.oneof(
    fc.string({ unit: fc.constantFrom(...'abcXYZ089 :%+/=*…{}\\"') }),
    wellFormedText,
    fc.record({ which: fc.nat(2), encoding }),
  ),
  { minLength: 1, maxLength: 6 },
);

/**
 * A text with secrets in it, and the same with `***` in place of each. An encoded one stands alone,
 * lest what is before it belong to its first character: `%` before `41`.
 */
function compose(pieces: readonly Piece[], secrets: readonly string[]) {
  const written = ({ which, encoding }: Echo) => {
    const secret = secrets[which % secrets.length] ?? "";
    return encoding === "as it is" ? secret : `<${encode(secret, encoding)}>`;
  };
  return {
    text: pieces.map((piece) => typeof piece === "string" ? piece : written(piece)).join(""),
    known: pieces.map((piece) => typeof piece === "string" ? piece : "***").join(""),
  };
}

function leakedBy(shown: string, secrets: readonly string[], known: string): string[] {
  return secrets.flatMap((secret) => leakedParts(shown, secret, known));
}

function sealed(secrets: readonly string[]): Secret[] {
  return secrets.map((secret) => new Secret(secret));
}

property(
  "the oracle reads every secret that is not redacted, however it is written",
  fc.record({ secret: anySecret, encoding }),
  ({ secret, encoding }) => {
    assertNotEquals(leakedParts(`<${encode(secret, encoding)}>`, secret), []);
  },
  { runs: 500 },
);

property(
  "redact() leaves nothing of any secret, however it is written and whatever is around it",
  fc.record({ secrets: anySecrets, pieces }),
  ({ secrets, pieces }) => {
    const { text, known } = compose(pieces, secrets);
    assertEquals(leakedBy(redact(text, sealed(secrets)), secrets, known), []);
  },
  { runs: 500 },
);

property(
  "redact() leaves nothing of a secret that was cut in two",
  fc.record({ secrets: anySecrets, pieces, limit: fc.integer({ min: 1, max: 100 }) }),
  ({ secrets, pieces, limit }) => {
    const { text, known } = compose(pieces, secrets);
    const shown = redact(printable(text, limit), sealed(secrets));
    // The sign of the cut, or the beginning of an escape, may happen to be how a secret goes on.
    const told = shown.replace(/(\\+(u\w{0,3})?)?…$/, "");
    assertEquals(leakedBy(told, secrets, known), []);
  },
  { runs: 500 },
);

property(
  "redact() leaves a text alone that has nothing of a secret in it",
  fc.record({ secrets: anySecrets, pieces: fc.array(wellFormedText) }),
  ({ secrets, pieces }) => {
    const text = pieces.join("").replaceAll("…", "");
    fc.pre(leakedBy(text, secrets, "").length === 0);
    assertEquals(redact(text, sealed(secrets)), text);
  },
);

const unseen = /[\s\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

property(
  "redact() finds a secret in which a server puts white space and what cannot be seen",
  fc.record({
    secret: strongSecret,
    put: fc.constantFrom("\u200b", " ", "\n", "\r\n", "\u00ad", "\u202e", "\0", "\ufeff", "\u2028"),
    every: fc.integer({ min: 1, max: 9 }),
    encoding: fc.constantFrom("as it is", "in JSON", "in Base64", "in Base64 for URLs"),
  }),
  ({ secret, put, every, encoding }) => {
    const letters = [...encode(secret, encoding)];
    const echo = letters.map((letter, index) => index % every === 0 ? put + letter : letter);
    const shown = redact(`<${echo.join("")}>`, [new Secret(secret)]);
    assertEquals(leakedParts(shown.replace(unseen, ""), secret.replace(unseen, "")), []);
  },
);

property(
  "redact() finds a secret whose white space a server has changed",
  fc.record({
    words: fc.array(fc.stringMatching(/^[a-z]{3,8}$/), { minLength: 2, maxLength: 5 }),
    space: fc.constantFrom("\n", "\r\n", "\t", "\u00a0", "  ", "\u200b", "+", "%20"),
  }),
  ({ words, space }) => {
    const secret = words.join(" ");
    const shown = redact(`<${words.join(space)}>`, [new Secret(secret)]);
    assertEquals(leakedParts(shown.replaceAll(space, " "), secret), []);
  },
);

property(
  "redact() takes no longer than a moment, whatever a server makes of a secret",
  fc.record({ secret: anySecret, echo: tediousEcho }),
  async ({ secret, echo }) => {
    const text = writeTedious(echo, secret, 10_000);
    await withinMoment(() => redact(text, [new Secret(secret)]));
  },
  { runs: 30 },
);

Deno.test("redact() takes no longer than a moment for many texts", async () => {
  const redactor = new Redactor();
  redactor.add(new Secret("Abc8Q~canary-5527-example-of-forty-chars"));
  await withinMoment(() => {
    for (let count = 0; count < 300_000; count++) redactor.redact("a");
    for (let count = 0; count < 30_000; count++) redactor.redact("some text");
  });
});
