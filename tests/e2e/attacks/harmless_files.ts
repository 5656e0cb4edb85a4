/**
 * Files `./.env` that do not decide the host, or that the user names: the run gets its token. If
 * these were refused, people would disable the protection.
 *
 * @module
 */

import { envLine } from "../../../lib/settings/env_syntax.ts";
import { googleKey, pkcs8, secrets as keyLines } from "../key_files.ts";
import type { Place } from "../faults/fault.ts";
import type { Attack, Attacks } from "./attack.ts";
import { allowed, rest, type Variables } from "./found_files.ts";
import { federatedTokenIn, keyIn, type Proof, secretIn, serviceKey } from "./proofs.ts";

const at = (name: string, more: Variables = {}) => ({ origin }: Place): Variables => ({
  ...more,
  [name]: origin,
});

const decidesNothing: Attacks = {
  "tenant, client and scope of entra": allowed({
    provider: "entra",
    proof: secretIn("AZURE_CLIENT_SECRET"),
    found: rest.entra,
    env: at("AZURE_AUTHORITY_HOST"),
  }),
  "tenant, client and scope beside a federated token": allowed({
    provider: "entra",
    proof: federatedTokenIn("AZURE_FEDERATED_TOKEN_FILE"),
    found: rest.entra,
    env: at("AZURE_AUTHORITY_HOST"),
  }),
  "an authorization server of Okta": allowed({
    provider: "okta",
    proof: keyIn("OKTA_CLIENT_PRIVATEKEY"),
    found: { ...rest.okta, GETTOKEN_AUTH_SERVER: "aus123" },
    env: at("OKTA_DOMAIN"),
  }),
  "a realm of Keycloak": allowed({
    provider: "keycloak",
    proof: secretIn("KEYCLOAK_CLIENT_SECRET"),
    found: rest.keycloak,
    env: at("KEYCLOAK_URL"),
  }),
  "an audience of Auth0": allowed({
    provider: "auth0",
    proof: secretIn("AUTH0_CLIENT_SECRET"),
    found: rest.auth0,
    env: at("AUTH0_DOMAIN"),
  }),
  "a host that the environment overrides": allowed({
    provider: "auth0",
    proof: secretIn("AUTH0_CLIENT_SECRET"),
    found: ({ thief }) => ({ ...rest.auth0, AUTH0_DOMAIN: thief }),
    env: at("AUTH0_DOMAIN"),
  }),
  "a host that a service key overrides": {
    ...allowed({
      provider: "xsuaa",
      proof: serviceKey(),
      found: ({ thief }) => ({ GETTOKEN_URL: thief }),
    }),
    env: (place) => ({
      GETTOKEN_CLIENT_SECRET: undefined,
      ...serviceKey({ url: place.origin }).env(place),
    }),
  },
  "an output file, which ./.env cannot set": allowed({
    provider: "oidc",
    proof: secretIn(),
    found: { GETTOKEN_OUT: "stolen" },
    env: at("GETTOKEN_TOKEN_URL", rest.client),
  }, { levels: ["normal"] }),
};

/** One file with all settings. */
function complete(found: (place: Place) => Variables, never: readonly string[] = []): Attack {
  const nothing: Proof = { env: () => ({}) };
  return allowed({ proof: nothing, found }, { never });
}

const oneFile: Attacks = {
  "provider, host and secret in one file": complete(({ origin, secret }) => ({
    GETTOKEN_PROVIDER: "oidc",
    ...rest.client,
    GETTOKEN_TOKEN_URL: origin,
    GETTOKEN_CLIENT_SECRET: secret,
  })),
  "provider, host and key in one file": complete(({ origin }) => ({
    GETTOKEN_PROVIDER: "okta",
    ...rest.okta,
    OKTA_DOMAIN: origin,
    OKTA_CLIENT_PRIVATEKEY: pkcs8,
  }), keyLines),
  "provider, host and service account in one file": complete(({ origin }) => ({
    GETTOKEN_PROVIDER: "google",
    ...rest.google,
    GETTOKEN_SERVICE_ACCOUNT_KEY: JSON.stringify(googleKey(origin)),
  }), keyLines),
};

/** The user names `./.env`, which decides the host. */
function named(env: Variables, options: readonly string[] = []): Attack {
  return allowed({
    provider: "entra",
    proof: secretIn("AZURE_CLIENT_SECRET"),
    found: at("AZURE_AUTHORITY_HOST", rest.entra),
    env,
  }, { options });
}

const namedByUser: Attacks = {
  "./.env in GETTOKEN_ENV_FILE": named({ GETTOKEN_ENV_FILE: ".env" }),
  "./.env in GETTOKEN_ENV_FILE by another path": named({ GETTOKEN_ENV_FILE: ".//./.env" }),
  "./.env as an option": named({}, ["--env-file", ".env"]),
  "a list of files in GETTOKEN_ENV_FILE": {
    ...named({ GETTOKEN_ENV_FILE: "first:.env" }),
    files: ({ origin }) => ({
      first: envLine("AZURE_TENANT_ID", "contoso.example"),
      ".env": Object.entries({ ...rest.entra, AZURE_AUTHORITY_HOST: origin })
        .map(([name, value]) => envLine(name, value)).join(""),
    }),
  },
};

/** Runs that look like attacks and are not. */
export const harmlessFiles: Attacks = { ...decidesNothing, ...oneFile, ...namedByUser };
