/** Validates the return values of a module's functions at run time. @module */

import { settingsOf } from "../contract/declared_settings.ts";
import { allowedHeaders, isAllowedHeader, isHeaderValue } from "../contract/request_headers.ts";
import { reservedFieldsOf } from "../oauth/request_fields.ts";
import { reservedClaims } from "../oauth/token_request.ts";
import { GettokenError } from "../core/errors.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import type { Awaitable, Provider, Setting } from "../contract/provider.ts";
import { Unusable } from "./sandboxed_values.ts";
import { hasUnsafeCharacters, printable } from "../core/text.ts";
import { wrapFunctions } from "./wrap_functions.ts";

/** Why a value is invalid, after "returned"; `undefined` if it is valid. */
type Verdict = string | undefined;

/** The validator of each function's return value. */
const verdicts: Readonly<Record<string, (value: unknown, provider: Provider) => Verdict>> = {
  endpoint: aboutEndpoint,
  parameters: aboutParameters,
  headers: aboutHeaders,
  claims: aboutClaims,
  check: aboutProblem,
};

/**
 * Wraps the functions of a provider: they throw if the contract does not allow what they return.
 *
 * @param name The module as messages name it.
 */
export function guardProvider(provider: Provider, name: string): Provider {
  const settings = Object.fromEntries(
    Object.entries(provider.settings).map(([name, setting]) => [name, withoutUndefined(setting)]),
  );

  function guard<Input, Value>(path: string, run: (input: Input) => Awaitable<Value>) {
    const verdict = verdicts[path.slice(path.lastIndexOf(".") + 1)];
    return async (input: Input): Promise<Value> => {
      const value = await run(input);
      const returned = typeof value === "string" ? printable(value, 300) as Value : value;
      const wrong = returned instanceof Unusable
        ? `a value that ${returned.reason}`
        : verdict?.(returned, provider);
      if (wrong === undefined) return returned;
      throw new GettokenError("provider_module", `${name}: ${path}() returned ${wrong}`);
    };
  }

  return wrapFunctions({ ...provider, settings }, guard);
}

/** Drops undefined members, which would override those that all providers share. */
function withoutUndefined(setting: Setting): Setting {
  return Object.fromEntries(Object.entries(setting).filter(([, value]) => value !== undefined));
}

function aboutEndpoint(value: unknown): Verdict {
  if (!isJsonObject(value)) return "a value that is not { tokenEndpoint } or { issuer }";
  const given = (names: string[]) => names.filter((name) => value[name] !== undefined);
  const usual = given(["tokenEndpoint", "issuer"]);
  if (usual.length === 0) return "neither tokenEndpoint nor issuer";
  const others = given(["mtlsTokenEndpoint", "mtlsIssuer"]);
  if (others.length > 1) return `both ${others.join(" and ")}`;
  const member = [...usual, ...others].find((member) => !isAddress(value[member]));
  if (member === undefined) return undefined;
  const address = value[member];
  const reason = address instanceof Unusable ? address.reason : "is not a URL";
  return `{ ${member} } whose value ${reason}`;
}

/** Whether a value is a URL without the characters that the parser would drop. */
function isAddress(value: unknown): boolean {
  return typeof value === "string" && URL.canParse(value) && !/\s/.test(value) &&
    !hasUnsafeCharacters(value);
}

function aboutParameters(value: unknown, provider: Provider): Verdict {
  if (!isJsonObject(value)) return "a value that is not an object of form fields";
  const reserved = reservedFieldsOf(provider);
  for (const [name, field] of Object.entries(value)) {
    if (reserved.includes(name)) return `the form field ${name}, which only gettoken sets`;
    const what = `a form field ${JSON.stringify(printable(name, 100))}`;
    if (isJsonObject(field) && !(field instanceof Unusable)) {
      const wrong = aboutReference(field, provider);
      if (wrong !== undefined) return `${what} ${wrong}`;
      continue;
    }
    const texts = [field ?? ""].flat();
    if (texts.every((text) => typeof text === "string")) continue;
    const unusable = texts.find((text) => text instanceof Unusable);
    const reason = unusable?.reason ?? "is neither a string nor a list of strings";
    return `${what} that ${reason}`;
  }
}

function aboutHeaders(value: unknown, provider: Provider): Verdict {
  if (!isJsonObject(value)) return "a value that is not an object of headers";
  for (const [name, field] of Object.entries(value)) {
    const what = `a header ${JSON.stringify(printable(name, 100))}`;
    if (!isAllowedHeader(name)) return `${what}; names must be ${allowedHeaders}`;
    const wrong = field instanceof Unusable
      ? `that ${field.reason}`
      : isJsonObject(field)
      ? aboutReference(field, provider)
      : field === undefined || typeof field === "string"
      ? undefined
      : "that is not a string";
    if (wrong !== undefined) return `${what} ${wrong}`;
  }
}

/** Why an object is not a reference to a secret that may be sent. */
function aboutReference(value: JsonObject, provider: Provider): Verdict {
  const { secret, prefix = "", ...others } = value;
  if (typeof secret !== "string" || Object.keys(others).length > 0) {
    return "that is an object, and only { secret } and { secret, prefix } can be sent";
  }
  if (typeof prefix !== "string" || !isHeaderValue(prefix)) {
    return "whose prefix is not printable ASCII";
  }
  return isSendableSecret(provider, secret)
    ? undefined
    : `with the secret ${
      JSON.stringify(printable(secret, 60))
    }, which is not a setting that is a secret of one line`;
}

/**
 * Whether a provider may send a secret by reference. Keys and certificates prove something without
 * leaving the machine, and documents contain them.
 */
function isSendableSecret(provider: Provider, name: string): boolean {
  const settings = settingsOf(provider);
  const { secret, multiline } = (Object.hasOwn(settings, name) ? settings[name] : undefined) ?? {};
  return secret === true && multiline !== true && name !== "keyPassphrase";
}

function aboutClaims(value: unknown): Verdict {
  if (!isJsonObject(value)) return "a value that is not an object of claims";
  for (const [name, claim] of Object.entries(value)) {
    if (reservedClaims.includes(name)) return `the claim ${name}, which only gettoken sets`;
    const isPlain = claim === undefined || typeof claim === "boolean" || Number.isFinite(claim);
    if (isPlain || [claim].flat().every((text) => typeof text === "string")) continue;
    const unusable = [claim].flat().find((item) => item instanceof Unusable);
    const reason = unusable?.reason ?? "is not a string, a number, a boolean or a list of strings";
    return `a claim ${JSON.stringify(printable(name, 100))} that ${reason}`;
  }
}

function aboutProblem(value: unknown): Verdict {
  // An empty string could mean either.
  return value === undefined || (typeof value === "string" && value !== "")
    ? undefined
    : "a value that is neither a non-empty string nor undefined";
}
