import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import databricks from "../../providers/databricks.ts";
import { problemOf } from "./probe.ts";
import { testRefusals } from "./refusals.ts";

const workspace = "https://dbc-1.cloud.databricks.com";

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
    assertEquals(databricks.endpoint({ host, accountId }), {
      tokenEndpoint: host + path,
      issuer: (host + path).replace("/v1/token", ""),
    });
  });
}

Deno.test("databricks accepts a host on this machine", async () => {
  assertEquals(await problemOf(databricks, "host", "http://127.0.0.1:8080"), undefined);
});

Deno.test("databricks refuses a host copied with the workspace in its query", async () => {
  const problem = await problemOf(databricks, "host", "https://adb-1.azuredatabricks.net/?o=1");
  assertStringIncludes(problem ?? "", "host name only");
});

Deno.test("databricks.check() wants an account ID for the host of an account console", () => {
  const host = "https://accounts.cloud.databricks.com";
  assertMatch(databricks.check({ host }) ?? "", /account ID/);
  assertEquals(databricks.check({ host, accountId: "abc" }), undefined);
  assertEquals(databricks.check({ host: "https://dbc-1.cloud.databricks.com" }), undefined);
});

testRefusals(databricks, { host: workspace, clientId: "orders" }, [
  [
    401,
    { error: "invalid_client", error_description: "Client authentication failed" },
    /OAuth secret.*https:\/\/dbc-1.* orders.*Microsoft Entra/,
  ],
  [
    401,
    { errorCode: "invalid_client", errorSummary: "Client authentication failed" },
    /OAuth secret/,
  ],
  [403, { error: "unauthorized_client" }, /orders has no access to https:\/\/dbc-1/],
  [403, { error: "access_denied" }, /orders has no access/],
  [
    400,
    { error: "invalid_scope", error_description: "Scope is not allowed" },
    /the scope all-apis\./,
  ],
  [400, { error: "invalid_request" }, /host https:\/\/dbc-1.*account ID.*--dry-run/],
]);
