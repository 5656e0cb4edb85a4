import { assertEquals } from "@std/assert";
import { checkErrorCode, checkHints, checkRefusals } from "../../../lib/check/explanations.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import type { Explanation, Pattern, Provider } from "../../../lib/contract/provider.ts";
import { problemsOf, sound, trialOf, without } from "./helpers.ts";
import { forEachCase } from "../helpers.ts";

/** A provider with these hints. */
function hinting(...hints: readonly string[]): Provider {
  return { ...sound, explain: hints.map((hint) => ({ hint })) };
}

Deno.test("checkHints(): placeholders must be settings and not secrets", async () => {
  await forEachCase<readonly [hint: string, problem: string | undefined]>({
    "none": ["No.", undefined],
    "a setting": ["{workspace}, {clientId} and {edition}", undefined],
    "a setting that may have no value": ["{scope}", undefined],
    "the word for the credential": ["Check the {credential}.", undefined],
    "no setting": ["Check {tenant}.", "{tenant} is not a setting"],
    "an option": ["Check {client-id}.", "{client-id} is not a setting"],
    "nothing": ["Check {}.", "{} is not a setting"],
    "what no object has of its own": ["Check {toString}.", "{toString} is not a setting"],
    "a secret": ["Check {clientSecret}.", "{clientSecret} is a secret, which is never shown"],
  }, async ([hint, problem]) => {
    assertEquals(
      await problemsOf(checkHints(hinting("First.", hint))),
      problem === undefined ? [] : [`explain[1].hint: ${problem}`],
    );
  });
  assertEquals(await problemsOf(checkHints(without(sound, "explain"))), []);
});

/** A pattern whose source is hidden. */
function hidden(pattern: RegExp): Pattern {
  return {
    test: (text) => Promise.resolve(pattern.test(text)),
    exec: (text) => Promise.resolve(pattern.exec(text)),
  };
}

/** The result of checking a pattern, with explanations for the codes 17 and E-18. */
async function errorCode(pattern: Pattern, codes = ["17", "E-18"]) {
  const explain = codes.map((code) => ({ code, hint: "No." }));
  return await checkErrorCode({ ...sound, explain, errorCode: pattern });
}

Deno.test("checkErrorCode() with a group, also a hidden one: passes", async () => {
  for (const pattern of [/SOUND-(\d+)/, /(\d+|E-\d+)/, /(?<code>[\w-]+)/u, /([\d--[9]]+|E-\d+)/v]) {
    for (const form of [pattern, hidden(pattern)]) {
      assertEquals((await errorCode(form))?.problems, []);
    }
  }
});

Deno.test("checkErrorCode() without a group: problem", async () => {
  for (const pattern of [/SOUND-\d+/, /\d+/, /(?:E-)?\d+/]) {
    for (const form of [pattern, hidden(pattern)]) {
      assertEquals((await errorCode(form))?.problems, [
        "errorCode has no group: put parentheses around the code",
      ]);
    }
  }
});

Deno.test("checkErrorCode() with a code that the pattern never matches: problem", async () => {
  assertEquals((await errorCode(/E?-?(\d+)/))?.problems, [
    "errorCode does not extract E-18; it extracts 18",
  ]);
});

Deno.test("checkErrorCode() with an undecidable pattern: no problem", async () => {
  assertEquals(await errorCode(hidden(/AADSTS\d+/)), undefined);
  assertEquals(await checkErrorCode(without(sound, "errorCode")), undefined);
});

Deno.test("checkErrorCode() with a pattern that no explanation uses: note", async () => {
  const check = await errorCode(/(\d+)/, []);
  assertEquals(check?.problems, []);
  assertEquals(check?.notes, ["errorCode has no effect: no explanation has a code"]);
});

type Entry = Omit<Explanation, "hint">;

/** The result of checking explanations, whatever their hints. */
async function check(...entries: readonly Entry[]) {
  const explain = entries.map((entry) => ({ ...entry, hint: "Same." }));
  return await checkRefusals(await trialOf({ ...sound, explain }));
}

Deno.test("checkRefusals() with reachable explanations: passes", async () => {
  await forEachCase<readonly Entry[]>({
    "none": [],
    "by error": [{ error: "a" }, { error: ["b", "c"] }],
    "by code": [{ code: "1" }, { code: ["2", "3"] }],
    "a code of an error before the error": [{ error: "a", code: "1" }, { error: "a" }],
    "a string before the error": [{ error: "a", text: /x/ }, { error: "a" }],
    "a string after other errors": [{ error: "a" }, { text: /x/ }],
    "a string after other codes": [{ code: "1" }, { error: "a", text: /x/ }],
    "anything at the end": [{ error: "a" }, {}],
    "for later": [{ error: "a", temporary: true }, { error: "b", temporary: false }],
    "temporary alone": [
      { error: "temporarily_unavailable" },
      { error: "other" },
    ],
    "not for later": [{ error: "temporarily_unavailable", temporary: false }],
    "a wrong client": [{ error: "invalid_client" }],
    "a status before the error": [{ error: "a", status: [401, 403] }, { error: "a" }],
    "another status": [{ error: "a", status: 400 }, { error: "a", status: 401 }],
    "a credential before the error": [{ error: "a", credential: "privateKey" }, { error: "a" }],
  }, async (entries) => {
    const { problems, notes } = await check(...entries);
    assertEquals([problems, notes], [[], []]);
  });
  assertEquals(await problemsOf(checkRefusals(await trialOf(without(sound, "explain")))), []);
});

Deno.test("checkRefusals() with an explanation that another hides: problem", async () => {
  await forEachCase<readonly [entries: readonly Entry[], problems: string[]]>({
    "the same error": [
      [{ error: "a" }, { error: "a" }],
      ["explain[1] (a) is never shown: explain[0] comes first"],
    ],
    "the same status": [
      [{ error: "a", status: 403 }, { error: "a", status: [403, 401] }],
      ["explain[1] (a) is never shown: explain[0] comes first"],
    ],
    "one of several errors": [
      [{ error: ["a", "b"] }, { error: ["c", "b"] }],
      ["explain[1] (b) is never shown: explain[0] comes first"],
    ],
    "the error of a code": [
      [{ error: "a" }, { error: "a", code: "1" }],
      ["explain[1] (a, code 1) is never shown: explain[0] comes first"],
    ],
    "the code of an error": [
      [{ code: ["1", "2"] }, { error: "a", code: "2" }],
      ["explain[1] (a, code 2) is never shown: explain[0] comes first"],
    ],
    "the error of an explanation with `text`": [
      [{ error: "a" }, { error: "a", text: /x/ }],
      ["explain[1] (a) is never shown: explain[0] comes first"],
    ],
    "anything before something": [
      [{}, { text: /x/ }, { error: "a" }],
      [
        "explain[1] is never shown: explain[0] comes first",
        "explain[2] (a) is never shown: explain[0] comes first",
      ],
    ],
  }, async ([entries, problems]) => assertEquals((await check(...entries)).problems, problems));
});

Deno.test("checkRefusals() with an error that no server can send: problem", async () => {
  const { problems } = await check({ error: " " }, { code: " " });
  assertEquals(problems, [
    "explain[0] ( ): The reply from id.sound.example is not a token response (HTTP 400); The reply has the members error (empty)",
    "explain[1] (code  ) is not shown: Sound ID refused: error_of_the_check (HTTP 400)",
  ]);
});

Deno.test("checkRefusals() with an unnecessary `text`: note", async () => {
  const { problems, notes } = await check({ error: "a", text: /^(?!x)/ }, { error: "a" });
  assertEquals(problems, []);
  assertEquals(notes, [
    "explain[1] (a) is not shown for an error without a description: explain[0] comes first",
  ]);
});

Deno.test("checkRefusals() with a failing pattern: problem", async () => {
  const fail = () => Promise.reject(new GettokenError("provider_module", "It threw"));
  const { problems } = await check({ error: "a", text: { test: fail, exec: fail } });
  assertEquals(problems, ["explain[0] (a): It threw"]);
});
