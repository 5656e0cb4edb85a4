import { assert, assertEquals } from "@std/assert";
import { checkProvider } from "../../../lib/check/provider.ts";
import type { Provider, Settings } from "../../../lib/contract/provider.ts";
import { completeProvider } from "../../../lib/plugins/extend_provider.ts";
import { withSecretsMarked } from "../../../lib/plugins/module_rules.ts";
import { builtIn } from "../../../providers/mod.ts";
import { fakeHost } from "../../fake_host.ts";
import { acme, acmeWithKey, failureOf, forEachCase } from "../helpers.ts";

const base: Provider = {
  ...acme,
  example: "--domain id.acme.example",
  settings: {
    ...acme.settings,
    clientId: { env: ["ACME_ID"], otherEnv: { OTHER_ID: "the ID" } },
  },
  assertion: { federation: [] },
  clientAuthentication: ["client_secret_post", "private_key_jwt"],
  explain: [{ error: "a", hint: "A" }],
};
const catalog = {
  acme: { aliases: ["acme-id"], load: () => Promise.resolve(base) },
  vault: { aliases: [], load: () => Promise.resolve(acmeWithKey) },
};
const short = { apiVersion: 1, name: "mine", extends: "acme" };

async function complete(more: object = {}): Promise<Provider> {
  const completed = await completeProvider({ ...short, ...more }, catalog);
  assert("value" in completed, JSON.stringify(completed));
  return completed.value as Provider;
}

Deno.test("completeProvider(), no extends: unchanged", async () => {
  for (const value of [undefined, null, 1, "x", [], acme]) {
    assertEquals(await completeProvider(value, catalog), { value });
  }
});

Deno.test("completeProvider(), the name alone: all members of the base but its example", async () => {
  const { name, title, docs, example, settings, explain, endpoint } = await complete();
  assertEquals([name, title, docs, example], ["mine", "mine", base.docs, undefined]);
  assertEquals(settings.clientId, { env: ["ACME_ID"] });
  assertEquals([settings.domain, explain], [base.settings.domain, base.explain]);
  assertEquals(endpoint, base.endpoint);
});

Deno.test("completeProvider(): members given replace, settings refine, explanations come first", async () => {
  const own = { error: "b", hint: "B" };
  const provider = await complete({
    title: "Mine",
    docs: undefined,
    clientAuthentication: ["client_secret_post"],
    settings: { domain: { description: "Host" }, tenant: { description: "Tenant" } },
    explain: [own],
  });
  const { title, docs, settings, explain, assertion } = provider;
  assertEquals([title, docs], ["Mine", base.docs]);
  assertEquals(settings.domain, { ...base.settings.domain, description: "Host" });
  assertEquals([settings.tenant, explain], [{ description: "Tenant" }, [own, ...base.explain!]]);
  // What is about assertions goes with private_key_jwt.
  assertEquals(assertion, undefined);
});

Deno.test("completeProvider(), defaults: settings are not required then", async () => {
  const { settings } = await complete({
    defaults: { domain: "https://id.mine.example", clientId: "svc", scope: "a" },
  });
  const { required: _, ...domain } = base.settings.domain!;
  assertEquals(settings.domain, { ...domain, default: "https://id.mine.example" });
  assertEquals([settings.clientId?.default, settings.scope?.default], ["svc", "a"]);
});

Deno.test("completeProvider(), parameters: added to those of the base, from its settings", async () => {
  const oidc = (parameters: unknown) =>
    completeProvider({ ...short, extends: "oidc", ...{ parameters } }, builtIn);
  const fieldsOf = async (parameters: unknown, values: Settings) => {
    const completed = await oidc(parameters);
    assert("value" in completed);
    return await (completed.value as Provider).parameters?.(values);
  };
  const tenant = ({ tenant }: Settings) => ({ tenant });
  const values = { audience: "api", tenant: "t" };
  assertEquals(await fieldsOf(tenant, values), { audience: ["api"], tenant: "t" });
  assertEquals(await fieldsOf(undefined, values), { audience: ["api"] });
  assertEquals(await fieldsOf(() => ({ audience: undefined }), values), { audience: undefined });
  const { message } = await failureOf(
    "setting_invalid",
    () => fieldsOf(tenant, { form: "scope=x" }),
  );
  assertEquals(message, "The form field scope is reserved");
  assertEquals<unknown>(await fieldsOf(() => "x", values), "x");
  assertEquals(await oidc("x"), { problems: ["parameters must be a function"] });
});

Deno.test("completeProvider(), a mistake: its problem", async () => {
  const noName = "extends must be the name of a built-in provider, such as oidc";
  const noSetting = "is not a setting of the provider, which has domain, clientId, keyId, " +
    "signingAlgorithm, assertionAudience, federatedTokenFile, scope, authMethod";
  await forEachCase<readonly [more: object, problem: string]>({
    "an unknown base": [{ extends: "other" }, noName],
    "an alias": [{ extends: "acme-id" }, noName],
    "a member of every object": [{ extends: "constructor" }, noName],
    "no text": [{ extends: base }, noName],
    "a key document": [
      { extends: "vault" },
      "extends: vault cannot be extended, as it reads a key document",
    ],
    "defaults that are no object": [{ defaults: "x" }, "defaults must be an object of settings"],
    "no such setting": [
      { defaults: { issuer: "x" } },
      `defaults.issuer ${noSetting}`,
    ],
    "a member of every setting": [
      { defaults: { toString: "x" } },
      `defaults.toString ${noSetting}`,
    ],
    "a secret": [
      { defaults: { clientSecret: "x" } },
      "defaults.clientSecret: a secret must not have a default",
    ],
    "a number": [{ defaults: { domain: 1 } }, "defaults.domain must be a string"],
    "broken settings": [
      { settings: "x" },
      "settings must be an object with names of at most 60 characters, each value an object",
    ],
    "another member": [{ extend: "x" }, "extend is not part of the contract"],
  }, async ([more, problem]) => {
    assertEquals(await completeProvider({ ...short, ...more }, catalog), { problems: [problem] });
  });
});

for (const name of ["oidc", "keycloak", "auth0"]) {
  Deno.test(`completeProvider(), extends ${name}: passes every check`, async () => {
    const completed = await completeProvider({ ...short, extends: name }, builtIn);
    assert("value" in completed);
    const provider = withSecretsMarked(completed.value as Provider);
    const { results, isComplete } = await checkProvider(fakeHost(), provider);
    assertEquals([isComplete, results.flatMap(({ problems }) => problems)], [true, []]);
  });
}
