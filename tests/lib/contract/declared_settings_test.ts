import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  documentsWith,
  isRequired,
  optionOf,
  settingsOf,
  variablesOf,
} from "../../../lib/contract/declared_settings.ts";
import { methodsOf } from "../../../lib/contract/credential_settings.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { acme } from "../helpers.ts";

Deno.test("settingsOf(): the provider's own settings first", () => {
  assertEquals(Object.keys(settingsOf(acme)), [
    "domain",
    "clientId",
    "clientSecret",
    "scope",
    "authMethod",
  ]);
});

Deno.test("settingsOf(): the provider's declaration overrides the common one", () => {
  const { clientId, clientSecret, scope } = settingsOf({
    ...acme,
    settings: {
      clientId: { format: "guid" },
      clientSecret: { env: ["X"] },
      scope: { required: true, default: "openid" },
    },
  });
  assertEquals([clientId?.format, clientId?.required], ["guid", true]);
  assertEquals([clientSecret?.env, clientSecret?.secret, clientSecret?.required], [
    ["X"],
    true,
    true,
  ]);
  assertEquals([scope?.required, scope?.default, scope?.list, scope?.format], [
    true,
    "openid",
    " ",
    "scope",
  ]);
});

Deno.test("settingsOf(): client ID and secret required, scope optional", () => {
  const required = Object.entries(settingsOf({ ...acme, settings: {} }))
    .filter(([, setting]) => setting.required).map(([name]) => name);
  assertEquals(required, ["clientId", "clientSecret"]);
});

Deno.test("settingsOf(): authMethod only with several methods", () => {
  assertEquals(settingsOf(acme).authMethod?.values, [
    "client_secret_basic",
    "client_secret_post",
  ]);
  const onlyPost = settingsOf({ ...acme, clientAuthentication: ["client_secret_post"] });
  assertEquals("authMethod" in onlyPost, false);
});

Deno.test("settingsOf(): constructor and toString: ordinary names", () => {
  const settings = { toString: { required: true }, constructor: { required: true } };
  const names = Object.keys(settingsOf({ ...acme, settings }));
  assertEquals(names.slice(0, 2), ["toString", "constructor"]);
});

Deno.test("the contract documents every common setting", async () => {
  const contract = await Deno.readTextFile(
    new URL("../../../lib/contract/provider.ts", import.meta.url),
  );
  for (const keyHeader of ["kid", "x5t#S256"] as const) {
    const settings = settingsOf({
      ...acme,
      settings: {},
      clientAuthentication: ["client_secret_basic", "private_key_jwt", "tls_client_auth"],
      assertion: { keyHeader, federation: [] },
      dpop: true,
    });
    for (const name of Object.keys(settings)) assertStringIncludes(contract, `\`${name}\``);
  }
});

Deno.test("methodsOf(): default: client_secret_basic, client_secret_post", () => {
  assertEquals(methodsOf(acme), ["client_secret_basic", "client_secret_post"]);
  assertEquals(methodsOf({ ...acme, clientAuthentication: ["client_secret_post"] }), [
    "client_secret_post",
  ]);
});

Deno.test("optionOf(): option of a setting", () => {
  assertEquals(["scope", "clientId", "authorityHostUrl"].map(optionOf), [
    "--scope",
    "--client-id",
    "--authority-host-url",
  ]);
});

Deno.test("variablesOf(): GETTOKEN_… before the vendor's variables", () => {
  assertEquals(variablesOf("clientId", { env: ["AZURE_CLIENT_ID", "ARM_CLIENT_ID"] }), [
    "GETTOKEN_CLIENT_ID",
    "AZURE_CLIENT_ID",
    "ARM_CLIENT_ID",
  ]);
  assertEquals(variablesOf("scope", {}), ["GETTOKEN_SCOPE"]);
});

Deno.test("documentsWith(): documents with a member for a setting", () => {
  const settings = Object.entries({
    key: { members: { clientId: "id", region: ["a", "b"] } },
    other: { members: { clientId: "id" } },
    region: {},
  });
  const found = ["clientId", "region", "toString"].map((name) => documentsWith(name, settings));
  assertEquals(found, [["key", "other"], ["key"], []]);
});

Deno.test("isRequired(): setting with unless: required if none of the others is set", () => {
  const required = { unless: ["a", "b"] };
  assertEquals(isRequired({ required }, new Set(["c"])), true);
  assertEquals(isRequired({ required }, new Set(["b"])), false);
  assertEquals(isRequired({ required: true }, new Set(["a", "b"])), true);
  assertEquals(isRequired({}, new Set()), false);
});

Deno.test("settingsOf(), no client authentication: ID and secret only if declared, then required", () => {
  const provider: Provider = { ...acme, clientAuthentication: [], settings: {} };
  assertEquals(Object.keys(settingsOf(provider)), ["scope"]);
  const { clientId, clientSecret } = settingsOf({
    ...provider,
    settings: { clientId: {}, clientSecret: { env: ["ACME_SECRET"] } },
  });
  assertEquals(clientId, { description: "Client ID (application ID)", required: true });
  assertEquals(clientSecret, {
    description: "Client secret",
    secret: true,
    required: true,
    env: ["ACME_SECRET"],
  });
});
