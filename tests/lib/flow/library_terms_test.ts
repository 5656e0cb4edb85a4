import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { GettokenError } from "../../../lib/core/errors.ts";
import { libraryError, libraryTerms } from "../../../lib/flow/library_terms.ts";
import { explainTlsFailure } from "../../../lib/net/tls_failure.ts";
import { builtIn } from "../../../providers/mod.ts";
import { acme } from "../helpers.ts";

const reword = libraryTerms(acme, false);
const withVariables = libraryTerms(acme, true);

Deno.test("libraryTerms(): options of the program become options of the flow", () => {
  const cases: Readonly<Record<string, string>> = {
    "domain is missing: set --domain, ACME_DOMAIN or GETTOKEN_DOMAIN, for example id.acme.example":
      "domain is missing: set domain, for example id.acme.example",
    "set --client-secret, ACME_SECRET, GETTOKEN_CLIENT_SECRET or --client-secret-file; or use x":
      "set clientSecret; or use x",
    "or use --client-id and --client-secret": "or use clientId and clientSecret",
    "--domain or --scope": "domain or scopes",
    "Try again, or increase --timeout.": "Try again, or increase timeout.",
    "reuse one until it expires (--cache)": "reuse one until it expires (cache)",
    "sooner than --min-ttl allows": "sooner than minTtl allows",
    "set or check --client-cert-file.": "set or check clientCert.",
    "Set --auth-method client_secret_post.": "Set authMethod client_secret_post.",
    "Set --federated-token-file.": "Set federatedToken.",
    "Add --allow-net to the options of deno run.": "Add --allow-net to the options of deno run.",
    "az ad sp create --id svc": "az ad sp create --id svc",
    "Check it with --dry-run; or not": "Check it with the program's --dry-run; or not",
    "The client ID is wrong": "The client ID is wrong",
  };
  for (const [text, expected] of Object.entries(cases)) assertEquals(reword(text), expected);
});

Deno.test("libraryTerms(), an untrusted certificate: no variables of Deno", () => {
  const { hint = "" } = explainTlsFailure(
    "invalid peer certificate: UnknownIssuer",
    new URL("https://id.example"),
    () => undefined,
  ) ?? {};
  assertMatch(hint, /DENO_CERT/);
  assertMatch(reword(hint), /Set the CA certificate \(a PEM file\) with caCertificates\.$/);
});

Deno.test("libraryTerms(), settings from the environment: variables are named as well", () => {
  const cases: Readonly<Record<string, string>> = {
    "set --domain, ACME_DOMAIN or GETTOKEN_DOMAIN, for example":
      "set domain, ACME_DOMAIN or GETTOKEN_DOMAIN, for example",
    "set --client-secret, ACME_SECRET, GETTOKEN_CLIENT_SECRET or --client-secret-file":
      "set clientSecret, ACME_SECRET, GETTOKEN_CLIENT_SECRET or GETTOKEN_CLIENT_SECRET_FILE",
    "Set --client-cert-file.": "Set GETTOKEN_CLIENT_CERT_FILE.",
    "GETTOKEN_TIMEOUT in the environment must be": "GETTOKEN_TIMEOUT in the environment must be",
  };
  for (const [text, expected] of Object.entries(cases)) assertEquals(withVariables(text), expected);
});

Deno.test("libraryTerms(): no hint of a built-in provider names an option of the program", async () => {
  const providers = await Promise.all(Object.values(builtIn).map(({ load }) => load()));
  const hints = providers.flatMap((provider) =>
    (provider.explain ?? []).map(({ hint }) => libraryTerms(provider, false)(hint))
  );
  const others = hints.filter((hint) => /--(?!dry-run)|[A-Z]+_[A-Z]+_/.test(hint));
  // That is a command of Azure.
  assertEquals(others.map((hint) => hint.includes("az ad sp create --id")), [true]);
});

Deno.test("libraryError(): all strings in the terms of the library", () => {
  const error = new GettokenError("setting_missing", "Set --domain", {
    ...{ details: ["--client-id"], hint: "--scope", httpStatus: 400, traceId: "t", cause: "why" },
    settings: [{
      ...{ name: "scope", option: "--scope", variables: ["GETTOKEN_SCOPE"] },
      ...{ source: "--scope", problem: "conflicts with --domain" },
    }],
  });
  const { code, message, details, hint, settings, httpStatus, traceId, cause } = libraryError(
    error,
    reword,
  );
  assertEquals(
    { code, message, details, hint, settings, httpStatus, traceId, cause },
    {
      ...{
        code: "setting_missing",
        message: "Set domain: scopes",
        details: ["clientId"],
        hint: "scopes",
      },
      settings: [{ name: "scopes", source: "scopes", problem: "conflicts with domain" }],
      ...{ httpStatus: 400, traceId: "t", cause: undefined },
    },
  );
});

Deno.test("libraryError(), an error that a function of the caller made: known members, redacted", () => {
  const said = { serverMessage: "canary", traceId: "canary", oauthError: "canary", docs: "canary" };
  const made = new GettokenError("refused", "canary", {
    ...{ ...said, providerCode: "canary", hint: "canary", details: ["canary"], cause: "canary" },
    settings: [{ name: "canary", source: "canary", problem: "canary" }],
  });
  Object.assign(made, { name: "canary", request: { authorization: "canary" } });
  const redact = (text: string) => text.replace("canary", "***");
  const error = libraryError(made, reword, false, redact);
  assertEquals(error.serverMessage, "***");
  const shown = Deno.inspect(error, { showHidden: true, depth: 9 }) + error.stack;
  assertNotMatch(shown + JSON.stringify(Object.getOwnPropertyDescriptors(error)), /canary/);
});

Deno.test("libraryError(), an unexpected error: its kind only", () => {
  const error = libraryError(new TypeError("canary", { cause: "canary" }), reword);
  assertEquals([error.code, error.message], ["defect", "defect: unexpected TypeError"]);
  assertEquals(error.cause, undefined);
  assertEquals(libraryError("canary", reword).message, "defect: unexpected string");
  const named = Object.assign(new Error(), { name: "canary", constructor: null });
  assertEquals(libraryError(named, reword).message, "defect: unexpected Error");
});
