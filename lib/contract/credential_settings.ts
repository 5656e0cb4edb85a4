/**
 * Client authentication methods, the credentials that they use, and the settings of each credential.
 *
 * @module
 */

import type {
  AssertionAlgorithm,
  ClientAuthenticationMethod,
  Provider,
  Setting,
} from "./provider.ts";

/** The algorithms that a provider accepts by default, the usual one of each kind of key first. */
export const usualAlgorithms = [
  ...(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] as const),
  ...(["ES256", "ES384", "ES512", "EdDSA"] as const),
] as const;

/** The algorithms of client_secret_jwt (RFC 7518 §3.2), the usual one first. */
export const sharedSecretAlgorithms = ["HS256", "HS384", "HS512"] as const;

/** An algorithm of client_secret_jwt. */
export type SharedSecretAlgorithm = typeof sharedSecretAlgorithms[number];

/** The settings that contain a credential. A run uses one, and perhaps a certificate beside it. */
export const credentials = [
  ...(["clientSecret", "privateKey", "clientCert", "federatedTokenFile"] as const),
];

/** The name of a setting that contains a credential. */
export type Credential = typeof credentials[number];

const credentialsByMethod: Readonly<Record<ClientAuthenticationMethod, readonly Credential[]>> = {
  client_secret_basic: ["clientSecret"],
  client_secret_post: ["clientSecret"],
  client_secret_jwt: ["clientSecret"],
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

/** Whether a client authentication method, perhaps an unknown one, uses a credential. */
export function isMethodOf(credential: Credential, method: string): boolean {
  const methods: Readonly<Record<string, readonly Credential[] | undefined>> = credentialsByMethod;
  return methods[method]?.includes(credential) ?? false;
}

/** The client authentication methods of a provider, the default first. */
export function methodsOf(provider: Provider): readonly ClientAuthenticationMethod[] {
  return provider.clientAuthentication ?? ["client_secret_basic", "client_secret_post"];
}

/** The methods of a provider that use a client secret. */
export function secretMethodsOf(provider: Provider): ClientAuthenticationMethod[] {
  return methodsOf(provider).filter((method) => credentialsFor(method).includes("clientSecret"));
}

/** The credentials that a provider accepts, the default first. */
function credentialsOf(provider: Provider): Credential[] {
  const taken = new Set(methodsOf(provider).flatMap(credentialsFor));
  if (!provider.assertion?.federation) taken.delete("federatedTokenFile");
  return credentials.filter((name) => taken.has(name));
}

/** The settings of a provider's credentials, by name. A run needs one of them. */
export function credentialSettings(provider: Provider): Readonly<Record<string, Setting>> {
  const names = credentialsOf(provider);
  const [usual, ...others] = names;
  const settings = Object.assign(
    {},
    ...names.map((name) => settingsFor[name](provider)),
    assertionSettings(provider),
  );
  if (usual === undefined) return settings;
  const required = others.length === 0 ? true : { unless: others };
  return { ...settings, [usual]: { ...settings[usual], required } };
}

/** Whether a setting is this credential or belongs to it, such as the passphrase of a key. */
export function belongsTo(credential: Credential, name: string, provider: Provider): boolean {
  return Object.hasOwn(settingsFor[credential](provider), name);
}

/** Whether a setting is a credential of the provider or its DPoP key, or belongs to one. */
export function isCredential(provider: Provider, name: string): boolean {
  return Object.hasOwn({ ...credentialSettings(provider), ...dpopSettings(provider) }, name);
}

/** The values of a setting that is on or off, as the SDKs of vendors write them. */
export const switchValues: readonly string[] = ["true", "false", "1", "0"];

const pem = { secret: true, multiline: true } as const;

const keyPassphrase: Setting = {
  description: "Passphrase of the private key, if it is encrypted",
  secret: true,
};

/** The settings of the DPoP key, which is not a credential (RFC 9449). */
export function dpopSettings({ dpop }: Provider): Readonly<Record<string, Setting>> {
  if (!dpop) return {};
  const description = "Private key that the token is bound to (DPoP), PEM or JWK";
  return { dpopKey: { description, ...pem }, keyPassphrase };
}

const settingsFor: Readonly<Record<Credential, (provider: Provider) => Record<string, Setting>>> = {
  clientSecret: () => ({
    clientSecret: { description: "Client secret", secret: true },
  }),
  privateKey: keySettings,
  clientCert: () => ({
    // Declared as a secret because its key may be in the same file.
    clientCert: {
      description: "Client certificate for mutual TLS, PEM; may include its key",
      ...pem,
    },
    clientKey: {
      description: "Private key of the client certificate, if in another file",
      ...pem,
    },
    keyPassphrase,
  }),
  federatedTokenFile: () => ({
    federatedTokenFile: {
      description: "File with a token from another issuer, instead of a secret",
    },
  }),
};

/** The settings of the JWTs that a client signs. The audience of a grant is fixed. */
function assertionSettings(provider: Provider): Record<string, Setting> {
  const algorithms = assertionAlgorithmsOf(provider);
  if (algorithms.length === 0) return {};
  return {
    ...algorithms.length > 1 &&
      { signingAlgorithm: { description: "Signing algorithm of assertions", values: algorithms } },
    ...!provider.assertion?.grant && {
      assertionAudience: {
        description: "Audience of assertions: issuer, token-endpoint, or another value",
      },
    },
  };
}

/** The algorithms that can sign assertions with the credentials of a provider. */
function assertionAlgorithmsOf(provider: Provider): readonly string[] {
  const methods = methodsOf(provider);
  return [
    ...methods.includes("private_key_jwt") ? keyAlgorithmsOf(provider) : [],
    ...methods.includes("client_secret_jwt") ? sharedSecretAlgorithms : [],
  ];
}

/** The algorithms of private keys that a provider accepts. */
export function keyAlgorithmsOf(
  { assertion }: Provider,
): readonly (AssertionAlgorithm | "Ed25519")[] {
  const { algorithms = usualAlgorithms } = assertion ?? {};
  // Some servers know EdDSA by its newer name only (RFC 9864).
  return algorithms.flatMap((name) => name === "EdDSA" ? [name, "Ed25519"] : name);
}

function keySettings(provider: Provider): Record<string, Setting> {
  const { keyHeader = "kid" } = provider.assertion ?? {};
  const signing = assertionSettings(provider);
  if (keyHeader === "kid") {
    return {
      privateKey: { description: "Private key, PEM or JWK", ...pem },
      keyPassphrase,
      keyId: { description: "Key ID (kid), if the server requires one" },
      ...signing,
    };
  }
  return {
    privateKey: { description: "Private key and certificate, PEM or PFX", ...pem },
    keyPassphrase,
    // Declared as a secret so that the provider's functions do not get it.
    certificate: { description: "Certificate of the private key, PEM, if in another file", ...pem },
    sendCertificateChain: {
      description: "Send the certificate and its issuers in the assertion (x5c)",
      values: switchValues,
    },
    ...signing,
  };
}
