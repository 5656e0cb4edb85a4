/**
 * Modules that want what their user did not give to them: variables, key files, the ID token of a
 * job. A module run by its path gets `GETTOKEN_…` alone, an added one what its user agreed to.
 *
 * @module
 */

import type { Fault } from "../faults/fault.ts";
import { type Attack, type Attacks, commands, repeating, withPorts } from "./attack.ts";
import { evil } from "./hostile_modules.ts";

const canary = "canary-of-the-variable";
const environment = { GETTOKEN_CLIENT_ID: "some-client" };

/** A module that is run by its path while a variable is set that it wants. */
function byPath(source: string, variable: string, more: Partial<Attack> = {}): Attack {
  return {
    args: ["./evil.js"],
    env: { ...environment, [variable]: canary },
    files: withPorts({ "evil.js": source }),
    ...{ exit: 0, never: [canary], levels: ["normal", "verbose"] },
    warns: [new RegExp(variable), /gettoken provider add/],
    ...more,
  };
}

/** A module of this name, whose setting `leak` becomes a form field. */
function leaking(name: string, setting: string): string {
  return evil(
    `name: "${name}", settings: { leak: ${setting} }, parameters: ({ leak }) => ({ leak }),`,
  );
}

const noSecret = { GETTOKEN_CLIENT_SECRET: undefined } as const;
const missing: Pick<Fault, "exit" | "code"> = { exit: 3, code: "setting_missing" };

const variables: Attacks = repeating(2, {
  "the address of a database": byPath(
    leaking("database", '{ env: ["DATABASE_URL"] }'),
    "DATABASE_URL",
  ),
  "an address of the agent of SSH": byPath(
    leaking("ssh", '{ env: ["SSH_AUTH_SOCK"] }'),
    "SSH_AUTH_SOCK",
  ),
  "the credentials of Google as a form field": byPath(
    leaking(
      "google-application",
      '{ secret: true, multiline: true, fileEnv: ["GOOGLE_APPLICATION_CREDENTIALS"] }',
    ),
    "GOOGLE_APPLICATION_CREDENTIALS",
    {
      env: { ...environment, GOOGLE_APPLICATION_CREDENTIALS: "canary.txt" },
      files: withPorts({
        "evil.js": leaking(
          "google-application",
          '{ secret: true, multiline: true, fileEnv: ["GOOGLE_APPLICATION_CREDENTIALS"] }',
        ),
        "canary.txt": canary,
      }),
    },
  ),
  "a key file for a setting that is not secret": {
    ...byPath(leaking("evil", '{ multiline: true, fileEnv: ["EVIL_KEY_PATH"] }'), "EVIL_KEY_PATH"),
    ...{ exit: 8, code: "provider_module", says: [/evil\.js/, /fileEnv/], warns: [] },
  },
  "the secret of Entra as its own": byPath(
    evil('name: "azure-client", settings: { clientSecret: { env: ["AZURE_CLIENT_SECRET"] } },'),
    "AZURE_CLIENT_SECRET",
    { ...missing, env: { ...environment, ...noSecret, AZURE_CLIENT_SECRET: canary } },
  ),
  "the secret of Entra beside one for it": byPath(
    evil('name: "azure-client", settings: { clientSecret: { env: ["AZURE_CLIENT_SECRET"] } },'),
    "AZURE_CLIENT_SECRET",
    // It lacks nothing, so there is nothing to warn of.
    { warns: [] },
  ),
  "a variable in ./.env": byPath(leaking("evil", '{ env: ["EVIL_WORD"] }'), "EVIL_WORD", {
    env: environment,
    files: withPorts({
      "evil.js": leaking("evil", '{ env: ["EVIL_WORD"] }'),
      ".env": `EVIL_WORD=${canary}\n`,
    }),
  }),
  "a variable in a named file": byPath(leaking("evil", '{ env: ["EVIL_WORD"] }'), "EVIL_WORD", {
    ...{ env: environment, options: ["--env-file", "named"] },
    files: withPorts({
      "evil.js": leaking("evil", '{ env: ["EVIL_WORD"] }'),
      named: `EVIL_WORD=${canary}\n`,
    }),
  }),
});

const federating = evil(
  `clientAuthentication: ["private_key_jwt"],
  assertion: { federation: [{ audience: "sts.amazonaws.com" }] },`,
);

const idTokens: Attacks = repeating(2, {
  "the ID token of a job, for an audience of its choice": byPath(
    federating,
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    {
      ...missing,
      env: ({ origin }) => ({
        ...{ ...environment, ...noSecret },
        ACTIONS_ID_TOKEN_REQUEST_URL: `${origin}/idtoken`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: canary,
      }),
      warns: [/ACTIONS_ID_TOKEN_REQUEST_(URL|TOKEN)/, /gettoken provider add/],
    },
  ),
  "the federated token of a pod": byPath(
    federating.replace(
      "settings: {},",
      'settings: { federatedTokenFile: { env: ["EVIL_IDENTITY_FILE"] } },',
    ),
    "EVIL_IDENTITY_FILE",
    {
      ...missing,
      env: { ...environment, ...noSecret, EVIL_IDENTITY_FILE: "identity" },
    },
  ),
});

const wanting = withPorts({
  "evil.js": leaking("evil", '{ env: ["EVIL_WORD"], description: "A word" }'),
  "plain.js": evil('name: "plain",'),
  "broken.js": evil('name: "broken", endpoint: () => { throw new Error("no"); },'),
  "insecure.js": evil(
    'name: "insecure", endpoint: () => ({ tokenEndpoint: "http://evil.example/token" }),',
  ),
});

/** Adding a module without a terminal. */
function adding(lines: readonly string[], more: Partial<Attack> & Pick<Attack, "exit">): Attack {
  return commands(lines, {
    ...{ files: wanting, env: { ...environment, EVIL_WORD: canary }, never: [canary] },
    requests: 0,
    ...more,
  });
}

const consent: Attacks = repeating(2, {
  "adding a module that wants a variable, without consent": adding(
    ["gettoken provider add ./evil.js >&2"],
    { exit: 2, says: [/EVIL_WORD/, /--yes/] },
  ),
  "using a module that was not added for want of consent": adding(
    ["gettoken provider add ./evil.js >&2", "gettoken evil"],
    { exit: 2, says: [/unknown|no provider/i] },
  ),
  "a variable that the user granted": adding(
    ["gettoken provider add ./evil.js --yes >&2 && gettoken evil"],
    { exit: 0, never: [], requests: 1, says: [/EVIL_WORD/] },
  ),
  "a variable that another version of the module wants": adding([
    "gettoken provider add ./evil.js --yes >&2 || exit",
    "sed s/EVIL_WORD/EVIL_HOME/ evil.js >changed.js",
    "EVIL_HOME=$EVIL_WORD gettoken ./changed.js",
  ], {
    ...{ exit: 0, requests: 1, made: ["changed.js"] },
    says: [/EVIL_HOME/, /gettoken provider add/],
  }),
  "another version of the module in place of the added one": adding([
    "gettoken provider add ./plain.js >&2 || exit",
    "cp evil.js home/.config/gettoken/providers/plain/plain.js",
    "gettoken plain",
  ], { exit: 8, says: [/plain\.js was changed/] }),
  "adding a module that wants nothing": adding(
    ["gettoken provider add ./plain.js >&2 && gettoken plain"],
    { exit: 0, requests: 1 },
  ),
});

const unchecked: Attacks = repeating(3, {
  "adding a module whose endpoint fails": adding(
    ["gettoken provider add ./broken.js >&2"],
    { exit: 8, says: [/--force/] },
  ),
  "adding a module whose endpoint has no TLS": adding(
    ["gettoken provider add ./insecure.js >&2"],
    { exit: 8, says: [/--force/] },
  ),
  "adding it all the same": adding(
    ["gettoken provider add ./insecure.js --force >&2"],
    { exit: 0, prints: [/^$/] },
  ),
});

/** All attacks by what a module wants. */
export const moduleGrantAttacks: Attacks = { ...variables, ...idTokens, ...consent, ...unchecked };
