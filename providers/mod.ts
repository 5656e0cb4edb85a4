/**
 * The built-in providers.
 *
 * @module
 */

import type { ProviderCatalog } from "../lib/contract/provider.ts";

/** The built-in providers by name. A run loads the one that it needs. */
export const builtIn = {
  entra: {
    title: "Microsoft Entra ID",
    aliases: ["microsoft", "azure"],
    issuers: {
      patterns: [
        String
          .raw`https://login\.(microsoftonline\.(com|us)|partner\.microsoftonline\.cn)/[\da-f-]{36}/v2\.0`,
        String.raw`https://login\.sovcloud-identity\.(fr|de|sg)/[\da-f-]{36}/v2\.0`,
        String.raw`https://[a-z\d-]+\.ciamlogin\.com/[\da-f-]{36}/v2\.0`,
        String.raw`https://sts\.(windows\.net|chinacloudapi\.cn)/[\da-f-]{36}/`,
      ],
    },
    load: async () => (await import("./entra.ts")).default,
  },
  auth0: {
    title: "Auth0",
    aliases: [],
    issuers: { patterns: [String.raw`https://[a-z\d-]+(\.[a-z\d-]+)?\.auth0\.com/`] },
    load: async () => (await import("./auth0.ts")).default,
  },
  okta: {
    title: "Okta",
    aliases: [],
    issuers: {
      patterns: [String.raw`https://[a-z\d-]+\.(okta|oktapreview|okta-emea)\.com(/oauth2/\w+)?`],
    },
    load: async () => (await import("./okta.ts")).default,
  },
  keycloak: {
    title: "Keycloak",
    aliases: [],
    issuers: { patterns: [String.raw`https?://[^/?#]+(/auth)?/realms/[^/?#]+`], atAnyHost: true },
    load: async () => (await import("./keycloak.ts")).default,
  },
  cognito: {
    title: "Amazon Cognito",
    aliases: [],
    issuers: { patterns: [String.raw`https://cognito-idp\.[a-z\d-]+\.amazonaws\.com/[\w-]+`] },
    load: async () => (await import("./cognito.ts")).default,
  },
  pingone: {
    title: "PingOne",
    aliases: [],
    issuers: {
      patterns: [String.raw`https://auth\.pingone\.(com|ca|eu|com\.au|sg|asia)/[\da-f-]{36}/as`],
    },
    load: async () => (await import("./pingone.ts")).default,
  },
  google: {
    title: "Google",
    aliases: ["gcp"],
    load: async () => (await import("./google.ts")).default,
  },
  salesforce: {
    title: "Salesforce",
    aliases: [],
    issuers: { patterns: [String.raw`https://[a-z\d-]+(\.[a-z\d-]+)?\.my\.salesforce\.com`] },
    load: async () => (await import("./salesforce.ts")).default,
  },
  zitadel: {
    title: "Zitadel",
    aliases: [],
    issuers: { patterns: [String.raw`https://[a-z\d-]+(\.[a-z\d-]+)?\.zitadel\.cloud`] },
    load: async () => (await import("./zitadel.ts")).default,
  },
  ory: {
    title: "Ory",
    aliases: [],
    issuers: { patterns: [String.raw`https://[a-z\d-]+\.projects\.oryapis\.com/?`] },
    load: async () => (await import("./ory.ts")).default,
  },
  onelogin: {
    title: "OneLogin",
    aliases: [],
    issuers: { patterns: [String.raw`https://[a-z\d-]+\.onelogin\.com/oidc/2`] },
    load: async () => (await import("./onelogin.ts")).default,
  },
  fusionauth: {
    title: "FusionAuth",
    aliases: [],
    load: async () => (await import("./fusionauth.ts")).default,
  },
  descope: {
    title: "Descope",
    aliases: [],
    issuers: { patterns: [String.raw`https://api(\.[a-z\d]+)?\.descope\.com/(v1/apps/)?[\w-]+`] },
    load: async () => (await import("./descope.ts")).default,
  },
  workos: {
    title: "WorkOS",
    aliases: [],
    issuers: { patterns: [String.raw`https://[a-z\d-]+\.authkit\.app`] },
    load: async () => (await import("./workos.ts")).default,
  },
  "ibm-verify": {
    title: "IBM Verify",
    aliases: [],
    issuers: {
      patterns: [String.raw`https://[a-z\d-]+\.verify\.ibm\.com/(oidc|v1\.0)/endpoint/default`],
    },
    load: async () => (await import("./ibm_verify.ts")).default,
  },
  xsuaa: {
    title: "SAP XSUAA",
    aliases: [],
    issuers: {
      patterns: [
        String
          .raw`https://[a-z\d-]+\.authentication(\.[a-z\d-]+)?\.hana\.ondemand\.com(/oauth/token)?`,
      ],
    },
    load: async () => (await import("./xsuaa.ts")).default,
  },
  databricks: {
    title: "Databricks",
    aliases: [],
    issuers: {
      patterns: [
        String
          .raw`https://[a-z\d.-]+\.(databricks\.com|azuredatabricks\.net)/oidc(/accounts/[\da-f-]{36})?`,
      ],
    },
    load: async () => (await import("./databricks.ts")).default,
  },
  oidc: {
    title: "OpenID Connect",
    aliases: [],
    load: async () => (await import("./oidc.ts")).default,
  },
} satisfies ProviderCatalog;
