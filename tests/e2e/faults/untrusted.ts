/**
 * An implicit `.env` file that would decide where the secret is sent.
 *
 * @module
 */

import type { Fault, Faults, Place } from "./fault.ts";

const withoutSecret = { GETTOKEN_CLIENT_SECRET: undefined };

/** The implicit `.env` names the destination, and the secret comes from elsewhere. */
function redirecting(fault: Partial<Fault>, ...says: readonly RegExp[]): Fault {
  return {
    ...{ exit: 3, code: "untrusted_destination" },
    says: [...says, /\.\/\.env is read automatically, so it must not/, /GETTOKEN_ENV_FILE=\.env/],
    ...fault,
  };
}

const toThief = ({ thief }: Place) => ({ ".env": `GETTOKEN_TOKEN_URL=${thief}/token\n` });
const noUrl = ["oidc", "--client-id", "some-client"];

const refused: Faults = {
  "a token URL from ./.env": redirecting(
    { args: noUrl, files: toThief },
    /GETTOKEN_TOKEN_URL in \.\/\.env would decide where the client secret is sent \(GETTOKEN_CLIENT_SECRET in the environment\)/,
  ),
  "the same with the secret as an option": redirecting({
    args: ({ secret }) => [...noUrl, "--client-secret", secret],
    ...{ env: withoutSecret, files: toThief },
  }, /is sent \(--client-secret\)/),
  "the same with the secret in a named file": redirecting({
    ...{ args: [...noUrl, "--env-file", "named"], env: withoutSecret },
    files: (place) => ({ ...toThief(place), named: `GETTOKEN_CLIENT_SECRET='${place.secret}'` }),
  }, /is sent \(GETTOKEN_CLIENT_SECRET in named\)/),
  "the same with another secret in ./.env": redirecting({
    args: noUrl,
    files: ({ thief }) => ({
      ".env": `GETTOKEN_TOKEN_URL=${thief}\nGETTOKEN_CLIENT_SECRET=theirs\n`,
    }),
  }, /GETTOKEN_CLIENT_SECRET in the environment\)/),
  "an issuer from ./.env": redirecting({
    args: noUrl,
    files: ({ thief }) => ({ ".env": `GETTOKEN_ISSUER=${thief}\n` }),
  }, /GETTOKEN_ISSUER in \.\/\.env would decide/),
  "a domain of Auth0 from ./.env": redirecting({
    args: ["auth0", "--audience", "https://api.example/", "--client-id", "some-client"],
    files: ({ thief }) => ({ ".env": `AUTH0_DOMAIN=${thief}\n` }),
  }, /AUTH0_DOMAIN in \.\/\.env would decide/),
  "an authority of Entra from ./.env": redirecting({
    args: [
      ...["entra", "--tenant", "contoso.example", "--scope", "api://x/.default"],
      ...["--client-id", "11111111-2222-4333-8444-555555555555"],
    ],
    files: ({ thief }) => ({ ".env": `AZURE_AUTHORITY_HOST=${thief}\n` }),
  }, /AZURE_AUTHORITY_HOST in \.\/\.env would decide/),
  "a certificate authority from ./.env": redirecting({
    files: { ".env": "GETTOKEN_CA_FILE=ca.pem\n" },
  }, /GETTOKEN_CA_FILE in \.\/\.env would decide/),
  "a provider from ./.env": redirecting({
    args: [],
    files: { ".env": "GETTOKEN_PROVIDER=oidc\n" },
    env: ({ origin }) => ({ GETTOKEN_CLIENT_ID: "some-client", GETTOKEN_TOKEN_URL: origin }),
  }, /GETTOKEN_PROVIDER in \.\/\.env would decide/),
  "a module from ./.env": redirecting({
    args: [],
    files: { ".env": "GETTOKEN_PROVIDER=./evil.js\n", "evil.js": "throw 1" },
    says: [/GETTOKEN_PROVIDER in \.\/\.env names a module/, /GETTOKEN_ENV_FILE=\.env/],
  }),
};

/** The same settings from sources that the user named, or without effect on the destination. */
const allowed: Faults = {
  "a token URL from the usual file, named": {
    args: [...noUrl, "--env-file", ".env"],
    files: ({ origin }) => ({ ".env": `GETTOKEN_TOKEN_URL=${origin}\n` }),
    exit: 0,
  },
  "a token URL from the usual file, named in another way": {
    args: [...noUrl, "--env-file=sub/.././/.env"],
    files: ({ origin }) => ({ ".env": `GETTOKEN_TOKEN_URL=${origin}\n`, "sub/x": "" }),
    exit: 0,
  },
  "a token URL and a secret from ./.env": {
    args: noUrl,
    env: withoutSecret,
    files: ({ origin, secret }) => ({
      ".env": `GETTOKEN_TOKEN_URL=${origin}\nGETTOKEN_CLIENT_SECRET='${secret}'\n`,
    }),
    exit: 0,
  },
  "a secret from ./.env alone": {
    env: withoutSecret,
    files: ({ secret }) => ({ ".env": `GETTOKEN_CLIENT_SECRET='${secret}'\n` }),
    exit: 0,
  },
  "a token URL in ./.env, and another as an option": {
    files: ({ thief }) => ({ ".env": `GETTOKEN_TOKEN_URL=${thief}\n` }),
    exit: 0,
  },
  "a token URL in ./.env, and another in a file of --env-file": {
    args: [...noUrl, "--env-file", "named"],
    files: ({ thief, origin }) => ({
      ".env": `GETTOKEN_TOKEN_URL=${thief}\n`,
      named: `GETTOKEN_TOKEN_URL=${origin}\n`,
    }),
    exit: 0,
  },
  "variables of the runtime in ./.env": {
    files: ({ thief }) => ({
      ".env": ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"]
        .map((name) => `${name}=${thief}\n`).join("") +
        "DENO_CERT=evil.pem\nNODE_EXTRA_CA_CERTS=evil.pem\nSSLKEYLOGFILE=keys\n",
    }),
    exit: 0,
  },
  "an issuer in ./.env, and a token URL as an option": {
    files: ({ thief }) => ({ ".env": `GETTOKEN_ISSUER=${thief}\n` }),
    exit: 0,
  },
  "a token URL from the usual file, named in the environment": {
    args: noUrl,
    env: { GETTOKEN_ENV_FILE: ".env" },
    files: ({ origin }) => ({ ".env": `GETTOKEN_TOKEN_URL=${origin}\n` }),
    exit: 0,
  },
  "a token URL from one of several files that the environment names": {
    args: noUrl,
    env: { GETTOKEN_ENV_FILE: ":a.env:.env:" },
    files: ({ origin, thief }) => ({
      ".env": `GETTOKEN_TOKEN_URL=${origin}\n`,
      "a.env": `GETTOKEN_TOKEN_URL=${thief}\n`,
    }),
    exit: 0,
  },
  "a token URL in the folder above": {
    shell: "mkdir sub && cd sub",
    files: ({ thief }) => ({ ".env": `GETTOKEN_TOKEN_URL=${thief}\n` }),
    exit: 0,
  },
};

export const untrustedFaults: Faults = { ...refused, ...allowed };
