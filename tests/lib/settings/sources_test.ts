import { assert, assertEquals } from "@std/assert";
import { describeProvenance, type Provenance } from "../../../lib/settings/provenance.ts";
import type { Setting } from "../../../lib/contract/provider.ts";
import { findValue, givenSettings, placesOf } from "../../../lib/settings/sources.ts";
import { rankOf } from "../../../lib/settings/provenance.ts";
import { failureOf, forEachCase, type Given, sourcesOf } from "../helpers.ts";

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

Deno.test("findValue(): the first source with a value", () => {
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

Deno.test("findValue(): provenance", () => {
  const origins = given.map((sources) =>
    findValue("domain", setting, sourcesOf(sources))?.provenance
  );
  assertEquals(origins.map((origin) => origin && "name" in origin ? origin.name : origin?.kind), [
    "--domain",
    "GETTOKEN_DOMAIN",
    "ACME_DOMAIN",
    "ACME_HOST",
    "ACME_HOST",
    "GETTOKEN_DOMAIN",
    "GETTOKEN_DOMAIN",
  ]);
  assertEquals(findValue("domain", setting, sourcesOf({}))?.provenance, { kind: "default" });
});

Deno.test("findValue(): no value: undefined; empty variable: the default", () => {
  assertEquals(findValue("domain", {}, sourcesOf({})), undefined);
  assertEquals(findValue("domain", setting, sourcesOf({ env: { ACME_HOST: "" } }))?.provenance, {
    kind: "default",
  });
});

const secret: Setting = { secret: true, env: ["ACME_SECRET"] };

Deno.test("findValue(): path of a file instead of a secret, by precedence", () => {
  const path = "/run/secrets/acme";
  const cases: readonly (readonly [Given, expected: readonly [string, string, boolean]])[] = [
    [{ options: { keyFile: path }, env: { ACME_SECRET: "x" } }, [path, "--key-file", true]],
    [
      { env: { GETTOKEN_KEY_FILE: path }, named: [{ ACME_SECRET: "x" }] },
      [path, "GETTOKEN_KEY_FILE in the environment", true],
    ],
    [
      { named: [{ GETTOKEN_KEY_FILE: path }], found: { ACME_SECRET: "x" } },
      [path, "GETTOKEN_KEY_FILE in 1.env", true],
    ],
    [{ options: { key: "x" }, env: { GETTOKEN_KEY_FILE: path } }, ["x", "--key", false]],
  ];
  for (const [given, expected] of cases) {
    const found = findValue("key", secret, sourcesOf(given));
    assert(found);
    assertEquals([found.value, describeProvenance(found.provenance), found.isPath], [...expected]);
  }
  const plain = findValue("domain", {}, sourcesOf({ options: { domainFile: path } }));
  assertEquals(plain, undefined);
});

Deno.test("findValue(): a secret and its file in one source: setting_invalid, both named", async () => {
  await forEachCase<readonly [Given, string]>({
    "options": [{ options: { key: "x", keyFile: "y" } }, "--key and --key-file"],
    "the environment": [
      { env: { ACME_SECRET: "x", GETTOKEN_KEY_FILE: "y" } },
      "ACME_SECRET in the environment and GETTOKEN_KEY_FILE in the environment",
    ],
    "a file": [
      { named: [{ ACME_SECRET: "x", GETTOKEN_KEY_FILE: "y" }] },
      "ACME_SECRET in 1.env and GETTOKEN_KEY_FILE in 1.env",
    ],
  }, async ([given, places]) => {
    const { message } = await failureOf(
      "setting_invalid",
      () => findValue("key", secret, sourcesOf(given)),
    );
    assertEquals(message, `The key is set twice: ${places}`);
  });
});

Deno.test("rankOf(): order of precedence", () => {
  const sources = sourcesOf({ named: [{}, {}], found: {} });
  const origins: readonly Provenance[] = [
    { kind: "option", name: "--x" },
    { kind: "environment", name: "X" },
    ...sources.files.map((file) => ({ kind: "file", name: "X", file }) as const),
    { kind: "default" },
  ];
  const ranks = origins.map((origin) => rankOf(origin, sources.files));
  assertEquals(ranks, [0, 1, 2, 3, 4, Infinity]);
  assertEquals(rankOf({ kind: "prompt" }, sources.files), Infinity);
});

Deno.test("placesOf(): all values in order of precedence, the default last", () => {
  const setting = { env: ["ACME_A"], default: "fallback" };
  const places = placesOf(
    "a",
    setting,
    sourcesOf({
      options: { a: "1" },
      env: { GETTOKEN_A: "2", ACME_A: "3" },
      named: [{ ACME_A: "5" }, { ACME_A: "4" }],
      found: { GETTOKEN_A: "6" },
    }),
  );
  assertEquals(places.map(({ value }) => value), ["1", "2", "3", "4", "5", "6", "fallback"]);
  assertEquals(placesOf("a", {}, sourcesOf({})), []);
});

Deno.test("placesOf(): values and paths of files", () => {
  const given = { options: { keyFile: "/f" }, env: { ACME_SECRET: "x" } };
  const places = placesOf("key", secret, sourcesOf(given));
  assertEquals(places.map(({ value, isPath }) => [value, isPath]), [["/f", true], ["x", false]]);
});

const key: Setting = { secret: true, multiline: true };
const declared = Object.entries({
  domain: {},
  key,
  document: { ...key, members: { domain: "host" } },
});

async function givenWith(options: Readonly<Record<string, string>>, read = (path: string) => path) {
  const paths: string[] = [];
  const readSecret = (path: string) => (paths.push(path), Promise.resolve(read(path)));
  const { candidates, gaps } = await givenSettings(declared, {
    ...sourcesOf({ options }),
    readSecret,
  });
  const values = Array.from(candidates, ([name, { value }]) => [name, value]);
  return { values: Object.fromEntries(values), gaps: [...gaps.keys()], paths };
}

Deno.test("givenSettings(): values, and content of named files", async () => {
  assertEquals(await givenWith({ domain: "a", keyFile: "./key.pem" }, () => "content"), {
    values: { domain: "a", key: "content" },
    gaps: [],
    paths: ["./key.pem"],
  });
});

Deno.test("givenSettings(): values from a document, and its missing members", async () => {
  const { values } = await givenWith({ documentFile: "a" }, () => '{"host":"id.example"}');
  assertEquals(values.domain, "id.example");
  assertEquals((await givenWith({ documentFile: "a" }, () => "{}")).gaps, ["domain"]);
});

Deno.test("givenSettings(): two settings from stdin: refused before reading", async () => {
  const paths: string[] = [];
  await failureOf(
    "setting_invalid",
    () =>
      givenWith({ keyFile: "-", documentFile: "-" }, (path) => {
        paths.push(path);
        return "";
      }),
  );
  assertEquals(paths, []);
});
