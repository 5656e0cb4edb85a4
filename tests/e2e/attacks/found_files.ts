/**
 * Cloned folders with a `./.env` that redirects a proof of the user. Nothing is sent.
 *
 * @module
 */

import { envLine } from "../../../lib/settings/env_syntax.ts";
import type { Fault, Given, Place } from "../faults/fault.ts";
import { authorityFile } from "../faults/trust.ts";
import { valueOf } from "../faults/try_fault.ts";
import { type Attack, type Attacks, repeating } from "./attack.ts";
import {
  clientCertificate,
  dpopKey,
  entraCertificate,
  federatedTokenIn,
  idTokenOfJob,
  keyFileIn,
  keyIn,
  type Proof,
  secretIn,
  serviceAccount,
  serviceKey,
  serviceUser,
} from "./proofs.ts";

/** Variables, in the environment or in a file. */
export type Variables = Readonly<Record<string, string>>;

/** Writes the lines of `./.env`. */
export type Form = (variables: Variables) => string;

const plain: Form = (variables) =>
  Object.entries(variables).map(([name, value]) => envLine(name, value)).join("");

/** A redirect of a proof. */
export interface Redirect {
  /** The provider on the command line. Without it, `./.env` names it. */
  readonly provider?: string;
  readonly proof: Proof;
  /** Variables in `./.env`. The error names one of these. */
  readonly found: Given<Variables>;
  /** Settings of the user besides the proof. */
  readonly env?: Given<Variables>;
  readonly form?: Form;
}

/** An attack that is refused before anything is sent. */
export function refused(redirect: Redirect, more: Partial<Attack> = {}): Attack {
  return {
    ...attack(redirect),
    ...{ exit: 3, code: "untrusted_destination", never: redirect.proof.never ?? [] },
    says: async (place) => {
      const names = Object.keys(await valueOf(redirect.found, place)).join("|");
      return [new RegExp(`\\b(${names})\\b`), /\.\/\.env/, /→.*GETTOKEN_ENV_FILE=\.env/];
    },
    ...more,
  };
}

/** A harmless folder of the same kind: the run gets a token from the case's server. */
export function allowed(redirect: Redirect, more: Partial<Attack> = {}): Attack {
  return { ...attack(redirect), exit: 0, ...more };
}

function attack({ provider, proof, found, env = {}, form = plain }: Redirect): Fault {
  return {
    args: provider === undefined ? [] : [provider],
    env: async (place) => ({
      GETTOKEN_CLIENT_SECRET: undefined,
      // A request that would leave this machine goes to the thief.
      HTTPS_PROXY: place.thief,
      ...await valueOf(env, place),
      ...proof.env(place),
    }),
    files: async (place) => ({ ...proof.files, ".env": form(await valueOf(found, place)) }),
    exit: 0,
  };
}

const toThief = (...names: readonly string[]) => ({ thief }: Place) =>
  Object.fromEntries(names.map((name) => [name, thief]));

/** Required settings of each provider besides a host and a proof. */
export const rest = {
  entra: {
    AZURE_TENANT_ID: "contoso.example",
    AZURE_CLIENT_ID: "11111111-2222-3333-4444-555555555555",
    GETTOKEN_SCOPE: "api://a/.default",
  },
  okta: { OKTA_CLIENT_ID: "some-client", GETTOKEN_AUTH_SERVER: "default", GETTOKEN_SCOPE: "s" },
  auth0: { AUTH0_CLIENT_ID: "some-client", AUTH0_AUDIENCE: "https://api.example/" },
  keycloak: { KEYCLOAK_CLIENT_ID: "some-client", KEYCLOAK_REALM: "shop" },
  client: { GETTOKEN_CLIENT_ID: "some-client" },
  google: { GETTOKEN_SCOPE: "https://www.googleapis.com/auth/cloud-platform" },
  pingone: {
    PINGONE_ENVIRONMENT_ID: "11111111-2222-3333-4444-555555555555",
    PINGONE_CLIENT_ID: "some-client",
  },
} as const;

/** `./.env` sets everything except the proof, also the provider. */
function folder(provider: string, found: Given<Variables>, others: Variables) {
  return async (place: Place): Promise<Variables> => ({
    GETTOKEN_PROVIDER: provider,
    ...others,
    ...await valueOf(found, place),
  });
}

const otherProofs: Attacks = repeating(1, {
  "the federated token of a pod, by a folder for entra": refused({
    proof: federatedTokenIn("AZURE_FEDERATED_TOKEN_FILE"),
    found: folder("entra", toThief("AZURE_AUTHORITY_HOST"), rest.entra),
  }),
  "the federated token of a pod, by an authority alone": refused({
    provider: "entra",
    proof: federatedTokenIn("AZURE_FEDERATED_TOKEN_FILE"),
    found: toThief("AZURE_AUTHORITY_HOST"),
    env: rest.entra,
  }),
  "a federated token, by an authority with gettoken's own name": refused({
    provider: "azure",
    proof: federatedTokenIn(),
    found: toThief("GETTOKEN_AUTHORITY_HOST"),
    env: rest.entra,
  }),
  "a federated token for keycloak": refused({
    provider: "keycloak",
    proof: federatedTokenIn(),
    found: toThief("KEYCLOAK_URL"),
    env: rest.keycloak,
  }),
  "a federated token, by a token URL": refused({
    provider: "oidc",
    proof: federatedTokenIn(),
    found: toThief("GETTOKEN_TOKEN_URL"),
    env: rest.client,
  }),
  "a federated token, by an issuer": refused({
    provider: "oidc",
    proof: federatedTokenIn(),
    found: toThief("GETTOKEN_ISSUER"),
    env: rest.client,
  }),
  "the ID token of a job, by a folder for entra": refused({
    proof: idTokenOfJob,
    found: folder("entra", toThief("AZURE_AUTHORITY_HOST"), rest.entra),
  }),
  "the ID token of a job, by an authority alone": refused({
    provider: "entra",
    proof: idTokenOfJob,
    found: toThief("AZURE_AUTHORITY_HOST"),
    env: rest.entra,
  }),
  "the ID token of a job, by a provider alone": refused({
    proof: idTokenOfJob,
    found: { GETTOKEN_PROVIDER: "entra" },
    env: rest.entra,
  }),
  "the address where a job asks for its ID token": {
    ...refused({
      provider: "entra",
      proof: { env: () => ({ ACTIONS_ID_TOKEN_REQUEST_TOKEN: "canary-of-the-request-token" }) },
      found: toThief("ACTIONS_ID_TOKEN_REQUEST_URL"),
      env: ({ origin }) => ({ ...rest.entra, AZURE_AUTHORITY_HOST: origin }),
    }),
    code: "setting_missing",
    says: [/missing|not set/],
    never: ["canary-of-the-request-token"],
  },
  "a key of Okta, by each variable for the domain": refused({
    provider: "okta",
    proof: keyIn("OKTA_CLIENT_PRIVATEKEY"),
    found: toThief("OKTA_CLIENT_ORGURL", "OKTA_ORG_URL", "OKTA_DOMAIN"),
    env: rest.okta,
  }),
  "a key of Okta, by a folder": refused({
    proof: keyIn("OKTA_CLIENT_PRIVATEKEY"),
    found: folder("okta", toThief("OKTA_ORG_URL"), rest.okta),
  }),
  "a key of Auth0": refused({
    provider: "auth0",
    proof: keyIn("AUTH0_CLIENT_ASSERTION_PRIVATE_KEY"),
    found: toThief("AUTH0_DOMAIN"),
    env: rest.auth0,
  }),
  "a key file of Auth0": refused({
    provider: "auth0",
    proof: keyFileIn("AUTH0_CLIENT_SIGNING_KEY_PATH"),
    found: toThief("GETTOKEN_DOMAIN"),
    env: rest.auth0,
  }),
  "a key for PingOne, by a custom domain": refused({
    provider: "pingone",
    proof: keyIn(),
    found: toThief("GETTOKEN_DOMAIN"),
    env: rest.pingone,
  }),
  "a key for Ory": refused({
    provider: "ory",
    proof: keyFileIn(),
    found: toThief("ORY_SDK_URL"),
    env: rest.client,
  }),
  "the certificate of an Entra application": refused({
    provider: "entra",
    proof: entraCertificate,
    found: toThief("AZURE_AUTHORITY_HOST"),
    env: rest.entra,
  }),
  "a client certificate for keycloak": refused({
    provider: "keycloak",
    proof: clientCertificate,
    found: toThief("GETTOKEN_BASE_URL"),
    env: rest.keycloak,
  }),
  "a client certificate for xsuaa": refused({
    provider: "xsuaa",
    proof: clientCertificate,
    found: toThief("GETTOKEN_CERT_URL"),
    env: rest.client,
  }),
  "a client certificate, by a folder for oidc": refused({
    proof: clientCertificate,
    found: folder("oidc", toThief("GETTOKEN_ISSUER"), rest.client),
  }),
  "a service account": refused({
    provider: "google",
    proof: serviceAccount,
    found: toThief("GETTOKEN_TOKEN_URI"),
    env: rest.google,
  }),
  "a service account, by a folder": refused({
    proof: serviceAccount,
    found: folder("google", toThief("GETTOKEN_TOKEN_URI"), rest.google),
  }),
  "a service user of Zitadel": refused({
    provider: "zitadel",
    proof: serviceUser,
    found: toThief("GETTOKEN_DOMAIN"),
  }),
  "a service key of XSUAA": refused({
    provider: "xsuaa",
    proof: serviceKey(),
    found: toThief("GETTOKEN_URL"),
  }),
  "a DPoP key beside a secret in ./.env": refused({
    provider: "oidc",
    proof: dpopKey,
    found: (place) => ({
      ...toThief("GETTOKEN_TOKEN_URL")(place),
      GETTOKEN_CLIENT_SECRET: "theirs",
    }),
    env: rest.client,
  }),
});

/** `./.env` names a valid certificate authority. */
function trustsTheirs(provider: keyof typeof rest, host: string, proof: Proof): Attack {
  const attack = refused({
    ...{ provider, proof, found: { GETTOKEN_CA_FILE: "ca.pem" } },
    env: ({ origin }) => ({ ...rest[provider], [host]: origin }),
  });
  return {
    ...attack,
    files: async (place) => ({ ...await valueOf(attack.files, place), ...await authorityFile() }),
  };
}

const authorities: Attacks = repeating(1, {
  "a federated token, by a certificate authority": trustsTheirs(
    "entra",
    "AZURE_AUTHORITY_HOST",
    federatedTokenIn("AZURE_FEDERATED_TOKEN_FILE"),
  ),
  "a key, by a certificate authority": trustsTheirs("okta", "OKTA_DOMAIN", keyIn()),
  "the ID token of a job, by a certificate authority": trustsTheirs(
    "entra",
    "AZURE_AUTHORITY_HOST",
    idTokenOfJob,
  ),
});

const secretTo = (provider: string, env: Variables, found: Given<Variables>, secret?: string) =>
  refused({ provider, proof: secretIn(secret), found, env });

/** Client secrets of providers that the fault tables do not have. */
const secrets: Attacks = {
  "a secret for databricks": secretTo(
    ...["databricks", { DATABRICKS_CLIENT_ID: "some-client" }] as const,
    ...[toThief("DATABRICKS_HOST"), "DATABRICKS_CLIENT_SECRET"] as const,
  ),
  "a secret for salesforce": secretTo(
    ...["salesforce", { SALESFORCE_CLIENT_ID: "some-client" }] as const,
    ...[toThief("GETTOKEN_MY_DOMAIN"), "SALESFORCE_CLIENT_SECRET"] as const,
  ),
  "a secret for cognito, by a domain": secretTo(
    ...["cognito", { COGNITO_CLIENT_ID: "some-client" }] as const,
    ...[toThief("COGNITO_DOMAIN"), "COGNITO_CLIENT_SECRET"] as const,
  ),
  "a secret for cognito, by the prefix of another pool": secretTo(
    ...["cognito", { COGNITO_CLIENT_ID: "some-client", AWS_REGION: "eu-central-1" }] as const,
    ...[{ GETTOKEN_PREFIX: "theirs" }, "COGNITO_CLIENT_SECRET"] as const,
  ),
  "a secret for cognito, by a region": secretTo(
    ...["cognito", { COGNITO_CLIENT_ID: "some-client", GETTOKEN_PREFIX: "acme" }] as const,
    ...[{ AWS_DEFAULT_REGION: "eu-south-9" }, "COGNITO_CLIENT_SECRET"] as const,
  ),
  "a secret for pingone, by a region": secretTo(
    ...["pingone", rest.pingone, { PINGONE_REGION_CODE: "AP" }, "PINGONE_CLIENT_SECRET"] as const,
  ),
  "a secret for onelogin, by a subdomain": secretTo(
    ...["onelogin", { ONELOGIN_CLIENT_ID: "some-client" }] as const,
    ...[{ ONELOGIN_SUBDOMAIN: "theirs" }, "ONELOGIN_CLIENT_SECRET"] as const,
  ),
  "a secret for onelogin, by a domain": secretTo(
    ...["onelogin", { ONELOGIN_CLIENT_ID: "some-client" }] as const,
    ...[toThief("ONELOGIN_API_URL"), "ONELOGIN_CLIENT_SECRET"] as const,
  ),
  "a secret for descope, past its default": secretTo(
    "descope",
    rest.client,
    toThief("DESCOPE_BASE_URL"),
  ),
  "a secret for fusionauth": secretTo("fusionauth", rest.client, toThief("FUSIONAUTH_URL")),
  "a secret for ibm-verify": secretTo("ibm-verify", rest.client, toThief("GETTOKEN_DOMAIN")),
  "a secret for workos": secretTo(
    ...["workos", { M2M_APP_CLIENT_ID: "some-client" }] as const,
    ...[toThief("GETTOKEN_DOMAIN"), "M2M_APP_CLIENT_SECRET"] as const,
  ),
  "a secret for xsuaa": secretTo("xsuaa", rest.client, toThief("GETTOKEN_URL")),
  "a secret, by a provider from ./.env alone": refused({
    proof: secretIn("OKTA_CLIENT_SECRET"),
    found: { GETTOKEN_PROVIDER: "okta" },
    env: ({ origin }) => ({ ...rest.okta, OKTA_DOMAIN: origin }),
  }),
  "a secret for another provider than the folder names": refused({
    proof: secretIn("GETTOKEN_CLIENT_SECRET"),
    found: folder("workos", toThief("GETTOKEN_DOMAIN"), rest.client),
  }),
};

const byAuthority = (form: Form): Attack =>
  refused({
    provider: "entra",
    proof: federatedTokenIn("AZURE_FEDERATED_TOKEN_FILE"),
    found: toThief("AZURE_AUTHORITY_HOST"),
    env: rest.entra,
    form,
  });

const eachLine = (line: (name: string, value: string) => string): Form => (variables) =>
  Object.entries(variables).map(([name, value]) => line(name, value)).join("");

const forms: Attacks = repeating(1, {
  "an authority in double quotes": byAuthority(eachLine((name, value) => `${name}="${value}"\n`)),
  "an authority in single quotes": byAuthority(eachLine((name, value) => `${name}='${value}'\n`)),
  "an authority after export": byAuthority(eachLine((name, value) => `export ${name}=${value}\n`)),
  "an authority with white space around": byAuthority(
    eachLine((name, value) => `\n  ${name} = ${value}   # ours\n`),
  ),
  "an authority in a file with CR LF": byAuthority(
    eachLine((name, value) => `${name}=${value}\r\n`),
  ),
  "an authority after a byte order mark": byAuthority(
    eachLine((name, value) => `\ufeff${name}=${value}\n`),
  ),
  "an authority with a slash and capitals": byAuthority(
    eachLine((name, value) => `${name}=${value.replace("http", "HTTP")}/\n`),
  ),
  "an authority in a file that sets GETTOKEN_ENV_FILE": byAuthority(
    eachLine((name, value) => `GETTOKEN_ENV_FILE=.env\n${name}=${value}\n`),
  ),
  "an authority in a link": {
    ...byAuthority(plain),
    files: (place) => ({
      ...federatedTokenIn().files,
      "settings/theirs": plain(toThief("AZURE_AUTHORITY_HOST")(place)),
    }),
    ...{ shell: "ln -s settings/theirs .env", made: [".env"] },
  },
  "an authority beside another file that is named": {
    ...byAuthority(plain),
    files: (place) => ({
      ...federatedTokenIn().files,
      ".env": plain(toThief("AZURE_AUTHORITY_HOST")(place)),
      mine: plain(rest.entra),
    }),
    options: ["--env-file", "mine"],
  },
  "an authority beside another file in GETTOKEN_ENV_FILE": {
    ...refused({
      provider: "entra",
      proof: federatedTokenIn(),
      found: toThief("AZURE_AUTHORITY_HOST"),
      env: { GETTOKEN_ENV_FILE: "mine" },
    }),
    files: (place) => ({
      ...federatedTokenIn().files,
      ".env": plain(toThief("AZURE_AUTHORITY_HOST")(place)),
      mine: plain(rest.entra),
    }),
  },
});

/** The user has a profile with a secret, and `./.env` redirects it. */
function profile(found: string, more: Partial<Attack> = {}): Attack {
  return {
    ...{ args: ["oidc"], shell: 'export HOME="$PWD" XDG_CONFIG_HOME=' },
    env: { GETTOKEN_CLIENT_SECRET: undefined, ...rest.client },
    files: ({ secret, thief }) => ({
      ".env": `${found}${envLine("GETTOKEN_TOKEN_URL", thief)}`,
      [`${configFolder}/profiles/prod.env`]: envLine("GETTOKEN_CLIENT_SECRET", secret),
    }),
    ...{ exit: 3, code: "untrusted_destination", says: [/GETTOKEN_TOKEN_URL/, /\.\/\.env/] },
    ...more,
  };
}

const configFolder = Deno.build.os === "darwin"
  ? "Library/Application Support/gettoken"
  : ".config/gettoken";

const profiles: Attacks = {
  "the secret of a profile": profile("", { options: ["-p", "prod"] }),
  "the secret of a profile that ./.env names": profile("GETTOKEN_PROFILE=prod\n", {
    // Nothing is sent, whether the profile counts or not.
    ...{ levels: ["normal", "verbose"], says: [/untrusted|missing|\.\/\.env/] },
  }),
};

/** `./.env` names a file with a proof, and sets everything else. */
function namesFile(provider: string, variable: string, others: Variables): Attack {
  return refused({
    proof: { env: () => ({}), files: { "their-token": "canary-of-the-key-file" } },
    found: ({ thief }) => ({
      GETTOKEN_PROVIDER: provider,
      [variable]: "their-token",
      ...Object.fromEntries(
        Object.entries(others).map(([name, value]) => [name, value || thief]),
      ),
    }),
  }, { never: ["canary-of-the-key-file"], says: [new RegExp(variable), /\.\/\.env/] });
}

const paths: Attacks = repeating(1, {
  "the path of a federated token": namesFile("entra", "AZURE_FEDERATED_TOKEN_FILE", {
    ...rest.entra,
    AZURE_AUTHORITY_HOST: "",
  }),
  "the path of a federated token for keycloak": namesFile(
    "keycloak",
    "GETTOKEN_FEDERATED_TOKEN_FILE",
    { ...rest.keycloak, KEYCLOAK_URL: "" },
  ),
  "the path of a secret": namesFile("oidc", "GETTOKEN_CLIENT_SECRET_FILE", {
    ...rest.client,
    GETTOKEN_TOKEN_URL: "",
  }),
  "the path of a service account": namesFile("google", "GOOGLE_APPLICATION_CREDENTIALS", {
    ...rest.google,
    GETTOKEN_TOKEN_URI: "",
  }),
  "the path of a key": namesFile("auth0", "AUTH0_CLIENT_SIGNING_KEY_PATH", {
    ...rest.auth0,
    AUTH0_DOMAIN: "",
  }),
  "the path of a DPoP key": namesFile("oidc", "GETTOKEN_DPOP_KEY_FILE", {
    ...rest.client,
    GETTOKEN_TOKEN_URL: "",
    GETTOKEN_CLIENT_SECRET: "theirs",
  }),
});

/** All attacks with `./.env` and built-in providers. */
export const foundFileAttacks: Attacks = {
  ...otherProofs,
  ...authorities,
  ...secrets,
  ...forms,
  ...profiles,
  ...paths,
};
