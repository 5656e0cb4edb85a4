/**
 * What providers can be called.
 *
 * @module
 */

import type { ProviderCatalog } from "./provider.ts";

/** Commands beside the providers. */
const commands = [
  ...["providers", "provider", "profile", "explain", "inspect", "cache", "completions", "help"],
];

/** Whether a name is that of a command that is about no single provider. */
export function isCommand(name: string): boolean {
  return commands.includes(name);
}

/** Whether a provider can have this name. No path can be made from one. */
export function isProviderName(name: string): boolean {
  return /^[a-z][a-z0-9-]{0,63}$/.test(name);
}

/** Whether a name is that of a file rather than of a provider that gettoken knows. */
export function isModulePath(name: string): boolean {
  return /[/\\]|\.[cm]?[jt]s$/.test(name);
}

/** The name in the catalog for a name or an alias. */
export function builtInName(catalog: ProviderCatalog, name: string): string | undefined {
  return Object.hasOwn(catalog, name)
    ? name
    : Object.keys(catalog).find((key) => catalog[key]?.aliases.includes(name));
}

/** What has a name already, so that no module can have it: `a built-in provider`. */
export function takenBy(catalog: ProviderCatalog, name: string): string | undefined {
  if (isCommand(name)) return "a command of gettoken";
  return builtInName(catalog, name) && "a built-in provider";
}
