/**
 * What lets its holder be the client, as its user has it: in variables and in files that they name.
 *
 * @module
 */

import * as jose from "jose";
import type { TestFile } from "../folder.ts";
import type { Place } from "../faults/fault.ts";
import { googleKey, pkcs8, secrets as keyLines, zitadelKey } from "../key_files.ts";
import { linesOf } from "../pem_lines.ts";
import { certificateAuthority } from "../../idp/certificate_authority.ts";

/** A proof, and what of it must not get out. */
export interface Proof {
  readonly env: (place: Place) => Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, TestFile>>;
  readonly never?: readonly string[];
}

/** The client's secret in a variable. */
export function secretIn(variable = "GETTOKEN_CLIENT_SECRET"): Proof {
  return { env: ({ secret }) => ({ [variable]: secret }) };
}

/** A private key in a variable. */
export function keyIn(variable = "GETTOKEN_PRIVATE_KEY"): Proof {
  return { env: () => ({ [variable]: pkcs8 }), never: keyLines };
}

/** A private key in a file that a variable names. */
export function keyFileIn(variable = "GETTOKEN_PRIVATE_KEY_FILE"): Proof {
  return { env: () => ({ [variable]: "key.pem" }), files: { "key.pem": pkcs8 }, never: keyLines };
}

const client = await (await certificateAuthority()).issue({ use: "client", keyType: "RSA" });

/** A client certificate and its key in files. */
export const clientCertificate: Proof = {
  env: () => ({ GETTOKEN_CLIENT_CERT_FILE: "cert.pem", GETTOKEN_CLIENT_KEY_FILE: "key.pem" }),
  files: { "cert.pem": client.cert, "key.pem": client.key },
  never: linesOf(client.key),
};

/** The certificate of an Entra application and its key in one file. */
export const entraCertificate: Proof = {
  env: () => ({ AZURE_CLIENT_CERTIFICATE_PATH: "app.pem" }),
  files: { "app.pem": client.key + client.cert },
  never: linesOf(client.key),
};

const { privateKey: issuerKey } = await jose.generateKeyPair("RS256");
/** A token from another issuer. */
export const federatedToken: string = await new jose.SignJWT({}).setProtectedHeader({
  alg: "RS256",
})
  .setIssuer("https://token.example").setSubject("system:serviceaccount:shop:orders")
  .setAudience("api://AzureADTokenExchange").setExpirationTime("1d").sign(issuerKey);

/** A federated token in a file that a variable names. */
export function federatedTokenIn(variable = "GETTOKEN_FEDERATED_TOKEN_FILE"): Proof {
  return {
    env: () => ({ [variable]: "identity-token" }),
    files: { "identity-token": federatedToken },
    never: [federatedToken],
  };
}

const requestToken = "canary-of-the-request-token";

/** The ID token of a job of GitHub Actions. Asking for it is a request to the case's server. */
export const idTokenOfJob: Proof = {
  env: ({ origin }) => ({
    ACTIONS_ID_TOKEN_REQUEST_URL: `${origin}/idtoken?api-version=2`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
  }),
  never: [requestToken],
};

/** A service account document that does not say where its token endpoint is. */
export const serviceAccount: Proof = {
  env: () => ({ GOOGLE_APPLICATION_CREDENTIALS: "key.json" }),
  files: { "key.json": JSON.stringify(googleKey("", { token_uri: undefined })) },
  never: keyLines,
};

/** A service user document of Zitadel, which names no host. */
export const serviceUser: Proof = {
  env: () => ({ GETTOKEN_SERVICE_USER_KEY_FILE: "key.json" }),
  files: { "key.json": JSON.stringify(zitadelKey) },
  never: keyLines,
};

const serviceKeySecret = "canary-of-the-service-key";

/** A service key of XSUAA with a secret. It has no host unless `more` sets one. */
export function serviceKey(more: Readonly<Record<string, string>> = {}): Proof {
  const key = { clientid: "sb-orders!b12", clientsecret: serviceKeySecret, ...more };
  return {
    env: () => ({ GETTOKEN_SERVICE_KEY: JSON.stringify(key) }),
    never: [serviceKeySecret],
  };
}

/** A DPoP key, and a secret in `./.env`. */
export const dpopKey: Proof = {
  env: () => ({ GETTOKEN_DPOP_KEY: pkcs8 }),
  never: keyLines,
};
