import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Provenance } from "../../../lib/settings/provenance.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { type ResolvedSettings, resolveSettings } from "../../../lib/settings/resolve.ts";
import { acme, acmeWithKey, failureOf, forEachCase, sourcesOf, toldBy } from "../helpers.ts";

/** Every source that a setting can have: how to give it, and what a refusal calls it. */
const kinds = ["option", "environment", "named", "found", "default", "prompt"] as const;
type Kind = typeof kinds[number];

const called: Readonly<Record<Kind, string>> = {
  option: "--client-secret",
  environment: "ACME_SECRET in the environment",
  named: "ACME_SECRET in 1.env",
  found: "./.env",
  default: "default",
  prompt: "typed in",
};

/** Whose secrets a host from ./.env must not get; one from ./.env, too, or typed in it may. */
const keptFromFound: readonly Kind[] = ["option", "environment", "named", "default"];

/** Resolves settings whose secret and whose host come from these kinds of source. */
async function resolveFrom(
  secret: Kind,
  host: Kind,
  providerNamedBy?: Provenance,
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
    providerNamedBy,
  });
  return await resolveSettings({ ...acme, settings }, sources);
}

for (const secret of kinds) {
  // A prompt asks for secrets only.
  for (const host of kinds.filter((kind) => kind !== "prompt")) {
    if (host === "found" && keptFromFound.includes(secret)) continue;
    Deno.test(`resolveSettings() takes a host from ${host} for a secret from ${secret}`, async () => {
      const { values, secrets, toAsk } = await resolveFrom(secret, host);
      assertEquals(values.domain, "https://id.acme.example");
      assertEquals(secrets.clientSecret?.reveal(), secret === "prompt" ? undefined : "s3cr3t");
      assertEquals(toAsk, secret === "prompt" ? "clientSecret" : undefined);
    });
  }
}

for (const secret of keptFromFound) {
  Deno.test(`resolveSettings() refuses a host from found for a secret from ${secret}`, async () => {
    const failure = await failureOf("untrusted_destination", () => resolveFrom(secret, "found"));
    assertEquals(
      failure.message,
      `ACME_DOMAIN in ./.env would decide where the client secret is sent (${called[secret]})`,
    );
    assertStringIncludes(failure.hint ?? "", "GETTOKEN_ENV_FILE=.env");
    assert(!toldBy(failure).includes("s3cr3t"));
  });
}

const foundFile = { path: "./.env", named: false, values: new Map() };
const foundProvider: Provenance = { kind: "file", name: "GETTOKEN_PROVIDER", file: foundFile };

for (const secret of kinds) {
  const isRefused = keptFromFound.includes(secret);
  const verb = isRefused ? "refuses" : "takes";
  Deno.test(`resolveSettings() ${verb} a provider from ./.env for a secret from ${secret}`, async () => {
    const resolving = () => resolveFrom(secret, "option", foundProvider);
    if (!isRefused) return void await resolving();
    const { message } = await failureOf("untrusted_destination", resolving);
    assertEquals(
      message,
      `GETTOKEN_PROVIDER in ./.env would decide where the client secret is sent (${
        called[secret]
      })`,
    );
  });
}

Deno.test("resolveSettings(): settings in ./.env that do not decide the host: used", async () => {
  const sources = sourcesOf({
    options: { domain: "id.acme.example", clientSecret: "s3cr3t" },
    found: { GETTOKEN_CLIENT_ID: "svc", GETTOKEN_SCOPE: "a" },
  });
  const { values } = await resolveSettings(acme, sources);
  assertEquals([values.clientId, values.scope], ["svc", "a"]);
});

Deno.test("resolveSettings(): the trust rule applies to every secret", async () => {
  const provider = { ...acme, settings: { ...acme.settings, pin: { secret: true } } };
  const found = { ACME_DOMAIN: "id.acme.example", ACME_SECRET: "s3cr3t" };
  const { message } = await failureOf(
    "untrusted_destination",
    () =>
      resolveSettings(provider, sourcesOf({ options: { clientId: "svc", pin: "1234" }, found })),
  );
  assertStringIncludes(message, "where the pin is sent (--pin)");
});

/** A provider whose endpoint is this, with settings for it. */
function at(endpoint: Provider["endpoint"], settings: Provider["settings"] = {}): Provider {
  return { ...acme, settings: { part: {}, ...settings }, endpoint };
}

/** Resolves settings with the secret in the environment and a part of the endpoint in ./.env. */
function withFoundPart(
  provider: Provider,
  part = "evil",
  more: Readonly<Record<string, string>> = {},
) {
  return resolveSettings(
    provider,
    sourcesOf({
      options: { clientId: "svc", clientSecret: "s3cr3t" },
      found: { GETTOKEN_PART: part, ...more },
    }),
  );
}

Deno.test("resolveSettings(): settings in ./.env that move the endpoint: refused", async () => {
  await forEachCase<readonly [provider: Provider, part?: string]>({
    "host": [at(({ part }) => ({ tokenEndpoint: `https://${part}.example/` }))],
    "scheme and port": [
      at(({ part }) => ({ tokenEndpoint: part ? "http://127.0.0.1:1/" : "https://127.0.0.1/" })),
    ],
    "issuer": [at(({ part = "id" }) => ({ issuer: `https://${part}.example` }))],
    "address for certificates": [
      at(({ part = "id" }) => ({
        tokenEndpoint: "https://id.example/",
        mtlsTokenEndpoint: `https://${part}.example/`,
      })),
    ],
    "issuer for certificates": [
      at(({ part }) => ({
        tokenEndpoint: "https://id.example/",
        ...(part && { mtlsIssuer: `https://${part}.example/` }),
      })),
    ],
    "audience of assertions": [
      at(({ part = "id" }) => ({
        tokenEndpoint: "https://id.example/",
        audience: `https://${part}.example/`,
      })),
    ],
    "audience that is no URL of a server": [
      at(({ part = "id" }) => ({ tokenEndpoint: "https://id.example/", audience: `urn:${part}` })),
    ],
    "issuer that is the audience of assertions": [
      {
        ...at(({ part = "id" }) => ({
          tokenEndpoint: "https://id.example/",
          issuer: `https://${part}.example/`,
        })),
        assertion: { audience: "issuer" },
      },
    ],
    "no endpoint without it": [
      at(({ part }) => ({ tokenEndpoint: new URL(`https://${part?.toUpperCase()}.example`).href })),
    ],
    "an error without it": [at(({ part }) => {
      if (part === undefined) throw new TypeError("x");
      return { tokenEndpoint: "https://id.example/" };
    })],
    "a value that is what a missing one looks like": [
      at(({ part }) => ({ tokenEndpoint: `https://${part}.example/` }), {
        part: { required: true },
      }),
      "undefined",
    ],
    "a default that is another host": [
      at(({ part }) => ({ tokenEndpoint: `https://${part}.example/` }), {
        part: { default: "id" },
      }),
    ],
  }, async ([provider, part]) => {
    const { message } = await failureOf(
      "untrusted_destination",
      () => withFoundPart(provider, part),
    );
    assertStringIncludes(message, "GETTOKEN_PART in ./.env would decide");
  });
});

Deno.test("a required setting that another replaces is unset without ./.env: host change refused", async () => {
  const provider = at(
    ({ part, own }) => ({ tokenEndpoint: part ? `https://x.example/${part}` : `https://${own}/` }),
    { part: { required: { unless: "own" } }, own: {} },
  );
  const options = { clientId: "svc", clientSecret: "s3cr3t" };
  const found = { GETTOKEN_PART: "evil" };
  const both = sourcesOf({ options: { ...options, own: "id.example" }, found });
  const { message } = await failureOf(
    "untrusted_destination",
    () => resolveSettings(provider, both),
  );
  assertStringIncludes(message, "GETTOKEN_PART in ./.env would decide");
  const { values } = await resolveSettings(provider, sourcesOf({ options, found }));
  assertEquals(values.part, "evil");
});

Deno.test("resolveSettings(): settings in ./.env that keep the origin: used", async () => {
  await forEachCase<Provider>({
    "a path": at(({ part }) => ({ tokenEndpoint: `https://id.example/${part}/token` })),
    "a required path": at(({ part }) => ({ tokenEndpoint: `https://id.example/${part}` }), {
      part: { required: true },
    }),
    "a path of the audience of assertions": at(({ part = "id" }) => ({
      tokenEndpoint: "https://id.example/",
      audience: `https://id.example/${part}`,
    })),
    "an issuer that nothing is for": at(({ part = "id" }) => ({
      tokenEndpoint: "https://id.example/",
      issuer: `https://${part}.example/`,
    })),
    "a query": at(({ part }) => ({ tokenEndpoint: `https://id.example/?x=${part}` })),
    "the default port": at(({ part }) => ({
      tokenEndpoint: part ? "https://id.example:443/" : "https://id.example",
    })),
    "a default": at(({ part }) => ({ tokenEndpoint: `https://${part}.example/` }), {
      part: { default: "evil" },
    }),
    "nothing": at(() => ({ tokenEndpoint: "https://id.example/" })),
  }, async (provider) => {
    const { values, crossOriginRefusal } = await withFoundPart(provider);
    assertEquals([values.part, crossOriginRefusal], ["evil", undefined]);
  });
});

Deno.test("resolveSettings(): path of the issuer in ./.env: metadata limited to its origin", async () => {
  const issuer = at(({ part }) => ({ issuer: `https://id.example/${part}` }));
  const { crossOriginRefusal } = await withFoundPart(issuer);
  assertEquals(crossOriginRefusal?.code, "untrusted_destination");
  const other = at(() => ({ issuer: "https://id.example/" }));
  assertEquals((await withFoundPart(other)).crossOriginRefusal, undefined);
});

Deno.test("resolveSettings(): the refusal names the settings that move the endpoint", async () => {
  const settings = { host: {}, realm: {} };
  const found = { GETTOKEN_HOST: "a", GETTOKEN_REALM: "b" };
  const one = at(
    ({ host, realm }) => ({ tokenEndpoint: `https://${host}.example/${realm}` }),
    settings,
  );
  const both = at(
    ({ host, realm }) => ({ tokenEndpoint: `https://${host || realm ? "x" : "id"}.example/` }),
    settings,
  );
  const messageOf = async (provider: Provider) =>
    (await failureOf("untrusted_destination", () => withFoundPart(provider, "c", found))).message;
  assertStringIncludes(await messageOf(one), "GETTOKEN_HOST in ./.env would");
  assertStringIncludes(
    await messageOf(both),
    "GETTOKEN_PART, GETTOKEN_HOST, GETTOKEN_REALM in ./.env would",
  );
});

Deno.test("resolveSettings(): endpoint() is called once, and once without the settings in ./.env", async () => {
  let asked = 0;
  const provider = at(({ part }) => {
    asked++;
    return { tokenEndpoint: `https://id.example/${part}` };
  });
  const { location } = await withFoundPart(provider);
  assertEquals([await location(), asked], [{ tokenEndpoint: "https://id.example/evil" }, 2]);
  assertEquals([await location(), asked], [{ tokenEndpoint: "https://id.example/evil" }, 2]);
});

Deno.test("resolveSettings(): the ID token of a job is a proof", async () => {
  const provider: Provider = {
    ...acme,
    clientAuthentication: ["private_key_jwt"],
    assertion: { federation: [{ audience: "api://x" }] },
  };
  const env = { ACTIONS_ID_TOKEN_REQUEST_URL: "https://runner.example" };
  const given = { options: { clientId: "svc" }, env, found: { ACME_DOMAIN: "evil.example" } };
  const { message } = await failureOf(
    "untrusted_destination",
    () => resolveSettings(provider, sourcesOf(given)),
  );
  assertStringIncludes(
    message,
    "the ID token of this job is sent (ACTIONS_ID_TOKEN_REQUEST_URL in",
  );
});

const whole = JSON.stringify({ host: "id.acme.example", id: "svc", secret: "s3cr3t" });
const hostOnly = JSON.stringify({ host: "evil.example" });

Deno.test("resolveSettings(): document in ./.env with host and secret: used", async () => {
  const sources = sourcesOf({ found: { GETTOKEN_KEY: whole } });
  const { values, secrets } = await resolveSettings(acmeWithKey, sources);
  assertEquals(values.domain, "https://id.acme.example");
  assertEquals(secrets.clientSecret?.reveal(), "s3cr3t");
});

Deno.test("resolveSettings(): host in a document from ./.env, secret from elsewhere: refused", async () => {
  for (const GETTOKEN_KEY of [hostOnly, whole]) {
    for (const env of [{ ACME_SECRET: "s3cr3t" }, { GETTOKEN_CLIENT_SECRET: "s3cr3t" }]) {
      const sources = sourcesOf({ options: { clientId: "svc" }, env, found: { GETTOKEN_KEY } });
      const resolving = () => resolveSettings(acmeWithKey, sources);
      const failure = await failureOf("untrusted_destination", resolving);
      assertEquals(
        failure.message,
        "GETTOKEN_KEY in ./.env would decide where the client secret is sent " +
          `(${Object.keys(env)[0]} in the environment)`,
      );
      assert(!toldBy(failure).includes("s3cr3t"));
    }
  }
});

Deno.test("resolveSettings(): host from ./.env, secret in a document from elsewhere: refused", async () => {
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

Deno.test("resolveSettings(): document file named in ./.env: refused", async () => {
  const sources = sourcesOf({
    found: { GETTOKEN_KEY_FILE: "/home/me/key.json" },
    secretFiles: { "/home/me/key.json": whole },
  });
  await failureOf("untrusted_destination", () => resolveSettings(acmeWithKey, sources));
});

Deno.test("resolveSettings(), a header from the environment, its host from ./.env: refused", async () => {
  const header = { format: "headers", secret: true, multiline: true } as const;
  const provider: Provider = {
    ...acme,
    clientAuthentication: [],
    settings: { domain: acme.settings.domain ?? {}, header },
  };
  const found = { ACME_DOMAIN: "id.evil.example" };
  const { message } = await failureOf(
    "untrusted_destination",
    () =>
      resolveSettings(provider, sourcesOf({ env: { GETTOKEN_HEADER: "X-Key: canary" }, found })),
  );
  assertStringIncludes(message, "ACME_DOMAIN in ./.env would decide where the header is sent");
  const both = sourcesOf({ found: { ...found, GETTOKEN_HEADER: "X-Key: canary" } });
  assertEquals((await resolveSettings(provider, both)).values.domain, "https://id.evil.example");
});
