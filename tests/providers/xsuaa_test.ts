import { assertEquals, assertStringIncludes } from "@std/assert";
import xsuaa from "../../providers/xsuaa.ts";
import { problemOf, resolveDocument, testAccepted } from "./probe.ts";
import { testRefusals } from "./refusals.ts";

for (
  const [url, tokenEndpoint] of [
    [
      "https://acme.authentication.eu10.hana.ondemand.com",
      "https://acme.authentication.eu10.hana.ondemand.com/oauth/token",
    ],
    ["https://xsa.example.com:30032/uaa/", "https://xsa.example.com:30032/uaa/oauth/token"],
  ] as const
) {
  Deno.test(`xsuaa.endpoint() is below ${url}`, () => {
    assertEquals(xsuaa.endpoint({ url }).tokenEndpoint, tokenEndpoint);
  });
}

const cloud = "https://acme.authentication.eu10.hana.ondemand.com";
const certUrl = "https://acme.authentication.cert.eu10.hana.ondemand.com";

Deno.test("xsuaa.endpoint() takes a certificate at the certurl, or at what follows from the url", () => {
  const wanted = `${certUrl}/oauth/token`;
  for (const settings of [{ certUrl }, { certUrl, url: cloud }, { url: cloud }]) {
    assertEquals(xsuaa.endpoint(settings).mtlsTokenEndpoint, wanted);
  }
  const own = "https://xsa.example.com/uaa";
  assertEquals(xsuaa.endpoint({ url: own }).mtlsTokenEndpoint, `${own}/oauth/token`);
});

Deno.test("xsuaa refuses as certurl what is none", async () => {
  assertStringIncludes(await problemOf(xsuaa, "certUrl", cloud) ?? "", "not its url");
  assertStringIncludes(
    await problemOf(xsuaa, "certUrl", `${certUrl}/oauth/token`) ?? "",
    "without",
  );
  assertEquals(await problemOf(xsuaa, "certUrl", certUrl), undefined);
});

Deno.test("xsuaa takes all that it needs from a service key", async () => {
  const key = {
    clientid: "sb-app!a5017",
    clientsecret: "s3cr3t=",
    url: "https://acme.authentication.eu10.hana.ondemand.com",
    uaadomain: "authentication.eu10.hana.ondemand.com",
    "credential-type": "binding-secret",
    identityzone: "acme",
  };
  const { values, secrets } = await resolveDocument(xsuaa, key);
  assertEquals(values, { url: key.url, clientId: key.clientid });
  assertEquals(secrets.clientSecret?.reveal(), "s3cr3t=");
});

testAccepted(xsuaa, "clientId", ["sb-app!a5017", "sb-orders!b12|destination-xsappname!b34"]);

for (
  const [url, said] of [
    ["https://acme.authentication.cert.eu10.hana.ondemand.com", "not its certurl"],
    ["https://acme.authentication.eu10.hana.ondemand.com/oauth/token", "without /oauth/token"],
    ["https://acme.authentication.eu10.hana.ondemand.com/?a=b", "query"],
    ["http://acme.authentication.eu10.hana.ondemand.com", "https://"],
  ] as const
) {
  Deno.test(`xsuaa refuses the url ${url}`, async () => {
    assertStringIncludes(await problemOf(xsuaa, "url", url) ?? "", said);
  });
}

const url = "https://acme.authentication.eu10.hana.ondemand.com";
const asked = { url, clientId: "sb-app!a1", scope: "app!a1.read" };

testRefusals(xsuaa, asked, [
  [401, {
    error: "invalid_client",
    error_description: "Unauthorized grant type: client_credentials",
  }, /Allow client sb-app!a1 the grant/],
  [401, {
    error: "invalid_client",
    error_description:
      "Unable to map issuer, https://other.authentication.eu10.hana.ondemand.com/oauth/token , to a single registered provider",
  }, /https:\/\/acme\.authentication.*another subaccount/],
  [
    401,
    { error: "unauthorized", error_description: "Client with requested ID does not exist" },
    /https:\/\/acme.* has no client sb-app!a1\./,
  ],
  [
    401,
    { error: "invalid_client", error_description: "No client with requested id: sb-app!a1" },
    /has no client sb-app!a1/,
  ],
  [
    401,
    { error: "unauthorized", error_description: "Bad credentials" },
    /accept the secret of sb-app!a1.*from one service key: clientid with ! and \|/,
  ],
  [
    401,
    { error: "invalid_client", error_description: "Bad credentials" },
    /accept the secret of sb-app!a1/,
  ],
  [400, {
    error: "invalid_scope",
    error_description: "Empty scope (client has no registered scopes)",
  }, /sb-app!a1 has no scopes/],
  [400, {
    error: "invalid_scope",
    error_description: "app!a1.read is invalid. Please use a valid scope name in the request",
  }, /sb-app!a1 may not have all of the scopes app!a1\.read\./],
  [401, { error: "unauthorized_client" }, /Allow client sb-app!a1/],
  [400, { error: "unsupported_grant_type" }, /xs-security\.json/],
]);
