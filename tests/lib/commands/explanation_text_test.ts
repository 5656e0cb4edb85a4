import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { GettokenError } from "../../../lib/core/errors.ts";
import type { ExplainedRun } from "../../../lib/commands/explain.ts";
import type { ExplainedSetting } from "../../../lib/settings/explained_settings.ts";
import {
  explanationLines,
  requestLines,
  settingLines,
} from "../../../lib/commands/explanation_text.ts";
import { readRunOptions } from "../../../lib/settings/read_run_options.ts";
import { Secret } from "../../../lib/core/secret.ts";

const used: ExplainedSetting = {
  name: "clientId",
  state: "used",
  secret: false,
  value: "svc",
  size: undefined,
  provenance: { kind: "environment", name: "ACME_ID" },
  insteadOf: [],
};
const unset: ExplainedSetting = {
  ...used,
  state: "unset",
  value: undefined,
  provenance: undefined,
};
const request = {
  url: "https://id.example/token",
  method: "client_secret_post",
  headers: { "content-type": "x/y", "authorization": new Secret("canary") },
  form: [["client_secret", new Secret("canary")], ["scope", "a b"]],
} as const;
const explained: ExplainedRun = {
  options: readRunOptions({}, { env: () => undefined, files: [] }),
  settings: [used],
  endpoint: { url: request.url, metadata: undefined, unasked: [], proxy: undefined },
  request,
  tls: undefined,
  problems: [],
};
const now = Date.UTC(2026, 0, 9, 12);

/** What is said with some of it changed. */
function said(changes: Partial<ExplainedRun>): string {
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

Deno.test("settingLines() has a line for each setting, and one for all that are not set", () => {
  assertEquals(
    settingLines([
      { ...used, insteadOf: [{ kind: "option", name: "--x" }, { kind: "default" }] },
      { ...used, name: "aSecret", secret: true, value: undefined, size: "8 to 15 characters" },
      { ...used, name: "other", secret: true, value: undefined, state: "set_aside" },
      { ...used, name: "wrong", state: "invalid", value: undefined },
      { ...unset, name: "needed", state: "missing" },
      { ...unset, name: "typed", state: "asked" },
      { ...unset, name: "caFile" },
      { ...unset, name: "scope" },
    ]),
    [
      "  client id = svc  (ACME_ID in the environment)",
      "      instead of --x",
      "      instead of default",
      "  a secret = *** (8 to 15 characters)  (ACME_ID in the environment)",
      "  other = ***  (ACME_ID in the environment), set aside: another credential wins",
      "  wrong = (not shown)  (ACME_ID in the environment), not valid",
      "  needed: missing",
      "  typed: asked for on the terminal",
      "  not set: ca file, scope",
    ],
  );
});

Deno.test("requestLines() shows a request without its secrets", () => {
  assertEquals(requestLines(request), [
    "Request, not sent:",
    "  POST https://id.example/token",
    "  content-type: x/y",
    "  authorization: ***",
    "",
    "  client_secret=***",
    "  scope=a b",
  ]);
  assertEquals(requestLines({ ...request, url: "" })[1], "  POST (the token endpoint)");
});

Deno.test("explanationLines() tells how the endpoint was found", () => {
  const endpoint = { url: request.url, metadata: undefined, unasked: [], proxy: undefined };
  const given = said({ endpoint: { ...endpoint, proxy: "p.example:1 (HTTPS_PROXY)" } });
  assert(given.includes("Endpoint: https://id.example/token\n  given\n  by way of the proxy p."));
  const found = said({ endpoint: { ...endpoint, metadata: "https://id.example/m" } });
  assert(found.includes("\n  found in https://id.example/m\n"));
  const unasked = said({ endpoint: { ...endpoint, url: undefined, unasked: ["a", "b"] } });
  assert(unasked.includes("--check asks for it\n  a\n  or else b\n"), unasked);
  assert(said({ endpoint: undefined }).includes("Endpoint: cannot be told yet"));
  assert(said({ request: undefined }).includes("Request: cannot be made yet"));
});

Deno.test("explanationLines() tells of a certificate who issued it, and for how long", () => {
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
  assert(until(NaN).includes("  valid until ? (not readable)"));
  const failure = new GettokenError("tls_failed", "x");
  assert(said({ tls: { certificate, failure } }).includes("Certificate: not trusted"));
  const none = said({ tls: { certificate: undefined, failure } });
  assert(none.includes("Certificate: none was shown"));
  assert(said({ tls: { skipped: "so" } }).includes("Certificate: not looked at, since so"));
});

Deno.test("explanationLines() ends with what stops a run", () => {
  const problem = new GettokenError("tls_failed", "It is ".repeat(30) + "bad", {
    details: ["one"],
    hint: "do this",
  });
  const text = said({ problems: [problem] });
  assert(text.includes("What stops a run:\n  It is"), text);
  assert(text.includes("bad (status 5)\n    one\n    → do this"), text);
  assert(said({}).endsWith("\nNothing stops a run."));
});
