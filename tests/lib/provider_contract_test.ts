import { assertEquals } from "@std/assert";
import type { Provider } from "../../lib/provider.ts";
import { contractProblems } from "../../lib/provider_contract.ts";
import { SandboxedPattern, Unusable } from "../../lib/sandboxed_values.ts";
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
      multiline: true,
      fileEnv: ["X_PATH"],
      secret: true,
      members: { nothing: "x", clientId: ["y", "z"] },
      kind: { member: "type", value: "x", otherwise: "it must be x" },
      destination: false,
    },
    nothing: {},
  },
  clientAuthentication: ["client_secret_post", "client_secret_basic"],
  assertion: {
    grant: true,
    claims: () => ({}),
    algorithms: ["PS256"],
    lifetime: 60,
    keyHeader: "kid",
    maxBytes: 2048,
    federation: [],
  },
  dpop: true,
  parameters: () => ({}),
  response: {
    publicMembers: ["instance_url"],
    defaultLifetime: 60,
    warn: [{ opaque: true, text: "is opaque" }, { withoutClaim: "roles", text: "has no roles" }],
  },
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
    "name must be lower-case letters, digits and hyphens, 64 at most",
    "title must be a text",
    "docs must be an https address",
    "settings must be an object of settings",
    "endpoint must be a function",
  ]);
});

/** Values that a member must not have, and what it must be. */
const wrongMembers: Readonly<Record<string, readonly [must: string, ...values: unknown[]]>> = {
  apiVersion: ["1", 2, "1", null],
  name: [
    "lower-case letters, digits and hyphens, 64 at most",
    "x".repeat(65),
    "",
    "Acme",
    "1a",
    "a_b",
    "a b",
    "-a",
    1,
  ],
  title: ["a text", "", 1],
  docs: ["an https address", "http://a.example", "a.example", "", 1],
  setup: ["a list of texts", "x", [""], ["x", ""], [1], {}],
  example: ["a text", "", 1],
  settings: ["an object of settings", null, [], { domain: "x" }, { domain: null }],
  clientAuthentication: [
    "a list of client_secret_basic, client_secret_post, private_key_jwt, tls_client_auth or " +
    "self_signed_tls_client_auth",
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
  kind: ["{ member, value, otherwise }", "x", { member: "type", value: "x" }],
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
      "response.defaultLifetime must be a number of seconds below 2^31",
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

Deno.test("contractProblems() keeps the names of the common options from settings", () => {
  for (
    const name of [
      "output",
      "envName",
      "out",
      "copy",
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

Deno.test("contractProblems() lets nobody change what is the same in every provider", async () => {
  await forEachCase<readonly [setting: string, member: string, value: unknown]>({
    "that the secret is one": ["clientSecret", "secret", false],
    "that the ID is none": ["clientId", "secret", true],
    "that the scope is none": ["scope", "secret", true],
    "that the secret is needed": ["clientSecret", "required", false],
    "that the ID is needed": ["clientId", "required", { unless: "domain" }],
    "what a scope looks like": ["scope", "format", "text"],
    "how scopes are joined": ["scope", "list", "&"],
    "that a key is one": ["dpopKey", "secret", false],
    "that a key is not needed": ["dpopKey", "required", true],
    "the ways to authenticate": ["authMethod", "values", ["none"]],
  }, ([setting, member, value]) => {
    assertEquals(contractProblems({ ...acme, settings: { [setting]: { [member]: value } } }), [
      `settings.${setting}.${member} must be left out: it is always the same`,
    ]);
    assertEquals(
      contractProblems({ ...acme, settings: { [setting]: { [member]: undefined } } }),
      [],
    );
  });
});

Deno.test("contractProblems() refuses names that make no option", () => {
  for (const name of ["", "q", "noInput", "noProxy", "Domain", "a_b", "a-b", "9a"]) {
    assertEquals(contractProblems({ ...acme, settings: { [name]: {} } }), [
      `settings.${name} must have a camelCase name that does not begin with no`,
    ]);
  }
  for (const name of ["node", "not", "then"]) {
    assertEquals(contractProblems({ ...acme, settings: { [name]: {} } }), []);
  }
});

Deno.test("contractProblems() refuses names that are found in every object", () => {
  for (const name of ["constructor", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf"]) {
    assertEquals(contractProblems({ ...acme, settings: { [name]: {} } }), [
      `settings.${name} has the name of something that every object has`,
    ]);
  }
});

Deno.test("contractProblems() refuses a lifetime that no clock can show", () => {
  for (const defaultLifetime of [2 ** 31, Number.MAX_SAFE_INTEGER, 0, -1, 1.5, NaN, "60"]) {
    assertEquals(contractProblems({ ...acme, response: { defaultLifetime } }), [
      "response.defaultLifetime must be a number of seconds below 2^31",
    ]);
  }
});

Deno.test("contractProblems() says why a value that a module gave cannot be used", () => {
  const tooLong = new Unusable("is too long");
  assertEquals(contractProblems(tooLong), ["the default export is too long"]);
  for (const name of Object.keys(complete)) {
    assertEquals(contractProblems({ ...complete, [name]: tooLong }), [`${name} is too long`]);
  }
  for (const name of Object.keys(complete.settings.everything ?? {})) {
    assertEquals(contractProblems({ ...complete, settings: { domain: { [name]: tooLong } } }), [
      `settings.domain.${name} is too long`,
    ]);
  }
  assertEquals(
    contractProblems({
      ...complete,
      settings: { domain: tooLong, nothing: {} },
      explain: [{ hint: "x" }, tooLong, { hint: tooLong, text: tooLong }],
      response: { publicMembers: tooLong },
    }),
    [
      "settings.domain is too long",
      "explain[1] is too long",
      "explain[2].text is too long",
      "explain[2].hint is too long",
      "response.publicMembers is too long",
    ],
  );
});

Deno.test("contractProblems() takes what is deep in a member and cannot be used for the member's fault", () => {
  const unusable = new Unusable("is a symbol");
  assertEquals(contractProblems({ ...complete, setup: ["x", unusable] }), [
    "setup must be a list of texts",
  ]);
  const warn = [{ pattern: /x/, text: unusable }];
  assertEquals(contractProblems({ ...complete, settings: { domain: { warn } } }), [
    "settings.domain.warn must be a list of { pattern, text }",
  ]);
});

Deno.test("contractProblems() takes a pattern that runs in a sandbox for a regular expression", () => {
  const pattern = new SandboxedPattern(() => Promise.resolve(), () => Promise.resolve());
  assertEquals(
    contractProblems({
      ...complete,
      settings: { domain: { warn: [{ pattern, text: "is odd" }] } },
      explain: [{ text: pattern, hint: "x" }],
      errorCode: pattern,
    }),
    [],
  );
});

Deno.test("contractProblems() names no more problems than anybody reads", () => {
  const members = Array.from({ length: 1000 }, (_, index) => [`odd${index}`, 1]);
  const problems = contractProblems({ ...complete, ...Object.fromEntries(members) });
  assertEquals(problems.length, 21);
  assertEquals(problems.slice(19), [
    "odd19 is not part of the contract",
    "and 980 problems more",
  ]);
});

Deno.test("contractProblems() wants no more settings than anybody needs", () => {
  const named = (count: number) => ({
    ...complete,
    settings: Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`setting${index}`, {}]),
    ),
  });
  assertEquals(contractProblems(named(100)), []);
  assertEquals(contractProblems(named(101)), ["settings must be 100 at most"]);
});

Deno.test("contractProblems() knows the warnings about tokens", () => {
  for (
    const wrong of [
      {},
      { opaque: true },
      { opaque: false, text: "x" },
      { withoutClaim: "", text: "x" },
      { withoutClaim: 1, text: "x" },
      { withoutClaim: "roles", opaque: true, text: "x" },
      { withoutClaim: "roles", text: "\x1b" },
      "x",
    ]
  ) {
    assertEquals(contractProblems({ ...acme, response: { warn: [wrong] } }), [
      "response.warn must be a list of { opaque: true, text } and { withoutClaim, text }",
    ]);
  }
});

Deno.test("contractProblems() keeps the names of files with secrets free", () => {
  const problems = (settings: Provider["settings"]) => contractProblems({ ...acme, settings });
  for (const secret of ["clientSecret", "privateKey", "keyPassphrase", "certificate", "dpopKey"]) {
    assertEquals(problems({ [`${secret}File`]: {} }), [
      `settings.${secret}File has the name of the option for a file with a secret`,
    ]);
  }
  assertEquals(problems({ pin: { secret: true }, pinFile: {} }), [
    "settings.pinFile has the name of the option for a file with a secret",
  ]);
  assertEquals(problems({ pin: {}, pinFile: {} }), []);
});

Deno.test("contractProblems() lets a provider say that its server can bind tokens, and no more", () => {
  for (const wrong of [false, "yes", {}, ["ES256"]]) {
    assertEquals(contractProblems({ ...acme, dpop: wrong }), ["dpop must be true"]);
  }
});

Deno.test("contractProblems() names what is wrong about a document", () => {
  const must = "settings.key.members must be an object with the name of a member for each setting";
  const problems = (members: unknown, more = {}) => {
    const key = { secret: true, multiline: true, members, ...more };
    return contractProblems({ ...acme, settings: { key } });
  };
  for (const members of ["x", [], {}, { tenant: 1 }, { tenant: [1] }, { tenant: () => "x" }]) {
    assertEquals(problems(members), [must]);
  }
  assertEquals(problems({ tenant: "t" }, { multiline: false }), [
    "settings.key.members goes with secret: true and multiline: true",
  ]);
});

Deno.test("contractProblems() knows the quirks of an assertion", () => {
  const problems = (assertion: unknown) => contractProblems({ ...acme, assertion });
  assertEquals(problems({ grant: true, claims: () => ({}) }), []);
  assertEquals(problems({ grant: false }), ["assertion.grant must be true"]);
  assertEquals(problems({ claims: { sub: "x" } }), ["assertion.claims must be a function"]);
});
