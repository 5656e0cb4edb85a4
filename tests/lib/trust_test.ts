import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Origin } from "../../lib/origin.ts";
import { type ResolvedSettings, resolveSettings } from "../../lib/settings.ts";
import { requireTrusted } from "../../lib/trust.ts";
import { acme, acmeWithKey, failureOf, sourcesOf, toldBy } from "./helpers.ts";

/** Every source that a setting can have: how to give it, and what a refusal calls it. */
const kinds = ["option", "environment", "named", "found", "default", "prompt"] as const;
type Kind = typeof kinds[number];

const called: Readonly<Record<Kind, string>> = {
  option: "the option --client-secret",
  environment: "the environment",
  named: "1.env",
  found: "./.env",
  default: "the provider's default",
  prompt: "(never asked about)",
};

/** Whose secrets a host from ./.env must not get; one from ./.env, too, or typed in it may. */
const keptFromFound: readonly Kind[] = ["option", "environment", "named", "default"];

/** Resolves settings whose secret and whose host come from these kinds of source. */
async function resolveFrom(
  secret: Kind,
  host: Kind,
  providerOrigin?: Origin,
): Promise<ResolvedSettings> {
  const from = (kind: Kind, secretName: string, hostName: string) => ({
    ...(secret === kind && { [secretName]: "s3cr3t" }),
    ...(host === kind && { [hostName]: "id.acme.example" }),
  });
  const variablesFrom = (kind: Kind) => from(kind, "ACME_SECRET", "ACME_DOMAIN");
  const defaults: Readonly<Record<string, string>> = from("default", "clientSecret", "domain");
  const settings = Object.fromEntries(
    Object.entries(acme.settings).map(([name, setting]) => {
      const value = defaults[name];
      return [name, { ...setting, ...(value && { default: value }) }];
    }),
  );
  const sources = sourcesOf({
    options: { clientId: "svc", ...from("option", "clientSecret", "domain") },
    env: variablesFrom("environment"),
    named: [variablesFrom("named")],
    found: variablesFrom("found"),
    prompt: () => Promise.resolve("s3cr3t"),
    providerOrigin,
  });
  return await resolveSettings({ ...acme, settings }, sources);
}

for (const secret of kinds) {
  // A prompt asks for secrets only.
  for (const host of kinds.filter((kind) => kind !== "prompt")) {
    if (host === "found" && keptFromFound.includes(secret)) continue;
    Deno.test(`resolveSettings() takes a host from ${host} for a secret from ${secret}`, async () => {
      const { values, secrets } = await resolveFrom(secret, host);
      assertEquals(values.domain, "https://id.acme.example");
      assertEquals(secrets.clientSecret?.reveal(), "s3cr3t");
    });
  }
}

for (const secret of keptFromFound) {
  Deno.test(`resolveSettings() refuses a host from found for a secret from ${secret}`, async () => {
    const failure = await failureOf("untrusted_destination", () => resolveFrom(secret, "found"));
    assertEquals(
      failure.message,
      `ACME_DOMAIN comes from ./.env, the secret from ${called[secret]}`,
    );
    assertStringIncludes(failure.hint ?? "", "--env-file .env");
    assert(!toldBy(failure).includes("s3cr3t"));
  });
}

const foundFile = { path: "./.env", named: false, values: new Map() };
const foundProvider: Origin = { kind: "file", name: "GETTOKEN_PROVIDER", file: foundFile };

for (const secret of kinds) {
  const isRefused = keptFromFound.includes(secret);
  const verb = isRefused ? "refuses" : "takes";
  Deno.test(`resolveSettings() ${verb} a provider from ./.env for a secret from ${secret}`, async () => {
    const resolving = () => resolveFrom(secret, "option", foundProvider);
    if (!isRefused) return void await resolving();
    const { message } = await failureOf("untrusted_destination", resolving);
    assertEquals(
      message,
      `GETTOKEN_PROVIDER comes from ./.env, the secret from ${called[secret]}`,
    );
  });
}

Deno.test("resolveSettings() takes what does not decide where a secret goes from ./.env", async () => {
  const sources = sourcesOf({
    options: { domain: "id.acme.example", clientSecret: "s3cr3t" },
    found: { GETTOKEN_CLIENT_ID: "svc", GETTOKEN_SCOPE: "a" },
  });
  const { values } = await resolveSettings(acme, sources);
  assertEquals([values.clientId, values.scope], ["svc", "a"]);
});

Deno.test("resolveSettings() asks about every secret and every destination of a provider", async () => {
  const provider = {
    ...acme,
    settings: {
      ...acme.settings,
      pin: { secret: true },
      tokenUrl: { destination: true },
    },
  };
  const safe = { ACME_DOMAIN: "id.acme.example", ACME_SECRET: "s3cr3t" };
  const clientId = { clientId: "svc" };
  await failureOf("untrusted_destination", () =>
    resolveSettings(
      provider,
      sourcesOf({ options: { ...clientId, pin: "1234" }, found: safe }),
    ));
  await failureOf("untrusted_destination", () =>
    resolveSettings(
      provider,
      sourcesOf({ options: clientId, env: safe, found: { GETTOKEN_TOKEN_URL: "x" } }),
    ));
});

Deno.test("requireTrusted() does not mind a found file for both, whatever it sets", () => {
  const origin = (name: string): Origin => ({ kind: "file", name, file: foundFile });
  requireTrusted(origin("ACME_SECRET"), origin("ACME_DOMAIN"));
});

const whole = JSON.stringify({ host: "id.acme.example", id: "svc", secret: "s3cr3t" });
const hostOnly = JSON.stringify({ host: "evil.example" });

Deno.test("resolveSettings() takes a document from ./.env that has host and secret", async () => {
  const sources = sourcesOf({ found: { GETTOKEN_KEY: whole } });
  const { values, secrets } = await resolveSettings(acmeWithKey, sources);
  assertEquals(values.domain, "https://id.acme.example");
  assertEquals(secrets.clientSecret?.reveal(), "s3cr3t");
});

Deno.test("resolveSettings() refuses a host in a document from ./.env for a secret from elsewhere", async () => {
  for (const GETTOKEN_KEY of [hostOnly, whole]) {
    for (const env of [{ ACME_SECRET: "s3cr3t" }, { GETTOKEN_CLIENT_SECRET: "s3cr3t" }]) {
      const sources = sourcesOf({ options: { clientId: "svc" }, env, found: { GETTOKEN_KEY } });
      const resolving = () => resolveSettings(acmeWithKey, sources);
      const failure = await failureOf("untrusted_destination", resolving);
      assertEquals(
        failure.message,
        "GETTOKEN_KEY comes from ./.env, the secret from the environment",
      );
      assert(!toldBy(failure).includes("s3cr3t"));
    }
  }
});

Deno.test("resolveSettings() refuses a host from ./.env for a secret in a document from elsewhere", async () => {
  const document = JSON.stringify({ id: "svc", secret: "s3cr3t" });
  const found = { ACME_DOMAIN: "evil.example" };
  for (
    const given of [
      { env: { GETTOKEN_KEY: document } },
      { named: [{ GETTOKEN_KEY: document }] },
      { options: { keyFile: "key.json" }, secretFiles: { "key.json": document } },
    ]
  ) {
    await failureOf(
      "untrusted_destination",
      () => resolveSettings(acmeWithKey, sourcesOf({ ...given, found })),
    );
  }
});

Deno.test("resolveSettings() lets no ./.env name the file of a document", async () => {
  const sources = sourcesOf({
    found: { GETTOKEN_KEY_FILE: "/home/me/key.json" },
    secretFiles: { "/home/me/key.json": whole },
  });
  await failureOf("untrusted_destination", () => resolveSettings(acmeWithKey, sources));
});
