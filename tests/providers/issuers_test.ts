import { assertEquals } from "@std/assert";
import { recogniseProvider } from "../../lib/inspect/issuer.ts";
import { builtIn } from "../../providers/mod.ts";

const tenant = "11111111-2222-3333-4444-555555555555";

/** Issuers of each provider, as its tokens name them. */
const issuers: Readonly<Record<string, readonly string[]>> = {
  entra: [
    `https://login.microsoftonline.com/${tenant}/v2.0`,
    `https://login.microsoftonline.us/${tenant}/v2.0`,
    `https://login.partner.microsoftonline.cn/${tenant}/v2.0`,
    `https://login.sovcloud-identity.fr/${tenant}/v2.0`,
    `https://contoso.ciamlogin.com/${tenant}/v2.0`,
    `https://sts.windows.net/${tenant}/`,
    `https://sts.chinacloudapi.cn/${tenant}/`,
  ],
  auth0: ["https://acme.eu.auth0.com/", "https://acme.us-3.auth0.com/", "https://acme.auth0.com/"],
  okta: ["https://acme.okta.com", "https://acme.okta.com/oauth2/default"],
  keycloak: ["https://id.example/realms/shop", "https://id.example:8443/auth/realms/shop"],
  cognito: ["https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbC123"],
  pingone: [`https://auth.pingone.eu/${tenant}/as`],
  salesforce: ["https://acme.my.salesforce.com", "https://acme--x.sandbox.my.salesforce.com"],
  zitadel: ["https://acme-abc123.zitadel.cloud", "https://acme.us1.zitadel.cloud"],
  ory: ["https://acme.projects.oryapis.com"],
  onelogin: ["https://acme.onelogin.com/oidc/2"],
  descope: ["https://api.descope.com/P2abc", "https://api.descope.com/v1/apps/P2abc"],
  workos: ["https://acme.authkit.app"],
  "ibm-verify": ["https://acme.verify.ibm.com/oidc/endpoint/default"],
  xsuaa: ["https://acme.authentication.eu10.hana.ondemand.com/oauth/token"],
  databricks: [
    "https://adb-1.2.azuredatabricks.net/oidc",
    "https://dbc-a1b2.cloud.databricks.com/oidc",
    `https://accounts.cloud.databricks.com/oidc/accounts/${tenant}`,
  ],
};

Deno.test("each built-in provider with issuers of its own is recognised by them", async () => {
  const named = Object.entries(builtIn).filter(([, entry]) => "issuers" in entry);
  assertEquals(named.map(([name]) => name).sort(), Object.keys(issuers).sort());
  for (const [name, examples] of Object.entries(issuers)) {
    for (const issuer of examples) {
      const recognised = await recogniseProvider(builtIn, issuer);
      assertEquals([recognised?.name, recognised?.isAtVendor], [name, name !== "keycloak"], issuer);
    }
  }
});

Deno.test("no host is taken for a vendor's that only looks like one", async () => {
  for (const issuer of Object.values(issuers).flat()) {
    const { host, pathname } = new URL(issuer);
    const hosts = [
      `${host}.evil.example`,
      `evil.example/${host}`,
      `evil.example?${host}`,
      `evil.example#.${host}`,
      `evil.example\\.${host}`,
      `user@${host}`,
      `${host}:444`,
      `${host.replaceAll(".", "x")}`,
    ];
    const forged = [
      ...hosts.map((other) => `https://${other}${pathname === "/" ? "" : pathname}`),
      issuer.replace("https:", "http:"),
      `${issuer}\n`,
      `${issuer}?x`,
      `x${issuer}`,
    ];
    for (const other of forged) {
      const recognised = await recogniseProvider(builtIn, other);
      assertEquals(recognised?.isAtVendor ?? false, false, other);
    }
  }
});
