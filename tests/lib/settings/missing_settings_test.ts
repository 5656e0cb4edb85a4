import { assertEquals, assertMatch } from "@std/assert";
import type { GettokenError } from "../../../lib/core/errors.ts";
import { type Gaps, incomplete } from "../../../lib/settings/missing_settings.ts";
import type { Provider, Setting } from "../../../lib/contract/provider.ts";
import { acme, forEachCase, sourcesOf } from "../helpers.ts";

const declared: readonly (readonly [string, Setting])[] = [
  ["domain", { required: true, env: ["ACME_DOMAIN"], example: "id.acme.example" }],
  ["clientSecret", { required: { unless: ["privateKey", "tokenFile"] }, secret: true }],
  ["privateKey", { secret: true, multiline: true }],
  ["tokenFile", {}],
];

function missing(...names: string[]) {
  return declared.filter(([name]) => names.includes(name));
}

/** The failure for gaps, in an environment where nothing else is set. */
function refused(gaps: Partial<Gaps>, provider = acme): GettokenError {
  return incomplete(provider, {
    problems: [],
    missing: [],
    declared,
    sources: sourcesOf({}),
    ...gaps,
  });
}

Deno.test("incomplete() names all ways to give what is missing, and what would do instead", () => {
  const failure = refused({ missing: missing("domain", "clientSecret") });
  assertEquals(failure.code, "setting_missing");
  assertEquals(failure.message, "2 settings are missing for Acme ID");
  assertEquals(failure.details, [
    "domain is missing: set --domain, ACME_DOMAIN or GETTOKEN_DOMAIN, for example id.acme.example",
    "client secret is missing: set --client-secret, GETTOKEN_CLIENT_SECRET or " +
    "--client-secret-file; or instead --private-key-file or --token-file",
  ]);
});

Deno.test("incomplete() says whether settings are missing, wrong or both", async () => {
  await forEachCase<readonly [problems: string[], names: string[], state: string]>({
    "missing": [[], ["domain"], "One setting is missing"],
    "wrong": [["--domain is empty"], [], "One setting is not valid"],
    "both": [["--domain is empty"], ["clientSecret"], "2 settings are missing or not valid"],
  }, ([problems, names, state]) => {
    const { code, message } = refused({ problems, missing: missing(...names) });
    assertEquals(code, problems.length > 0 ? "setting_invalid" : "setting_missing");
    assertEquals(message, `${state} for Acme ID`);
  });
});

const withDocument: typeof declared = [
  ["robotKey", {
    secret: true,
    multiline: true,
    fileEnv: ["ACME_KEY_PATH"],
    members: { domain: "d", clientId: "id", privateKey: "pem" },
  }],
  ["clientId", { required: true }],
  ...declared,
];

/** What is said when these are missing, and a document could have them. */
function toldWithDocument(...names: string[]): readonly string[] {
  const missing = withDocument.filter(([name]) => names.includes(name));
  return refused({ missing, declared: withDocument }).details;
}

Deno.test("incomplete() names a document before all that it can have", () => {
  assertEquals(toldWithDocument("domain", "clientId", "clientSecret"), [
    "robot key is missing: set --robot-key-file, ACME_KEY_PATH, GETTOKEN_ROBOT_KEY_FILE or " +
    "GETTOKEN_ROBOT_KEY; or instead --client-id, --domain and --client-secret-file",
  ]);
});

Deno.test("incomplete() names a document after what alone is missing of it", () => {
  assertEquals(toldWithDocument("clientId"), [
    "client id is missing: set --client-id or GETTOKEN_CLIENT_ID; or instead --robot-key-file",
  ]);
});

Deno.test("incomplete() tells a job that could be vouched for how, and nobody else", async () => {
  const vouched: Provider = { ...acme, assertion: { federation: [{ audience: "api://any" }] } };
  const job = sourcesOf({ env: { GITHUB_ACTIONS: "true" } });
  const elsewhere = sourcesOf({ env: { GITHUB_ACTIONS: "false" } });
  const secret = missing("clientSecret");
  assertMatch(
    refused({ missing: secret, sources: job }, vouched).hint ?? "",
    /needs no secret: .*id-token: write/,
  );
  await forEachCase<readonly [Partial<Gaps>, Provider]>(
    {
      "no job": [{ missing: secret }, vouched],
      "a job elsewhere": [{ missing: secret, sources: elsewhere }, vouched],
      "another provider": [{ missing: secret, sources: job }, acme],
      "something else is missing": [{ missing: missing("domain"), sources: job }, vouched],
    },
    ([gaps, provider]) =>
      assertEquals(refused(gaps, provider).hint, "--help explains each of them"),
  );
});

Deno.test("incomplete() says last which variables may be misspelt", () => {
  const sources = sourcesOf({ found: { ACME_DOMIAN: "canary" } });
  const { message, details } = refused({ missing: missing("domain"), sources });
  assertEquals(message, "One setting is missing for Acme ID");
  assertEquals(details[1], "ACME_DOMIAN in ./.env sets nothing; is ACME_DOMAIN meant?");
});
