import { assertEquals } from "@std/assert";
import { checkErrorCode, checkHints } from "../../../lib/check/explanations.ts";
import type { Pattern, Provider } from "../../../lib/contract/provider.ts";
import { problemsOf, sound, without } from "./helpers.ts";
import { forEachCase } from "../helpers.ts";

/** A provider with these hints. */
function hinting(...hints: readonly string[]): Provider {
  return { ...sound, explain: hints.map((hint) => ({ hint })) };
}

Deno.test("checkHints() wants placeholders to be settings, and no secrets", async () => {
  await forEachCase<readonly [hint: string, problem: string | undefined]>({
    "none": ["No.", undefined],
    "a setting": ["{workspace}, {clientId} and {edition}", undefined],
    "a setting that may have no value": ["{scope}", undefined],
    "no setting": ["Check {tenant}.", "{tenant} is no setting"],
    "an option": ["Check {client-id}.", "{client-id} is no setting"],
    "nothing": ["Check {}.", "{} is no setting"],
    "what no object has of its own": ["Check {toString}.", "{toString} is no setting"],
    "a secret": ["Check {clientSecret}.", "{clientSecret} is a secret, which is never shown"],
  }, async ([hint, problem]) => {
    assertEquals(
      await problemsOf(checkHints(hinting("First.", hint))),
      problem === undefined ? [] : [`explain[1].hint: ${problem}`],
    );
  });
  assertEquals(await problemsOf(checkHints(without(sound, "explain"))), []);
});

/** A pattern of which one can see no more than what it does. */
function hidden(pattern: RegExp): Pattern {
  return {
    test: (text) => Promise.resolve(pattern.test(text)),
    exec: (text) => Promise.resolve(pattern.exec(text)),
  };
}

/** What is found about a pattern, beside explanations with the codes 17 and E-18. */
async function errorCode(pattern: Pattern, codes = ["17", "E-18"]) {
  const explain = codes.map((code) => ({ code, hint: "No." }));
  return await checkErrorCode({ ...sound, explain, errorCode: pattern });
}

Deno.test("checkErrorCode() accepts a pattern with a group, be it hidden", async () => {
  for (const pattern of [/SOUND-(\d+)/, /(\d+|E-\d+)/, /(?<code>[\w-]+)/u, /([\d--[9]]+|E-\d+)/v]) {
    for (const form of [pattern, hidden(pattern)]) {
      assertEquals((await errorCode(form))?.problems, []);
    }
  }
});

Deno.test("checkErrorCode() finds that there is no group", async () => {
  for (const pattern of [/SOUND-\d+/, /\d+/, /(?:E-)?\d+/]) {
    for (const form of [pattern, hidden(pattern)]) {
      assertEquals((await errorCode(form))?.problems, [
        "errorCode has no group: put the code itself in ()",
      ]);
    }
  }
});

Deno.test("checkErrorCode() finds codes that the pattern never gives", async () => {
  assertEquals((await errorCode(/E?-?(\d+)/))?.problems, [
    "errorCode never gives E-18: of that, it gives 18",
  ]);
});

Deno.test("checkErrorCode() says nothing where it can tell nothing", async () => {
  assertEquals(await errorCode(hidden(/AADSTS\d+/)), undefined);
  assertEquals(await checkErrorCode(without(sound, "errorCode")), undefined);
});

Deno.test("checkErrorCode() remarks on a pattern without a purpose", async () => {
  const check = await errorCode(/(\d+)/, []);
  assertEquals(check?.problems, []);
  assertEquals(check?.notes, ["errorCode has no effect: no explanation names a code"]);
});
