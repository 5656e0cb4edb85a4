import { assert, assertEquals } from "@std/assert";
import {
  type ExplainedSetting,
  explainSettings,
  valuesOf,
} from "../../../lib/settings/explained_settings.ts";
import { Log } from "../../../lib/core/log.ts";
import { describeProvenance } from "../../../lib/settings/provenance.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { resolveSettings, withAnswer } from "../../../lib/settings/resolve.ts";
import { fakeHost } from "../../fake_host.ts";
import { acme, acmeWithKey, type Given, sourcesOf } from "../helpers.ts";

/** The settings by name. */
async function explained(
  given: Given,
  { provider = acme, isResolved = false }: {
    readonly provider?: Provider;
    readonly isResolved?: boolean;
  } = {},
): Promise<Readonly<Record<string, ExplainedSetting>>> {
  const sources = sourcesOf(given);
  const settled = isResolved ? await resolveSettings(provider, sources) : undefined;
  const resolved = settled?.toAsk
    ? await withAnswer(provider, settled, settled.toAsk, "canary")
    : settled;
  const settings = await explainSettings(provider, sources, resolved, new Log(fakeHost()));
  assert(!JSON.stringify(settings.map(({ value, size }) => [value, size])).includes("canary"));
  return Object.fromEntries(settings.map((setting) => [setting.name, setting]));
}

Deno.test("explainSettings(): overridden values in order of precedence", async () => {
  const { domain } = await explained({
    options: { domain: "a.example" },
    env: { GETTOKEN_DOMAIN: "b.example", ACME_DOMAIN: "c.example" },
    named: [{ ACME_DOMAIN: "d.example" }, { ACME_DOMAIN: "e.example" }],
    found: { GETTOKEN_DOMAIN: "f.example" },
  });
  assertEquals(domain?.value, "https://a.example");
  assertEquals(domain?.insteadOf.map(describeProvenance), [
    "GETTOKEN_DOMAIN in the environment",
    "ACME_DOMAIN in the environment",
    "ACME_DOMAIN in 2.env",
    "ACME_DOMAIN in 1.env",
    "GETTOKEN_DOMAIN in ./.env",
  ]);
});

Deno.test("explainSettings(): values from a document, with their source", async () => {
  const key = JSON.stringify({ host: "a.example", id: "svc", secret: "canary-secret" });
  const { domain, clientId, clientSecret } = await explained({
    options: { keyFile: "/k" },
    env: { ACME_DOMAIN: "b.example" },
    secretFiles: { "/k": key },
  }, { provider: acmeWithKey, isResolved: true });
  assertEquals([domain?.state, domain?.value], ["used", "https://a.example"]);
  assertEquals(domain?.insteadOf.map(describeProvenance), ["ACME_DOMAIN in the environment"]);
  assertEquals(
    domain?.provenance && describeProvenance(domain.provenance),
    "host in the file of --key-file",
  );
  assertEquals([clientId?.state, clientId?.value], ["used", "svc"]);
  assertEquals(
    [clientSecret?.state, clientSecret?.value, clientSecret?.size],
    ["used", undefined, "8 to 15 characters"],
  );
});

Deno.test("explainSettings(): an overridden default: not listed", async () => {
  const provider: Provider = { ...acme, settings: { region: { default: "eu" } } };
  const set = await explained({ options: { region: "us" } }, { provider });
  assertEquals([set.region?.value, set.region?.insteadOf], ["us", []]);
  const unset = await explained({}, { provider });
  assertEquals([unset.region?.value, unset.region?.provenance?.kind], ["eu", "default"]);
});

Deno.test("explainSettings(): a secret: only its approximate length", async () => {
  const { clientSecret } = await explained({ env: { ACME_SECRET: "canary-secret" } });
  assertEquals(
    [clientSecret?.secret, clientSecret?.value, clientSecret?.size],
    [true, undefined, "8 to 15 characters"],
  );
  const inFile = await explained({
    options: { domain: "a.example", clientId: "svc", clientSecretFile: "/s" },
    secretFiles: { "/s": "canary-".repeat(5) },
  }, { isResolved: true });
  assertEquals(inFile.clientSecret?.size, "32 to 63 characters");
});

Deno.test("explainSettings(): invalid value: not shown", async () => {
  const { domain } = await explained({ options: { domain: "https://me:canary@a.example" } });
  assertEquals([domain?.state, domain?.value], ["invalid", undefined]);
});

Deno.test("explainSettings(): missing, asked and unset", async () => {
  const states = async (given: Given, isResolved = false) => {
    const { clientId, clientSecret, scope } = await explained(given, { isResolved });
    return [clientId?.state, clientSecret?.state, scope?.state];
  };
  assertEquals(await states({}), ["missing", "missing", "unset"]);
  const options = { domain: "a.example", clientId: "svc" };
  const prompt = () => Promise.resolve("canary");
  assertEquals(await states({ options, prompt }, true), ["used", "asked", "unset"]);
});

Deno.test("explainSettings(): several credentials: the others are set aside", async () => {
  const provider: Provider = {
    ...acme,
    clientAuthentication: ["client_secret_basic", "private_key_jwt"],
  };
  const given = {
    options: { domain: "a.example", clientId: "svc", privateKey: "canary" },
    env: { ACME_SECRET: "canary" },
  };
  const both = await explained(given, { provider, isResolved: true });
  assertEquals([both.privateKey?.state, both.clientSecret?.state], ["used", "set_aside"]);
  const one = await explained({ options: { privateKey: "canary" } }, { provider });
  assertEquals(one.clientSecret?.state, "unset");
});

Deno.test("explainSettings(): ID token of a job: no secret missing", async () => {
  const federation = [{ audience: "api://a" }];
  const provider: Provider = {
    ...acme,
    clientAuthentication: ["client_secret_basic", "private_key_jwt"],
    assertion: { federation },
  };
  const env = { ACTIONS_ID_TOKEN_REQUEST_URL: "https://x.example" };
  assertEquals((await explained({ env }, { provider })).clientSecret?.state, "unset");
  assertEquals((await explained({}, { provider })).clientSecret?.state, "missing");
});

Deno.test("valuesOf(): no secrets", async () => {
  const settings = await explained({
    options: { domain: "a.example", caFile: "ca.pem", clientId: "svc" },
    env: { ACME_SECRET: "canary" },
  });
  assertEquals(valuesOf(Object.values(settings)), {
    domain: "https://a.example",
    clientId: "svc",
  });
});
