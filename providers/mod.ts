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
  oidc: {
    aliases: [],
    load: async () => (await import("./oidc.ts")).default,
  },
} satisfies ProviderCatalog;
