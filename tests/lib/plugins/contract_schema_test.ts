import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  assertionMembers,
  explanationMembers,
  membersProblems,
  providerMembers,
  requestMembers,
  responseMembers,
  settingMembers,
} from "../../../lib/plugins/contract_schema.ts";
import { acme, forEachCase } from "../helpers.ts";

function printable(max: number): string {
  return `a printable string of at most ${max} characters`;
}

function listOf(must: string): string {
  return `a list of at most 50 items, each ${must}`;
}

/** Values that a member must not have, and what it must be. */
const wrongMembers: Readonly<Record<string, readonly [must: string, ...values: unknown[]]>> = {
  apiVersion: ["1", 2, "1", null],
  name: [
    "at most 64 lower-case letters, digits and hyphens",
    "x".repeat(65),
    "",
    "Acme",
    "1a",
    "a_b",
    "a b",
    "-a",
    1,
  ],
  title: [printable(80), "", 1, "x".repeat(81), "a\x1b[31mb", "a\nb", "a\u202eb", "a\ud800b"],
  docs: [
    "an https URL of at most 500 characters, as a browser writes it, without a user name",
    ...["http://a.example", "a.example", "", 1, "javascript:alert()", "https:a.example"],
    ...["https://a.example/\x1b[31m", "https://a.example/\u202e", "https://a.example/\nx"],
    ...["https://ä.example/", "https://a.example/é", "https://A.example/", "https://a.example/a b"],
    ...["https://vendor.example@a.example/", `https://a.example/${"x".repeat(500)}`],
  ],
  setup: [listOf(printable(600)), "x", [""], ["x", ""], [1], {}, Array(51).fill("x")],
  example: [
    "at most 300 characters, with single quotes around what a shell would change",
    ...["", 1, "x".repeat(301), "--a $(touch x)", "--a `touch x`", "--a x; touch x", "--a x|sh"],
    ...["--a x &", "--a >x", "--a 'x", '--a "$x"', "--a 'x\\'", "--a #x", "--a !x", "--a *"],
  ],
  settings: [
    "an object with names of at most 60 characters, each value an object",
    ...[null, [], { domain: "x" }, { domain: null }, { ["x".repeat(61)]: {} }, { "a\x1bb": {} }],
  ],
  clientAuthentication: [
    "a list of client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt, tls_client_auth or " +
    "self_signed_tls_client_auth",
    ["none"],
    ["client_secret_post", "none"],
    "client_secret_post",
  ],
  endpoint: ["a function", "https://a.example", null],
  parameters: ["a function", {}],
  headers: ["a function that returns them: () => ({ … })", { "X-Tenant": "a" }],
  request: ["an object", [], "json"],
  response: ["an object", [], "x"],
  explain: [
    "a list of at most 200 items, each an object",
    ...[{}, ["x"], [{ hint: "x" }, "x"], Array(201).fill({ hint: "x" })],
  ],
  errorCode: ["a regular expression", "E1"],
};

Deno.test("membersProblems() names a member of the provider that is wrong", async () => {
  await forEachCase(wrongMembers, ([must, ...values], name) => {
    for (const value of values) {
      assertEquals(membersProblems({ ...acme, [name]: value }, providerMembers, ""), [
        `${name} must be ${must}`,
      ]);
    }
  });
});

const wrongSettings: typeof wrongMembers = {
  description: [printable(300), "", 1, "x".repeat(301)],
  example: [printable(300), ""],
  env: [listOf(printable(100)), "X", [1], ["x".repeat(101)]],
  required: ["true, false or { unless: … }", "yes", {}, { unless: "" }, { unless: "x".repeat(61) }],
  default: [printable(300), "", 1],
  format: ["text, origin, url, guid, scope or headers", "uri", ""],
  values: [listOf(printable(100)), "x", [1]],
  list: ['" ", "&" or "\\n"', ",", true],
  check: ["a function", /x/],
  warn: [listOf(`{ pattern, text }; text ${printable(600)}`), {}, [{}], [{
    pattern: "x",
    text: "y",
  }, {
    pattern: /x/,
    text: "y",
  }], [{
    pattern: /x/,
  }]],
  secret: ["true or false", "yes", 1],
  kind: [`{ member, value, otherwise }, each ${printable(300)}`, "x", {
    member: "type",
    value: "x",
  }],
  destination: ["true or false", null],
};

Deno.test("membersProblems() names a member of a setting that is wrong", async () => {
  await forEachCase(wrongSettings, ([must, ...values], name) => {
    for (const value of values) {
      const problems = membersProblems({ [name]: value }, settingMembers, "settings.domain.");
      assertEquals(problems, [`settings.domain.${name} must be ${must}`]);
    }
  });
});

Deno.test("membersProblems() names a member of an explanation that is wrong", () => {
  const wrong = {
    ...{ code: 1, error: [1], text: "x", temporary: "yes" },
    ...{ status: 600, credential: "secret" },
  };
  const status = "an HTTP status";
  const names = "clientSecret, privateKey, clientCert or federatedTokenFile";
  const right = { hint: "x", status: [400, 401], credential: ["privateKey", "clientCert"] };
  assertEquals(membersProblems(right, explanationMembers, "explain[0]."), []);
  assertEquals(membersProblems(wrong, explanationMembers, "explain[1]."), [
    `explain[1].code must be ${printable(100)}, or ${listOf(printable(100))}`,
    `explain[1].error must be ${printable(100)}, or ${listOf(printable(100))}`,
    "explain[1].text must be a regular expression",
    `explain[1].status must be ${status}, or ${listOf(status)}`,
    `explain[1].credential must be ${names}, or a list of ${names}`,
    `explain[1].hint must be ${printable(600)}`,
    "explain[1].temporary must be true or false",
  ]);
});

Deno.test("membersProblems() names a quirk of the response that is wrong", () => {
  for (const defaultLifetime of [0, -1, 1.5, "60", NaN, 2 ** 60]) {
    const response = { publicMembers: "x", defaultLifetime };
    assertEquals(membersProblems(response, responseMembers, "response."), [
      `response.publicMembers must be ${listOf(printable(60))}`,
      "response.defaultLifetime must be a number of seconds below 2^31",
    ]);
  }
});

Deno.test("membersProblems() refuses a lifetime that no clock can show", () => {
  for (const defaultLifetime of [2 ** 31, Number.MAX_SAFE_INTEGER, 0, -1, 1.5, NaN, "60"]) {
    assertEquals(membersProblems({ defaultLifetime }, responseMembers, "response."), [
      "response.defaultLifetime must be a number of seconds below 2^31",
    ]);
  }
});

Deno.test("membersProblems() knows the warnings about tokens", () => {
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
    assertEquals(membersProblems({ warn: [wrong] }, responseMembers, "response."), [
      `response.warn must be ${
        listOf(`{ opaque: true, text } or { withoutClaim, text }; text ${printable(600)}`)
      }`,
    ]);
  }
});

Deno.test("membersProblems() lets a provider say that its server can bind tokens, and no more", () => {
  for (const wrong of [false, "yes", {}, ["ES256"]]) {
    assertEquals(membersProblems({ ...acme, dpop: wrong }, providerMembers, ""), [
      "dpop must be true",
    ]);
  }
});

Deno.test("membersProblems() knows the quirks of an assertion", () => {
  const problems = (assertion: unknown) =>
    membersProblems(assertion, assertionMembers, "assertion.");
  assertEquals(problems({ grant: true, claims: () => ({}) }), []);
  assertEquals(problems({ grant: false }), ["assertion.grant must be true"]);
  assertEquals(problems({ claims: { sub: "x" } }), ["assertion.claims must be a function"]);
});

Deno.test("membersProblems() takes addresses and command lines as people write them", () => {
  const docs = ["https://a.example", "https://a.example/", "https://a.example/x?y=%C3%A9&z#top-1"];
  for (const address of docs) {
    assertEquals(membersProblems({ ...acme, docs: address }, providerMembers, ""), []);
  }
  for (const example of ["--domain id.acme.example", "--scope 'a $b' --to=https://a.example/x"]) {
    assertEquals(membersProblems({ ...acme, example }, providerMembers, ""), []);
  }
});

Deno.test("membersProblems(), the grant of a person or of another member: refused", async () => {
  const problems = (request: unknown) => membersProblems(request, requestMembers, "request.");
  const machines = ["account_credentials", "urn:ibm:params:oauth:grant-type:apikey", "partner"];
  for (const grantType of [...machines, false]) assertEquals(problems({ grantType }), []);
  const people = ["password", "implicit", "authorization_code", "refresh_token"];
  const extensions = ["device_code", "jwt-bearer", "saml2-bearer"]
    .map((name) => `urn:ietf:params:oauth:grant-type:${name}`);
  for (const grantType of [...people, ...extensions, true, "", "a b", "\x1b", 1]) {
    const [problem = ""] = problems({ grantType });
    assertStringIncludes(problem, "request.grantType must be false or the name of a grant for");
  }
  await forEachCase<unknown>({
    "body": { body: "xml" },
    "names": { names: { clientId: "app id" } },
    "another name": { names: { scope: "scp" } },
  }, (request) => assertEquals(problems(request).length, 1));
});

Deno.test("membersProblems(), the place of the token: a name, a path or a list of names", () => {
  const problems = (accessToken: unknown) =>
    membersProblems({ accessToken }, responseMembers, "response.");
  for (const place of ["token", "data.access_token", "data.0.token", ["data", "a.b[0]"]]) {
    assertEquals(problems(place), []);
  }
  for (const place of ["", [], [1], {}, true, [""], "data[0].token", "$.token"]) {
    assertEquals(problems(place), [
      "response.accessToken must be the name of a member, a path such as data.access_token or data.0.token, or a list of names",
    ]);
  }
});
