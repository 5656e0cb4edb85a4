/**
 * The clients of the cases, as Keycloak's admin API takes them.
 *
 * @module
 */

import type { ClientKey, ClientKeys } from "../keys.ts";
import { keyKindOf } from "../../../lib/keys/algorithms.ts";

/** A client as Keycloak's admin API takes it (ClientRepresentation). */
export interface ClientRepresentation {
  readonly clientId: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

/** The secret of each client that has one; at least 64 bytes, as HS512 needs. */
export const clientSecret = "canary-secret-of-a-client-".padEnd(80, "0123456789abcdef");

/** A secret of characters that forms, Basic and shells change. */
export const awkwardSecret = "canary p%20w+:&=ö€'\"\\$`";

/** The client ID with such characters. */
export const awkwardId = "orders/Zürich +1 &=";

/** The algorithms of `private_key_jwt`. */
export const keyAlgorithms = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] as const,
  ...["ES256", "ES384", "ES512", "EdDSA"] as const,
];

/** The algorithms of `client_secret_jwt`. */
export const secretAlgorithms = ["HS256", "HS384", "HS512"] as const;

/** What gettoken says of a key on P-521 if its build is based on Deno 2.6. */
export const noP521 = "it is an EC key on P-521, which this build does not support";

/** The end of the name of a case with such a key. */
export const orTold = ", or told that this build has no P-521";

/** The `kid` of each registered key. */
export const keyId = "key-1";

/** A confidential client with a service account. */
export function machine(
  clientId: string,
  more: Partial<ClientRepresentation> = {},
): ClientRepresentation {
  return {
    clientId,
    secret: clientSecret,
    clientAuthenticatorType: "client-secret",
    publicClient: false,
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
    // Otherwise its tokens are for the account console as well.
    fullScopeAllowed: false,
    ...more,
  };
}

/** Clients that authenticate with a secret, and those that cannot. */
export function secretClients(): readonly ClientRepresentation[] {
  const only = (method: string) => ({
    attributes: { "client.secret.authentication.allowed.method": method },
  });
  return [
    machine("secret"),
    machine("another"),
    machine("awkward", { secret: awkwardSecret }),
    machine(awkwardId),
    machine("basic-only", only("client_secret_basic")),
    machine("post-only", only("client_secret_post")),
    machine("disabled", { enabled: false }),
    machine("no-service-account", { serviceAccountsEnabled: false }),
    machine("account-missing"),
    machine("account-disabled"),
    machine("public", { publicClient: true }),
    machine("bearer-only", { bearerOnly: true, serviceAccountsEnabled: false }),
    machine("bound-to-certificate", {
      attributes: { "tls.client.certificate.bound.access.tokens": "true" },
    }),
    machine("bound-to-key", { attributes: { "dpop.bound.access.tokens": "true" } }),
    ...secretAlgorithms.map((algorithm) =>
      machine(`secret-${algorithm}`, signing("client-secret-jwt", algorithm))
    ),
  ];
}

function signing(clientAuthenticatorType: string, algorithm: string) {
  return {
    clientAuthenticatorType,
    attributes: { "token.endpoint.auth.signing.alg": algorithm },
  };
}

/** Clients that authenticate with a key. */
export function keyClients(keys: ClientKeys): readonly ClientRepresentation[] {
  const registered = (algorithm: typeof keyAlgorithms[number]) => {
    const { publicJwk } = keys[keyKindOf[algorithm]] as ClientKey;
    const jwk = { ...publicJwk, kid: keyId, use: "sig", alg: algorithm };
    return {
      clientAuthenticatorType: "client-jwt",
      attributes: {
        "token.endpoint.auth.signing.alg": algorithm,
        "use.jwks.string": "true",
        "jwks.string": JSON.stringify({ keys: [jwk] }),
      },
    };
  };
  return [
    ...keyAlgorithms.map((algorithm) => machine(`key-${algorithm}`, registered(algorithm))),
    machine("key-none", { clientAuthenticatorType: "client-jwt" }),
    machine("key-bound-to-certificate", {
      ...registered("RS256"),
      attributes: {
        ...registered("RS256").attributes,
        "tls.client.certificate.bound.access.tokens": "true",
      },
    }),
  ];
}

/** Clients that authenticate with a certificate. */
export function certificateClients(): readonly ClientRepresentation[] {
  const subject = (name: string, more: Readonly<Record<string, string>> = {}) => ({
    clientAuthenticatorType: "client-x509",
    attributes: { "x509.subjectdn": name, ...more },
  });
  return [
    machine("certificate", subject("CN=Server or client")),
    machine("certificate-of-another", subject("CN=Somebody else")),
    machine(
      "certificate-bound",
      subject("CN=Server or client", { "tls.client.certificate.bound.access.tokens": "true" }),
    ),
  ];
}

/** Clients that authenticate with a token of another issuer: its subject has this name. */
export function federatedClients(
  issuers: Readonly<Record<string, string>>,
): readonly ClientRepresentation[] {
  return Object.entries(issuers).map(([issuer, subject]) =>
    machine(`federated-${issuer}`, {
      clientAuthenticatorType: "federated-jwt",
      attributes: { "jwt.credential.issuer": issuer, "jwt.credential.sub": subject },
    })
  );
}
