import { assertEquals } from "@std/assert";
import type { Setting } from "../../lib/provider.ts";
import { findValue } from "../../lib/setting_sources.ts";
import { type Given, sourcesOf } from "./helpers.ts";

const setting: Setting = { env: ["ACME_DOMAIN", "ACME_HOST"], default: "default" };

/** Everything that can have a value, the one that wins first. */
const given: readonly Given[] = [
  { options: { domain: "option" } },
  { env: { GETTOKEN_DOMAIN: "own variable" } },
  { env: { ACME_DOMAIN: "field's variable" } },
  { env: { ACME_HOST: "field's other variable" } },
  { named: [{}, { ACME_HOST: "last named file" }] },
  { named: [{ GETTOKEN_DOMAIN: "first named file" }] },
  { found: { GETTOKEN_DOMAIN: "found file" } },
];

function valueWith(sources: readonly Given[]): string | undefined {
  const merged = sources.reduceRight<Given>((all, { env, named = [], ...more }) => ({
    ...all,
    ...more,
    env: { ...all.env, ...env },
    named: [0, 1].map((index) => ({ ...all.named?.[index], ...named[index] })),
  }), {});
  return findValue("domain", setting, sourcesOf(merged))?.value;
}

Deno.test("findValue() takes the first source that has a value", () => {
  const values = given.map((_, index) => valueWith(given.slice(index)));
  assertEquals(values, [
    "option",
    "own variable",
    "field's variable",
    "field's other variable",
    "last named file",
    "first named file",
    "found file",
  ]);
  assertEquals(valueWith([]), "default");
});

Deno.test("findValue() says where a value came from", () => {
  const origins = given.map((sources) => findValue("domain", setting, sourcesOf(sources))?.origin);
  assertEquals(origins.map((origin) => origin && "name" in origin ? origin.name : origin?.kind), [
    "--domain",
    "GETTOKEN_DOMAIN",
    "ACME_DOMAIN",
    "ACME_HOST",
    "ACME_HOST",
    "GETTOKEN_DOMAIN",
    "GETTOKEN_DOMAIN",
  ]);
  assertEquals(findValue("domain", setting, sourcesOf({}))?.origin, { kind: "default" });
});

Deno.test("findValue() finds nothing where there is nothing, and an empty value where there is one", () => {
  assertEquals(findValue("domain", {}, sourcesOf({})), undefined);
  assertEquals(findValue("domain", setting, sourcesOf({ env: { ACME_HOST: "" } }))?.value, "");
});
