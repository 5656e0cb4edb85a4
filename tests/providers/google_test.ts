import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { methodsOf } from "../../lib/contract/credential_settings.ts";
import { GettokenError } from "../../lib/core/errors.ts";
import google from "../../providers/google.ts";
import { builtIn } from "../../providers/mod.ts";
import { caseText } from "../lib/case_files.ts";
import { problemOf, resolveDocument, testAccepted } from "./probe.ts";
import { testRefusals } from "./refusals.ts";

const account = "orders@acme-1234.iam.gserviceaccount.com";
const scope = "https://www.googleapis.com/auth/cloud-platform";

/** The file of a key as it is downloaded, but for the key. */
const keyFile = {
  type: "service_account",
  project_id: "acme-1234",
  private_key_id: "k-1",
  private_key: "-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n",
  client_email: account,
  client_id: "123456789",
  auth_uri: "https://accounts.google.com/o/oauth2/auth",
  token_uri: "https://oauth2.googleapis.com/token",
  universe_domain: "googleapis.com",
};

Deno.test("google is gcp, too", () => {
  assertEquals(builtIn.google.aliases, ["gcp"]);
});

Deno.test("google takes all but the scope from the file of a key", async () => {
  const { values, secrets, warnings } = await resolveDocument(google, keyFile, { scope });
  assertEquals(values, {
    clientId: account,
    keyId: "k-1",
    tokenUri: "https://oauth2.googleapis.com/token",
    scope,
  });
  assertEquals(secrets.privateKey?.reveal(), keyFile.private_key);
  assertEquals(warnings, []);
});

Deno.test("google, the file of an old key: the audience is its token_uri", async () => {
  const file = JSON.parse(await caseText("json/old_uri.json"));
  const { values } = await resolveDocument(google, file, { scope });
  const { tokenEndpoint } = google.endpoint({ tokenUri: values.tokenUri ?? "" });
  assertEquals(tokenEndpoint, "https://accounts.google.com/o/oauth2/token");
});

for (const type of ["external_account", "authorized_user", "impersonated_service_account"]) {
  Deno.test(`google refuses a file of the type ${type}, and says why`, async () => {
    const resolving = () => resolveDocument(google, { ...keyFile, type }, { scope });
    const { code, message } = await assertRejects(resolving, GettokenError);
    assertEquals(code, "setting_invalid");
    assertStringIncludes(message, "type in the file of --service-account-key-file: it must be");
    assertStringIncludes(
      message,
      "external_account and authorized_user are for flows that gettoken does not support",
    );
  });
}

Deno.test("google.endpoint() is the token_uri, which is the audience, too", () => {
  assertEquals(google.endpoint({ tokenUri: "https://oauth2.googleapis.com/token" }), {
    tokenEndpoint: "https://oauth2.googleapis.com/token",
    issuer: "https://accounts.google.com",
  });
  const other = "https://www.googleapis.com/oauth2/v4/token";
  assertEquals(google.endpoint({ tokenUri: other }), { tokenEndpoint: other, issuer: undefined });
});

Deno.test("google signs the grant, with the scope and the user to act for in it", () => {
  const { grant, algorithms, lifetime, claims } = google.assertion;
  assertEquals([grant, algorithms, lifetime], [true, ["RS256"], 3600]);
  assertEquals(claims({ scope, subject: "mona@acme.example" }), {
    scope,
    sub: "mona@acme.example",
  });
  assertEquals(claims({ scope }), { scope, sub: undefined });
  assertEquals(methodsOf(google), ["private_key_jwt"]);
});

testAccepted(google, "tokenUri", [
  "https://oauth2.googleapis.com/token",
  "https://oauth2.mtls.googleapis.com/token",
  "https://www.googleapis.com/oauth2/v3/token",
  "https://www.googleapis.com/oauth2/v4/token",
  "https://accounts.google.com/o/oauth2/token",
  "http://127.0.0.1:8080/token",
  "http://localhost:8080/token",
  "http://[::1]:8080/token",
]);

for (
  const [address, said] of [
    ["https://oauth2.googleapis.com.evil.example/token", "a URL of Google"],
    ["https://evilgoogleapis.com/token", "a URL of Google"],
    ["https://accounts.google.com/o/oauth2/auth", "a URL of Google"],
    ["https://accounts.google.com.evil.example/o/oauth2/token", "a URL of Google"],
    ["https://accounts.google.com/o/oauth2/token?next=evil.example", "a URL of Google"],
    ["https://sites.google.com/o/oauth2/token", "a URL of Google"],
    ["https://127.0.0.1.evil.example/token", "a URL of Google"],
    ["https://localhost.evil.example/token", "a URL of Google"],
    ["https://evil.example/?oauth2.googleapis.com", "a URL of Google"],
    ["http://oauth2.googleapis.com/token", "https://"],
    ["https://oauth2.googleapis.com@evil.example/token", "user part"],
  ] as const
) {
  Deno.test(`google refuses the token endpoint ${address}, wherever it is given`, async () => {
    assertStringIncludes(await problemOf(google, "tokenUri", address) ?? "", said);
    const file = { ...keyFile, token_uri: address };
    const resolving = () => resolveDocument(google, file, { scope });
    const { details } = await assertRejects(resolving, GettokenError);
    assertStringIncludes(details.join(), "token_uri in the file of --service-account-key-file");
  });
}

Deno.test("google refuses scopes with commas between them", async () => {
  assertStringIncludes(await problemOf(google, "scope", "a,b") ?? "", "spaces");
  assertEquals(await problemOf(google, "scope", `${scope} openid`), undefined);
});

const asked = { serviceAccountKeyFile: "key.json", scope, subject: "mona@acme.example" };

testRefusals(google, asked, [
  [400, {
    error: "invalid_grant",
    error_description:
      "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
  }, /clock of this machine/],
  [
    400,
    { error: "invalid_grant", error_description: "Invalid JWT Signature." },
    /does not belong to orders@acme-1234\S+, or was deleted/,
  ],
  [
    400,
    { error: "invalid_grant", error_description: "Invalid grant: account not found" },
    /service account orders@acme-1234/,
  ],
  [
    400,
    { error: "invalid_grant", error_description: "Not a valid email or user ID." },
    /or the user to act for, does not exist/,
  ],
  [
    400,
    { error: "invalid_grant", error_description: "Invalid JWT: Failed audience check." },
    /not for https:\/\/oauth2\.googleapis\.com\/token/,
  ],
  [400, { error: "invalid_grant", error_description: "Bad Request" }, /does not belong to orders@/],
  [400, {
    error: "invalid_scope",
    error_description: "Invalid OAuth scope or ID token audience provided.",
  }, /The scope https:\/\/www\.googleapis\.com\/auth\/cloud-platform does not exist/],
  [401, {
    error: "unauthorized_client",
    error_description:
      "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.",
  }, /numeric client ID, not its e-mail address/],
  [403, { error: "access_denied" }, /policy of the organization/],
  [403, { error: "admin_policy_enforced" }, /policy of the organization/],
  [403, { error: "org_internal" }, /policy of the organization/],
  [401, { error: "disabled_client" }, /disabled or deleted/],
  [401, { error: "deleted_client" }, /disabled or deleted/],
]);
