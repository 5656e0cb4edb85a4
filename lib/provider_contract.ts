/**
 * Checks at run time that a value is a provider, for modules that no compiler has seen.
 *
 * @module
 */

import { fileSettingOf } from "./common_settings.ts";
import { documentProblems } from "./document_contract.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import type { Setting } from "./provider.ts";
import { isProviderName } from "./provider_names.ts";
import { SandboxedPattern, Unusable } from "./sandboxed_values.ts";
import { either, hasUnsafeCharacters } from "./text.ts";

type Test = (value: unknown) => boolean;

// It is shown on terminals, where some characters do more than stand there.
const isText: Test = (value) =>
  typeof value === "string" && value !== "" && !hasUnsafeCharacters(value);
const isFunction: Test = (value) => typeof value === "function";
const isBoolean: Test = (value) => typeof value === "boolean";
const isPattern: Test = (value) => value instanceof RegExp || value instanceof SandboxedPattern;
const isTexts: Test = (value) => Array.isArray(value) && value.every(isText);
const isOneOf = (...values: unknown[]): Test => (value) => values.includes(value);
const isRecordOf = (test: Test): Test => (value) =>
  isJsonObject(value) && Object.values(value).every(test);

interface Member {
  readonly test: Test;
  readonly required?: boolean;
  /** What it must be, after "must be". */
  readonly must: string;
}

const authenticationMethods = [
  ...["client_secret_basic", "client_secret_post", "private_key_jwt"],
  ...["tls_client_auth", "self_signed_tls_client_auth"],
];
const signingAlgorithms = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA"],
];
const formats = ["text", "origin", "url", "guid", "scope"];

const providerMembers: Readonly<Record<string, Member>> = {
  apiVersion: { test: isOneOf(1), required: true, must: "1" },
  name: {
    test: (value) => typeof value === "string" && isProviderName(value),
    required: true,
    must: "lower-case letters, digits and hyphens, 64 at most",
  },
  title: { test: isText, required: true, must: "a text" },
  docs: {
    test: (value) => typeof value === "string" && URL.parse(value)?.protocol === "https:",
    required: true,
    must: "an https address",
  },
  setup: { test: isTexts, must: "a list of texts" },
  example: { test: isText, must: "a text" },
  settings: { test: isRecordOf(isJsonObject), required: true, must: "an object of settings" },
  check: { test: isFunction, must: "a function" },
  clientAuthentication: {
    test: (value) =>
      Array.isArray(value) && value.length > 0 && value.every(isOneOf(...authenticationMethods)),
    must: `a list of ${either(authenticationMethods)}`,
  },
  assertion: { test: isJsonObject, must: "an object" },
  dpop: { test: isOneOf(true), must: "true" },
  endpoint: { test: isFunction, required: true, must: "a function" },
  parameters: { test: isFunction, must: "a function" },
  response: { test: isJsonObject, must: "an object" },
  explain: { test: (value) => Array.isArray(value) && value.every(isJsonObject), must: "a list" },
  errorCode: { test: isPattern, must: "a regular expression" },
};

/** Options that every command has, so that no setting can have their names. */
const reservedNames = [
  ...["output", "envName", "out", "copy", "profile", "envFile", "timeout", "retries", "caFile"],
  ...["dryRun", "input", "quiet", "verbose", "check", "json"],
  ...["help", "version", "provider"],
];

/** What no provider can change about the settings that every provider has. */
const fixedMembers: Readonly<Record<string, readonly (keyof Setting)[]>> = {
  clientId: ["secret", "required"],
  clientSecret: ["secret", "required"],
  scope: ["secret", "format", "list"],
  authMethod: ["secret", "values"],
  privateKey: ["secret", "multiline", "required"],
  keyPassphrase: ["secret", "multiline", "required"],
  certificate: ["secret", "multiline", "required"],
  dpopKey: ["secret", "multiline", "required"],
  clientCert: ["secret", "multiline", "required"],
  clientKey: ["secret", "multiline", "required"],
  signingAlgorithm: ["secret", "values"],
};

/** The secrets that a provider may have without declaring them. */
const commonSecrets = ["clientSecret", "privateKey", "keyPassphrase", "certificate", "dpopKey"];

/** More than anybody needs, so that no list becomes too long to be worked with. */
const most = { settings: 100, problems: 20 };

const settingMembers: Readonly<Record<string, Member>> = {
  description: { test: isText, must: "a text" },
  example: { test: isText, must: "a text" },
  env: { test: isTexts, must: "a list of variable names" },
  required: {
    test: (value) =>
      isBoolean(value) ||
      (isJsonObject(value) && (isText(value.unless) || isTexts(value.unless))),
    must: "true, false or { unless: … }",
  },
  default: { test: isText, must: "a text" },
  format: { test: isOneOf(...formats), must: either(formats) },
  values: { test: isTexts, must: "a list of texts" },
  list: { test: isOneOf(" ", "&"), must: '" " or "&"' },
  check: { test: isFunction, must: "a function" },
  warn: {
    test: (value) => Array.isArray(value) && value.every(isWarning),
    must: "a list of { pattern, text }",
  },
  multiline: { test: isBoolean, must: "true or false" },
  fileEnv: { test: isTexts, must: "a list of variable names" },
  members: {
    test: (value) => isRecordOf(isTextOrTexts)(value) && Object.keys(Object(value)).length > 0,
    must: "an object with the name of a member for each setting",
  },
  kind: {
    test: (value) =>
      isJsonObject(value) && [value.member, value.value, value.otherwise].every(isText),
    must: "{ member, value, otherwise }",
  },
  secret: { test: isBoolean, must: "true or false" },
  destination: { test: isBoolean, must: "true or false" },
};

const explanationMembers: Readonly<Record<string, Member>> = {
  code: { test: isTextOrTexts, must: "a text or a list of texts" },
  error: { test: isTextOrTexts, must: "a text or a list of texts" },
  text: { test: isPattern, must: "a regular expression" },
  hint: { test: isText, required: true, must: "a text" },
  temporary: { test: isBoolean, must: "true or false" },
};

const assertionMembers: Readonly<Record<string, Member>> = {
  grant: { test: isOneOf(true), must: "true" },
  claims: { test: isFunction, must: "a function" },
  algorithms: {
    test: (value) =>
      Array.isArray(value) && value.length > 0 && value.every(isOneOf(...signingAlgorithms)),
    must: `a list of ${either(signingAlgorithms)}`,
  },
  lifetime: {
    test: (value) => Number.isSafeInteger(value) && Number(value) > 0 && Number(value) <= 3600,
    must: "a number of seconds from 1 to 3600",
  },
  keyHeader: { test: isOneOf("kid", "x5t#S256"), must: "kid or x5t#S256" },
  federation: {
    test: (value) =>
      Array.isArray(value) &&
      value.every((entry) =>
        isJsonObject(entry) && isText(entry.audience) &&
        (entry.with === undefined ||
          (isJsonObject(entry.with) && Object.values(entry.with).every(isText)))
      ),
    must: "a list of { audience, with }",
  },
  maxBytes: {
    test: (value) => Number.isSafeInteger(value) && Number(value) > 0,
    must: "a number of bytes",
  },
};

const responseMembers: Readonly<Record<string, Member>> = {
  publicMembers: { test: isTexts, must: "a list of names" },
  defaultLifetime: {
    test: (value) => Number.isSafeInteger(value) && Number(value) > 0 && Number(value) < 2 ** 31,
    must: "a number of seconds below 2^31",
  },
  warn: {
    test: (value) => Array.isArray(value) && value.every(isTokenWarning),
    must: "a list of { opaque: true, text } and { withoutClaim, text }",
  },
};

function isTokenWarning(value: unknown): boolean {
  if (!isJsonObject(value) || !isText(value.text)) return false;
  const { opaque, withoutClaim } = value;
  return opaque === undefined
    ? isText(withoutClaim)
    : opaque === true && withoutClaim === undefined;
}

function isWarning(value: unknown): boolean {
  return isJsonObject(value) && isPattern(value.pattern) && isText(value.text);
}

function isTextOrTexts(value: unknown): boolean {
  return isText(value) || isTexts(value);
}

/** What keeps a value from being a provider: `settings.domain.format must be …`. Empty if nothing. */
export function contractProblems(value: unknown): string[] {
  const problems = allProblems(value);
  const more = problems.length - most.problems;
  return more > 0 ? [...problems.slice(0, most.problems), `and ${more} problems more`] : problems;
}

function allProblems(value: unknown): string[] {
  if (value instanceof Unusable) return [`the default export ${value.reason}`];
  if (!isJsonObject(value)) return ["the default export must be an object"];
  const problems = membersProblems(value, providerMembers, "");
  if (problems.length > 0) return problems;
  const { settings, explain = [], response = {}, assertion = {} } = value;
  return [
    ...namesProblems(settings as JsonObject),
    ...Object.entries(settings as object)
      .flatMap(([name, setting]) => {
        const wrong = membersProblems(setting, settingMembers, `settings.${name}.`);
        return [
          ...wrong,
          ...fixedProblems(name, setting),
          ...(wrong.length > 0 ? [] : documentProblems(name, setting, settings as JsonObject)),
        ];
      }),
    ...(explain as unknown[])
      .flatMap((entry, index) => membersProblems(entry, explanationMembers, `explain[${index}].`)),
    ...membersProblems(response, responseMembers, "response."),
    ...membersProblems(assertion, assertionMembers, "assertion."),
  ];
}

function namesProblems(settings: JsonObject): string[] {
  const names = Object.keys(settings);
  const secrets = [...commonSecrets, ...names.filter((name) => isSecret(settings[name]))];
  if (names.length > most.settings) return [`settings must be ${most.settings} at most`];
  return names.flatMap((name) => {
    if (reservedNames.includes(name)) {
      return [`settings.${name} has the name of an option that every provider has`];
    }
    if (secrets.some((secret) => name === fileSettingOf(secret))) {
      return [`settings.${name} has the name of the option for a file with a secret`];
    }
    // Settings are looked up by name in objects, where such a name is always found.
    if (name in {}) return [`settings.${name} has the name of something that every object has`];
    // Some options have one letter; and --no-… takes one back.
    if (/^(?!no[A-Z])[a-z][a-zA-Z0-9]+$/.test(name)) return [];
    return [`settings.${name} must have a camelCase name that does not begin with no`];
  });
}

function isSecret(setting: unknown): boolean {
  return isJsonObject(setting) && setting.secret === true;
}

function fixedProblems(name: string, setting: Setting): string[] {
  const fixed = Object.hasOwn(fixedMembers, name) ? fixedMembers[name] ?? [] : [];
  return fixed.filter((member) => setting[member] !== undefined)
    .map((member) => `settings.${name}.${member} must be left out: it is always the same`);
}

function membersProblems(
  value: unknown,
  members: Readonly<Record<string, Member>>,
  path: string,
): string[] {
  if (value instanceof Unusable) return [`${path.slice(0, -1)} ${value.reason}`];
  const object = value as Readonly<Record<string, unknown>>;
  const wrong = Object.entries(members).flatMap(([name, { test, required, must }]) => {
    const member = object[name];
    if (member instanceof Unusable) return [`${path}${name} ${member.reason}`];
    if (member === undefined ? !required : test(member)) return [];
    return [`${path}${name} must be ${must}`];
  });
  const unknown = Object.keys(object)
    .filter((name) => !Object.hasOwn(members, name))
    .map((name) => `${path}${name} is not part of the contract`);
  return [...wrong, ...unknown];
}
