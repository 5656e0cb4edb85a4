/**
 * The environment: invalid values, awkward secrets, missing folders.
 *
 * @module
 */

import { type Fault, type Faults, variants } from "./fault.ts";

const auth0 = {
  AUTH0_DOMAIN: "https://id.example.com",
  AUTH0_AUDIENCE: "https://api.example/",
  AUTH0_CLIENT_ID: "some-client",
};

/** Settings that are missing or wrong. */
function wrong(env: Fault["env"], ...says: readonly RegExp[]): Fault {
  return { args: ["auth0"], env: env ?? {}, exit: 3, code: "setting_invalid", says };
}

const settings: Faults = {
  "no settings at all": {
    ...wrong({ GETTOKEN_CLIENT_SECRET: undefined }),
    code: "setting_missing",
    says: [
      /4 settings are missing/,
      /--domain, AUTH0_DOMAIN or GETTOKEN_DOMAIN/,
      /--audience, AUTH0_AUDIENCE or/,
      /--client-id, AUTH0_CLIENT_ID or/,
      /--client-secret, AUTH0_CLIENT_SECRET, GETTOKEN_CLIENT_SECRET or --client-secret-file/,
      /or use --private-key-file/,
    ],
  },
  "no secret": {
    ...wrong({ ...auth0, GETTOKEN_CLIENT_SECRET: undefined }, /client secret is missing/),
    code: "setting_missing",
  },
  "a misspelt variable": {
    ...wrong(
      { ...auth0, AUTH0_DOMAIN: undefined, AUTH0_DOMIAN: "id.example.com" },
      /unknown variable AUTH0_DOMIAN in the environment; did you mean AUTH0_DOMAIN\?/,
    ),
    code: "setting_missing",
  },
  "an invalid time limit in the environment": wrong(
    { ...auth0, GETTOKEN_TIMEOUT: "5m10" },
    /GETTOKEN_TIMEOUT in the environment must be a number of seconds from 1 to 300/,
  ),
  "an invalid number of retries in a named file": {
    ...wrong(auth0, /GETTOKEN_RETRIES in x\.env must be a number from 0 to 10/),
    args: ["auth0", "--env-file", "x.env"],
    files: { "x.env": "GETTOKEN_RETRIES=11\n" },
  },
  "an invalid switch in ./.env": {
    ...wrong(auth0, /GETTOKEN_NO_INPUT in \.\/\.env must be 1 or 0/),
    files: { ".env": "GETTOKEN_NO_INPUT=yes\n" },
  },
  "no provider": {
    ...{ args: [], exit: 3, code: "setting_missing" },
    says: [/No provider is named/, /GETTOKEN_PROVIDER/],
  },
  "an empty variable": {
    ...wrong(
      { ...auth0, AUTH0_AUDIENCE: "" },
      /AUTH0_AUDIENCE in the environment is set but empty/,
    ),
    code: "setting_missing",
  },
  "an empty secret": {
    ...wrong(
      { ...auth0, GETTOKEN_CLIENT_SECRET: "" },
      /GETTOKEN_CLIENT_SECRET in the environment is set but empty/,
    ),
    code: "setting_missing",
  },
  "another empty credential": {
    ...{ env: { GETTOKEN_PRIVATE_KEY: "", GETTOKEN_SCOPE: "", GETTOKEN_TIMEOUT: "" }, exit: 0 },
  },
  "a client ID with an escape sequence": wrong(
    { ...auth0, AUTH0_CLIENT_ID: "a\x1b[31mb" },
    /AUTH0_CLIENT_ID .*control/,
  ),
  "several things wrong": wrong(
    { AUTH0_DOMAIN: "ftp://x", AUTH0_CLIENT_ID: "" },
    /3 settings are missing or invalid/,
  ),
  "a scope with a comma and quotes": wrong(
    { ...auth0, GETTOKEN_SCOPE: '"read","write"' },
    /GETTOKEN_SCOPE .*must be scopes/,
  ),
  "an unknown client authentication method": wrong(
    { ...auth0, GETTOKEN_AUTH_METHOD: "client_secret_jwt" },
    /GETTOKEN_AUTH_METHOD .*must be client_secret_post, client_secret_basic, private_key_jwt, tls_/,
  ),
  "an invalid tenant": {
    ...wrong(
      { AZURE_TENANT_ID: "common", AZURE_CLIENT_ID: "some-client" },
      /AZURE_TENANT_ID .*common/,
    ),
    args: ["entra", "--scope", "api://x/.default"],
  },
  "a scope without /.default": {
    ...wrong({ AZURE_TENANT_ID: "contoso.example" }, /--scope .*graph\.microsoft\.com\/\.default/),
    args: ["entra", "--scope", "https://graph.microsoft.com"],
  },
  "a form field that is not the user's": {
    options: ["--form", "grant_type=password"],
    ...{ exit: 3, code: "setting_invalid", says: [/grant_type is reserved/] },
  },
  "the secret as a form field": {
    options: ({ secret }) => ["--form", `client_secret=${encodeURIComponent(secret)}`],
    ...{ exit: 3, code: "setting_invalid", says: [/client_secret is reserved/] },
  },
  "a form field without a name": {
    options: ["--form", "=x"],
    ...{ exit: 3, code: "setting_invalid", says: [/--form must be name=value/] },
  },
};

const names: Faults = variants(
  Object.entries({
    "": /No provider is named/,
    nope: /GETTOKEN_PROVIDER in the environment does not name a provider/,
    "\x1b[31mred": /GETTOKEN_PROVIDER in the environment does not name a provider/,
    providers: /GETTOKEN_PROVIDER in the environment does not name a provider/,
    "--help": /GETTOKEN_PROVIDER in the environment does not name a provider/,
  }).map(([provider, says]) => [
    `the provider ${JSON.stringify(provider)} in the environment`,
    {
      ...{ args: [], env: { GETTOKEN_PROVIDER: provider }, says: [says] },
      ...(provider === ""
        ? { exit: 3, code: "setting_missing" }
        : { exit: 2, code: "unknown_provider" }),
    } satisfies Fault,
  ]),
);

/** A secret that is sent unchanged and appears nowhere else. */
function awkward(secret: string, options: readonly string[] = []): Fault {
  return { secret, options, exit: 0 };
}

const post = ["--auth-method", "client_secret_post"];

const secrets: Faults = {
  "a secret with a colon": awkward("canary:1:"),
  "a secret in percent encoding": awkward("canary%41%2B%zz%"),
  "a secret of a form": awkward("canary&grant_type=password#x", post),
  "a secret with a plus": awkward("canary+1+", post),
  "a secret with quotes and backslashes": awkward(`canary"'\\\\"`),
  "a secret with a space": awkward("canary with spaces", post),
  "a secret of other alphabets": awkward("canary-ключ-鍵-🔑-é"),
  "the same as a field": awkward("canary-ключ-鍵-🔑-é", post),
  "a secret of 10 KB": awkward(`canary${"x".repeat(10_000)}`),
  "a secret of 100 KB": awkward(`canary${"é".repeat(50_000)}`, post),
  "a client ID with a colon": {
    args: ({ origin }) => ["oidc", "--token-url", origin, "--client-id", "a:b c%+é"],
    exit: 0,
  },
};

function refusedSecret(secret: string, says: RegExp): Fault {
  return { secret, exit: 3, code: "setting_invalid", says: [says] };
}

const inEnvironment = "GETTOKEN_CLIENT_SECRET in the environment";

const badSecrets: Faults = {
  "a secret with a line break": refusedSecret(
    "canary\nmore",
    new RegExp(`${inEnvironment} contains a line break`),
  ),
  "a secret with a carriage return": refusedSecret("canary\rmore", /contains a line break/),
  "a secret with a tab": refusedSecret("canary\tmore", /contains a control or invisible/),
  "a secret with a control of C1": refusedSecret("canary\x9bmore", /contains a control/),
  "a secret with a zero-width space": refusedSecret("canary\u200bmore", /contains a control/),
  "a secret with a bidirectional mark": refusedSecret("canary\u202emore", /contains a control/),
  "a secret that is not UTF-8": {
    ...refusedSecret("canary-bytes", /variable GETTOKEN_CLIENT_SECRET is not valid UTF-8/),
    shell: `export GETTOKEN_CLIENT_SECRET="$(printf 'canary-bytes\\377')"`,
  },
};

/** Variables and folders that a run does not need. */
function harmless(fault: Partial<Fault>): Fault {
  return { exit: 0, ...fault };
}

const places: Faults = {
  "another variable that is not UTF-8": harmless({ shell: `export X="$(printf '\\377')"` }),
  "no home": harmless({ shell: "unset HOME" }),
  // From source, these two would be for Deno, before there is a program.
  "a home that is a file": harmless({
    ...{ files: { home: "" }, shell: 'export HOME="$PWD/home"', front: "compiled" },
  }),
  "a relative home": harmless({ env: { XDG_CONFIG_HOME: "a", XDG_CACHE_HOME: "b" } }),
  "no folder for passing files": harmless({ env: { TMPDIR: "/nonexistent" } }),
  "a terminal that can do nothing": harmless({ env: { TERM: "dumb", NO_COLOR: "1" } }),
  "colours by force": harmless({ env: { FORCE_COLOR: "1", CLICOLOR_FORCE: "1" } }),
  "a warning, and colours by force": harmless({
    env: ({ secret }) => ({ FORCE_COLOR: "3", GETTOKEN_CLIENT_SECRET: secret }),
    ...{ options: ["--nope"], exit: 2, code: "usage", says: [/Unknown option "--nope"/] },
  }),
  "an odd language": harmless({ env: { LC_ALL: "C", LANG: "tlh_KX.\xff" } }),
  "an odd time zone": harmless({ env: { TZ: "Pacific/Kiritimati" } }),
  "an invalid time zone": harmless({ env: { TZ: "garbage/../../etc/passwd" } }),
  "a request that a web server would set": harmless({ env: { REQUEST_METHOD: "POST" } }),
  "options for Node": harmless({
    ...{ env: { NODE_OPTIONS: "--require ./evil.js" }, front: "compiled" },
  }),
  "5,000 variables": harmless({
    env: Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`X${index}`, "x"])),
  }),
};

export const environmentFaults: Faults = {
  ...settings,
  ...names,
  ...secrets,
  ...badSecrets,
  ...places,
};
