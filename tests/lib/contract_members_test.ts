import { assertEquals } from "@std/assert";
import {
  assertionMembers,
  explanationMembers,
  membersProblems,
  providerMembers,
  responseMembers,
  settingMembers,
} from "../../lib/contract_members.ts";
import { acme, forEachCase } from "./helpers.ts";

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

Deno.test("membersProblems() names a member of a setting that is wrong", async () => {
  await forEachCase(wrongSettings, ([must, ...values], name) => {
    for (const value of values) {
      const problems = membersProblems({ [name]: value }, settingMembers, "settings.domain.");
      assertEquals(problems, [`settings.domain.${name} must be ${must}`]);
    }
  });
});

Deno.test("membersProblems() names a member of an explanation that is wrong", () => {
  const wrong = { code: 1, error: [1], text: "x", temporary: "yes" };
  assertEquals(membersProblems({ hint: "x" }, explanationMembers, "explain[0]."), []);
  assertEquals(membersProblems(wrong, explanationMembers, "explain[1]."), [
    "explain[1].code must be a text or a list of texts",
    "explain[1].error must be a text or a list of texts",
    "explain[1].text must be a regular expression",
    "explain[1].hint must be a text",
    "explain[1].temporary must be true or false",
  ]);
});

Deno.test("membersProblems() names a quirk of the response that is wrong", () => {
  for (const defaultLifetime of [0, -1, 1.5, "60", NaN, 2 ** 60]) {
    const response = { publicMembers: "x", defaultLifetime };
    assertEquals(membersProblems(response, responseMembers, "response."), [
      "response.publicMembers must be a list of names",
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
      "response.warn must be a list of { opaque: true, text } and { withoutClaim, text }",
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
