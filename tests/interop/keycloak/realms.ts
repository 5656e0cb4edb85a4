/**
 * The realms of the cases, as Keycloak's admin API takes them.
 *
 * @module
 */

import type { JWK } from "jose";
import { createPublicKey } from "node:crypto";
import type { ClientKey, ClientKeys } from "../keys.ts";
import {
  certificateClients,
  type ClientRepresentation,
  federatedClients,
  keyClients,
  machine,
  secretClients,
} from "./clients.ts";

/** A realm as Keycloak's admin API takes it (RealmRepresentation). */
export type RealmRepresentation = Readonly<Record<string, unknown>>;

/** The subject of tokens from the realm `issuer`, and of those that the cases sign. */
export const federatedSubject = "6f6fd18f-7b6d-4a11-9b4b-3a0c1d6ab7c1";

/** The user of the client `account-missing`, to be removed. */
export const missingAccount = "0f1b0d0e-54d5-4b0c-9a54-3c4d4e2f8a11";

/** The issuer of the tokens that the cases sign. */
export const ownIssuer = "https://issuer.example";

/**
 * The realms: `shop` with most clients, `issuer` whose tokens `shop` accepts, and some that refuse.
 *
 * @param origin where Keycloak listens for http
 * @param keys the keys of clients; RSA also signs the tokens of the realms and of
 *   {@linkcode ownIssuer}
 */
export function realms(origin: string, keys: ClientKeys): readonly RealmRepresentation[] {
  const shop = `${origin}/realms/shop`;
  const components = signingKeys(keys.RSA as ClientKey);
  return [
    {
      ...realm("shop", [
        ...secretClients(),
        ...keyClients(keys),
        ...certificateClients(),
        ...federatedClients({ realm: federatedSubject, own: federatedSubject }),
      ]),
      users: [
        serviceAccount("account-disabled", { enabled: false }),
        serviceAccount("account-missing", { id: missingAccount }),
      ],
      identityProviders: [
        trustedIssuer("realm", `${origin}/realms/issuer`, {
          useJwksUrl: "true",
          jwksUrl: `${origin}/realms/issuer/protocol/openid-connect/certs`,
        }),
        trustedIssuer("own", ownIssuer, {
          useJwksUrl: "false",
          publicKeySignatureVerifier: publicPem((keys.RSA as ClientKey).publicJwk),
        }),
      ],
    },
    issuerRealm(shop),
    { ...realm("closed", [machine("secret")]), enabled: false },
    { ...realm("https-only", [machine("secret")]), sslRequired: "all" },
    { ...realm("policy", [machine("secret")]), ...onlyKeys },
  ].map((realm) => ({ ...realm, components }));
}

/** The key that signs a realm's tokens. Keycloak would create several, which takes seconds. */
function signingKeys({ pem }: ClientKey) {
  const config = { privateKey: [pem], algorithm: ["RS256"], keyUse: ["SIG"], priority: ["100"] };
  return { "org.keycloak.keys.KeyProvider": [{ name: "rsa", providerId: "rsa", config }] };
}

function realm(name: string, clients: readonly ClientRepresentation[]): RealmRepresentation {
  return { realm: name, enabled: true, clients };
}

/** The user that is the service account of a client. Keycloak creates those that are not given. */
function serviceAccount(clientId: string, more: Readonly<Record<string, unknown>>) {
  return {
    username: `service-account-${clientId}`,
    enabled: true,
    serviceAccountClientId: clientId,
    ...more,
  };
}

/** An identity provider whose tokens clients may use instead of a secret. */
function trustedIssuer(alias: string, issuer: string, more: Readonly<Record<string, string>>) {
  return {
    alias,
    providerId: "oidc",
    enabled: true,
    config: {
      issuer,
      supportsClientAssertions: "true",
      validateSignature: "true",
      clientId: "unused",
      clientSecret: "unused",
      authorizationUrl: `${issuer}/auth`,
      tokenUrl: `${issuer}/token`,
      ...more,
    },
  };
}

/** The realm whose clients' tokens are for the realm `shop`. */
function issuerRealm(shop: string): RealmRepresentation {
  const client = machine("workload", {
    protocolMappers: [{
      name: "audience",
      protocol: "openid-connect",
      protocolMapper: "oidc-audience-mapper",
      config: { "included.custom.audience": shop, "access.token.claim": "true" },
    }],
  });
  const users = [serviceAccount("workload", { id: federatedSubject })];
  return { ...realm("issuer", [client]), users };
}

/** A client policy under which clients must have a key. */
const onlyKeys = {
  clientProfiles: {
    profiles: [{
      name: "only-keys",
      executors: [{
        executor: "secure-client-authenticator",
        configuration: {
          "allowed-client-authenticators": ["client-jwt"],
          "default-client-authenticator": "client-jwt",
        },
      }],
    }],
  },
  clientPolicies: {
    policies: [{
      name: "only-keys",
      enabled: true,
      conditions: [{ condition: "any-client", configuration: {} }],
      profiles: ["only-keys"],
    }],
  },
};

function publicPem(jwk: JWK): string {
  const key = createPublicKey({ key: jwk as Record<string, string>, format: "jwk" });
  return `${key.export({ type: "spki", format: "pem" })}`;
}
