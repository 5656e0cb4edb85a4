import { assertEquals } from "@std/assert";
import type { Provider } from "../../../lib/contract/provider.ts";
import { Secret } from "../../../lib/core/secret.ts";
import {
  encodeBody,
  isSendableSecret,
  parameterFields,
  renamedFields,
  reservedFieldsOf,
} from "../../../lib/oauth/request_fields.ts";
import { acme, awkwardSecret, failureOf, secretsOf } from "../helpers.ts";

const settings = { values: { tenant: "a" }, secrets: secretsOf({ apiKey: awkwardSecret }) };

Deno.test("parameterFields(), a reference: the secret, sealed; without a value, omitted", async () => {
  const parameters: Provider["parameters"] = ({ tenant }) => ({
    tenant,
    key: { secret: "apiKey" },
    bearer: { secret: "apiKey", prefix: "Bearer " },
    missing: { secret: "otherKey" },
    inherited: { secret: "constructor" },
  });
  const fields = await parameterFields({ ...acme, parameters }, settings);
  assertEquals(fields.map(([name, value]) => [name, `${value}`]), [
    ["tenant", "a"],
    ["key", "***"],
    ["bearer", "***"],
  ]);
  assertEquals([...new URLSearchParams(encodeBody(fields, "form"))], [
    ["tenant", "a"],
    ["key", awkwardSecret],
    ["bearer", `Bearer ${awkwardSecret}`],
  ]);
});

Deno.test("parameterFields(), a field that the provider renamed: reserved", async () => {
  const request = { names: { clientId: "appId", clientSecret: "appSecret" } };
  assertEquals(reservedFieldsOf({ ...acme, request }).slice(-2), ["appId", "appSecret"]);
  for (const name of ["appId", "appSecret", "client_secret"]) {
    const { message } = await failureOf(
      "setting_invalid",
      () => parameterFields({ ...acme, request, parameters: () => ({ [name]: "x" }) }, settings),
    );
    assertEquals(message, `The form field ${name} is reserved`);
  }
});

Deno.test("isSendableSecret(): secrets of one line, no passphrase, no undeclared one", () => {
  const provider: Provider = {
    ...acme,
    clientAuthentication: ["client_secret_post", "private_key_jwt"],
    settings: {
      ...acme.settings,
      apiKey: { secret: true },
      key: { secret: true, multiline: true },
    },
  };
  const names = [
    "apiKey",
    "clientSecret",
    "key",
    "privateKey",
    "keyPassphrase",
    "domain",
    "toString",
  ];
  assertEquals(names.filter((name) => isSendableSecret(provider, name)), [
    "apiKey",
    "clientSecret",
  ]);
});

Deno.test("renamedFields(): client ID and secret under other names", () => {
  const fields = { grant_type: "x", client_id: "svc", client_secret: "s" };
  assertEquals(renamedFields(fields), Object.entries(fields));
  assertEquals(renamedFields(fields, { names: { clientId: "appId" } }), [
    ["grant_type", "x"],
    ["appId", "svc"],
    ["client_secret", "s"],
  ]);
});

Deno.test("encodeBody(), JSON: members with their secrets, lists as lists", () => {
  const secret = new Secret(awkwardSecret);
  const body = encodeBody([["secret", secret], ["roles", ["a"]], ["__proto__", "x"]], "json");
  assertEquals(body, `{"secret":${JSON.stringify(awkwardSecret)},"roles":["a"],"__proto__":"x"}`);
  assertEquals(encodeBody([], "json"), "{}");
});
