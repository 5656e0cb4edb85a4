/**
 * Keeps what a user's module does wrong at run time apart from what gettoken does wrong.
 *
 * @module
 */

import { GettokenError } from "./errors.ts";
import type { Host } from "./host.ts";
import { isJsonObject } from "./json.ts";
import type { Awaitable, Provider } from "./provider.ts";
import { moduleTimeLimit, within } from "./time_limit.ts";

/**
 * A provider whose functions throw `provider_module` errors only, without the words of the module
 * itself, and return nothing but what the contract says.
 *
 * @param shown The module as messages name it.
 */
export function guardProvider(host: Host, provider: Provider, shown: string): Provider {
  async function call<T>(
    name: string,
    isRight: (value: unknown) => boolean,
    run: () => Awaitable<T>,
  ): Promise<T> {
    function failure(what: string): GettokenError {
      return new GettokenError("provider_module", `${shown}: ${name}() ${what}`);
    }

    const late = failure("did not answer within 4 s");
    let value: T;
    try {
      value = await within(host, moduleTimeLimit, Promise.resolve(run()), () => late);
    } catch (error) {
      throw error === late ? late : failure("threw an error");
    }
    try {
      // A copy, so that what was found right stays right.
      const copy = structuredClone(value);
      if (isRight(copy)) return copy;
    } catch {
      // What cannot be copied is no data.
    }
    throw failure("returned something else than the contract says");
  }

  const { check: checkAll, parameters, settings } = provider;
  return {
    ...provider,
    endpoint: (values) => call("endpoint", isEndpoint, () => provider.endpoint(values)),
    ...(checkAll && {
      check: (values) => call("check", isProblem, () => checkAll(values)),
    }),
    ...(parameters && {
      parameters: (values) => call("parameters", isParameters, () => parameters(values)),
    }),
    settings: Object.fromEntries(
      Object.entries(settings).map(([name, { check, ...setting }]) => [name, {
        ...setting,
        ...(check && {
          check: (value: string) => call(`settings.${name}.check`, isProblem, () => check(value)),
        }),
      }]),
    ),
  };
}

function isEndpoint(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const [name, other] = ["tokenEndpoint", "issuer"].filter((name) => Object.hasOwn(value, name));
  const address = name && value[name];
  return other === undefined && typeof address === "string" && URL.canParse(address);
}

function isParameters(value: unknown): boolean {
  return isJsonObject(value) &&
    Object.values(value).every((item) =>
      [item ?? ""].flat().every((text) => typeof text === "string")
    );
}

function isProblem(value: unknown): boolean {
  return value === undefined || (typeof value === "string" && value !== "");
}
