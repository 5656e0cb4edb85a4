import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { GettokenError } from "../../lib/core/errors.ts";
import zitadel from "../../providers/zitadel.ts";
import { problemOf, resolveDocument, testAccepted } from "./probe.ts";
import { testRefusals, testSilence } from "./refusals.ts";

const settings = { domain: "https://acme.zitadel.cloud", clientId: "orders", scope: "openid" };

Deno.test("zitadel takes user ID, key and its ID from the file of a service user", async () => {
  const key = { type: "serviceaccount", keyId: "k-1", key: "PEM", userId: "1234" };
  const { values, secrets, credential } = await resolveDocument(zitadel, key, {
    domain: "acme.zitadel.cloud",
  });
  assertEquals([values.clientId, values.keyId], ["1234", "k-1"]);
  assertEquals([secrets.privateKey?.reveal(), credential], ["PEM", "privateKey"]);
});

Deno.test("zitadel says which member a file lacks, though a secret would do, too", async () => {
  const key = { type: "serviceaccount", keyId: "k-1", userId: "1234" };
  const resolving = () => resolveDocument(zitadel, key, { domain: "acme.zitadel.cloud" });
  const { details } = await assertRejects(resolving, GettokenError);
  assertEquals(details, ["key in the file of --service-user-key-file is missing or empty"]);
});

Deno.test("zitadel refuses the key of an application", async () => {
  const key = { type: "application", keyId: "k-1", key: "PEM", clientId: "1@shop" };
  const { message } = await assertRejects(
    () => resolveDocument(zitadel, key, { domain: "acme.zitadel.cloud" }),
    GettokenError,
  );
  assertStringIncludes(message, "type in the file of --service-user-key-file: it must be");
});

testAccepted(zitadel, "domain", ["id.acme.example", "http://127.0.0.1:8080"]);

Deno.test("zitadel refuses a domain with a path", async () => {
  const problem = await problemOf(zitadel, "domain", "acme.zitadel.cloud/oauth/v2");
  assertStringIncludes(problem ?? "", "without a path");
});

testAccepted(zitadel, "scope", [
  "openid",
  "openid urn:zitadel:iam:org:project:id:zitadel:aud",
  "urn:zitadel:iam:org:project:id:123:aud openid",
]);

for (const scope of ["urn:zitadel:iam:org:project:id:zitadel:aud", "openid2 profile", "OpenID"]) {
  Deno.test(`zitadel refuses the scope ${scope}, which lacks openid`, async () => {
    assertStringIncludes(await problemOf(zitadel, "scope", scope) ?? "", "must contain openid");
  });
}

testRefusals(zitadel, settings, [
  [
    400,
    { error: "invalid_client", error_description: "client not found" },
    /https:\/\/acme\.zitadel\.cloud has no service user orders/,
  ],
  [
    404,
    { error: "invalid_request", error_description: "Errors.User.NotFound" },
    /no service user orders/,
  ],
  [
    400,
    { error: "invalid_request", error_description: "Errors.User.Machine.Secret.NotExisting" },
    /orders has no client secret yet/,
  ],
  [
    400,
    { error: "invalid_request", error_description: "Errors.User.Machine.Secret.Invalid" },
    /secret is wrong.*latest secret of the service user orders/,
  ],
  [
    400,
    { error: "invalid_request", error_description: "Errors.User.NotActive" },
    /orders is inactive or locked/,
  ],
  [
    400,
    { error: "invalid_client", error_description: "invalid basic auth header" },
    /secret of orders.*https:\/\/acme\.zitadel\.cloud/,
  ],
  [400, { error: "invalid_scope" }, /the scope openid\..*project ID/],
  [400, {
    error: "unauthorized_client",
    error_description: 'grant_type "client_credentials" not allowed',
  }, /not a service user that may use a secret.*orders/],
]);

testSilence(zitadel, settings, [
  { error: "invalid_request", error_description: "Errors.Internal" },
]);
