/**
 * Makes sure that what a user's module returns at run time is what the contract says.
 *
 * @module
 */

import { reservedClaims, reservedFields } from "../oauth/token_request.ts";
import { GettokenError } from "../core/errors.ts";
import { isJsonObject } from "../core/json.ts";
import type { Awaitable, Provider, Setting } from "../contract/provider.ts";
import { Unusable } from "./sandboxed_values.ts";
import { hasUnsafeCharacters, printable } from "../core/text.ts";

/** What a function returned, or what is wrong with it, after "returned". */
type Verdict = string | undefined;

/**
 * A provider whose functions return nothing but what the contract says, and throw otherwise.
 *
 * @param name The module as messages name it.
 */
export function guardProvider(provider: Provider, name: string): Provider {
  async function guarded<T>(
    path: string,
    verdict: (value: unknown) => Verdict,
    value: Awaitable<T>,
  ): Promise<T> {
    const returned = await value;
    const wrong = returned instanceof Unusable
      ? `a value that ${returned.reason}`
      : verdict(returned);
    if (wrong === undefined) return returned;
    throw new GettokenError("provider_module", `${name}: ${path}() returned ${wrong}`);
  }

  const { check: checkAll, parameters, assertion, settings } = provider;
  const { claims } = assertion ?? {};
  return {
    ...provider,
    endpoint: (values) => guarded("endpoint", aboutEndpoint, provider.endpoint(values)),
    ...(checkAll && {
      check: (values) => guarded("check", aboutProblem, shown(checkAll(values))),
    }),
    ...(parameters && {
      parameters: (values) => guarded("parameters", aboutParameters, parameters(values)),
    }),
    ...(assertion && claims && {
      assertion: {
        ...assertion,
        claims: (values) => guarded("assertion.claims", aboutClaims, claims(values)),
      },
    }),
    settings: Object.fromEntries(
      Object.entries(settings).map(([setting, { check, ...declared }]) => [setting, {
        ...withoutUndefined(declared),
        ...(check && {
          check: (value: string) =>
            guarded(`settings.${setting}.check`, aboutProblem, shown(check(value))),
        }),
      }]),
    ),
  };
}

/** A message of a module as one printable line. */
async function shown(message: Awaitable<string | undefined>): Promise<string | undefined> {
  const said = await message;
  return typeof said === "string" ? printable(said, 300) : said;
}

/** What is undefined is not there, lest it takes the place of what is common to all providers. */
function withoutUndefined(setting: Setting): Setting {
  return Object.fromEntries(Object.entries(setting).filter(([, value]) => value !== undefined));
}

function aboutEndpoint(value: unknown): Verdict {
  if (!isJsonObject(value)) return "no { tokenEndpoint } or { issuer }";
  const [name, other] = ["tokenEndpoint", "issuer"].filter((name) => Object.hasOwn(value, name));
  if (name === undefined) return "neither tokenEndpoint nor issuer";
  if (other !== undefined) return "both tokenEndpoint and issuer";
  const others = ["mtlsTokenEndpoint", "mtlsIssuer"].filter((other) => value[other] !== undefined);
  if (others.length > 1) return `both ${others.join(" and ")}`;
  return [name, ...others].map((member) => aboutAddress(member, value[member]))
    .find((wrong) => wrong !== undefined);
}

function aboutAddress(member: string, address: unknown): Verdict {
  // URL leaves some characters out, and what is shown must be what is used.
  if (
    typeof address === "string" && URL.canParse(address) && !/\s/.test(address) &&
    !hasUnsafeCharacters(address)
  ) return undefined;
  return `{ ${member} } whose value ${
    address instanceof Unusable ? address.reason : "is no address"
  }`;
}

function aboutParameters(value: unknown): Verdict {
  if (!isJsonObject(value)) return "no object of form fields";
  for (const [name, field] of Object.entries(value)) {
    if (reservedFields.includes(name)) return `the form field ${name}, which is gettoken's own`;
    const texts = [field ?? ""].flat();
    if (texts.every((text) => typeof text === "string")) continue;
    const unusable = texts.find((text) => text instanceof Unusable);
    const reason = unusable?.reason ?? "is neither a text nor a list of texts";
    return `a form field ${JSON.stringify(printable(name, 100))} that ${reason}`;
  }
}

function aboutClaims(value: unknown): Verdict {
  if (!isJsonObject(value)) return "no object of claims";
  for (const [name, claim] of Object.entries(value)) {
    if (reservedClaims.includes(name)) return `the claim ${name}, which is gettoken's own`;
    if (claim === undefined || typeof claim === "string") continue;
    const reason = claim instanceof Unusable ? claim.reason : "is no text";
    return `a claim ${JSON.stringify(printable(name, 100))} that ${reason}`;
  }
}

function aboutProblem(value: unknown): Verdict {
  // An empty text could be meant either way.
  return value === undefined || (typeof value === "string" && value !== "")
    ? undefined
    : "something other than a text or undefined";
}
