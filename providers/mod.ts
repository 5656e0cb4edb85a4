/**
 * The built-in providers.
 *
 * @module
 */

import type { ProviderCatalog } from "../lib/provider.ts";

/** The built-in providers by name. A run loads the one that it needs. */
export const builtIn = {
  entra: {
    aliases: ["microsoft", "azure"],
    load: async () => (await import("./entra.ts")).default,
  },
  auth0: {
    aliases: [],
    load: async () => (await import("./auth0.ts")).default,
  },
  okta: {
    aliases: [],
    load: async () => (await import("./okta.ts")).default,
  },
  keycloak: {
    aliases: [],
    load: async () => (await import("./keycloak.ts")).default,
  },
  cognito: {
    aliases: [],
    load: async () => (await import("./cognito.ts")).default,
  },
  pingone: {
    aliases: [],
    load: async () => (await import("./pingone.ts")).default,
  },
  google: {
    aliases: ["gcp"],
    load: async () => (await import("./google.ts")).default,
  },
  salesforce: {
    aliases: [],
    load: async () => (await import("./salesforce.ts")).default,
  },
  zitadel: {
    aliases: [],
    load: async () => (await import("./zitadel.ts")).default,
  },
  ory: {
    aliases: [],
    load: async () => (await import("./ory.ts")).default,
  },
  onelogin: {
    aliases: [],
    load: async () => (await import("./onelogin.ts")).default,
  },
  fusionauth: {
    aliases: [],
    load: async () => (await import("./fusionauth.ts")).default,
  },
  descope: {
    aliases: [],
    load: async () => (await import("./descope.ts")).default,
  },
  workos: {
    aliases: [],
    load: async () => (await import("./workos.ts")).default,
  },
  "ibm-verify": {
    aliases: [],
    load: async () => (await import("./ibm_verify.ts")).default,
  },
  xsuaa: {
    aliases: [],
    load: async () => (await import("./xsuaa.ts")).default,
  },
  databricks: {
    aliases: [],
    load: async () => (await import("./databricks.ts")).default,
  },
  oidc: {
    aliases: [],
    load: async () => (await import("./oidc.ts")).default,
  },
} satisfies ProviderCatalog;
