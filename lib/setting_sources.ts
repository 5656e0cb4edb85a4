/**
 * Finds the value of a setting, and remembers where it came from.
 *
 * @module
 */

import { optionOf, variablesOf } from "./common_settings.ts";
import type { EnvFile } from "./env_file.ts";
import type { Origin } from "./origin.ts";
import type { Setting } from "./provider.ts";

/** Where values can come from, besides the provider's defaults. */
export interface Sources {
  /** Values of options, by setting name. */
  readonly options: Readonly<Record<string, string | undefined>>;
  /** Reads a variable of the environment. */
  readonly env: (name: string) => string | undefined;
  /** `.env` files, the one that wins first. */
  readonly files: readonly EnvFile[];
  /** Where the choice of the provider came from: it, too, decides where the secret goes. */
  readonly providerOrigin: Origin;
  /** Asks for a secret on the terminal, if there is one to ask on. */
  readonly prompt?: ((message: string) => Promise<string>) | undefined;
}

/** A value, and where it came from. */
export interface Found {
  readonly value: string;
  readonly origin: Origin;
}

/** The value of a setting from the first source that has one: option, environment, files, default. */
export function findValue(
  name: string,
  setting: Setting,
  sources: Sources,
): Found | undefined {
  const option = sources.options[name];
  if (option !== undefined) {
    return { value: option, origin: { kind: "option", name: optionOf(name) } };
  }
  const variables = variablesOf(name, setting);
  for (const variable of variables) {
    const value = sources.env(variable);
    if (value !== undefined) {
      return { value, origin: { kind: "environment", name: variable } };
    }
  }
  for (const file of sources.files) {
    for (const variable of variables) {
      const value = file.values.get(variable);
      if (value !== undefined) {
        return { value, origin: { kind: "file", name: variable, file } };
      }
    }
  }
  if (setting.default === undefined) return undefined;
  return { value: setting.default, origin: { kind: "default" } };
}
