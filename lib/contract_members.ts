/**
 * What each member of a provider must be, at every depth.
 *
 * @module
 */

import { isJsonObject } from "./json.ts";
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

/** One member that an object of the contract can have. */
interface Member {
  readonly test: Test;
  readonly required?: boolean;
  /** What it must be, after "must be". */
  readonly must: string;
}

/** The members that an object of the contract can have, by name. */
type Members = Readonly<Record<string, Member>>;

const authenticationMethods = [
  ...["client_secret_basic", "client_secret_post", "private_key_jwt"],
  ...["tls_client_auth", "self_signed_tls_client_auth"],
];
const signingAlgorithms = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA"],
];
const formats = ["text", "origin", "url", "guid", "scope"];

/** The members of a provider. */
export const providerMembers: Members = {
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

/** The members of a setting. */
export const settingMembers: Members = {
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

/** The members of an entry of `explain`. */
export const explanationMembers: Members = {
  code: { test: isTextOrTexts, must: "a text or a list of texts" },
  error: { test: isTextOrTexts, must: "a text or a list of texts" },
  text: { test: isPattern, must: "a regular expression" },
  hint: { test: isText, required: true, must: "a text" },
  temporary: { test: isBoolean, must: "true or false" },
};

/** The members of `assertion`. */
export const assertionMembers: Members = {
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

/** The members of `response`. */
export const responseMembers: Members = {
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

/**
 * What is wrong with the members of an object.
 *
 * @param path Where the object is: `settings.domain.`; empty for the provider itself.
 */
export function membersProblems(
  value: unknown,
  members: Members,
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
