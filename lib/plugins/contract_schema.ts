/**
 * What each member of a provider must be, at every depth.
 *
 * @module
 */

import { clientAuthenticationMethods } from "../contract/credential_settings.ts";
import { isJsonObject } from "../core/json.ts";
import { isProviderName } from "../contract/names.ts";
import { SandboxedPattern, Unusable } from "./sandboxed_values.ts";
import { either, hasUnsafeCharacters } from "../core/text.ts";

type Test = (value: unknown) => boolean;

/** What a member must be. */
interface Kind {
  readonly test: Test;
  /** The same in words, after "must be". */
  readonly must: string;
}

/** The most items of a list, but for that of explanations. */
const maxItems = 50;
const maxExplanations = 200;

/** The most characters of the name of a setting, a claim or a member of a reply. */
const maxName = 60;

/** A string that can be shown on a terminal, which obeys some characters and hides others. */
function string(max: number): Kind {
  return {
    test: (value) =>
      typeof value === "string" && value !== "" && value.length <= max &&
      !hasUnsafeCharacters(value),
    must: `a printable string of at most ${max} characters`,
  };
}

function listOf({ test, must }: Kind, max = maxItems): Kind {
  return {
    test: (value) => Array.isArray(value) && value.length <= max && value.every(test),
    must: `a list of at most ${max} items, each ${must}`,
  };
}

function recordOf({ test, must }: Kind): Kind {
  const isName = string(maxName).test;
  return {
    test: (value) =>
      isJsonObject(value) &&
      Object.entries(value).every(([key, item]) => isName(key) && test(item)),
    must: `an object with names of at most ${maxName} characters, each value ${must}`,
  };
}

/** Whether a value is an object with these members and no others. */
function hasMembers(value: unknown, members: Readonly<Record<string, Test>>): boolean {
  return isJsonObject(value) &&
    Object.keys(value).every((name) => Object.hasOwn(members, name)) &&
    Object.entries(members).every(([name, test]) => test(value[name]));
}

function eitherOf(one: Kind, other: Kind): Kind {
  return {
    test: (value) => one.test(value) || other.test(value),
    must: `${one.must}, or ${other.must}`,
  };
}

const nameString = string(maxName);
const codeString = string(100);
const valueString = string(300);
const adviceString = string(600);
const codeStrings = eitherOf(codeString, listOf(codeString));

const isFunction: Test = (value) => typeof value === "function";
const isBoolean: Test = (value) => typeof value === "boolean";
const isPattern: Test = (value) => value instanceof RegExp || value instanceof SandboxedPattern;
const isOneOf = (...values: unknown[]): Test => (value) => values.includes(value);

/** One member that an object of the contract can have. */
interface Member extends Kind {
  readonly required?: boolean;
}

/** The members that an object of the contract can have, by name. */
type Members = Readonly<Record<string, Member>>;

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
  title: { ...string(80), required: true },
  docs: {
    test: isPlainAddress,
    required: true,
    must: "an https URL of at most 500 characters, as a browser writes it, without a user name",
  },
  setup: listOf(adviceString),
  example: {
    test: (example) => valueString.test(example) && isPlainCommandLine(`${example}`),
    must: "at most 300 characters that a shell takes as they are, or has in single quotes",
  },
  settings: { ...recordOf({ test: isJsonObject, must: "an object" }), required: true },
  check: { test: isFunction, must: "a function" },
  clientAuthentication: {
    test: (value) =>
      Array.isArray(value) && value.length > 0 &&
      value.every(isOneOf(...clientAuthenticationMethods)),
    must: `a list of ${either(clientAuthenticationMethods)}`,
  },
  assertion: { test: isJsonObject, must: "an object" },
  dpop: { test: isOneOf(true), must: "true" },
  endpoint: { test: isFunction, required: true, must: "a function" },
  parameters: { test: isFunction, must: "a function" },
  response: { test: isJsonObject, must: "an object" },
  explain: listOf({ test: isJsonObject, must: "an object" }, maxExplanations),
  errorCode: { test: isPattern, must: "a regular expression" },
};

/** The members of a setting. */
export const settingMembers: Members = {
  description: valueString,
  example: valueString,
  env: listOf(codeString),
  required: {
    test: (value) =>
      isBoolean(value) ||
      hasMembers(value, { unless: eitherOf(nameString, listOf(nameString)).test }),
    must: "true, false or { unless: … }",
  },
  default: valueString,
  format: { test: isOneOf(...formats), must: either(formats) },
  values: listOf(codeString),
  list: { test: isOneOf(" ", "&"), must: '" " or "&"' },
  check: { test: isFunction, must: "a function" },
  warn: listOf({ test: isWarning, must: `{ pattern, text }; text ${adviceString.must}` }),
  multiline: { test: isBoolean, must: "true or false" },
  fileEnv: listOf(codeString),
  members: {
    test: (value) => recordOf(codeStrings).test(value) && Object.keys(Object(value)).length > 0,
    must: "an object with the name of a member for each setting, of at most 100 characters",
  },
  kind: {
    test: (kind) =>
      hasMembers(kind, {
        member: valueString.test,
        value: valueString.test,
        otherwise: valueString.test,
      }),
    must: `{ member, value, otherwise }, each ${valueString.must}`,
  },
  secret: { test: isBoolean, must: "true or false" },
  destination: { test: isBoolean, must: "true or false" },
};

/** The members of an entry of `explain`. */
export const explanationMembers: Members = {
  code: codeStrings,
  error: codeStrings,
  text: { test: isPattern, must: "a regular expression" },
  hint: { ...adviceString, required: true },
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
  federation: listOf({
    test: (entry) =>
      hasMembers(entry, {
        audience: valueString.test,
        with: (value) => value === undefined || recordOf(valueString).test(value),
      }),
    must: `{ audience, with }; audience ${valueString.must}`,
  }),
  maxBytes: {
    test: (value) => Number.isSafeInteger(value) && Number(value) > 0,
    must: "a number of bytes",
  },
};

/** The members of `response`. */
export const responseMembers: Members = {
  publicMembers: listOf(nameString),
  defaultLifetime: {
    test: (value) => Number.isSafeInteger(value) && Number(value) > 0 && Number(value) < 2 ** 31,
    must: "a number of seconds below 2^31",
  },
  warn: listOf({
    test: isTokenWarning,
    must: `{ opaque: true, text } or { withoutClaim, text }; text ${adviceString.must}`,
  }),
};

function isTokenWarning(value: unknown): boolean {
  return hasMembers(value, { opaque: isOneOf(true), text: adviceString.test }) ||
    hasMembers(value, { withoutClaim: nameString.test, text: adviceString.test });
}

function isWarning(value: unknown): boolean {
  return hasMembers(value, { pattern: isPattern, text: adviceString.test });
}

/** Whether an address is what a browser would show of it, so that it can mislead nobody. */
function isPlainAddress(value: unknown): boolean {
  if (typeof value !== "string" || value.length > 500) return false;
  const url = URL.parse(value);
  return url?.protocol === "https:" && url.username === "" && url.password === "" &&
    [value, `${value}/`].includes(url.href);
}

/** Whether a shell makes nothing of it but words. It is printed to be copied into one. */
function isPlainCommandLine(line: string): boolean {
  return /^(?:[\w:/.,@=+% -]|'[^'\\]*')+$/.test(line);
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
