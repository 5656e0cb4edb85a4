import { assert, assertEquals, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { GettokenError } from "../../../lib/core/errors.ts";
import { guardProvider } from "../../../lib/plugins/guard_provider.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { Unusable } from "../../../lib/plugins/sandboxed_values.ts";
import { acme, assertOneLine, failureOf, forEachCase } from "../helpers.ts";

/** The functions of a provider, by their names in messages, and a way to call each. */
const functions = {
  "endpoint": (provider: Provider) => provider.endpoint({}),
  "parameters": (provider: Provider) => provider.parameters?.({}),
  "headers": (provider: Provider) => provider.headers?.({}),
  "check": (provider: Provider) => provider.check?.({}),
  "assertion.claims": (provider: Provider) => provider.assertion?.claims?.({}),
  "settings.domain.check": (provider: Provider) => provider.settings.domain?.check?.("x"),
} as const;

/** A provider of a module whose functions all return this, whatever the contract says. */
function returning(value: unknown): Provider {
  const run = () => value;
  const domain = { ...acme.settings.domain, check: run };
  const provider: unknown = {
    ...acme,
    request: { names: { clientSecret: "appSecret" } },
    settings: { domain, apiKey: { secret: true }, lines: { secret: true, multiline: true } },
    endpoint: run,
    parameters: run,
    headers: run,
    check: run,
    assertion: { grant: true, claims: run },
  };
  return guardProvider(provider as Provider, "./mine.ts");
}

/** Makes sure that a function must not return this, nor a promise of it; gives what is said. */
async function refusalOf(name: keyof typeof functions, value: unknown): Promise<string> {
  const start = `./mine.ts: ${name}() returned `;
  const messages = await Promise.all([value, Promise.resolve(value)].map(async (returned) => {
    const { message } = await failureOf(
      "provider_module",
      () => functions[name](returning(returned)),
    );
    assert(message.startsWith(start), message);
    assertOneLine(message);
    return message.slice(start.length);
  }));
  assertEquals(messages[0], messages[1]);
  return messages[0] ?? "";
}

const url = "https://id.example/token";

Deno.test("guardProvider(): endpoint() returns an invalid value: refused", async () => {
  await forEachCase<readonly [value: unknown, told: string]>({
    "nothing": [undefined, "a value that is not { tokenEndpoint } or { issuer }"],
    "null": [null, "a value that is not { tokenEndpoint } or { issuer }"],
    "an address alone": [url, "a value that is not { tokenEndpoint } or { issuer }"],
    "a list": [[url], "a value that is not { tokenEndpoint } or { issuer }"],
    "a function": [
      () => ({ tokenEndpoint: url }),
      "a value that is not { tokenEndpoint } or { issuer }",
    ],
    "an empty object": [{}, "neither tokenEndpoint nor issuer"],
    "another name": [{ url }, "neither tokenEndpoint nor issuer"],
    "only undefined members": [
      { issuer: undefined, tokenEndpoint: undefined },
      "neither tokenEndpoint nor issuer",
    ],
    "an issuer beside the token endpoint that is not a URL": [
      { issuer: "id", tokenEndpoint: url },
      "{ issuer } whose value is not a URL",
    ],
    "no text": [{ tokenEndpoint: 42 }, "{ tokenEndpoint } whose value is not a URL"],
    "null as an issuer": [{ issuer: null }, "{ issuer } whose value is not a URL"],
    "an empty string": [{ tokenEndpoint: "" }, "{ tokenEndpoint } whose value is not a URL"],
    "a path": [{ tokenEndpoint: "/token" }, "{ tokenEndpoint } whose value is not a URL"],
    "a list of addresses": [
      { tokenEndpoint: [url] },
      "{ tokenEndpoint } whose value is not a URL",
    ],
    "an object for an address": [
      { tokenEndpoint: { href: url } },
      "{ tokenEndpoint } whose value is not a URL",
    ],
    "a string that is too long": [
      { tokenEndpoint: new Unusable("is too long") },
      "{ tokenEndpoint } whose value is too long",
    ],
  }, async ([value, told]) => assertEquals(await refusalOf("endpoint", value), told));
});

Deno.test("guardProvider(): a form field is invalid: refused, with its name", async () => {
  await forEachCase({
    "nothing": undefined,
    "null": null,
    "a text": "a=b",
    "a list": ["a"],
    "a function": () => ({}),
  }, async (value) => {
    assertEquals(
      await refusalOf("parameters", value),
      "a value that is not an object of form fields",
    );
  });
  for (const name of ["grant_type", "client_secret", "client_assertion", "appSecret"]) {
    assertEquals(
      await refusalOf("parameters", { [name]: "x" }),
      `the form field ${name}, which only gettoken sets`,
    );
  }
  await forEachCase<unknown>({
    "a number": 1,
    "a truth": true,
    "a list with other values than strings": ["b", 1],
    "a list of lists": [["b"]],
    "a list with a gap": ["b", undefined, "c"],
    "a function": () => "b",
  }, async (field) => {
    assertEquals(
      await refusalOf("parameters", { right: "x", wrong: field }),
      'a form field "wrong" that is neither a string nor a list of strings',
    );
  });
  const tooLong = new Unusable("is too long");
  for (const field of [tooLong, ["b", tooLong]]) {
    assertEquals(
      await refusalOf("parameters", { right: "x", wrong: field }),
      'a form field "wrong" that is too long',
    );
  }
});

Deno.test("guardProvider(): a field or header refers to what cannot be sent: refused", async () => {
  const noSecret = (name: string) =>
    `with the secret "${name}", which is not a setting that is a secret of one line`;
  const noReference = "that is an object, and only { secret } and { secret, prefix } can be sent";
  for (const [name, what] of [["parameters", "a form field"], ["headers", "a header"]] as const) {
    const told = (value: unknown) => refusalOf(name, { "X-Right": "x", "X-Wrong": value });
    await forEachCase<readonly [value: unknown, told: string]>({
      "no secret": [{ secret: "domain" }, noSecret("domain")],
      "no setting": [{ secret: "other" }, noSecret("other")],
      "a member of every object": [{ secret: "constructor" }, noSecret("constructor")],
      "several lines": [{ secret: "lines" }, noSecret("lines")],
      "the private key": [{ secret: "privateKey" }, noSecret("privateKey")],
      "the passphrase": [{ secret: "keyPassphrase" }, noSecret("keyPassphrase")],
      "no name": [{ secret: 1 }, noReference],
      "another member": [{ secret: "apiKey", suffix: "x" }, noReference],
      "a prefix with a line break": [
        { secret: "apiKey", prefix: "a\r\nX-Evil: 1" },
        "whose prefix is not printable ASCII",
      ],
      "too long": [new Unusable("is too long"), "that is too long"],
    }, async ([value, reason]) => {
      assertEquals(await told(value), `${what} "X-Wrong" ${reason}`);
    });
  }
  for (const name of ["apiKey", "clientSecret"]) {
    const fields = { "X-Key": { secret: name, prefix: "Key " } };
    assertEquals(await returning(fields).headers?.({}), fields);
    assertEquals(await returning(fields).parameters?.({}), fields);
  }
});

Deno.test("guardProvider(): a header is invalid: refused, with its name", async () => {
  for (const value of [undefined, null, "X-A: b", ["X-A"]]) {
    assertEquals(await refusalOf("headers", value), "a value that is not an object of headers");
  }
  for (const name of ["Authorization", "cookie", "Host", "DPoP", "Content-Type", "X-a b", ""]) {
    assertStringIncludes(
      await refusalOf("headers", { [name]: "x" }),
      `a header "${name}"; names must be Accept, `,
    );
  }
  for (const value of [1, null, true, ["b"]]) {
    assertEquals(
      await refusalOf("headers", { "X-Wrong": value }),
      'a header "X-Wrong" that is not a string',
    );
  }
});

Deno.test("guardProvider() shows the name of a form field on one short line", async () => {
  const told = await refusalOf("parameters", { [`\x1b[31m\n${"x".repeat(1000)}`]: 1 });
  assertStringIncludes(told, 'a form field "[31m xxx');
  assert(told.length < 200);
});

Deno.test("guardProvider(): a URL changes when parsed: refused", async () => {
  for (const part of ["\t", "\n", " ", "\x1b[2J", "\u202e", "\u200b", "\ud800"]) {
    const address = `https://bank.example${part}.evil.example/`;
    for (const member of ["tokenEndpoint", "issuer"]) {
      assertEquals(
        await refusalOf("endpoint", { [member]: address.replace(".evil", "/.evil") }),
        `{ ${member} } whose value is not a URL`,
      );
    }
  }
});

Deno.test("guardProvider(): check() returns control characters: one printable line", async () => {
  for (const name of ["check", "settings.domain.check"] as const) {
    const said = await functions[name](returning(`is\x1b]0;x\x07\nodd\u202e ${"x".repeat(1000)}`));
    assertOneLine(`${said}`);
    assertEquals([`${said}`.slice(0, 12), `${said}`.length], ["is ]0;x odd ", 300]);
    assertEquals(await functions[name](returning(undefined)), undefined);
    assertEquals(
      await refusalOf(name, "\x1b\u200b\n"),
      "a value that is neither a non-empty string nor undefined",
    );
  }
});

Deno.test("guardProvider(): check() returns an invalid value: refused", async () => {
  for (const value of [null, "", true, false, 0, {}, ["no"], () => "no"]) {
    for (const name of ["check", "settings.domain.check"] as const) {
      assertEquals(
        await refusalOf(name, value),
        "a value that is neither a non-empty string nor undefined",
      );
    }
  }
});

Deno.test("guardProvider() says why a value cannot be used", async () => {
  const value = new Unusable("is a symbol");
  for (const name of Object.keys(functions)) {
    assertEquals(
      await refusalOf(name as keyof typeof functions, value),
      "a value that is a symbol",
    );
  }
});

Deno.test("guardProvider() hands on what is right", async () => {
  for (const endpoint of [{ tokenEndpoint: url }, { issuer: "https://id.example" }]) {
    for (const returned of [endpoint, Promise.resolve(endpoint)]) {
      assertEquals(await returning(returned).endpoint({}), endpoint);
    }
  }
  const parameters = { a: "b", c: ["d", "e"], f: undefined, g: "", h: [] };
  assertEquals(await returning(parameters).parameters?.({}), parameters);
  for (const verdict of [undefined, "must be good"]) {
    assertEquals(await returning(verdict).check?.({}), verdict);
    assertEquals(await returning(verdict).settings.domain?.check?.("x"), verdict);
  }
});

Deno.test("guardProvider() hands on what the functions are called with", async () => {
  const seen: unknown[] = [];
  const see = <T>(returned: T) => (given: unknown): T => {
    seen.push(given);
    return returned;
  };
  const guarded = guardProvider({
    ...acme,
    settings: { domain: { check: see(undefined) } },
    endpoint: see({ tokenEndpoint: url }),
    parameters: see({}),
    check: see(undefined),
  }, "./mine.ts");
  await guarded.endpoint({ a: "1" });
  await guarded.parameters?.({ a: "2" });
  await guarded.check?.({ a: "3" });
  await guarded.settings.domain?.check?.("4");
  assertEquals(seen, [{ a: "1" }, { a: "2" }, { a: "3" }, "4"]);
});

Deno.test("guardProvider() lets a failure of the sandbox through as it is", async () => {
  const late = new GettokenError("provider_module", "late");
  for (const call of Object.values(functions)) {
    const failure = await failureOf("provider_module", () => call(returning(Promise.reject(late))));
    assertStrictEquals(failure, late);
  }
});

Deno.test("guardProvider() leaves everything else as it is, and adds no function", () => {
  const { endpoint: _, settings, ...others } = guardProvider(acme, "./mine.ts");
  for (const [name, value] of Object.entries(others)) {
    assertStrictEquals(value, acme[name as keyof Provider]);
  }
  assertEquals(settings, acme.settings);
  assertEquals(Object.keys(others).sort(), ["apiVersion", "docs", "name", "title"]);
});

Deno.test("guardProvider() takes a member of a setting that is undefined for none", () => {
  const setting: unknown = { description: "Host", secret: undefined, check: undefined };
  const provider = { ...acme, settings: { clientSecret: setting } } as Provider;
  assertEquals(
    Object.keys(guardProvider(provider, "./mine.ts").settings.clientSecret ?? {}),
    ["description"],
  );
});

Deno.test("guardProvider(): a claim is invalid: refused, with its name", async () => {
  for (const value of [undefined, null, "sub", ["sub"], () => ({})]) {
    assertEquals(
      await refusalOf("assertion.claims", value),
      "a value that is not an object of claims",
    );
  }
  for (const name of ["iss", "aud", "exp", "iat", "nbf", "jti"]) {
    assertEquals(
      await refusalOf("assertion.claims", { sub: "x", [name]: undefined }),
      `the claim ${name}, which only gettoken sets`,
    );
  }
  for (const claim of [NaN, null, [1], ["x", ["y"]], {}, () => "x"]) {
    assertEquals(
      await refusalOf("assertion.claims", { sub: "x", wrong: claim }),
      'a claim "wrong" that is not a string, a number, a boolean or a list of strings',
    );
  }
  assertEquals(
    await refusalOf("assertion.claims", { wrong: new Unusable("is too long") }),
    'a claim "wrong" that is too long',
  );
  assertEquals(
    await refusalOf("assertion.claims", { wrong: [new Unusable("is too long")] }),
    'a claim "wrong" that is too long',
  );
});

Deno.test("guardProvider() lets claims through, and what else is said of the assertion", async () => {
  const claims = { sub: undefined, scope: ["a", "b"], token_exp: 86400, mobile: false };
  const provider = returning(claims);
  assertEquals(await provider.assertion?.claims?.({}), claims);
  assertEquals(provider.assertion?.grant, true);
});

Deno.test("guardProvider(): the endpoint for certificates is invalid, or there are two: refused", async () => {
  await forEachCase<readonly [more: Readonly<Record<string, unknown>>, told: string | undefined]>({
    "none": [{ mtlsTokenEndpoint: undefined, mtlsIssuer: undefined }, undefined],
    "a token endpoint": [{ mtlsTokenEndpoint: url }, undefined],
    "an issuer": [{ mtlsIssuer: url }, undefined],
    "both": [{ mtlsTokenEndpoint: url, mtlsIssuer: url }, "both mtlsTokenEndpoint and mtlsIssuer"],
    "no address": [
      { mtlsTokenEndpoint: "canary" },
      "{ mtlsTokenEndpoint } whose value is not a URL",
    ],
    "no text": [{ mtlsIssuer: 1 }, "{ mtlsIssuer } whose value is not a URL"],
  }, async ([more, told]) => {
    const endpoint = { tokenEndpoint: url, ...more };
    if (told === undefined) assertEquals(await returning(endpoint).endpoint({}), endpoint);
    else assertEquals(await refusalOf("endpoint", endpoint), told);
  });
});
