import { assertEquals } from "@std/assert";
import type { Explanation, Pattern } from "../../../lib/contract/provider.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { explainRefusal } from "../../../lib/oauth/explain_refusal.ts";
import type { Refusal } from "../../../lib/oauth/read_refusal.ts";
import type { ResolvedSettings } from "../../../lib/settings/resolve.ts";
import { acme, assertOneLine, forEachCase, resolved } from "../helpers.ts";

/** A pattern that answers by promise, as that of a provider in a place of its own does. */
function remote(pattern: RegExp): Pattern {
  return {
    test: (text) => Promise.resolve(pattern.test(text)),
    exec: (text) => Promise.resolve(pattern.exec(text)),
  };
}

const refusal: Refusal = {
  status: 400,
  error: "invalid_client",
  description: "The secret is wrong",
  vendorCode: "7000215",
  supportIds: [],
  isStated: true,
  isPage: false,
};

/** Explains a refusal with these explanations of the provider. */
function explain(
  explanations: readonly Explanation[],
  more: Partial<Refusal> = {},
  settings: ResolvedSettings = resolved({}),
) {
  return explainRefusal({ ...acme, explain: explanations }, { ...refusal, ...more }, settings);
}

Deno.test("explainRefusal() uses the first explanation that matches in full", async () => {
  const cases: Readonly<
    Record<string, readonly [entry: Omit<Explanation, "hint">, fits: boolean]>
  > = {
    "the code": [{ code: "7000215" }, true],
    "one of the codes": [{ code: ["1", "7000215"] }, true],
    "another code": [{ code: "700021" }, false],
    "the error as a code": [{ code: "invalid_client" }, true],
    "the error": [{ error: "invalid_client" }, true],
    "one of the errors": [{ error: ["x", "invalid_client"] }, true],
    "another error": [{ error: "invalid" }, false],
    "the text": [{ text: /secret/i }, true],
    "another text": [{ text: /^secret/ }, false],
    "all three": [{ code: "7000215", error: "invalid_client", text: /wrong/ }, true],
    "two of three": [{ code: "7000215", error: "invalid_client", text: /right/ }, false],
    "the status": [{ status: 400 }, true],
    "one of the statuses": [{ status: [401, 400] }, true],
    "another status": [{ status: 401 }, false],
    "the credential": [{ credential: "clientSecret" }, true],
    "another credential": [{ credential: ["privateKey", "clientCert"] }, false],
    "nothing asked for": [{}, true],
  };
  await forEachCase(cases, async ([entry, fits]) => {
    const { hint } = await explain([{ ...entry, hint: "first" }, { hint: "last" }]);
    assertEquals(hint, fits ? "first" : "last");
  });
});

Deno.test("explainRefusal() awaits an asynchronous pattern", async () => {
  const { hint } = await explain([
    { text: remote(/^secret/), hint: "first" },
    { text: remote(/secret/), hint: "second" },
    { text: remote(/./), hint: "third" },
  ]);
  assertEquals(hint, "second");
});

Deno.test("explainRefusal(), no code or description: no match", async () => {
  const without = { error: "invalid_grant", description: undefined, vendorCode: undefined };
  assertEquals((await explain([{ code: "", hint: "x" }], without)).hint, undefined);
  assertEquals((await explain([{ text: /./, hint: "x" }], without)).hint, undefined);
  assertEquals((await explain([], without)).hint, undefined);
  const { hint } = await explainRefusal(acme, { ...refusal, ...without }, resolved({}));
  assertEquals(hint, undefined);
});

Deno.test("explainRefusal() fills settings into the hint, or (not set)", async () => {
  const hint = "{clientId} has no {scope}, nor {nothing} and {constructor}; {clientId}!";
  const { hint: filled } = await explain(
    [{ hint }],
    {},
    resolved({ clientId: "svc$&", scope: "a b" }),
  );
  assertEquals(filled, "svc$& has no a b, nor (not set) and (not set); svc$&!");
});

Deno.test("explainRefusal() fills the word for the credential into the hint", async () => {
  const words = {
    clientSecret: "secret",
    privateKey: "key",
    clientCert: "certificate",
    federatedTokenFile: "federated token",
  } as const;
  for (const [credential, word] of Object.entries(words) as [keyof typeof words, string][]) {
    const { hint } = await explain(
      [{ hint: "The {credential}." }],
      {},
      resolved({}, { credential }),
    );
    assertEquals(hint, `The ${word}.`);
  }
  const own = resolved({ credential: "x" });
  assertEquals((await explain([{ hint: "The {credential}." }], {}, own)).hint, "The x.");
});

Deno.test("explainRefusal() lists the settings concerned, with their sources", async () => {
  const values = { clientId: "svc", scope: "a b", tenant: "blue", audience: "https://a.example" };
  const settings = resolved(values, {
    secrets: { clientSecret: new Secret("canary") },
    provenance: {
      tenant: { kind: "default" },
      scope: { kind: "option", name: "--scope" },
      audience: { kind: "environment", name: "ACME_AUDIENCE" },
      clientId: { kind: "environment", name: "ACME_ID" },
      clientSecret: {
        kind: "file",
        name: "ACME_SECRET",
        file: { path: "./.env", named: false, values: new Map() },
      },
    },
  });
  const id = "client id = svc (ACME_ID in the environment)";
  const secret = "client secret = *** (ACME_SECRET in ./.env)";
  const scope = "scope = a b (--scope)";
  const api = "audience = https://a.example (ACME_AUDIENCE in the environment)";
  const cases: Readonly<Record<string, readonly [hint: string, Partial<Refusal>, string[]]>> = {
    "what the hint names": ["No {scope} in {tenant}.", { error: "invalid_scope" }, [scope]],
    "each once": ["{scope} or {scope}.", { error: "invalid_scope" }, [scope]],
    "the credentials": ["", { error: "invalid_client" }, [id, secret]],
    "the credentials, by the status": ["", { error: "x", status: 401 }, [id, secret]],
    "a secret that the hint is about": ["Is the secret right?", { error: "x" }, [id, secret]],
    "a credential that the hint is about": ["The {credential}?", { error: "x" }, [id, secret]],
    "a refused scope": ["", { error: "invalid_scope" }, [scope]],
    "a refused API": ["", { error: "invalid_target" }, [api, scope]],
    "both": ["{clientId}, {scope}.", { error: "invalid_client" }, [id, scope, secret]],
    "nothing that is known": ["", { error: "invalid_request" }, []],
  };
  await forEachCase(cases, async ([hint, more, lines]) => {
    const { details } = await explain([{ hint }], { ...more, description: undefined }, settings);
    assertEquals(details, lines);
  });
});

Deno.test("explainRefusal() returns the codes for programs", async () => {
  const supportIds = [{ name: "trace_id", id: "t-1" }, { name: "x-request-id", id: "r-1" }];
  const told = await explain([], { supportIds });
  assertEquals([told.providerCode, told.traceId], ["7000215", "t-1"]);
  const plain = await explain([], { vendorCode: undefined });
  assertEquals([plain.providerCode, plain.traceId], ["invalid_client", undefined]);
});

Deno.test("explainRefusal() returns the vendor's page", async () => {
  assertEquals((await explain([])).docs, acme.docs);
});

Deno.test("explainRefusal() prints the description on one line, cut, without control characters", async () => {
  const description = `\x1b]52;c;x\x07no\r\n::set-output::\u202e ${"x".repeat(1_000_000)}`;
  const { details: [line = ""] = [] } = await explain([], { description });
  assertOneLine(line);
  assertEquals([...line].length, 512 + "It said: ".length);
});

Deno.test("explainRefusal() lists support IDs that the description does not contain", async () => {
  const supportIds = [{ name: "trace_id", id: "t-1" }, { name: "x-request-id", id: "r\x1b-1" }];
  assertEquals((await explain([], { supportIds })).details, [
    "It said: The secret is wrong",
    "trace_id t-1, x-request-id r -1",
  ]);
  const description = "Wrong. Trace ID: t-1";
  assertEquals((await explain([], { supportIds: supportIds.slice(0, 1), description })).details, [
    `It said: ${description}`,
  ]);
});

Deno.test("explainRefusal(), no description: no line for it", async () => {
  assertEquals((await explain([], { description: undefined })).details, []);
});

Deno.test("explainRefusal() marks temporary failures", async () => {
  const busy = { error: "temporarily_unavailable" };
  assertEquals((await explain([])).temporary, false);
  assertEquals((await explain([], busy)).temporary, true);
  assertEquals((await explain([{ hint: "x", temporary: true }])).temporary, true);
  assertEquals((await explain([{ hint: "x", temporary: false }], busy)).temporary, false);
});

Deno.test("explainRefusal(), unknown placeholder: (not set)", async () => {
  const explain = [{ error: "invalid_client", hint: "{constructor} {valueOf}" }];
  const { details = [], hint } = await explainRefusal(
    { ...acme, explain },
    { ...refusal, description: undefined, vendorCode: undefined },
    resolved({}),
  );
  assertEquals(hint, "(not set) (not set)");
  assertEquals(details.filter((line) => line.includes("constructor")), []);
});

Deno.test("explainRefusal(), reply in another form: what to check first", async () => {
  const none = { error: undefined, vendorCode: undefined, isStated: false };
  const settings = resolved({ clientId: "svc" }, { credential: "privateKey" });
  const hint = async (more: Partial<Refusal>) =>
    (await explain([], { ...none, ...more }, settings)).hint;
  for (const status of [400, 401, 403]) {
    assertEquals((await hint({ status }))?.startsWith("Check client svc and its key, "), true);
  }
  const page = await explain(
    [],
    { ...none, status: 403, isPage: true, description: "403" },
    settings,
  );
  assertEquals(page.hint?.startsWith("A token endpoint does not send pages: "), true);
  assertEquals(page.details?.[0], "It sent an HTML page with the title: 403");
  assertEquals(await hint({ status: 404 }), undefined);
  assertEquals(await hint({ status: 400, isPage: true }), undefined);
  assertEquals(await hint({ status: 400, isStated: true, error: "E-1" }), undefined);
  for (
    const refused of [
      { status: 401, error: "invalid_token" },
      { status: 400, error: "invalid_client" },
    ]
  ) {
    assertEquals(await hint(refused), "Check client svc and its key, which may have expired.");
  }
  assertEquals(await hint({ status: 403, error: "access_denied" }), undefined);
});
