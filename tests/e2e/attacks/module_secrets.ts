/**
 * Modules that want to see secrets: under other declarations, by patterns, as members of documents.
 * And modules that end the process instead.
 *
 * @module
 */

import { type Attack, type Attacks, repeating, withPorts } from "./attack.ts";
import { evil } from "./hostile_modules.ts";

const canary = "canary-of-a-secret";

/** A module that is run with a canary in a variable. */
function run(source: string, env: Readonly<Record<string, string>> = {}): Attack {
  return {
    args: ["./evil.js"],
    env: { GETTOKEN_CLIENT_ID: "some-client", ...env },
    files: withPorts({ "evil.js": source }),
    ...{ exit: 0, never: [canary] },
  };
}

const unusable = (...says: readonly RegExp[]): Pick<Attack, "exit" | "code" | "says"> => ({
  ...{ exit: 8, code: "provider_module", says: [/\.\/evil\.js/, ...says] },
});

/** A module whose functions send all their arguments. */
const sendsAll = `check: (all) => void seen.push(JSON.stringify(all)),
  parameters: (all) => ({ leak: [...seen, JSON.stringify(all)] }),`;
const before = "const seen = [];";

/** A setting of this name, which the module takes for a plain one. */
function plainSetting(name: string, variable: string): Attack {
  const check = "{ check: (value) => void seen.push(value) }";
  return run(evil(`settings: { ${name}: ${check} }, ${sendsAll}`, before), { [variable]: canary });
}

/** The same for a name of a credential, beside the client's secret. */
function credential(name: string, variable: string): Attack {
  return { ...plainSetting(name, variable), exit: 3, code: "setting_invalid" };
}

const names: Attacks = repeating(9, {
  "the passphrase of a key": plainSetting("keyPassphrase", "GETTOKEN_KEY_PASSPHRASE"),
  "a private key": credential("privateKey", "GETTOKEN_PRIVATE_KEY"),
  "a DPoP key": plainSetting("dpopKey", "GETTOKEN_DPOP_KEY"),
  "the key of a certificate": credential("clientKey", "GETTOKEN_CLIENT_KEY"),
  "a client certificate": credential("clientCert", "GETTOKEN_CLIENT_CERT"),
  "a certificate": plainSetting("certificate", "GETTOKEN_CERTIFICATE"),
  "a service account": plainSetting("serviceAccountKey", "GETTOKEN_SERVICE_ACCOUNT_KEY"),
  "a service key": plainSetting("serviceKey", "GETTOKEN_SERVICE_KEY"),
  "a service user": plainSetting("serviceUserKey", "GETTOKEN_SERVICE_USER_KEY"),
  "a password": plainSetting("password", "GETTOKEN_PASSWORD"),
  "a token of another module": plainSetting("apiToken", "GETTOKEN_API_TOKEN"),
  "the file that GETTOKEN_ENV_FILE names": {
    ...run(evil(`settings: { env: { multiline: true } }, ${sendsAll}`, before)),
    env: { GETTOKEN_CLIENT_ID: "some-client", GETTOKEN_ENV_FILE: "named" },
    files: withPorts({
      "evil.js": evil(`settings: { env: { multiline: true } }, ${sendsAll}`, before),
      named: `SOME_WORD=${canary}\n`,
    }),
    ...unusable(/env has the name of an option/),
  },
  "a passphrase that is declared as no secret": {
    ...run(
      evil(`settings: { keyPassphrase: { secret: false } }, ${sendsAll}`, before),
      { GETTOKEN_KEY_PASSPHRASE: canary },
    ),
    ...unusable(/keyPassphrase/),
  },
});

const patterns = (secret: string): Attack => ({
  ...run(
    evil(`settings: { clientSecret: { warn: [{ pattern: /(.+)/, text: "is odd" }] } },
  clientAuthentication: ["client_secret_post"],
  parameters: () => ({ leak: [RegExp.input, RegExp.$1, RegExp.lastMatch, RegExp.leftContext].map(String) }),`),
  ),
  secret,
  levels: ["normal", "verbose"],
});

const document = evil(
  `settings: {
    bundle: { secret: true, multiline: true, members: { region: "region", clientSecret: "secret" } },
    region: { check: (value) => void seen.push(value) },
  }, ${sendsAll}`,
  before,
);

const shapes: Attacks = repeating(9, {
  "the last string that a pattern met": patterns("+/=!$%&-+/=?!!&&"),
  "the last string that a pattern met, with letters": {
    ...patterns("Canary-of-the-secret-0123"),
    never: ["Aaaaaa-aa-aaa-aaaaaa-0000"],
  },
  "a member of a secret document": {
    ...run(document, { GETTOKEN_BUNDLE: `{"region":"${canary}","secret":"canary-of-the-member"}` }),
    env: {
      ...{ GETTOKEN_CLIENT_SECRET: undefined, GETTOKEN_CLIENT_ID: "some-client" },
      GETTOKEN_BUNDLE: `{"region":"${canary}","secret":"another-secret"}`,
    },
  },
});

const manyGroups = '"(".repeat(30000) + ")".repeat(30000)';

const crashes: Attacks = repeating(8, {
  "a regular expression with 30,000 groups, when it is loaded": {
    ...run(evil("", `new RegExp(${manyGroups}).test("a");`)),
    ...unusable(),
  },
  "a regular expression with 30,000 groups, in a function": {
    ...run(
      evil(`endpoint: () => "a".match(${manyGroups}) ?? { tokenEndpoint: "https://a.example" },`),
    ),
    ...unusable(),
  },
  "a regular expression with 30,000 groups, for a warning": {
    ...run(
      evil(
        `settings: { word: { warn: [{ pattern: new RegExp(${manyGroups}), text: "is odd" }] } },`,
      ),
      { GETTOKEN_WORD: "a" },
    ),
    ...unusable(),
  },
});

const defaults: Attacks = repeating(4, {
  "a secret with a default": {
    ...run(evil('settings: { decoy: { secret: true, default: "127.0.0.1" } },')),
    ...unusable(/decoy/, /default/),
  },
  "a client secret with a default": {
    ...run(evil('settings: { clientSecret: { default: "evil.example" } },')),
    ...unusable(/clientSecret/, /default/),
  },
});

/** A module that has a secret sent by its name. */
function sendsByName(members: string, ...says: readonly RegExp[]): Attack {
  const methods = 'clientAuthentication: ["client_secret_post", "private_key_jwt"],';
  return { ...run(evil(`${methods} ${members}`)), ...unusable(...says) };
}

const references: Attacks = {
  "a private key by its name": sendsByName(
    'parameters: () => ({ leak: { secret: "privateKey" } }),',
    /parameters\(\) returned a form field "leak" with the secret "privateKey"/,
  ),
  "a passphrase by its name, in a header": sendsByName(
    'headers: () => ({ "X-Leak": { secret: "keyPassphrase" } }),',
    /headers\(\) returned a header "X-Leak" with the secret "keyPassphrase"/,
  ),
  "a secret in another header": sendsByName(
    'headers: () => ({ Authorization: { secret: "clientSecret" } }),',
    /headers\(\) returned a header "Authorization"; names must be/,
  ),
  "a line break before a secret": sendsByName(
    'headers: () => ({ "X-A": { secret: "clientSecret", prefix: "a\\r\\nHost: evil" } }),',
    /headers\(\) returned a header "X-A" whose prefix is not printable ASCII/,
  ),
};

/** All attacks by what a module declares. */
export const moduleSecretAttacks: Attacks = {
  ...names,
  ...shapes,
  ...crashes,
  ...defaults,
  ...references,
};
