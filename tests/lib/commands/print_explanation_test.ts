import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { GettokenError } from "../../../lib/core/errors.ts";
import type { RunExplanation } from "../../../lib/commands/explain.ts";
import type { ExplainedSetting } from "../../../lib/settings/explained_settings.ts";
import {
  explanationLines,
  printExplanation,
  printExplanationJson,
} from "../../../lib/commands/print_explanation.ts";
import { readRunOptions } from "../../../lib/settings/read_run_options.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { acme, connected, failureOf, type Given, sourcesOf } from "../helpers.ts";

const used: ExplainedSetting = {
  name: "clientId",
  state: "used",
  secret: false,
  value: "svc",
  size: undefined,
  provenance: { kind: "environment", name: "ACME_ID" },
  insteadOf: [],
};
const request = {
  url: "https://id.example/token",
  method: "client_secret_post",
  headers: { "content-type": "x/y", "authorization": new Secret("canary") },
  form: [["client_secret", new Secret("canary")], ["scope", "a b"]],
} as const;
const proofs = {
  grant: { type: "client_credentials", isAssertion: false },
  assertion: undefined,
  dpopAlgorithm: undefined,
};
const comparison = {
  ...{ address: "https://m", issuer: "https://i", agrees: ["grant"], differences: ["It differs"] },
  ...{ unstated: ["scope"], problems: [] },
};
const explained: RunExplanation = {
  provider: acme,
  sources: sourcesOf({}),
  options: readRunOptions({}, { env: () => undefined, files: [] }),
  settings: [used],
  endpoint: { url: request.url, metadata: null, unasked: [], proxy: null },
  request,
  proofs,
  tls: undefined,
  metadata: undefined,
  unchecked: [],
  problems: [],
};
const now = Date.UTC(2026, 0, 9, 12);

/** What is said with some of it changed. */
function said(changes: Partial<RunExplanation>): string {
  const lines = explanationLines({ ...explained, ...changes }, now);
  for (const line of lines) assert(line.length <= 80, line);
  return lines.join("\n");
}

Deno.test("explanationLines() shows run options that are not the default, with their source", () => {
  const variables: Readonly<Record<string, string>> = { GETTOKEN_NO_INPUT: "1" };
  const options = readRunOptions({ timeout: 5, retries: 2 }, {
    env: (name) => variables[name],
    files: [],
  });
  assertStringIncludes(
    said({ options }),
    "\nOptions:\n  timeout = 5  (--timeout)\n  no-input  (GETTOKEN_NO_INPUT in the environment)\n\n",
  );
  assert(!said({}).includes("Options:"));
});

Deno.test("explanationLines() shows a request without its secrets", () => {
  assertStringIncludes(
    said({ request: { ...request, presented: ["a = b"] } }),
    [
      "\nRequest, not sent:",
      "  POST https://id.example/token",
      "  content-type: x/y",
      "  authorization: ***",
      "",
      "  client_secret=***",
      "  scope=a b",
      "Credential in it:",
      "  a = b\n",
    ].join("\n"),
  );
  assertStringIncludes(said({ request: { ...request, url: "" } }), "  POST (the token endpoint)\n");
});

Deno.test("explanationLines(): names the source of the endpoint", () => {
  const endpoint = { url: request.url, metadata: null, unasked: [], proxy: null };
  const given = said({ endpoint: { ...endpoint, proxy: "p.example:1 (HTTPS_PROXY)" } });
  assert(
    given.includes(
      "Endpoint: https://id.example/token\n  fixed, no discovery\n  through the proxy p.",
    ),
  );
  const found = said({ endpoint: { ...endpoint, metadata: "https://id.example/m" } });
  assert(found.includes("\n  from https://id.example/m\n"));
  const unasked = said({ endpoint: { ...endpoint, url: null, unasked: ["a", "b"] } });
  assert(unasked.includes("which --check requests\n  a\n  or else b\n"), unasked);
  assert(
    said({ endpoint: undefined }).includes("Endpoint: unknown until the settings are complete"),
  );
  assert(said({ request: undefined }).includes("Request: not complete yet"));
});

Deno.test("explanationLines() with a certificate: issuer and validity", () => {
  const day = 24 * 60 * 60 * 1000;
  const certificate = { subject: "S", issuer: "I", validFrom: new Date(now), validTo: new Date() };
  const until = (validTo: number) =>
    said({
      tls: { certificate: { ...certificate, validTo: new Date(validTo) }, failure: undefined },
    });
  assert(until(now + 20.5 * day).includes("Certificate: trusted\n  of S\n  issued by I\n"));
  assert(until(now + 20.5 * day).includes("  valid until 2026-01-30 (in 20 days)\n"));
  assert(until(now + 1.5 * day).includes("(in 1 day)"));
  assert(until(now + day / 2).includes("(in less than a day)"));
  assert(until(now - day).includes("  valid until 2026-01-08 (expired)"));
  assert(until(NaN).includes("  valid until an unreadable date"));
  const failure = new GettokenError("tls_failed", "x");
  assert(said({ tls: { certificate, failure } }).includes("Certificate: not trusted"));
  const none = said({ tls: { certificate: undefined, failure } });
  assert(none.includes("Certificate: the server sent none"));
  assert(said({ tls: { skipped: "so" } }).includes("Certificate: not checked: so"));
});

Deno.test("explanationLines(): the problems are last", () => {
  const problem = new GettokenError("tls_failed", "It is ".repeat(30) + "bad", {
    details: ["one"],
    hint: "do this",
  });
  const text = said({ problems: [problem] });
  assert(text.includes("Problems:\n  It is"), text);
  assert(text.includes("bad (status 5)\n    one\n    → do this"), text);
  assert(said({}).endsWith("\nReady to run."));
});

Deno.test("explanationLines() without problems: what was not checked is said", () => {
  assert(said({}).endsWith("\n\nReady to run."));
  const some = said({ unchecked: ["grant", "scope"] });
  assert(some.endsWith("\n\nNo problems found. Not checked: grant, scope."), some);
  const offline = said({ unchecked: undefined });
  assert(offline.endsWith("as far as the settings show; explain --check asks the server."));
});

Deno.test("explanationLines() shows how the client authenticates, and the grant", () => {
  assertStringIncludes(
    said({}),
    "\n\nClient authentication: client_secret_post\nGrant: client_credentials\n\nRequest, not",
  );
  assertStringIncludes(
    said({ proofs: { ...proofs, dpopAlgorithm: "ES384" } }),
    "\nGrant: client_credentials\nDPoP proof: ES384\n\nRequest",
  );
  const assertion = { algorithm: null, type: null, keyId: null, audience: null };
  const grant = { type: "urn:x", isAssertion: true };
  assertStringIncludes(
    said({ proofs: { ...proofs, grant, assertion } }),
    "\nClient authentication: none: the assertion is the grant\nGrant: urn:x\n\n",
  );
  const unauthenticated = said({ request: { ...request, method: undefined } });
  assertStringIncludes(unauthenticated, "\nClient authentication: none\nGrant: ");
  const none = said({ proofs: { ...proofs, grant: undefined } });
  assertStringIncludes(none, "\nClient authentication: client_secret_post\n\nRequest");
});

Deno.test("explanationLines() shows what the metadata says", () => {
  assertStringIncludes(
    said({ metadata: comparison }),
    "\nMetadata: https://m\n  issuer https://i\n  agrees with: grant\n  It differs\n\n",
  );
  const none = said({ metadata: { ...comparison, issuer: null, agrees: [], differences: [] } });
  assertStringIncludes(none, "\nMetadata: https://m\n  without an issuer\n\n");
});

const provenance = { kind: "environment", name: "ACME_SECRET" } as const;
const secret = {
  name: "clientSecret",
  state: "used",
  secret: true,
  value: undefined,
  size: "8 to 15 characters",
  provenance,
  insteadOf: [{ kind: "option", name: "--x" }],
} as const;
const failure = new GettokenError("tls_failed", "m", { details: ["d"] });
const validFrom = new Date(0);

async function printed(explanation: RunExplanation): Promise<Record<string, unknown>> {
  const { host, connection } = connected();
  await printExplanationJson(connection, explanation);
  return JSON.parse(host.stdout);
}

Deno.test("printExplanationJson(): every part of the explanation, under stable names", async () => {
  const json = await printed({
    provider: acme,
    sources: { ...sourcesOf({}), providerNamedBy: provenance },
    options: readRunOptions({ timeout: 5 }, { env: () => undefined, files: [] }),
    settings: [secret],
    endpoint: { url: "https://e", metadata: "https://m", unasked: [], proxy: "p" },
    request: {
      url: "https://e",
      method: "client_secret_post",
      headers: { a: "b", authorization: new Secret("canary") },
      form: [["client_secret", new Secret("canary")], ["scope", "a"]],
    },
    proofs: {
      ...proofs,
      assertion: { algorithm: "ES256", type: null, keyId: "k", audience: "https://a" },
    },
    tls: { certificate: { subject: "s", issuer: "i", validFrom, validTo: validFrom }, failure },
    metadata: comparison,
    unchecked: ["scope"],
    problems: [failure],
  });
  assert(!JSON.stringify(json).includes("canary"));
  assertEquals({ ...json, settings: [] }, {
    provider: "acme",
    title: "Acme ID",
    named_by: "ACME_SECRET in the environment",
    settings: [],
    options: [{ option: "--timeout", value: 5, source: "--timeout" }],
    endpoint: { url: "https://e", metadata: "https://m", unasked: [], proxy: "p" },
    certificate: {
      trusted: false,
      subject: "s",
      issuer: "i",
      valid_from: "1970-01-01T00:00:00.000Z",
      valid_to: "1970-01-01T00:00:00.000Z",
    },
    metadata: {
      ...{ url: "https://m", issuer: "https://i" },
      ...{ agrees: ["grant"], differences: ["It differs"] },
    },
    unchecked: ["scope"],
    request: {
      method: "POST",
      url: "https://e",
      client_authentication: "client_secret_post",
      grant_type: "client_credentials",
      assertion: {
        ...{ is_grant: false, algorithm: "ES256", type: null, key_id: "k" },
        audience: "https://a",
      },
      dpop_algorithm: null,
      headers: { a: "b", authorization: null },
      body: "form",
      form: [{ name: "client_secret", value: null }, { name: "scope", value: "a" }],
    },
    problems: [{ code: "tls_failed", exit: 5, message: "m", details: ["d"], hint: null }],
    exit: 5,
  });
});

Deno.test("printExplanationJson() has null for what is not known", async () => {
  const nothing = {
    provider: acme,
    sources: sourcesOf({}),
    options: readRunOptions({}, { env: () => undefined, files: [] }),
    settings: [],
    endpoint: undefined,
    request: undefined,
    proofs: undefined,
    tls: undefined,
    metadata: undefined,
    unchecked: undefined,
    problems: [],
  };
  const json = await printed(nothing);
  assertEquals([json.endpoint, json.certificate, json.request, json.exit], [null, null, null, 0]);
  assertEquals([json.metadata, json.unchecked], [null, null]);
  const skipped = await printed({ ...nothing, tls: { skipped: "so" } });
  assertEquals(skipped.certificate, { skipped: "so" });
});

const complete: Given = {
  options: { domain: "id.example", clientId: "canary-secret" },
  env: { ACME_SECRET: "canary-secret" },
};

async function print(given: Given, json = false, world = {}): Promise<string> {
  const { host, connection } = connected(world, "quiet");
  const sources = sourcesOf(given);
  const options = readRunOptions({}, sources);
  const explained = { provider: acme, sources, options };
  const [outcome] = await Promise.allSettled([
    printExplanation(connection, explained, { check: false, json }),
  ]);
  assertEquals(host.stderr, "");
  if (outcome.status === "rejected") throw Object.assign(outcome.reason, { printed: host.stdout });
  return host.stdout;
}

Deno.test("printExplanation(): no output contains the secret", async () => {
  const text = await print(complete);
  assert(text.startsWith("Acme ID (acme), named by the command line\n\nSettings:\n  domain = "));
  assertStringIncludes(text, "  client id = ***  (--client-id)\n");
  assert(
    text.endsWith(
      "\nReady to run, as far as the settings show; explain --check asks the server.\n",
    ),
  );
  assertNotMatch(text, /canary|[^\n -~]/);
});

Deno.test("printExplanation() prints no secret of a run that would fail, nor one that lost", async () => {
  for (const json of [false, true]) {
    const failure = await failureOf("setting_missing", () =>
      print({
        options: { scope: "canary-secret canary-found" },
        env: { ACME_SECRET: "canary-secret" },
        found: { ACME_SECRET: "canary-found" },
      }, json));
    const { printed } = failure as unknown as { readonly printed: string };
    assertStringIncludes(printed, "*** ***");
    assertNotMatch(printed, /canary/);
  }
});

Deno.test("printExplanation() prints one line of JSON", async () => {
  const text = await print(complete, true);
  assertNotMatch(text, /canary|\n./);
  const { provider, exit } = JSON.parse(text);
  assertEquals([provider, exit], ["acme", 0]);
});

Deno.test("printExplanation() prints all, then fails as the run would", async () => {
  for (const json of [false, true]) {
    const failure = await failureOf(
      "setting_missing",
      () => print({ options: {} }, json, { env: { DENO_TLS_CA_STORE: "x" } }),
    );
    assertEquals(
      failure.message,
      "A run would fail with exit status 3: 3 settings are missing for Acme ID, and 1 more",
    );
    const { printed } = failure as unknown as { readonly printed: string };
    if (json) assertEquals(JSON.parse(printed).problems.length, 2);
    else assertStringIncludes(printed, "Problems:");
  }
});

Deno.test("explanationLines(), a JSON body: its members as JSON, without secrets", () => {
  const text = said({
    request: {
      ...request,
      format: "json",
      form: [["appSecret", new Secret("canary")], ["roles", ["a", "b"]]],
    },
  });
  assertStringIncludes(
    text,
    '\n  {\n    "appSecret": "***",\n    "roles": [\n      "a",\n      "b"\n    ]\n  }\n',
  );
  assert(!text.includes("canary"));
});
