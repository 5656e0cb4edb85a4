import { assert, assertEquals } from "@std/assert";
import { GettokenError } from "../../../lib/core/errors.ts";
import { explanationJson, settingJson } from "../../../lib/commands/explanation_json.ts";
import { readRunOptions } from "../../../lib/settings/read_run_options.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { acme } from "../helpers.ts";

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

Deno.test("settingJson() has the option, the source and what lost, and no secret", () => {
  assertEquals(settingJson(secret), {
    option: "--client-secret",
    state: "used",
    secret: true,
    value: null,
    size: "8 to 15 characters",
    source: "ACME_SECRET in the environment",
    instead_of: ["--x"],
  });
  assertEquals(settingJson({ ...secret, provenance: undefined }).source, null);
});

Deno.test("explanationJson() has all that is told, under names that stay", () => {
  const json = explanationJson(acme, provenance, {
    options: readRunOptions({ timeout: 5 }, { env: () => undefined, files: [] }),
    settings: [secret],
    endpoint: { url: "https://e", metadata: "https://m", unasked: [], proxy: "p" },
    request: {
      url: "https://e",
      method: "client_secret_post",
      headers: { a: "b", authorization: new Secret("canary") },
      form: [["client_secret", new Secret("canary")], ["scope", "a"]],
    },
    tls: { certificate: { subject: "s", issuer: "i", validFrom, validTo: validFrom }, failure },
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
    request: {
      method: "POST",
      url: "https://e",
      client_authentication: "client_secret_post",
      headers: { a: "b", authorization: null },
      form: [{ name: "client_secret", value: null }, { name: "scope", value: "a" }],
    },
    problems: [{ code: "tls_failed", exit: 5, message: "m", details: ["d"], hint: null }],
    exit: 5,
  });
});

Deno.test("explanationJson() has null for what is not known", () => {
  const nothing = {
    options: readRunOptions({}, { env: () => undefined, files: [] }),
    settings: [],
    endpoint: undefined,
    request: undefined,
    tls: undefined,
    problems: [],
  };
  const json = explanationJson(acme, provenance, nothing);
  assertEquals([json.endpoint, json.certificate, json.request, json.exit], [null, null, null, 0]);
  const skipped = explanationJson(acme, provenance, { ...nothing, tls: { skipped: "so" } });
  assertEquals(skipped.certificate, { skipped: "so" });
});
