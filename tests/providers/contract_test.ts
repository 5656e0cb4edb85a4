/**
 * What every built-in provider does.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { settingsOf, variablesOf } from "../../lib/contract/declared_settings.ts";
import type { Provider } from "../../lib/contract/provider.ts";
import { contractProblems } from "../../lib/plugins/validate_provider.ts";
import { builtIn } from "../../providers/mod.ts";
import { exampleOptions, problemOf, resolveExample, warningsOf } from "./probe.ts";
import { refuse } from "./refusals.ts";

const sentences = /^[A-Z{].*[^.\s]\.$/;

for (const [name, { title, load }] of Object.entries(builtIn)) {
  const provider: Provider = await load();
  const settings = settingsOf(provider);
  const hints = (provider.explain ?? []).map(({ hint }) => hint);

  Deno.test(`${name} keeps the contract, and to it`, () => {
    assertEquals(contractProblems(provider), []);
  });

  Deno.test(`${name} is called what the list calls it`, () => {
    assertEquals([provider.name, provider.title], [name, title]);
  });

  Deno.test(`${name} describes each setting, in a line without a full stop`, () => {
    for (const { description } of Object.values(settings)) {
      assertMatch(description ?? "", /^[A-Z].*[^.\s]$/);
      // It is read in a profile's questions, too, which have none.
      assertNotMatch(description ?? "", /\boptions?\b/);
    }
  });

  Deno.test(`${name} marks every secret`, () => {
    for (const [setting, { secret }] of Object.entries(settings)) {
      assertEquals(
        secret ?? false,
        /secret|password|passphrase|[a-z]Key$|certificate(?!Chain)|clientCert|^header$/i.test(
          setting,
        ),
        setting,
      );
    }
  });

  Deno.test(`${name} gives each variable to one setting`, () => {
    const variables = Object.entries(settings).flatMap(([setting, it]) => variablesOf(setting, it));
    assertEquals(variables, [...new Set(variables)]);
  });

  Deno.test(`${name} names in { unless } a setting that there is`, () => {
    for (const { required } of Object.values(settings)) {
      if (typeof required !== "object") continue;
      for (const other of [required.unless].flat()) assert(other in settings);
    }
  });

  Deno.test(`${name} has an example that lacks nothing but the secret`, async () => {
    assertEquals((await resolveExample(provider)).warnings, []);
  });

  Deno.test(`${name} has an example that a shell reads as it is meant`, () => {
    assertMatch(provider.example ?? "", /^([\w:/.,@=-]+|'[^' ]+')( ([\w:/.,@=-]+|'[^' ]+'))*$/);
  });

  Deno.test(`${name} gives examples and defaults that it accepts itself`, async () => {
    for (const [setting, { example, default: fallback }] of Object.entries(settings)) {
      for (const value of [example, fallback]) {
        if (value === undefined) continue;
        assertEquals(await problemOf(provider, setting, value), undefined, value);
        assertEquals(await warningsOf(provider, setting, value), [], value);
      }
    }
  });

  Deno.test(`${name} speaks in sentences`, () => {
    for (const text of [...provider.setup ?? [], ...hints]) assertMatch(text, sentences);
  });

  Deno.test(`${name} says in a few lines what to do`, () => {
    for (const hint of hints) assert(hint.length <= 300, hint);
  });

  Deno.test(`${name} fills its hints with settings that it has, and with no secret`, () => {
    for (const [placeholder, setting = ""] of hints.join().matchAll(/\{(.*?)\}/g)) {
      if (setting === "credential") continue;
      assert(Object.hasOwn(settings, setting), `${placeholder} is no setting`);
      assert(!settings[setting]?.secret, `${placeholder} is a secret`);
    }
  });

  Deno.test(`${name} says nothing about a refusal that it does not know`, async () => {
    const options = exampleOptions(provider);
    const { hint } = await refuse(provider, options, [400, { error: "canary" }, /^$/]);
    assertEquals(hint, undefined);
  });

  Deno.test(`${name} has no pattern that remembers its last match`, () => {
    const patterns = [
      provider.errorCode,
      ...(provider.explain ?? []).map(({ text }) => text),
      ...Object.values(settings).flatMap(({ warn = [] }) => warn.map(({ pattern }) => pattern)),
    ];
    for (const pattern of patterns) {
      if (pattern === undefined) continue;
      assert(pattern instanceof RegExp && !pattern.global && !pattern.sticky, `${pattern}`);
    }
  });

  Deno.test(`${name} answers the same each time, and changes no setting`, async () => {
    const values = Object.freeze((await resolveExample(provider)).values);
    assertEquals(await provider.endpoint(values), await provider.endpoint(values));
    assertEquals(await provider.parameters?.(values), await provider.parameters?.(values));
  });
}

Deno.test("builtIn has no two providers by one name", () => {
  const names = Object.entries(builtIn).flatMap(([name, { aliases }]) => [name, ...aliases]);
  assertEquals(names, [...new Set(names)]);
});

Deno.test("builtIn knows Entra as microsoft and azure, too", () => {
  assertEquals(builtIn.entra.aliases, ["microsoft", "azure"]);
});
