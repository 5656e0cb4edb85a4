/**
 * The settings of the credentials that a provider takes.
 *
 * @module
 */

import type { ClientAuthenticationMethod, Provider, Setting } from "./provider.ts";

/** The algorithms that are used unless a provider says which it accepts. */
export const usualAlgorithms = ["RS256", "PS256", "ES256", "ES384", "EdDSA"] as const;

/** The settings that hold a credential each. A run uses one of them. */
export const credentials = [
  "clientSecret",
  "privateKey",
  "clientCert",
  "federatedTokenFile",
] as const;

/** One of them. */
export type Credential = typeof credentials[number];

const credentialsByMethod: Readonly<Record<ClientAuthenticationMethod, readonly Credential[]>> = {
  client_secret_basic: ["clientSecret"],
  client_secret_post: ["clientSecret"],
  private_key_jwt: ["privateKey", "federatedTokenFile"],
  tls_client_auth: ["clientCert"],
  self_signed_tls_client_auth: ["clientCert"],
};

/** The names of all client authentication methods. */
export const clientAuthenticationMethods: readonly string[] = Object.keys(credentialsByMethod);

/** The credentials that a client authentication method can use. */
export function credentialsFor(method: ClientAuthenticationMethod): readonly Credential[] {
  return credentialsByMethod[method];
}

/** The client authentication methods of a provider, the usual one first. */
export function methodsOf(provider: Provider): readonly ClientAuthenticationMethod[] {
  return provider.clientAuthentication ?? ["client_secret_basic", "client_secret_post"];
}

/** Those of them that go with a shared secret. */
export function secretMethodsOf(provider: Provider): ClientAuthenticationMethod[] {
  return methodsOf(provider).filter((method) => credentialsFor(method).includes("clientSecret"));
}

/** The credentials that a provider takes, the usual one first. */
function credentialsOf(provider: Provider): Credential[] {
  const taken = new Set(methodsOf(provider).flatMap(credentialsFor));
  if (!provider.assertion?.federation) taken.delete("federatedTokenFile");
  return credentials.filter((name) => taken.has(name));
}

/** The settings of a provider's credentials, by name. A run needs one of them. */
export function credentialSettings(provider: Provider): Readonly<Record<string, Setting>> {
  const [usual, ...others] = credentialsOf(provider);
  const settings = Object.assign(
    {},
    ...credentialsOf(provider).map((name) => settingsFor[name](provider)),
  );
  if (usual === undefined) return settings;
  const required = others.length === 0 ? true : { unless: others };
  return { ...settings, [usual]: { ...settings[usual], required } };
}

const settingsFor: Readonly<Record<Credential, (provider: Provider) => Record<string, Setting>>> = {
  clientSecret: () => ({
    clientSecret: {
      description: "Client secret; safer in a variable or a file",
      secret: true,
    },
  }),
  privateKey: keySettings,
  clientCert: () => ({
    clientCert: {
      description: "Certificate to show in TLS, PEM, perhaps with its key; best in a file",
      // Not one alone, but its key may stand beside it.
      secret: true,
      multiline: true,
    },
    clientKey: {
      description: "Private key of that certificate, PEM, if it is not beside it",
      secret: true,
      multiline: true,
    },
    keyPassphrase,
  }),
  federatedTokenFile: () => ({
    federatedTokenFile: {
      description: "File with a token of another issuer, which takes the place of a secret",
    },
  }),
};

/** Whether a setting is this credential, or goes with it, as a passphrase with a key. */
export function belongsTo(credential: Credential, name: string, provider: Provider): boolean {
  return Object.hasOwn(settingsFor[credential](provider), name);
}

/** Whether a setting is a credential of the provider or another key, or belongs to one. */
export function isCredential(provider: Provider, name: string): boolean {
  return Object.hasOwn({ ...credentialSettings(provider), ...dpopSettings(provider) }, name);
}

/** The settings of the key that tokens are bound to, which is no credential (RFC 9449). */
export function dpopSettings({ dpop }: Provider): Readonly<Record<string, Setting>> {
  if (!dpop) return {};
  return {
    dpopKey: {
      description: "Private key to bind the token to (DPoP), which its user needs, too",
      secret: true,
      multiline: true,
    },
    keyPassphrase,
  };
}

const keyPassphrase: Setting = {
  description: "Passphrase of the private key, if it is encrypted",
  secret: true,
};

function keySettings({ assertion = {} }: Provider): Record<string, Setting> {
  const { keyHeader = "kid", algorithms = usualAlgorithms } = assertion;
  return {
    privateKey: {
      description: keyHeader === "kid"
        ? "Private key, PEM or JWK; best in a file"
        : "Private key and certificate, PEM or PFX; best in a file",
      secret: true,
      multiline: true,
    },
    keyPassphrase,
    ...(keyHeader === "kid"
      ? { keyId: { description: "ID of the key (kid), if the server wants one" } }
      : {
        certificate: {
          description: "Certificate, PEM, if it is not beside the key",
          // Not one, but none of a provider's business, either.
          secret: true,
          multiline: true,
        },
      }),
    ...(algorithms.length > 1
      ? { signingAlgorithm: { description: "How to sign", values: algorithms } }
      : {}),
  };
}
