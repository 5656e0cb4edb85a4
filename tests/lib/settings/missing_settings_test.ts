import { assertEquals, assertMatch } from "@std/assert";
import type { GettokenError } from "../../../lib/core/errors.ts";
import { askSecret, type Gaps, incomplete } from "../../../lib/settings/missing_settings.ts";
import type { Provider, Setting } from "../../../lib/contract/provider.ts";
import { acme, failureOf, forEachCase, sourcesOf } from "../helpers.ts";
import type { Declared } from "../../../lib/contract/declared_settings.ts";

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

Deno.test("incomplete(): how to set what is missing, and alternatives", () => {
  const failure = refused({ missing: missing("domain", "clientSecret") });
  assertEquals(failure.code, "setting_missing");
  assertEquals(failure.message, "2 settings are missing for Acme ID");
  assertEquals(failure.details, [
    "domain is missing: set --domain, ACME_DOMAIN or GETTOKEN_DOMAIN, for example id.acme.example",
    "client secret is missing: set --client-secret, GETTOKEN_CLIENT_SECRET or " +
    "--client-secret-file; or use --private-key-file or --token-file",
  ]);
});

Deno.test("incomplete(): empty variables and those of other programs: named, values not shown", () => {
  const other: typeof declared = [
    ...declared,
    ["scope", { env: ["ACME_SCOPE"], otherEnv: { OTHER_SCOPES: "the same value" } }],
    ["region", { otherEnv: { OTHER_REGION: "the same value" } }],
  ];
  const env = { GETTOKEN_CLIENT_SECRET: "", GETTOKEN_PRIVATE_KEY: " ", OTHER_SCOPES: "canary" };
  const sources = sourcesOf({
    env: { ...env, OTHER_REGION: "canary", GETTOKEN_REGION: "eu" },
  });
  const { details } = refused({ missing: missing("clientSecret"), declared: other, sources });
  assertEquals(details.slice(1), [
    "GETTOKEN_CLIENT_SECRET in the environment is set but empty",
    "GETTOKEN_PRIVATE_KEY in the environment is set but empty",
    "OTHER_SCOPES in the environment is not a variable of gettoken; set ACME_SCOPE to the same value",
  ]);
});

Deno.test("incomplete(): missing, invalid or both: message", async () => {
  const empty = { name: "domain", source: "--domain", problem: "is empty" };
  await forEachCase<readonly [problems: Gaps["problems"], names: string[], state: string]>({
    "missing": [[], ["domain"], "One setting is missing"],
    "wrong": [[empty], [], "One setting is invalid"],
    "both": [[empty], ["clientSecret"], "2 settings are missing or invalid"],
  }, ([problems, names, state]) => {
    const { code, message, details, settings } = refused({ problems, missing: missing(...names) });
    assertEquals(details.includes("--domain is empty"), problems.length > 0);
    assertEquals(settings, [
      ...problems,
      ...names.map((name) => ({ name, problem: "is missing" })),
    ]);
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

Deno.test("incomplete(): a document with several missing settings: named first", () => {
  assertEquals(toldWithDocument("domain", "clientId", "clientSecret"), [
    "robot key is missing: set --robot-key-file, ACME_KEY_PATH, GETTOKEN_ROBOT_KEY_FILE or " +
    "GETTOKEN_ROBOT_KEY; or use --client-id, --domain and --client-secret-file",
  ]);
});

Deno.test("incomplete(): one missing setting of a document: the document is the alternative", () => {
  assertEquals(toldWithDocument("clientId"), [
    "client id is missing: set --client-id or GETTOKEN_CLIENT_ID; or use --robot-key-file",
  ]);
});

Deno.test("incomplete(): hint about ID tokens only in GitHub Actions", async () => {
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
      assertEquals(refused(gaps, provider).hint, "gettoken acme --help explains it"),
  );
});

Deno.test("incomplete(): misspelt variables: last", () => {
  const sources = sourcesOf({ found: { ACME_DOMIAN: "canary" } });
  const { message, details } = refused({ missing: missing("domain"), sources });
  assertEquals(message, "One setting is missing for Acme ID");
  assertEquals(details[1], "unknown variable ACME_DOMIAN in ./.env; did you mean ACME_DOMAIN?");
});

const misspellable: Declared = [
  ["domain", { env: ["ACME_DOMAIN"] }],
  ["clientSecret", { secret: true }],
];
const withTokenFile: Declared = [...misspellable, ["tokenFile", {}]];

Deno.test('incomplete(): misspelt variables: "did you mean", values not shown', async () => {
  await forEachCase<readonly [name: string, meant?: string]>({
    "a letter is missing": ["GETTOKEN_CLIENT_SECRT", "GETTOKEN_CLIENT_SECRET"],
    "a letter is too much": ["GETTOKEN_CLIENT_SECRETT", "GETTOKEN_CLIENT_SECRET"],
    "another letter": ["GETTOKEN_CLIENT_SEKRET", "GETTOKEN_CLIENT_SECRET"],
    "two are swapped": ["ACME_DOMIAN", "ACME_DOMAIN"],
    "small letters": ["acme_domain", "ACME_DOMAIN"],
    "the name of a file with it": ["GETTOKEN_CLIENT_SECRET_FIEL", "GETTOKEN_CLIENT_SECRET_FILE"],
    "another word": ["ACME_REGION"],
    "what is read": ["GETTOKEN_TOKEN_FILE"],
    "the beginning alone": ["GETTOKEN_CLIENT"],
  }, ([name, meant]) => {
    const sources = sourcesOf({ env: { [name]: "canary" }, found: { [name]: "canary" } });
    const places = meant === undefined ? [] : ["the environment", "./.env"];
    assertEquals(
      incomplete(acme, { problems: [], missing: misspellable, declared: withTokenFile, sources })
        .details.slice(misspellable.length),
      places.map((place) => `unknown variable ${name} in ${place}; did you mean ${meant}?`),
    );
  });
});

const url = "https://id.acme.example/oauth/token";

/** Asks at a prompt at which this is typed. */
async function asked(typed: string, provider: Provider = acme, endpoint = url) {
  const prompts: string[] = [];
  const prompt = (message: string) => {
    prompts.push(message);
    return Promise.resolve(typed);
  };
  return { prompts, secret: await askSecret(provider, "clientSecret", endpoint, prompt) };
}

Deno.test("askSecret(): the prompt shows the host", async () => {
  const { prompts, secret } = await asked("typed in");
  assertEquals(secret, "typed in");
  assertEquals(prompts, ["client secret for https://id.acme.example (Acme ID)"]);
  const local = await asked("x", acme, "http://127.0.0.1:8080/token");
  assertEquals(local.prompts, ["client secret for http://127.0.0.1:8080 (Acme ID)"]);
});

Deno.test("askSecret(): long or unprintable title: truncated, printable", async () => {
  const { prompts } = await asked("x", { ...acme, title: "\x1b[31m" + "x".repeat(300) });
  assertEquals(prompts, [`client secret for https://id.acme.example ([31m${"x".repeat(55)}…)`]);
});

Deno.test("askSecret(): invalid answer: setting_invalid, answer not shown", async () => {
  await forEachCase({
    "": "is empty",
    "can\tary": "contains a control or invisible character",
  }, async (problem, typed) => {
    const failure = await failureOf("setting_invalid", () => asked(typed));
    assertEquals(failure.message, `The client secret ${problem}`);
  });
});
