import { assertEquals } from "@std/assert";
import type { Provider } from "../../lib/provider.ts";
import { contractProblems } from "../../lib/provider_contract.ts";
import { acme, forEachCase } from "./helpers.ts";

/** A provider that has every member. */
const complete: Required<Provider> = {
  check: () => undefined,
  ...acme,
  setup: ["Create an application"],
  example: "--domain id.acme.example",
  settings: {
    everything: {
      description: "Everything",
      example: "x",
      env: ["X"],
      required: { unless: "nothing" },
      default: "x",
      format: "guid",
      values: ["x"],
      list: "&",
      check: () => undefined,
      warn: [{ pattern: /x/, text: "is odd" }],
      secret: true,
      destination: false,
    },
    nothing: {},
  },
  clientAuthentication: ["client_secret_post", "client_secret_basic"],
  parameters: () => ({}),
  response: { publicMembers: ["instance_url"], defaultLifetime: 60 },
  explain: [{ code: "1", error: ["x"], text: /x/, hint: "Do x", temporary: true }, { hint: "y" }],
  errorCode: /E(\d+)/,
};

Deno.test("contractProblems() finds none in a provider with every member, or only with what it needs", () => {
  assertEquals(contractProblems(complete), []);
  assertEquals(contractProblems(acme), []);
  assertEquals(contractProblems({ ...acme, clientAuthentication: ["client_secret_post"] }), []);
  assertEquals(contractProblems({ ...acme, response: { defaultLifetime: 1 } }), []);
  assertEquals(contractProblems({ ...acme, settings: { scopes: { list: " " } } }), []);
  const { apiVersion, name, title, docs, endpoint } = acme;
  assertEquals(contractProblems({ apiVersion, name, title, docs, endpoint, settings: {} }), []);
});

Deno.test("contractProblems() wants an object", () => {
  for (const value of [undefined, null, "acme", 1, [], () => complete]) {
    assertEquals(contractProblems(value), ["the default export must be an object"]);
  }
});

Deno.test("contractProblems() names each member that a provider needs", () => {
  assertEquals(contractProblems({}), [
    "apiVersion must be 1",
    "name must be lower-case letters, digits and hyphens",
    "title must be a text",
    "docs must be an https address",
    "settings must be an object of settings",
    "endpoint must be a function",
  ]);
});

/** Values that a member must not have, and what it must be. */
const wrongMembers: Readonly<Record<string, readonly [must: string, ...values: unknown[]]>> = {
  apiVersion: ["1", 2, "1", null],
  name: ["lower-case letters, digits and hyphens", "", "Acme", "1a", "a_b", "a b", "-a", 1],
  title: ["a text", "", 1],
  docs: ["an https address", "http://a.example", "a.example", "", 1],
  setup: ["a list of texts", "x", [""], ["x", ""], [1], {}],
  example: ["a text", "", 1],
  settings: ["an object of settings", null, [], { domain: "x" }, { domain: null }],
  clientAuthentication: [
    "a list of client_secret_basic or client_secret_post",
    [],
    ["none"],
    ["client_secret_post", "none"],
    "client_secret_post",
  ],
  endpoint: ["a function", "https://a.example", null],
  parameters: ["a function", {}],
  response: ["an object", [], "x"],
  explain: ["a list", {}, ["x"], [{ hint: "x" }, "x"]],
  errorCode: ["a regular expression", "E1"],
};

Deno.test("contractProblems() names a member of the provider that is wrong", async () => {
  await forEachCase(wrongMembers, ([must, ...values], name) => {
    for (const value of values) {
      assertEquals(contractProblems({ ...complete, [name]: value }), [`${name} must be ${must}`]);
    }
  });
});

const wrongSettings: typeof wrongMembers = {
  description: ["a text", "", 1],
  example: ["a text", ""],
  env: ["a list of variable names", "X", [1]],
  required: ["true, false or { unless: … }", "yes", {}, { unless: "" }],
  default: ["a text", "", 1],
  format: ["text, origin, url, guid or scope", "uri", ""],
  values: ["a list of texts", "x", [1]],
  list: ['" " or "&"', ",", true],
  check: ["a function", /x/],
  warn: ["a list of { pattern, text }", {}, [{}], [{ pattern: "x", text: "y" }, {
    pattern: /x/,
    text: "y",
  }], [{
    pattern: /x/,
  }]],
  secret: ["true or false", "yes", 1],
  destination: ["true or false", null],
};

Deno.test("contractProblems() names a member of a setting that is wrong", async () => {
  await forEachCase(wrongSettings, ([must, ...values], name) => {
    for (const value of values) {
      const provider = { ...complete, settings: { domain: { [name]: value } } };
      assertEquals(contractProblems(provider), [`settings.domain.${name} must be ${must}`]);
    }
  });
});

Deno.test("contractProblems() names a member of an explanation that is wrong", () => {
  const explain = [{ hint: "x" }, { code: 1, error: [1], text: "x", temporary: "yes" }];
  assertEquals(contractProblems({ ...complete, explain }), [
    "explain[1].code must be a text or a list of texts",
    "explain[1].error must be a text or a list of texts",
    "explain[1].text must be a regular expression",
    "explain[1].hint must be a text",
    "explain[1].temporary must be true or false",
  ]);
});

Deno.test("contractProblems() names a quirk of the response that is wrong", () => {
  for (const defaultLifetime of [0, -1, 1.5, "60", NaN, 2 ** 60]) {
    const response = { publicMembers: "x", defaultLifetime };
    assertEquals(contractProblems({ ...complete, response }), [
      "response.publicMembers must be a list of names",
      "response.defaultLifetime must be a number of seconds",
    ]);
  }
});

Deno.test("contractProblems() names members that the contract does not have", () => {
  assertEquals(contractProblems({ ...complete, nmae: "x", toString: 1 }), [
    "nmae is not part of the contract",
    "toString is not part of the contract",
  ]);
  assertEquals(
    contractProblems({
      ...complete,
      settings: { domain: { requierd: true } },
      explain: [{ hint: "x", hnit: "y" }],
      response: { lifetime: 1 },
    }),
    [
      "settings.domain.requierd is not part of the contract",
      "explain[0].hnit is not part of the contract",
      "response.lifetime is not part of the contract",
    ],
  );
});

Deno.test("contractProblems() wants settings with names that make an option", () => {
  for (const name of ["client-id", "ClientId", "client_id", "1st", ""]) {
    assertEquals(contractProblems({ ...complete, settings: { [name]: {} } }), [
      `settings.${name} must have a camelCase name`,
    ]);
  }
});

Deno.test("contractProblems() keeps the names of the common options from settings", () => {
  for (
    const name of [
      "output",
      "envFile",
      "timeout",
      "dryRun",
      "input",
      "quiet",
      "verbose",
      "help",
      "version",
      "provider",
    ]
  ) {
    assertEquals(contractProblems({ ...complete, settings: { [name]: {} } }), [
      `settings.${name} has the name of an option that every provider has`,
    ]);
  }
});
