import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import databricks from "../../providers/databricks.ts";
import { explained, fieldVariables, problemOf, requiredBy, settingOf } from "./probe.ts";

const workspace = "https://dbc-1.cloud.databricks.com";
const settings = { host: workspace, clientId: "orders", scope: "all-apis" };

for (
  const [host, accountId, path] of [
    [workspace, undefined, "/oidc/v1/token"],
    [workspace, "abc", "/oidc/v1/token"],
    ["https://my-accounts.example", "abc", "/oidc/v1/token"],
    ["https://accounts.cloud.databricks.com", "abc", "/oidc/accounts/abc/v1/token"],
    ["https://accounts-dod.cloud.databricks.us", "abc", "/oidc/accounts/abc/v1/token"],
    ["https://accounts.azuredatabricks.net", "a/b?c", "/oidc/accounts/a%2Fb%3Fc/v1/token"],
  ] as const
) {
  Deno.test(`databricks.endpoint() has the path ${path} when the host is ${host} and the account ${accountId}`, () => {
    assertEquals(databricks.endpoint({ host, accountId }), { tokenEndpoint: host + path });
  });
}

Deno.test("databricks needs a host, and asks for all-apis when no scope is set", () => {
  assertEquals(requiredBy(databricks), ["host", "clientId", "clientSecret"]);
  assertEquals(settingOf(databricks, "scope").default, "all-apis");
});

Deno.test("databricks reads the variables of the Databricks SDKs", () => {
  assertEquals(fieldVariables(databricks), {
    host: ["DATABRICKS_HOST"],
    accountId: ["DATABRICKS_ACCOUNT_ID"],
    clientId: ["DATABRICKS_CLIENT_ID"],
    clientSecret: ["DATABRICKS_CLIENT_SECRET"],
  });
});

Deno.test("databricks uses HTTP Basic only", () => {
  assertEquals(databricks.clientAuthentication, ["client_secret_basic"]);
});

Deno.test("databricks accepts a host on this machine", async () => {
  assertEquals(await problemOf(databricks, "host", "http://127.0.0.1:8080"), undefined);
});

Deno.test("databricks refuses a host copied with the workspace in its query", async () => {
  const problem = await problemOf(databricks, "host", "https://adb-1.azuredatabricks.net/?o=1");
  assertStringIncludes(problem ?? "", "host name only");
});

for (
  const [body, said] of [
    [{ error: "invalid_client" }, /OAuth secret.*https:\/\/dbc-1.*orders/],
    [{ errorCode: "invalid_client", errorSummary: "Client authentication failed" }, /OAuth secret/],
    [{ error: "unauthorized_client" }, /orders has no access to https:\/\/dbc-1/],
    [{ error: "access_denied" }, /orders has no access/],
    [{ error: "invalid_scope" }, /the scope all-apis\./],
    [{ error: "invalid_request" }, /account ID.*--dry-run/],
  ] as const
) {
  Deno.test(`databricks.explain tells what to do when the reply is ${JSON.stringify(body)}`, async () => {
    const { hint } = await explained(databricks, body, settings);
    assertMatch(hint ?? "", said);
  });
}

Deno.test("databricks.check() wants an account ID for the host of an account console", () => {
  const host = "https://accounts.cloud.databricks.com";
  assertMatch(databricks.check({ host }) ?? "", /account ID/);
  assertEquals(databricks.check({ host, accountId: "abc" }), undefined);
  assertEquals(databricks.check({ host: "https://dbc-1.cloud.databricks.com" }), undefined);
});
