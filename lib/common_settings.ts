/**
 * The settings that every provider has without declaring them.
 *
 * @module
 */

import type { Provider, Setting } from "./provider.ts";
import { words } from "./text.ts";

const commonSettings: Readonly<Record<string, Setting>> = {
  clientId: {
    description: "Client ID (application ID)",
    required: true,
  },
  clientSecret: {
    description: "Client secret; safer in a variable or a file",
    required: true,
    secret: true,
  },
  scope: {
    description: "Scope; several with spaces, or the option repeated",
    list: " ",
    format: "scope",
  },
};

/** Settings that are about the way to a provider, whichever it is. Providers do not see them. */
export const networkSettings: Readonly<Record<string, Setting>> = {
  caFile: {
    description: "Trust these certificates, too: a PEM file",
    // Who is trusted can read the secret.
    destination: true,
  },
};

/**
 * All settings of a provider, its own first: what it declares, laid over the common ones.
 *
 * @returns By camelCase name, in the order in which help and messages show them.
 */
export function settingsOf(provider: Provider): Readonly<Record<string, Setting>> {
  const methods = methodsOf(provider);
  const common: Record<string, Setting> = { ...commonSettings };
  if (methods.length > 1) {
    common.authMethod = {
      description: "How the client authenticates",
      values: methods,
    };
  }
  const own = Object.keys(provider.settings).filter((name) => !Object.hasOwn(common, name));
  return Object.fromEntries(
    [...own, ...Object.keys(common)].map((name) => [
      name,
      { ...common[name], ...provider.settings[name] },
    ]),
  );
}

/** The client authentication methods of a provider, the usual one first. */
export function methodsOf(provider: Provider): NonNullable<Provider["clientAuthentication"]> {
  return provider.clientAuthentication ??
    ["client_secret_basic", "client_secret_post"];
}

/** The setting that names a file with the value of a secret one: `clientSecretFile`. */
export function fileSettingOf(secret: string): string {
  return `${secret}File`;
}

/** `clientId` as an option: `--client-id`. */
export function optionOf(setting: string): string {
  return "--" + words(setting, "-");
}

/** The variables that set `clientId`, the one that wins first: `GETTOKEN_CLIENT_ID`, then the field's own. */
export function variablesOf(name: string, setting: Setting): string[] {
  return [`GETTOKEN_${words(name, "_").toUpperCase()}`, ...setting.env ?? []];
}
