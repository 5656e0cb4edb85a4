/**
 * Runs in which `./.env` names another host for a proof than the user: one for each kind of proof and
 * provider.
 *
 * @module
 */

import { addedProviderFiles, moduleSource } from "../lib/helpers.ts";
import type { TestFile } from "./folder.ts";
import { account, googleKey, pkcs8, scope, zitadelKey } from "./key_files.ts";

/** Servers for the runs. */
export interface Place {
  /** The origin of the server that only `./.env` names. */
  readonly thief: string;
  /** The same server with TLS. Its CA is in `ca.pem`. */
  readonly tlsThief: string;
  /** The origin of a server that the user names. */
  readonly own: string;
}

/** A run, and the lines of its `./.env`. */
export interface UntrustedRun {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, TestFile>>;
  readonly dotEnv: readonly string[];
}

const secret = "canary-secret";
const guid = "11111111-2222-3333-4444-555555555555";
const client = ["--client-id", "svc"];
const entra = [
  ...["entra", "--tenant", "contoso.com", "--client-id", guid],
  ...["--scope", "api://a/.default"],
];
const byEnvironment = { GETTOKEN_CLIENT_SECRET: secret };
const certificateFiles = ["--client-cert-file", "client.pem", "--ca-file", "ca.pem"];
const keyFile = { "key.pem": pkcs8 };
const added = await addedProviderFiles("mine");

/** The runs. Each has the files `jwt`, `client.pem` and `ca.pem` in its folder. */
export const untrustedRuns: Readonly<Record<string, (place: Place) => UntrustedRun>> = {
  "client secret in the environment, token URL": ({ thief }) => ({
    args: ["oidc", ...client],
    env: byEnvironment,
    dotEnv: [`GETTOKEN_TOKEN_URL=${thief}/token`],
  }),
  "client secret as an option, domain": ({ thief }) => ({
    args: ["auth0", ...client, "--audience", "a", "--client-secret", secret],
    dotEnv: [`AUTH0_DOMAIN=${thief}`],
  }),
  "client secret in a file, domain": ({ thief }) => ({
    args: ["workos", ...client, "--client-secret-file", "secret"],
    files: { secret },
    dotEnv: [`GETTOKEN_DOMAIN=${thief}`],
  }),
  "client secret in a named file, base URL": ({ thief }) => ({
    args: ["ory", ...client, "--env-file", "named"],
    files: { named: `GETTOKEN_CLIENT_SECRET=${secret}\n` },
    dotEnv: [`ORY_SDK_URL=${thief}`],
  }),
  "client secret, its path in ./.env": ({ thief }) => ({
    args: ["oidc", ...client],
    files: { secret },
    dotEnv: ["GETTOKEN_CLIENT_SECRET_FILE=secret", `GETTOKEN_TOKEN_URL=${thief}/token`],
  }),
  "client secret, another host instead of a default": ({ thief }) => ({
    args: ["descope", ...client],
    env: byEnvironment,
    dotEnv: [`DESCOPE_BASE_URL=${thief}`],
  }),
  "client secret, provider": ({ thief }) => ({
    args: [...client],
    env: { ...byEnvironment, GETTOKEN_TOKEN_URL: `${thief}/token` },
    dotEnv: ["GETTOKEN_PROVIDER=oidc"],
  }),
  "client secret, CA file": ({ tlsThief }) => ({
    args: ["oidc", ...client, "--token-url", `${tlsThief}/token`],
    env: byEnvironment,
    dotEnv: ["GETTOKEN_CA_FILE=ca.pem"],
  }),
  "private key, issuer": ({ thief }) => ({
    args: ["oidc", ...client, "--private-key-file", "key.pem"],
    files: keyFile,
    dotEnv: [`GETTOKEN_ISSUER=${thief}`],
  }),
  "private key, domain": ({ thief }) => ({
    args: ["okta", ...client, "--auth-server", "org", "--private-key-file", "key.pem"],
    files: keyFile,
    dotEnv: [`OKTA_DOMAIN=${thief}`],
  }),
  "client certificate, token URL": ({ tlsThief }) => ({
    args: ["oidc", ...client, ...certificateFiles],
    dotEnv: [`GETTOKEN_TOKEN_URL=${tlsThief}/token`],
  }),
  "client certificate, address for certificates": ({ own, tlsThief }) => ({
    args: ["./mine.js", ...client, ...certificateFiles],
    files: {
      "mine.js": moduleSource(`
        clientAuthentication: ["tls_client_auth"],
        settings: { certHost: { default: "https://cert.example", format: "origin" } },
        endpoint: ({ certHost }) => ({
          tokenEndpoint: "${own}/token",
          mtlsTokenEndpoint: certHost + "/token",
        }),`),
    },
    dotEnv: [`GETTOKEN_CERT_HOST=${tlsThief}`],
  }),
  "federated token, authority": ({ thief }) => ({
    args: entra,
    env: { AZURE_FEDERATED_TOKEN_FILE: "jwt" },
    dotEnv: [`AZURE_AUTHORITY_HOST=${thief}`],
  }),
  "federated token, base URL": ({ thief }) => ({
    args: ["keycloak", ...client, "--realm", "shop", "--federated-token-file", "jwt"],
    dotEnv: [`KEYCLOAK_URL=${thief}`],
  }),
  "ID token of a job, authority": ({ own, thief }) => ({
    args: entra,
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${own}/idtoken`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "canary-request-token",
    },
    dotEnv: [`AZURE_AUTHORITY_HOST=${thief}`],
  }),
  "DPoP key beside a secret of ./.env": ({ thief }) => ({
    args: ["oidc", ...client, "--dpop-key-file", "key.pem"],
    files: keyFile,
    dotEnv: [`GETTOKEN_CLIENT_SECRET=${secret}`, `GETTOKEN_TOKEN_URL=${thief}/token`],
  }),
  "service account key, token URI": ({ thief }) => ({
    args: ["google", "--scope", scope],
    env: { GOOGLE_APPLICATION_CREDENTIALS: "account.json" },
    files: { "account.json": JSON.stringify({ ...googleKey(""), token_uri: undefined }) },
    dotEnv: [`GETTOKEN_TOKEN_URI=${thief}/token`],
  }),
  "private key, document of ./.env": ({ thief }) => ({
    args: ["google", "--scope", scope, "--private-key-file", "key.pem"],
    files: keyFile,
    dotEnv: [
      `GETTOKEN_SERVICE_ACCOUNT_KEY='${
        JSON.stringify({ type: "service_account", client_email: account, token_uri: thief })
      }'`,
    ],
  }),
  "service user key, domain": ({ thief }) => ({
    args: ["zitadel", "--service-user-key-file", "user.json"],
    files: { "user.json": JSON.stringify(zitadelKey) },
    dotEnv: [`GETTOKEN_DOMAIN=${thief}`],
  }),
  "service key, URL": ({ thief }) => ({
    args: ["xsuaa"],
    env: { GETTOKEN_SERVICE_KEY: JSON.stringify({ clientid: "svc", clientsecret: secret }) },
    dotEnv: [`GETTOKEN_URL=${thief}`],
  }),
  "client secret, host of a module": ({ thief }) => ({
    args: ["./mine.js", ...client],
    env: byEnvironment,
    files: { "mine.js": moduleSource() },
    dotEnv: [`GETTOKEN_DOMAIN=${thief}`],
  }),
  "secret of a module, host of the module": ({ thief }) => ({
    args: ["./mine.js", ...client, "--pin-file", "pin"],
    files: {
      "mine.js": moduleSource(
        'settings: { domain: { format: "origin", required: true }, pin: { secret: true } },',
      ),
      pin: secret,
    },
    dotEnv: [`GETTOKEN_CLIENT_SECRET=${secret}`, `GETTOKEN_DOMAIN=${thief}`],
  }),
  "client secret, host of an added module": ({ thief }) => ({
    args: ["mine", ...client],
    env: byEnvironment,
    files: Object.fromEntries(
      Object.entries(added).map(([path, content]) => [path.replace("/me/", ""), content]),
    ),
    dotEnv: [`GETTOKEN_DOMAIN=${thief}`],
  }),
  "client secret, path of an issuer whose token endpoint is elsewhere": ({ own }) => ({
    args: ["./mine.js", ...client, "--domain", own],
    env: byEnvironment,
    files: {
      "mine.js": moduleSource(`
        settings: { domain: { format: "origin", required: true }, realm: { required: true } },
        endpoint: ({ domain, realm }) => ({ issuer: domain + "/" + realm }),`),
    },
    dotEnv: ["GETTOKEN_REALM=evil"],
  }),
};
