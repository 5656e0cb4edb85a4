/**
 * Whom the plain face knows.
 * @module
 */
import type { Api } from "./api.ts";
import { type Client, newClient, newSecret } from "./client.ts";

/** Every scope that there is. */
export const allScopes: readonly string[] = ["orders:read", "orders:write", "orders:cancel"];

/** The scopes that clients may ask for; of the others the provider says `invalid_scope`. */
export const allowedScopes: readonly string[] = ["orders:read", "orders:write"];

/** The API of the plain face, which is also the one meant when a request names none. */
export const orders: Api = {
  identifier: "https://orders.example/",
  grants: {},
  others: allScopes,
};

/** The clients of the plain face. */
export interface OidcClients {
  /** Authenticates by the header only. */
  readonly basic: Client;
  /** Authenticates in the body only. */
  readonly post: Client;
  /** Signs assertions with its secret, and never sends it. */
  readonly signing: Client;
  /** Has every character that something stumbles over; authenticates either way. */
  readonly awkward: Client;
  /** May not use this grant. */
  readonly ungranted: Client;
}

/** The clients, with new secrets. */
export function newOidcClients(): OidcClients {
  return {
    basic: newClient("basic-client"),
    post: newClient("post-client"),
    signing: newClient("signing-client"),
    awkward: {
      clientId: awkwardCharacters,
      clientSecret: `${awkwardCharacters}${newSecret()}${awkwardCharacters}`,
    },
    ungranted: newClient("ungranted-client"),
  };
}

/** Everything that RFC 6749 allows in a client id and some encoding treats specially. */
const awkwardCharacters = `a:b%c+d&e=f"g\\h/i?j k%20l%2Bm$n#o'p\`q!r~s*t(u)v<w>x;y@z,{|}[^]`;
