/**
 * What Keycloak refuses whatever the credential, and what is said about it.
 *
 * @module
 */

import type { Case } from "../case.ts";
import { casesOf, type Row, type World } from "./world.ts";

/** Refusals of clients with the right secret, and of realms. */
export function refusalCases({ http, https }: World): readonly Case[] {
  const { port } = new URL(https);
  return [
    ...casesOf("clients refused", http, clients.map((row) => ({ status: 4, ...row }))),
    ...casesOf("realms refused", http, realms),
    ...casesOf("realms refused", `http://localhost:${port}`, [{
      name: "http address of the https port: no connection, https named",
      client: "secret",
      status: 5,
      says: ["https"],
      neverSays: ["Try again"],
    }]),
  ];
}

const unknownOrDisabled = {
  says: ["Invalid client or Invalid client credentials"],
  saysBy: { keycloak: ["has no enabled client"] },
  neverSays: ["the secret is wrong", "Client ID or secret is wrong"],
};

const clients: readonly Row[] = [
  { name: "unknown client", client: "nobody", ...unknownOrDisabled },
  { name: "disabled client", client: "disabled", ...unknownOrDisabled },
  {
    name: "client that wants a signed JWT gets a secret",
    client: "key-RS256",
    says: ["Parameter client_assertion_type is missing", "--private-key-file"],
    neverSays: ["secret is wrong"],
  },
  {
    name: "client that wants a JWT signed with its secret gets the secret",
    client: "secret-HS256",
    says: ["Parameter client_assertion_type is missing", "client_secret_jwt"],
    neverSays: ["secret is wrong"],
  },
  {
    name: "client that wants a certificate gets a secret",
    client: "certificate",
    says: ["Missing client_id parameter"],
    saysBy: { keycloak: ["--client-cert-file"] },
    neverSays: ["secret is wrong"],
  },
  {
    name: "client that takes client_secret_post only: the method named",
    client: "post-only",
    says: ["Client requires method 'client_secret_post'", "--auth-method"],
    neverSays: ["may not use the client credentials grant"],
  },
  {
    name: "client without a service account",
    client: "no-service-account",
    says: ["Client not enabled to retrieve service account"],
  },
  {
    name: "service account disabled",
    client: "account-disabled",
    says: ["User 'service-account-account-disabled' disabled"],
  },
  {
    name: "service account removed",
    client: "account-missing",
    says: ["The associated service account"],
  },
  { name: "public client", client: "public", says: ["Public client not allowed"] },
  { name: "bearer-only client", client: "bearer-only", says: ["Bearer-only not allowed"] },
  {
    name: "client whose tokens are bound to a key, without one: the option named",
    client: "bound-to-key",
    says: ["DPoP proof is missing", "--dpop-key-file"],
  },
  {
    name: "client whose tokens are bound to a certificate, without one: the option named",
    client: "bound-to-certificate",
    says: ["Client Certification missing for MTLS HoK Token Binding"],
    saysBy: { keycloak: ["--client-cert-file"] },
  },
  {
    name: "client policy that forbids the method",
    client: "secret",
    realm: "policy",
    says: ["Configured client authentication method not allowed for client"],
    saysBy: { keycloak: ["polic"] },
  },
];

const realms: readonly Row[] = [
  {
    name: "unknown realm",
    client: "secret",
    realm: "nowhere",
    only: "keycloak",
    status: 4,
    says: ["Realm does not exist", "--realm"],
  },
  {
    name: "unknown realm: no metadata, the server's words",
    client: "secret",
    realm: "nowhere",
    only: "oidc",
    status: 7,
    says: ["publishes no metadata", "Realm does not exist"],
  },
  {
    name: "disabled realm",
    client: "secret",
    realm: "closed",
    status: 4,
    says: ["Realm not enabled"],
  },
  {
    name: "realm that requires https",
    client: "secret",
    realm: "https-only",
    only: "keycloak",
    status: 4,
    says: ["HTTPS required", "Use the https URL"],
  },
  {
    name: "realm that requires https: the server's words",
    client: "secret",
    realm: "https-only",
    only: "oidc",
    status: 7,
    says: ["HTTPS required"],
  },
];
