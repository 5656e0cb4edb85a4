/** The schema of the provider contract: the type and limits of each member. @module */

import { signingAlgorithms } from "../keys/algorithms.ts";
import { clientAuthenticationMethods, credentials } from "../contract/credential_settings.ts";
import { likelyNames } from "../core/likely_names.ts";
import { isJsonObject } from "../core/json.ts";
import { isProviderName } from "../contract/names.ts";
import { SandboxedPattern, Unusable } from "./sandboxed_values.ts";
import { either } from "../core/text.ts";
import {
  eitherOf,
  integer,
  type Kind,
  listOf,
  maxName,
  type Members,
  objectOf,
  oneOf,
  optional,
  printableString,
  recordOf,
  required,
  someOf,
} from "./value_kinds.ts";

const nameString = printableString(maxName);
const codeString = printableString(100);
const valueString = printableString(300);
const adviceString = printableString(600);
const codeStrings = eitherOf(codeString, listOf(codeString));
const always = oneOf([true], "true");
const boolean: Kind = { test: (value) => typeof value === "boolean", must: "true or false" };
const anyObject: Kind = { test: isJsonObject, must: "an object" };
const anyFunction: Kind = { test: (value) => typeof value === "function", must: "a function" };
const pattern: Kind = {
  test: (value) => value instanceof RegExp || value instanceof SandboxedPattern,
  must: "a regular expression",
};
const status = integer(100, 599, "an HTTP status");
const formats = ["text", "origin", "url", "guid", "scope", "headers"];

/** Grants for people, and those that another member of the contract chooses. */
const otherGrants =
  /^(password|implicit|authorization_code|refresh_token)$|:(device_code|jwt-bearer|saml2-bearer|ciba)$/;

/** The name of a field or a member, without a character that a terminal would not show. */
const fieldName: Kind = {
  test: (value) => nameString.test(value) && /^[\x21-\x7e]+$/.test(String(value)),
  must: `printable ASCII of at most ${maxName} characters without a space`,
};
/** A path with dots. `data[0].token` and `$.token` look like one, and would find nothing. */
const dottedPath: Kind = {
  test: (value) => valueString.test(value) && !/[[\]]|^\$\./.test(String(value)),
  must: "a path",
};
const memberPath: Kind = eitherOf(dottedPath, {
  test: (value) => Array.isArray(value) && value.length > 0 && listOf(nameString).test(value),
  must: "a list of names",
}, "the name of a member, a path such as data.access_token or data.0.token, or a list of names");

/** The members of a provider. */
export const providerMembers: Members = {
  apiVersion: required(oneOf([1], "1")),
  name: required({
    test: (value) => typeof value === "string" && isProviderName(value),
    must: "at most 64 lower-case letters, digits and hyphens",
  }),
  title: required(printableString(80)),
  docs: required({
    test: isPlainAddress,
    must: "an https URL of at most 500 characters, as a browser writes it, without a user name",
  }),
  setup: listOf(adviceString),
  example: {
    // Users paste it into a shell, which must only split it into words.
    test: (example) =>
      valueString.test(example) && /^(?:[\w:/.,@=+% -]|'[^'\\]*')+$/.test(`${example}`),
    must: "at most 300 characters, with single quotes around what a shell would change",
  },
  settings: required(recordOf(anyObject)),
  check: anyFunction,
  // An empty list is a client that does not authenticate.
  clientAuthentication: {
    ...someOf(clientAuthenticationMethods),
    test: (value) =>
      Array.isArray(value) && value.every((name) => clientAuthenticationMethods.includes(name)),
  },
  assertion: anyObject,
  dpop: always,
  endpoint: required(anyFunction),
  parameters: anyFunction,
  headers: { ...anyFunction, must: "a function that returns them: () => ({ … })" },
  request: anyObject,
  response: anyObject,
  explain: listOf(anyObject, 200),
  errorCode: pattern,
};

/** The members of a setting. */
export const settingMembers: Members = {
  description: valueString,
  example: valueString,
  env: listOf(codeString),
  otherEnv: recordOf(valueString),
  required: eitherOf(
    boolean,
    objectOf({ unless: eitherOf(nameString, listOf(nameString)) }, "{ unless: … }"),
    "true, false or { unless: … }",
  ),
  default: valueString,
  format: oneOf(formats, either(formats)),
  values: listOf(codeString),
  list: oneOf([" ", "&", "\n"], '" ", "&" or "\\n"'),
  check: anyFunction,
  warn: listOf(
    objectOf({ pattern, text: adviceString }, `{ pattern, text }; text ${adviceString.must}`),
  ),
  multiline: boolean,
  fileEnv: listOf(codeString),
  members: {
    test: (value) => recordOf(codeStrings).test(value) && Object.keys(Object(value)).length > 0,
    must: "an object with the name of a member for each setting, of at most 100 characters",
  },
  kind: objectOf(
    { member: valueString, value: valueString, otherwise: valueString },
    `{ member, value, otherwise }, each ${valueString.must}`,
  ),
  secret: boolean,
  destination: boolean,
};

/** The members of an entry of `explain`. */
export const explanationMembers: Members = {
  code: codeStrings,
  error: codeStrings,
  text: pattern,
  status: eitherOf(status, listOf(status)),
  credential: eitherOf(oneOf(credentials, either(credentials)), someOf(credentials)),
  hint: required(adviceString),
  temporary: boolean,
};

/** The members of `assertion`. */
export const assertionMembers: Members = {
  grant: always,
  claims: anyFunction,
  audience: oneOf(["issuer"], "issuer"),
  // A provider writes EdDSA, which covers its newer name.
  algorithms: someOf(signingAlgorithms.filter((name) => name !== "Ed25519")),
  lifetime: integer(1, 3600, "a number of seconds from 1 to 3600"),
  keyHeader: oneOf(["kid", "x5t#S256"], "kid or x5t#S256"),
  federation: listOf(objectOf(
    {
      audience: valueString,
      with: optional(recordOf(valueString)),
    },
    `{ audience, with }; audience ${valueString.must}`,
  )),
  maxBytes: integer(1, Number.MAX_SAFE_INTEGER, "a number of bytes"),
};

/** The members of `request`. */
export const requestMembers: Members = {
  body: oneOf(["form", "json"], "form or json"),
  grantType: {
    test: (value) =>
      value === false ||
      (codeString.test(value) && /^[\x21-\x7e]+$/.test(String(value)) &&
        !otherGrants.test(String(value))),
    must: "false or the name of a grant for machines: logins of people (password, " +
      "authorization_code, refresh_token, device_code) are out of scope, and jwt-bearer is " +
      "assertion: { grant: true }",
  },
  names: objectOf(
    { clientId: optional(fieldName), clientSecret: optional(fieldName) },
    `{ clientId, clientSecret }, each ${fieldName.must}`,
  ),
};

/** The members of `response`. */
export const responseMembers: Members = {
  accessToken: memberPath,
  expiresIn: memberPath,
  publicMembers: listOf(nameString),
  defaultLifetime: integer(1, 2 ** 31 - 1, "a number of seconds below 2^31"),
  tokenType: codeStrings,
  warn: listOf(eitherOf(
    objectOf({ opaque: always, text: adviceString }, "{ opaque: true, text }"),
    objectOf({ withoutClaim: nameString, text: adviceString }, "{ withoutClaim, text }"),
    `{ opaque: true, text } or { withoutClaim, text }; text ${adviceString.must}`,
  )),
};

/** Whether a URL is written as a browser shows it, so that users see where it leads. */
function isPlainAddress(value: unknown): boolean {
  if (typeof value !== "string" || value.length > 500) return false;
  const url = URL.parse(value);
  return url?.protocol === "https:" && url.username === "" && url.password === "" &&
    [value, `${value}/`].includes(url.href);
}

/**
 * What is wrong with the members of an object.
 *
 * @param path Where the object is: `settings.domain.`; empty for the provider itself.
 */
export function membersProblems(value: unknown, members: Members, path: string): string[] {
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
    .map((name) => {
      const [likely] = likelyNames(name, Object.keys(members));
      const suggestion = likely === undefined ? "" : `; did you mean ${likely}?`;
      return `${path}${name} is not part of the contract${suggestion}`;
    });
  return [...wrong, ...unknown];
}
