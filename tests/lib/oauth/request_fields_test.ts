import { assertEquals } from "@std/assert";
import type { Provider } from "../../../lib/contract/provider.ts";
import { Secret } from "../../../lib/core/secret.ts";
import {
  parameterFields,
  renamedFields,
  requestBody,
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
  assertEquals([...new URLSearchParams(requestBody(fields))], [
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

Deno.test("reservedFieldsOf(): client ID and secret are free beside a grant only", () => {
  const reserved = (provider: Partial<Provider>) =>
    ["client_id", "client_secret", "assertion"]
      .filter((name) => reservedFieldsOf({ ...acme, ...provider }).includes(name));
  const keys = { clientAuthentication: ["private_key_jwt"] } as const;
  const both = { clientAuthentication: ["private_key_jwt", "client_secret_post"] } as const;
  const assertion = { grant: true } as const;
  assertEquals(reserved({ ...keys, assertion }), ["assertion"]);
  assertEquals(reserved(keys), ["client_id", "client_secret", "assertion"]);
  assertEquals(reserved({ ...both, assertion }), ["client_id", "client_secret", "assertion"]);
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

Deno.test("requestBody(), JSON: members with their secrets, lists as lists", () => {
  const secret = new Secret(awkwardSecret);
  const form = [["secret", secret], ["roles", ["a"]], ["__proto__", "x"]] as const;
  assertEquals(
    requestBody(form, "json"),
    `{"secret":${JSON.stringify(awkwardSecret)},"roles":["a"],"__proto__":"x"}`,
  );
  assertEquals(requestBody([], "json"), "{}");
});
