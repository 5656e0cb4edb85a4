/**
 * The machines that ask for tokens.
 * @module
 */
// @ts-types="npm:@types/oidc-provider@9.12.1"
import type { ClientMetadata } from "oidc-provider";

/** What a client authenticates with. */
export interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A client with a secret that no earlier run has had. */
export function newClient(clientId: string): Client {
  return { clientId, clientSecret: newSecret() };
}

/** 256 random bits. */
export function newSecret(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

/** The client as `oidc-provider` wants it registered: one that can do this grant and nothing else. */
export function registered(
  { clientId, clientSecret }: Pick<Client, "clientId"> & Partial<Client>,
  more: Partial<ClientMetadata> = {},
): ClientMetadata {
  return {
    client_id: clientId,
    client_secret: clientSecret,
    grant_types: ["client_credentials"],
    response_types: [],
    redirect_uris: [],
    ...more,
  };
}
