import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import type {
  AssertionQuirks,
  Pattern,
  Provider,
  Setting,
} from "../../../lib/contract/provider.ts";
import type { Sources } from "../../../lib/settings/sources.ts";
import {
  type ResolvedSettings,
  resolveSettings,
  withAnswer,
} from "../../../lib/settings/resolve.ts";
import {
  acme,
  acmeWithKey,
  failureOf,
  forEachCase,
  type Given,
  sourcesOf,
  toldBy,
} from "../helpers.ts";

/** A provider with these settings, needing nothing else. */
function providerWith(settings: Readonly<Record<string, Setting>>): Provider {
  return {
    ...acme,
    settings: { clientId: { required: false }, clientSecret: { required: false }, ...settings },
  };
}

/** The settings of {@linkcode acme} from these sources, with its required settings as options. */
function resolveAcme(given: Given): Promise<ResolvedSettings> {
  const options = { domain: "id.acme.example", clientId: "svc", clientSecret: "s3cr3t" };
  return resolveSettings(acme, sourcesOf({ ...given, options: { ...options, ...given.options } }));
}

/** Every source of a value, the one that wins first; each gives its own name as the value. */
const ranked: Readonly<Record<string, Given>> = {
  option: { options: { colour: "option" } },
  environment: { env: { GETTOKEN_COLOUR: "environment" } },
  conventionalVariable: { env: { ACME_COLOUR: "conventionalVariable" } },
  olderVariable: { env: { OLD_COLOUR: "olderVariable" } },
  laterFile: { named: [{}, { GETTOKEN_COLOUR: "laterFile" }] },
  laterFileConventional: { named: [{}, { ACME_COLOUR: "laterFileConventional" }] },
  earlierFile: { named: [{ GETTOKEN_COLOUR: "earlierFile" }, {}] },
  earlierFileConventional: { named: [{ ACME_COLOUR: "earlierFileConventional" }, {}] },
  found: { found: { GETTOKEN_COLOUR: "found" } },
  foundConventional: { found: { ACME_COLOUR: "foundConventional" } },
  default: {},
};

/** Two sets of sources as one. */
function together(
  first: Given,
  second: Given,
): Sources {
  const merge = (a = {}, b = {}) => ({ ...a, ...b });
  return sourcesOf({
    options: merge(first.options, second.options),
    env: merge(first.env, second.env),
    named: [0, 1].map((index) => merge(first.named?.[index], second.named?.[index])),
    found: merge(first.found, second.found),
  });
}

Deno.test("resolveSettings(): precedence: option, environment, later file, earlier file, ./.env, default", async () => {
  const provider = providerWith({
    colour: { env: ["ACME_COLOUR", "OLD_COLOUR"], default: "default" },
  });
  const sources = Object.entries(ranked);
  for (const [index, [winner, first]] of sources.entries()) {
    for (const [loser, second] of sources.slice(index + 1)) {
      const { values } = await resolveSettings(provider, together(first, second));
      assertEquals(values.colour, winner, `${winner} before ${loser}`);
    }
  }
});

Deno.test("resolveSettings(): provenance of each value", async () => {
  const { provenance } = await resolveSettings(
    providerWith({ one: {}, two: { env: ["TWO"] }, three: {}, four: {}, five: { default: "5" } }),
    sourcesOf({
      options: { one: "1" },
      env: { TWO: "2" },
      named: [{ GETTOKEN_THREE: "3" }],
      found: { GETTOKEN_FOUR: "4" },
    }),
  );
  const values = (text: string) => new Map([[`GETTOKEN_${text}`, text === "THREE" ? "3" : "4"]]);
  assertEquals(provenance, {
    one: { kind: "option", name: "--one" },
    two: { kind: "environment", name: "TWO" },
    three: {
      kind: "file",
      name: "GETTOKEN_THREE",
      file: { path: "1.env", named: true, values: values("THREE") },
    },
    four: {
      kind: "file",
      name: "GETTOKEN_FOUR",
      file: { path: "./.env", named: false, values: values("FOUR") },
    },
    five: { kind: "default" },
  });
});

Deno.test("resolveSettings(): secrets are not among the provider's values", async () => {
  const { values, secrets } = await resolveAcme({});
  assertEquals(values, { domain: "https://id.acme.example", clientId: "svc" });
  assertEquals(Object.keys(secrets), ["clientSecret"]);
  assertEquals(secrets.clientSecret?.reveal(), "s3cr3t");
});

Deno.test("resolveSettings(): values are normalised", async () => {
  const { values } = await resolveAcme({ options: { domain: "HTTPS://ID.acme.example:443/" } });
  assertEquals(values.domain, "https://id.acme.example");
});

Deno.test("resolveSettings(): several settings missing: one error with all of them", async () => {
  const failure = await failureOf(
    "setting_missing",
    () => resolveSettings(acme, sourcesOf({ options: { scope: "a" } })),
  );
  assertEquals(failure.message, "3 settings are missing for Acme ID");
  assertEquals(failure.details, [
    "domain is missing: set --domain, ACME_DOMAIN or GETTOKEN_DOMAIN, for example id.acme.example",
    "client id is missing: set --client-id or GETTOKEN_CLIENT_ID",
    "client secret is missing: set --client-secret, ACME_SECRET, GETTOKEN_CLIENT_SECRET or --client-secret-file",
  ]);
});

Deno.test("resolveSettings(): missing setting: hints about misspelt variables and ID tokens", async () => {
  const vouched: Provider = { ...acme, assertion: { federation: [{ audience: "api://any" }] } };
  const { details, hint } = await failureOf(
    "setting_missing",
    () =>
      resolveSettings(
        vouched,
        sourcesOf({ found: { ACME_DOMIAN: "x" }, env: { GITHUB_ACTIONS: "true" } }),
      ),
  );
  assertEquals(details.at(-1), "unknown variable ACME_DOMIAN in ./.env; did you mean ACME_DOMAIN?");
  assertMatch(hint ?? "", /id-token: write/);
});

Deno.test("resolveSettings(): invalid and missing settings: one error", async () => {
  const failure = await failureOf(
    "setting_invalid",
    () =>
      resolveSettings(
        acme,
        sourcesOf({ options: { domain: "a/b" }, env: { ACME_SECRET: "\x01" } }),
      ),
  );
  assertEquals(failure.message, "3 settings are missing or invalid for Acme ID");
  assertEquals(failure.details, [
    "--domain must be a host name only, without a path",
    "ACME_SECRET in the environment contains a control or invisible character",
    "client id is missing: set --client-id or GETTOKEN_CLIENT_ID",
  ]);
});

Deno.test("resolveSettings(): invalid value: source named, value not shown", async () => {
  const badValues = { "canary\nx": /line break/, "canary\x1b": /control/ };
  const provider = providerWith({ clientSecret: { required: false, env: ["ACME_SECRET"] } });
  const sources: Readonly<Record<string, (bad: string) => Given>> = {
    "--client-secret": (bad) => ({ options: { clientSecret: bad } }),
    "ACME_SECRET in the environment": (bad) => ({ env: { ACME_SECRET: bad } }),
    "GETTOKEN_CLIENT_SECRET in 1.env": (bad) => ({ named: [{ GETTOKEN_CLIENT_SECRET: bad }] }),
    "ACME_SECRET in ./.env": (bad) => ({ found: { ACME_SECRET: bad } }),
  };
  await forEachCase(sources, async (sourceOf, subject) => {
    for (const [bad, problem] of Object.entries(badValues)) {
      const failure = await failureOf(
        "setting_invalid",
        () => resolveSettings(provider, sourcesOf(sourceOf(bad))),
      );
      assertEquals(failure.message, "One setting is invalid for Acme ID");
      const [detail = ""] = failure.details;
      assert(detail.startsWith(subject) && problem.test(detail), detail);
      assertNotMatch(toldBy(failure), /canary/);
    }
  });
});

Deno.test("resolveSettings(): empty option: setting_invalid", async () => {
  await failureOf("setting_invalid", () => resolveAcme({ options: { scope: "" } }));
});

Deno.test("resolveSettings(): empty or blank variable: unset, so a lower source counts", async () => {
  for (const blank of ["", " ", "\n", "\r\n", " \t"]) {
    const fromFile = await resolveAcme({
      env: { GETTOKEN_SCOPE: blank },
      named: [{ GETTOKEN_SCOPE: blank }, { GETTOKEN_SCOPE: blank }],
      found: { GETTOKEN_SCOPE: "a" },
    });
    assertEquals(fromFile.values.scope, "a");
    assertEquals((await resolveAcme({ env: { GETTOKEN_SCOPE: blank } })).values.scope, undefined);
  }
});

Deno.test("resolveSettings(): another credential is set but empty: no conflict", async () => {
  const given = { ACME_SECRET: "s3cr3t", GETTOKEN_CLIENT_SECRET: "", GETTOKEN_PRIVATE_KEY: "" };
  const { credential, setAside } = await resolveAcme({ env: given });
  assertEquals([credential, setAside], ["clientSecret", []]);
});

Deno.test("resolveSettings(): one line break at the end of a variable: removed", async () => {
  for (const end of ["\n", "\r\n"]) {
    const { values } = await resolveAcme({
      env: { GETTOKEN_SCOPE: `a${end}` },
      named: [{ ACME_SECRET: `s3cr3t${end}` }],
    });
    assertEquals(values.scope, "a");
  }
  await failureOf("setting_invalid", () => resolveAcme({ env: { GETTOKEN_SCOPE: "a\n\n" } }));
  await failureOf("setting_invalid", () => resolveAcme({ env: { GETTOKEN_SCOPE: "a\nb" } }));
});

Deno.test("resolveSettings(): value not allowed: setting_invalid", async () => {
  const provider = providerWith({ region: { values: ["eu", "us", "asia"] } });
  const { details } = await failureOf(
    "setting_invalid",
    () => resolveSettings(provider, sourcesOf({ options: { region: "EUR" } })),
  );
  assertEquals(details, ["--region must be eu, us or asia"]);
  const { values } = await resolveSettings(
    provider,
    sourcesOf({
      options: { clientId: "svc", clientSecret: "x", domain: "id.example", region: "EU" },
    }),
  );
  assertEquals(values.region, "eu");
});

Deno.test("resolveSettings(): the provider checks the normalised value", async () => {
  const checked: string[] = [];
  const provider = providerWith({
    domain: {
      format: "origin",
      check: (value) => {
        checked.push(value);
        return Promise.resolve(value.includes("evil") ? "must be good" : undefined);
      },
    },
  });
  await resolveSettings(provider, sourcesOf({ options: { domain: "A.com" } }));
  const { details } = await failureOf(
    "setting_invalid",
    () => resolveSettings(provider, sourcesOf({ options: { domain: "evil.com" } })),
  );
  assertEquals(details, ["--domain must be good"]);
  await failureOf(
    "setting_invalid",
    () => resolveSettings(provider, sourcesOf({ options: { domain: "a/b" } })),
  );
  assertEquals(checked, ["https://a.com", "https://evil.com"]);
});

Deno.test("resolveSettings(): secrets are not passed to the provider's check", async () => {
  const check = () => {
    throw new Error("was called");
  };
  await resolveSettings(
    providerWith({ key: { secret: true, check } }),
    sourcesOf({ options: { key: "canary" } }),
  );
});

Deno.test("resolveSettings(): required setting with an alternative: not missing", async () => {
  const provider = providerWith({
    issuer: { required: { unless: "tokenUrl" } },
    tokenUrl: { required: { unless: "issuer" } },
  });
  await resolveSettings(provider, sourcesOf({ options: { tokenUrl: "x" } }));
  await resolveSettings(provider, sourcesOf({ options: { issuer: "x" } }));
  const { details } = await failureOf(
    "setting_missing",
    () => resolveSettings(provider, sourcesOf({})),
  );
  assertEquals(details.length, 2);
});

Deno.test("resolveSettings(): required setting with a default: not missing", async () => {
  const { values } = await resolveSettings(
    providerWith({ realm: { required: true, default: "master" } }),
    sourcesOf({}),
  );
  assertEquals(values.realm, "master");
});

/** Resolves with a prompt at which this is typed. */
async function withPrompt(typed: string, provider: Provider, given: Partial<Sources>) {
  const prompts: string[] = [];
  const prompt = (message: string) => {
    prompts.push(message);
    return Promise.resolve(typed);
  };
  const resolving = resolveSettings(provider, { ...sourcesOf({}), ...given, prompt });
  return { prompts, outcome: await Promise.allSettled([resolving]).then(([outcome]) => outcome) };
}

const allButSecret = { options: { domain: "id.acme.example", clientId: "svc" } };

Deno.test("resolveSettings(): only a secret missing: to be asked", async () => {
  const { prompts, outcome } = await withPrompt("typed-in", acme, allButSecret);
  assert(outcome.status === "fulfilled");
  assertEquals([prompts, outcome.value.toAsk], [[], "clientSecret"]);
  assertEquals([outcome.value.secrets, outcome.value.credential], [{}, "clientSecret"]);
});

Deno.test("withAnswer(): adds the secret", async () => {
  const { outcome } = await withPrompt("", acme, allButSecret);
  assert(outcome.status === "fulfilled");
  const settings = await withAnswer(acme, outcome.value, "clientSecret", "typed-in");
  assertEquals(settings.toAsk, undefined);
  assertEquals(settings.secrets.clientSecret?.reveal(), "typed-in");
  assertEquals(settings.provenance.clientSecret, { kind: "prompt" });
  assertEquals(settings.values, outcome.value.values);
});

Deno.test("resolveSettings(): conflicting settings: no prompt", async () => {
  const provider = { ...acme, check: () => "no" };
  const { prompts, outcome } = await withPrompt("typed-in", provider, allButSecret);
  assertEquals([prompts, outcome.status], [[], "rejected"]);
});

Deno.test("resolveSettings(): more than a secret missing: no prompt", async () => {
  const options = allButSecret.options;
  await forEachCase({
    "something else is missing, too": { options: { domain: "id.acme.example" } },
    "something is wrong": { options: { ...options, domain: "a/b" } },
    "no secret is missing": { options: { domain: "id.acme.example", clientSecret: "s" } },
  }, async (given) => {
    const { prompts, outcome } = await withPrompt("x", acme, given);
    assertEquals(outcome.status, "rejected");
    assertEquals(prompts, []);
  });
});

Deno.test("resolveSettings(): no terminal: no prompt", async () => {
  await failureOf("setting_missing", () => resolveSettings(acme, sourcesOf(allButSecret)));
});

Deno.test("resolveSettings(): secret from any source: no prompt", async () => {
  const given = sourcesOf({ ...allButSecret, env: { ACME_SECRET: "from there" } });
  const { prompts, outcome } = await withPrompt("x", acme, given);
  assert(outcome.status === "fulfilled");
  assertEquals(prompts, []);
});

Deno.test("resolveSettings(): line break in a secret: one at the end removed; within it: setting_invalid", async () => {
  const cases = {
    "s3cr3t\n": "s3cr3t",
    "s3cr3t\r\n": "s3cr3t",
    "\ns3cr3t": "\ns3cr3t",
    "s3cr3t\n\n": "s3cr3t\n",
  };
  for (const [value, secret] of Object.entries(cases)) {
    const { secrets } = await resolveSettings(
      acme,
      sourcesOf({ ...allButSecret, env: { ACME_SECRET: value } }),
    );
    assertEquals(secrets.clientSecret?.reveal(), secret);
  }
  for (const secret of ["s3\ncr3t", "s3cr3t\x1b"]) {
    const sources = sourcesOf({ ...allButSecret, env: { ACME_SECRET: secret } });
    await failureOf("setting_invalid", () => resolveSettings(acme, sources));
  }
});

Deno.test("resolveSettings(): secret from a named file", async () => {
  const secretFiles = { "/run/acme": "s3cr3t" };
  for (
    const given of [
      { ...allButSecret, options: { ...allButSecret.options, clientSecretFile: "/run/acme" } },
      { ...allButSecret, env: { GETTOKEN_CLIENT_SECRET_FILE: "/run/acme" } },
      { ...allButSecret, named: [{ GETTOKEN_CLIENT_SECRET_FILE: "/run/acme" }] },
    ]
  ) {
    const { secrets, values } = await resolveSettings(acme, sourcesOf({ ...given, secretFiles }));
    assertEquals(secrets.clientSecret?.reveal(), "s3cr3t");
    assertEquals(values.clientSecretFile, undefined);
  }
});

Deno.test("resolveSettings(): secret file named in ./.env: refused", async () => {
  const found = { GETTOKEN_CLIENT_SECRET_FILE: "/me/.ssh/id_rsa", ACME_DOMAIN: "evil.example" };
  const sources = sourcesOf({ options: { clientId: "svc" }, found });
  const failure = await failureOf(
    "untrusted_destination",
    () =>
      resolveSettings(acme, {
        ...sources,
        readSecret: () => Promise.reject(new Error("it was read")),
      }),
  );
  assertEquals(
    failure.message,
    "GETTOKEN_CLIENT_SECRET_FILE in ./.env names a file with a secret",
  );
});

Deno.test("resolveSettings(): two settings from stdin: refused before reading", async () => {
  const provider: Provider = {
    ...acme,
    clientAuthentication: ["private_key_jwt"],
    assertion: { federation: [{ audience: "api://any" }] },
  };
  const { options } = allButSecret;
  await forEachCase<readonly [given: Given, origins: readonly string[]]>({
    "two options": [
      { options: { ...options, privateKeyFile: "-", keyPassphraseFile: "-" } },
      ["private key (--private-key-file)", "key passphrase (--key-passphrase-file)"],
    ],
    "an option and a variable": [
      {
        options: { ...options, privateKeyFile: "/dev/stdin" },
        env: { GETTOKEN_KEY_PASSPHRASE_FILE: "-" },
      },
      [
        "private key (--private-key-file)",
        "key passphrase (GETTOKEN_KEY_PASSPHRASE_FILE in the environment)",
      ],
    ],
    "a token beside a passphrase": [
      { options: { ...options, federatedTokenFile: "-", keyPassphraseFile: "-" } },
      ["key passphrase (--key-passphrase-file)", "federated token file (--federated-token-file)"],
    ],
  }, async ([given, origins]) => {
    const readSecret = () => Promise.reject(new Error("it was read"));
    const failure = await failureOf(
      "setting_invalid",
      () => resolveSettings(provider, { ...sourcesOf(given), readSecret }),
    );
    assertEquals(failure.details, origins);
  });
});

Deno.test("resolveSettings(): ID token of a job with a known audience: no credential needed", async () => {
  const options = { domain: "id.acme.example", clientId: "svc" };
  const sources = sourcesOf({
    options,
    env: { ACTIONS_ID_TOKEN_REQUEST_URL: "https://jobs.example" },
  });
  const taking = (federation: NonNullable<AssertionQuirks["federation"]>): Provider => ({
    ...acme,
    clientAuthentication: ["client_secret_post", "private_key_jwt"],
    assertion: { federation },
  });
  const { credential } = await resolveSettings(taking([{ audience: "api://any" }]), sources);
  assertEquals(credential, "federatedTokenFile");
  const failure = await failureOf("setting_missing", () => resolveSettings(taking([]), sources));
  assert(toldBy(failure).includes("or use --private-key-file or --federated-token-file"));
  const empty = { ...sources, env: (name: string) => name.startsWith("ACTIONS_") ? "" : undefined };
  await failureOf(
    "setting_missing",
    () => resolveSettings(taking([{ audience: "api://any" }]), empty),
  );
});

Deno.test("resolveSettings(): network settings are not passed to the provider", async () => {
  const { values, network, provenance } = await resolveSettings(
    acme,
    sourcesOf({ ...allButSecret, env: { ACME_SECRET: "s3cr3t", GETTOKEN_CA_FILE: "ca.pem" } }),
  );
  assertEquals([values.caFile, network], [undefined, { caFile: "ca.pem" }]);
  assertEquals(provenance.caFile, { kind: "environment", name: "GETTOKEN_CA_FILE" });
});

Deno.test("resolveSettings(): CA file in ./.env: refused", async () => {
  const found = { GETTOKEN_CA_FILE: "evil.pem" };
  const fromElsewhere = sourcesOf({ ...allButSecret, env: { ACME_SECRET: "s3cr3t" }, found });
  await failureOf("untrusted_destination", () => resolveSettings(acme, fromElsewhere));

  const { outcome, prompts } = await withPrompt(
    "s3cr3t",
    acme,
    sourcesOf({ ...allButSecret, found }),
  );
  assert(outcome.status === "rejected");
  assertEquals(
    outcome.reason.message,
    "GETTOKEN_CA_FILE in ./.env would decide where the secret is sent (typed in)",
  );
  assertEquals(prompts, []);

  const together = sourcesOf({ ...allButSecret, found: { ...found, ACME_SECRET: "s3cr3t" } });
  assertEquals((await resolveSettings(acme, together)).network, { caFile: "evil.pem" });
});

Deno.test("resolveSettings(): the provider's warnings, also about the shape of a secret", async () => {
  const provider = providerWith({
    realm: { warn: [{ pattern: /^master$/, text: "is for administration" }] },
    clientSecret: {
      required: false,
      warn: [{ pattern: /^\d+$/, text: "looks like the ID" }, { pattern: /x/, text: "has an x" }],
    },
  });
  const { warnings } = await resolveSettings(
    provider,
    sourcesOf({ env: { GETTOKEN_REALM: "master", GETTOKEN_CLIENT_SECRET: "1234" } }),
  );
  assertEquals(warnings, [
    "GETTOKEN_REALM in the environment is for administration",
    "GETTOKEN_CLIENT_SECRET in the environment looks like the ID",
  ]);
});

/** A pattern that answers by promise, and the strings that it got. */
function remote(pattern: RegExp): { readonly pattern: Pattern; readonly given: readonly string[] } {
  const given: string[] = [];
  const noted = (text: string) => {
    given.push(text);
    return text;
  };
  return {
    pattern: {
      test: (text) => Promise.resolve(pattern.test(noted(text))),
      exec: (text) => Promise.resolve(pattern.exec(noted(text))),
    },
    given,
  };
}

Deno.test("resolveSettings(): the provider's warnings get only the shape of a secret", async () => {
  const shapes = {
    "Ab8~é9Ω": "Aa0~a0A",
    "ABCD-wxyz-5678": "AAAA-aaaa-0000",
    "中ª𝒜ǅ٣½Ⅷ": "aaAa000",
    " _.+/=%": " _.+/=%",
  };
  await forEachCase(shapes, async (shape, secret) => {
    const { pattern, given } = remote(/^/);
    await resolveSettings(
      providerWith({ clientSecret: { required: false, warn: [{ pattern, text: "x" }] } }),
      sourcesOf({ env: { GETTOKEN_CLIENT_SECRET: secret } }),
    );
    assertEquals(given, [shape]);
  });
});

Deno.test("withAnswer(): the provider's warnings get only the shape of a secret", async () => {
  const { pattern, given } = remote(/^/);
  const clientSecret: Setting = { required: true, warn: [{ pattern, text: "is odd" }] };
  const provider = providerWith({ clientSecret });
  const { outcome } = await withPrompt("", provider, {});
  assert(outcome.status === "fulfilled");
  const { warnings } = await withAnswer(provider, outcome.value, "clientSecret", "Ab8~é9Ω");
  assertEquals(given, ["Aa0~a0A"]);
  assertEquals(warnings, ["the client secret is odd"]);
});

Deno.test("resolveSettings(): the provider's warnings get other values unchanged", async () => {
  const { pattern, given } = remote(/^/);
  await resolveSettings(
    providerWith({ realm: { warn: [{ pattern, text: "x" }] } }),
    sourcesOf({ env: { GETTOKEN_REALM: "Ab8~é9Ω" } }),
  );
  assertEquals(given, ["Ab8~é9Ω"]);
});

Deno.test("resolveSettings(): asynchronous patterns of warnings: awaited", async () => {
  const warn = [
    { pattern: remote(/^Shop/).pattern, text: "is the shop" },
    { pattern: remote(/^master/).pattern, text: "is the master" },
  ];
  const { warnings } = await resolveSettings(
    providerWith({ realm: { warn } }),
    sourcesOf({ options: { realm: "master" } }),
  );
  assertEquals(warnings, ["--realm is the master"]);
});

Deno.test("resolveSettings(): conflicting settings: setting_invalid with their sources", async () => {
  const seen: unknown[] = [];
  const provider: Provider = {
    ...providerWith({ domain: {}, prefix: {} }),
    check(values) {
      seen.push(values);
      return values.domain && values.prefix ? "Either must go" : undefined;
    },
  };
  const env = { GETTOKEN_DOMAIN: "a.example", GETTOKEN_CLIENT_SECRET: "canary" };
  const { details } = await failureOf(
    "setting_invalid",
    () => resolveSettings(provider, sourcesOf({ env, options: { prefix: "a" } })),
  );
  assertEquals(details, [
    "Either must go",
    "domain: GETTOKEN_DOMAIN in the environment",
    "prefix: --prefix",
  ]);
  assertEquals(seen, [{ domain: "a.example", prefix: "a" }], "and sees no secret");
  await resolveSettings(provider, sourcesOf({ env }));
});

Deno.test("resolveSettings(): settings from a document: validated", async () => {
  const document = { host: "ID.acme.example", id: "svc", secret: "s3cr3t" };
  const { values, secrets, provenance } = await resolveSettings(
    acmeWithKey,
    sourcesOf({
      options: { keyFile: "key.json" },
      env: { GETTOKEN_CLIENT_ID: "other" },
      secretFiles: { "key.json": JSON.stringify(document, null, 2) },
    }),
  );
  assertEquals(values, { domain: "https://id.acme.example", clientId: "svc" });
  assertEquals(Object.keys(secrets), ["key", "clientSecret"]);
  assertEquals(provenance.domain, {
    kind: "option",
    name: "--key-file",
    member: { name: "host", isInFile: true },
  });
});

Deno.test("resolveSettings(): missing or invalid members of a document: listed, values not shown", async () => {
  const failure = await failureOf("setting_invalid", () =>
    resolveSettings(
      acmeWithKey,
      sourcesOf({ env: { GETTOKEN_KEY: '{"host":"canary/path","id":""}' } }),
    ));
  assertEquals(failure.details, [
    "host in GETTOKEN_KEY in the environment must be a host name only, without a path",
    "id in GETTOKEN_KEY in the environment is missing or empty",
    "secret in GETTOKEN_KEY in the environment is missing or empty",
  ]);
  assert(!toldBy(failure).includes("canary"));
});

Deno.test("resolveSettings(): settings missing in a document: from other sources", async () => {
  const { secrets } = await resolveSettings(
    acmeWithKey,
    sourcesOf({
      env: { GETTOKEN_KEY: '{"host":"id.acme.example","id":"svc"}', ACME_SECRET: "s3cr3t" },
    }),
  );
  assertEquals(secrets.clientSecret?.reveal(), "s3cr3t");
});

/** Takes a token from another issuer, or a secret. */
const federated: Provider = {
  ...acme,
  clientAuthentication: ["client_secret_basic", "private_key_jwt"],
  assertion: { federation: [] },
};

const federatedToken = () => "a.b.c";

Deno.test("resolveSettings(), federatedToken: replaces the secret, and is called by nobody yet", async () => {
  const options = { domain: "id.acme.example", clientId: "svc" };
  const sources = { federatedToken: () => Promise.reject(new Error("called")) };
  const settings = await resolveSettings(federated, { ...sourcesOf({ options }), ...sources });
  assertEquals(settings.federatedToken, sources.federatedToken);
  assertEquals(settings.credential, "federatedTokenFile");
});

Deno.test("resolveSettings(), federatedToken and a secret: an option wins over the environment", async () => {
  const options = { domain: "id.acme.example", clientId: "svc" };
  const env = { GETTOKEN_CLIENT_SECRET: "s3cr3t" };
  const sources = { ...sourcesOf({ options, env }), federatedToken };
  const settings = await resolveSettings(federated, sources);
  assertEquals([settings.federatedToken, settings.secrets], [federatedToken, {}]);

  const both = { ...sourcesOf({ options: { ...options, clientSecret: "s" } }), federatedToken };
  const failure = await failureOf("setting_invalid", () => resolveSettings(federated, both));
  assertEquals(failure.details.at(1), "federated token file (federatedToken)");
});

Deno.test("resolveSettings(), federatedToken for a provider without federation: setting_invalid", async () => {
  const options = { domain: "id.acme.example", clientId: "svc" };
  const sources = { ...sourcesOf({ options }), federatedToken };
  const failure = await failureOf("setting_invalid", () => resolveSettings(acme, sources));
  assertEquals(
    failure.message,
    "federatedToken: Acme ID is not known to accept a token from another issuer",
  );
});
