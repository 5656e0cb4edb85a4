import { assertEquals } from "@std/assert";
import { checkRefusals } from "../../../lib/check/refusals.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import type { Explanation } from "../../../lib/contract/provider.ts";
import { problemsOf, sound, trialOf, without } from "./helpers.ts";
import { forEachCase } from "../helpers.ts";

type Entry = Omit<Explanation, "hint">;

/** What is found about explanations, whatever their hints. */
async function check(...entries: readonly Entry[]) {
  const explain = entries.map((entry) => ({ ...entry, hint: "Same." }));
  return await checkRefusals(await trialOf({ ...sound, explain }));
}

Deno.test("checkRefusals() accepts explanations that each have their refusal", async () => {
  await forEachCase<readonly Entry[]>({
    "none": [],
    "by error": [{ error: "a" }, { error: ["b", "c"] }],
    "by code": [{ code: "1" }, { code: ["2", "3"] }],
    "a code of an error before the error": [{ error: "a", code: "1" }, { error: "a" }],
    "a text before the error": [{ error: "a", text: /x/ }, { error: "a" }],
    "a text after other errors": [{ error: "a" }, { text: /x/ }],
    "a text after other codes": [{ code: "1" }, { error: "a", text: /x/ }],
    "anything at the end": [{ error: "a" }, {}],
    "for later": [{ error: "a", temporary: true }, { error: "b", temporary: false }],
    "for later by itself": [
      { error: "temporarily_unavailable" },
      { error: "other" },
    ],
    "not for later": [{ error: "temporarily_unavailable", temporary: false }],
    "a wrong client": [{ error: "invalid_client" }],
  }, async (entries) => {
    const { problems, notes } = await check(...entries);
    assertEquals([problems, notes], [[], []]);
  });
  assertEquals(await problemsOf(checkRefusals(await trialOf(without(sound, "explain")))), []);
});

Deno.test("checkRefusals() finds explanations that others hide", async () => {
  await forEachCase<readonly [entries: readonly Entry[], problems: string[]]>({
    "the same error": [
      [{ error: "a" }, { error: "a" }],
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
    "the error of a text": [
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

Deno.test("checkRefusals() finds what no server can send", async () => {
  const { problems } = await check({ error: " " }, { code: " " });
  assertEquals(problems, [
    "explain[0] ( ): id.sound.example did not answer as a token endpoint does (HTTP 400)",
    "explain[1] (code  ) is not shown: Sound ID refused: error_of_the_check (HTTP 400)",
  ]);
});

Deno.test("checkRefusals() remarks on a text that need not be there", async () => {
  const { problems, notes } = await check({ error: "a", text: /^(?!x)/ }, { error: "a" });
  assertEquals(problems, []);
  assertEquals(notes, [
    "explain[1] (a) is not shown for a refusal without a text: explain[0] comes first",
  ]);
});

Deno.test("checkRefusals() tells of a pattern that fails", async () => {
  const fail = () => Promise.reject(new GettokenError("provider_module", "It threw"));
  const { problems } = await check({ error: "a", text: { test: fail, exec: fail } });
  assertEquals(problems, ["explain[0] (a): It threw"]);
});
