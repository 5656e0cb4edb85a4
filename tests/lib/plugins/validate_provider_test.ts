import { assert, assertEquals } from "@std/assert";
import { providerCommand } from "../../../lib/cli/provider_command.ts";
import { fileSettingOf, settingsOf } from "../../../lib/contract/declared_settings.ts";
import type { Provider, Setting } from "../../../lib/contract/provider.ts";
import { contractProblems } from "../../../lib/plugins/validate_provider.ts";
import { SandboxedPattern, Unusable } from "../../../lib/plugins/sandboxed_values.ts";
import { acme, forEachCase } from "../helpers.ts";

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
  clientAuthentication: ["client_secret_post", "private_key_jwt"],
  assertion: {
    grant: true,
    claims: () => ({}),
    algorithms: ["PS256"],
    lifetime: 60,
    keyHeader: "kid",
    maxBytes: 2048,
    federation: [{ audience: "api://x", with: { domain: "x" } }],
  },
  dpop: true,
  parameters: () => ({}),
  headers: () => ({}),
  request: {
    body: "json",
    grantType: "urn:ibm:params:oauth:grant-type:apikey",
    names: { clientId: "appId", clientSecret: "appSecret" },
  },
  response: {
    accessToken: "data.access_token",
    expiresIn: ["data", "expires.in"],
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
  assertEquals(contractProblems(undefined), [
    "it has no default export: write export default { … }",
  ]);
  for (const value of [null, "acme", 1, [], () => complete]) {
    assertEquals(contractProblems(value), ["the default export must be an object"]);
  }
});

Deno.test("contractProblems() names each member that a provider needs", () => {
  assertEquals(contractProblems({}), [
    "apiVersion must be 1",
    "name must be at most 64 lower-case letters, digits and hyphens",
    "title must be a printable string of at most 80 characters",
    "docs must be an https URL of at most 500 characters, as a browser writes it, without a user name",
    "settings must be an object with names of at most 60 characters, each value an object",
    "endpoint must be a function",
  ]);
});

Deno.test("contractProblems() names members that the contract does not have", () => {
  assertEquals(contractProblems({ ...complete, nmae: "x", colour: 1, toString: 1 }), [
    "nmae is not part of the contract; did you mean name?",
    "colour is not part of the contract",
    "toString is not part of the contract; did you mean settings?",
  ]);
  assertEquals(
    contractProblems({
      ...complete,
      settings: { domain: { requierd: true } },
      explain: [{ hint: "x", hnit: "y" }],
      response: { lifetime: 1 },
    }),
    [
      "settings.domain.requierd is not part of the contract; did you mean required?",
      "explain[0].hnit is not part of the contract; did you mean hint?",
      "response.lifetime is not part of the contract",
    ],
  );
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
    "setup must be a list of at most 50 items, each a printable string of at most 600 characters",
  ]);
  const warn = [{ pattern: /x/, text: unusable }];
  assertEquals(contractProblems({ ...complete, settings: { domain: { warn } } }), [
    "settings.domain.warn must be a list of at most 50 items, each { pattern, text }; " +
    "text a printable string of at most 600 characters",
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

Deno.test("contractProblems(): many problems: 20 are named", () => {
  const members = Array.from({ length: 1000 }, (_, index) => [`odd${index}`, 1]);
  const problems = contractProblems({ ...complete, ...Object.fromEntries(members) });
  assertEquals(problems.length, 21);
  assertEquals(problems.slice(19), [
    "odd19 is not part of the contract",
    "and 980 more problems",
  ]);
});

Deno.test("contractProblems(): a document is invalid: problem", () => {
  const must =
    "settings.key.members must be an object with the name of a member for each setting, " +
    "of at most 100 characters";
  const problems = (members: unknown, more = {}) => {
    const key = { secret: true, multiline: true, members, ...more };
    return contractProblems({ ...acme, settings: { key } });
  };
  for (const members of ["x", [], {}, { tenant: 1 }, { tenant: [1] }, { tenant: () => "x" }]) {
    assertEquals(problems(members), [must]);
  }
  assertEquals(problems({ tenant: "t" }, { multiline: false }), [
    "settings.key.members requires secret: true and multiline: true",
  ]);
});

Deno.test("contractProblems() looks at every part of a provider", () => {
  const settings = { key: { format: "x" }, Odd: {}, clientId: { secret: true } };
  assertEquals(contractProblems({ ...acme, settings, assertion: { grant: false } }), [
    'settings.Odd must have a camelCase name that does not begin with "no"',
    "settings.key.format must be text, origin, url, guid, scope or headers",
    "settings.clientId.secret must be left out: providers cannot change it",
    "assertion.grant must be true",
  ]);
});

/** What a string must not be: what terminals obey, hide or reorder, and what is too long. */
const unprintable = {
  "a colour": "a\x1b[31mb",
  "a link (OSC 8)": "a\x1b]8;;https://evil.example\x07b",
  "the clipboard (OSC 52)": "a\x1b]52;c;eA==\x07b",
  "a control character of C1": "a\u009b2Jb",
  "a line break": "a\nb",
  "a carriage return": "a\rb",
  "a tab": "a\tb",
  "a null": "a\0b",
  "a line separator": "a\u2028b",
  "a right-to-left override": "a\u202eb",
  "an isolate": "a\u2066b",
  "a zero-width space": "a\u200bb",
  "a byte-order mark": "\ufeffa",
  "a tag": "a\u{e0041}b",
  "a lone surrogate": "a\ud800b",
  "too long": "x".repeat(601),
  "nothing": "",
};

/** Copies of a value, each with one string in it replaced, be it a value or a name. */
function* withStringReplaced(value: unknown, by: string): Generator<unknown> {
  if (typeof value === "string") yield by;
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const changed of withStringReplaced(item, by)) yield value.with(index, changed);
    }
  } else if (typeof value === "object" && value !== null && !(value instanceof RegExp)) {
    for (const [name, item] of Object.entries(value)) {
      for (const changed of withStringReplaced(item, by)) yield { ...value, [name]: changed };
      const { [name]: _, ...others } = value as Record<string, unknown>;
      yield { ...others, [by]: item };
    }
  }
}

Deno.test("contractProblems() refuses whatever is not printable or too long, at every depth", () => {
  for (const [what, string] of Object.entries(unprintable)) {
    let count = 0;
    for (const changed of withStringReplaced(complete, string)) {
      assert(contractProblems(changed).length > 0, `${what}: ${Deno.inspect(changed)}`);
      count++;
    }
    assert(count > 80, `${count}`);
  }
});

Deno.test("contractProblems() refuses what is no string where one belongs", () => {
  const strings = [1, null, {}, [[]], { toString: () => "x" }, Object("x"), () => "x"];
  for (const title of strings) {
    assertEquals(contractProblems({ ...complete, title }), [
      "title must be a printable string of at most 80 characters",
    ]);
  }
});

/** The problems of a provider with these settings. */
function settingsProblems(settings: Readonly<Record<string, object>>): string[] {
  return contractProblems({ ...acme, settings });
}

const document: Setting = { secret: true, multiline: true, members: { tenant: "t" } };
const kind = { member: "type", value: "a", otherwise: "it must be a" };

Deno.test("contractProblems() accepts a document", () => {
  assertEquals(settingsProblems({ key: { ...document, kind }, tenant: {} }), []);
});

Deno.test("contractProblems(): a document, or a setting with several lines in it, is not secret: problem", async () => {
  const goesWith = "settings.key.members requires secret: true and multiline: true";
  await forEachCase<readonly [setting: Setting, tenant: Setting, problems: readonly string[]]>({
    "no secret": [{ ...document, secret: false }, {}, [goesWith]],
    "one line": [{ secret: true, members: { tenant: "t" } }, {}, [goesWith]],
    "a kind alone": [{ secret: true, multiline: true, kind }, {}, [
      "settings.key.kind requires members",
    ]],
    "a secret in it": [document, { secret: true, multiline: true }, []],
    "a string of several lines in it": [document, { multiline: true }, [
      "settings.key.members.tenant has several lines, so it must be a secret",
    ]],
  }, ([setting, tenant, problems]) => {
    assertEquals(settingsProblems({ key: setting, tenant }), problems);
  });
});

Deno.test("contractProblems(): a setting has the name of a common option: problem", () => {
  const command = providerCommand({ ...acme, settings: {} }, () => {}, "explanation");
  const own = Object.keys(settingsOf({ ...acme, settings: {} }))
    .flatMap((name) => [name, fileSettingOf(name)]);
  const common = command.getOptions(true)
    .map(({ name }) =>
      name.replace(/^no-/, "").replace(/-./g, ([, letter = ""]) => letter.toUpperCase())
    )
    .filter((name) => !own.includes(name));
  assert(common.includes("minTtl") && common.includes("json"), common.join());
  for (const name of [...common, "help", "version", "provider"]) {
    assertEquals(settingsProblems({ [name]: {} }), [
      `settings.${name} has the name of an option that exists already`,
    ]);
  }
});

Deno.test("contractProblems(): a name cannot be an option: problem", () => {
  for (const name of ["q", "no", "noInput", "noProxy", "Domain", "a_b", "a-b", "9a"]) {
    assertEquals(settingsProblems({ [name]: {} }), [
      `settings.${name} must have a camelCase name that does not begin with "no"`,
    ]);
  }
  for (const name of ["node", "not", "then"]) {
    assertEquals(settingsProblems({ [name]: {} }), []);
  }
});

Deno.test("contractProblems(): every object has the name: problem", () => {
  for (const name of ["constructor", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf"]) {
    assertEquals(settingsProblems({ [name]: {} }), [
      `settings.${name} has the name of a member that every object has`,
    ]);
  }
});

Deno.test("contractProblems(): more than 100 settings: problem", () => {
  const named = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`setting${index}`, {}]));
  assertEquals(settingsProblems(named(100)), []);
  assertEquals(settingsProblems(named(101)), ["settings must have at most 100 members"]);
});

Deno.test("contractProblems() keeps the names of files with secrets free", () => {
  const secrets = (["client_secret_post", "private_key_jwt", "tls_client_auth"] as const)
    .flatMap((method) =>
      Object.entries(settingsOf({ ...acme, clientAuthentication: [method], dpop: true }))
    )
    .filter(([, { secret }]) => secret)
    .map(([name]) => name);
  assert(secrets.includes("dpopKey") && secrets.includes("clientKey"), secrets.join());
  for (const secret of secrets) {
    assertEquals(settingsProblems({ [fileSettingOf(secret)]: {} }), [
      `settings.${secret}File has the name of the option for a file with a secret`,
    ]);
  }
  assertEquals(settingsProblems({ pin: { secret: true }, pinFile: {} }), [
    "settings.pinFile has the name of the option for a file with a secret",
  ]);
  assertEquals(settingsProblems({ pin: {}, pinFile: {} }), []);
});

Deno.test("contractProblems(): a fixed member is changed: problem", async () => {
  await forEachCase<readonly [setting: string, member: string, value: unknown]>({
    "that the secret is one": ["clientSecret", "secret", false],
    "that the ID is not a secret": ["clientId", "secret", true],
    "that the scope is not a secret": ["scope", "secret", true],
    "that the secret is needed": ["clientSecret", "required", false],
    "that the ID is needed": ["clientId", "required", { unless: "domain" }],
    "what a scope looks like": ["scope", "format", "text"],
    "how scopes are joined": ["scope", "list", "&"],
    "that a key is one": ["dpopKey", "secret", false],
    "that a key is not needed": ["dpopKey", "required", true],
    "the client authentication methods": ["authMethod", "values", ["none"]],
  }, ([setting, member, value]) => {
    assertEquals(settingsProblems({ [setting]: { [member]: value } }), [
      `settings.${setting}.${member} must be left out: providers cannot change it`,
    ]);
    assertEquals(settingsProblems({ [setting]: { [member]: undefined } }), []);
  });
});

Deno.test("contractProblems(), members that need another: refused without it", () => {
  const names = { clientId: "appId" };
  const forNames = 'request.names requires clientAuthentication: ["client_secret_post"]';
  const header = { format: "headers" } as const;
  assertEquals(contractProblems({ ...acme, request: { names } }), [forNames]);
  assertEquals(
    contractProblems({
      ...acme,
      clientAuthentication: ["client_secret_basic", "client_secret_post"],
      request: { names },
    }),
    [forNames],
  );
  assertEquals(contractProblems({ ...acme, clientAuthentication: [], assertion: {} }), [
    'assertion requires clientAuthentication: ["private_key_jwt"]',
  ]);
  for (const setting of [header, { ...header, secret: true }, { ...header, multiline: true }]) {
    assertEquals(contractProblems({ ...acme, settings: { header: setting } }), [
      "settings.header.format: headers requires secret: true and multiline: true",
    ]);
  }
  assertEquals(contractProblems({ ...acme, clientAuthentication: [], request: { names } }), [
    forNames,
  ]);
  const clientAuthentication = ["client_secret_post", "private_key_jwt"];
  assertEquals(contractProblems({ ...acme, clientAuthentication, request: { names } }), []);
});
