/** Completes a module that extends a built-in provider with the members of that provider. @module */

import { settingsOf } from "../contract/declared_settings.ts";
import type { Provider, ProviderCatalog, Setting, Settings } from "../contract/provider.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import { parameterFields } from "../oauth/request_fields.ts";
import { Unusable } from "./sandboxed_values.ts";
import { contractProblems } from "./validate_provider.ts";

/** A default export that may be a provider, or why it cannot be one. */
export type Completed = { readonly value: unknown } | { readonly problems: readonly string[] };

/**
 * Completes a default export that extends a built-in provider; returns any other unchanged. Members
 * of the module replace those of the provider, its settings refine them one by one, its form fields
 * are added, and its explanations come first.
 */
export async function completeProvider(
  exported: unknown,
  catalog: ProviderCatalog,
): Promise<Completed> {
  if (!isJsonObject(exported) || exported.extends === undefined) return { value: exported };
  const { extends: base, defaults = {}, ...own } = exported;
  const load = typeof base === "string" && Object.hasOwn(catalog, base)
    ? catalog[base]?.load
    : undefined;
  if (load === undefined) {
    return { problems: ["extends must be the name of a built-in provider, such as oidc"] };
  }
  const provider = await load();
  // In a module, all that a document contains is secret, even what the provider needs to see.
  if (Object.values(provider.settings).some(({ members }) => members)) {
    return { problems: [`extends: ${base} cannot be extended, as it reads a key document`] };
  }
  const merged: unknown = merge(provider, own);
  const broken = contractProblems(merged);
  return broken.length > 0 ? { problems: broken } : withDefaults(merged as Provider, defaults);
}

function withDefaults(provider: Provider, defaults: unknown): Completed {
  if (!isJsonObject(defaults)) return { problems: ["defaults must be an object of settings"] };
  const declared = settingsOf(provider);
  const settings: Record<string, Setting> = { ...provider.settings };
  const problems = Object.entries(defaults).flatMap(([name, value]) => {
    const known = Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (known === undefined) {
      const names = Object.keys(declared).filter((name) => !declared[name]?.secret).join(", ");
      return [`defaults.${name} is not a setting of the provider, which has ${names}`];
    }
    if (known.secret) return [`defaults.${name}: a secret must not have a default`];
    if (typeof value !== "string") return [`defaults.${name} must be a string`];
    // With a default, a setting is never missing.
    const { required: _, ...setting } = settings[name] ?? {};
    settings[name] = { ...setting, default: value };
    return [];
  });
  return problems.length > 0 ? { problems } : { value: { ...provider, settings } };
}

function merge(base: Provider, own: JsonObject): JsonObject {
  const { example: _, assertion, ...inherited } = base;
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const methods = given.clientAuthentication;
  const hasKeys = !Array.isArray(methods) || methods.includes("private_key_jwt");
  return {
    ...inherited,
    ...(assertion && hasKeys && { assertion }),
    title: own.name,
    ...given,
    ...(base.parameters && { parameters: withOwnFields(base, given.parameters) }),
    settings: mergedSettings(base.settings, given.settings),
    ...(Array.isArray(given.explain) && { explain: [...given.explain, ...base.explain ?? []] }),
  };
}

/**
 * The fields of the provider, from settings such as `--audience`, and those of the module. A field
 * that a user must not set is refused here, so that the module is not blamed for it.
 */
function withOwnFields(base: Provider, own: unknown): unknown {
  if (own !== undefined && typeof own !== "function") return own;
  return async (values: Settings) => {
    await parameterFields(base, { values, secrets: {} });
    const added: unknown = await own?.(values) ?? {};
    if (!isJsonObject(added) || added instanceof Unusable) return added;
    return { ...await base.parameters?.(values), ...added };
  };
}

function mergedSettings(settings: Provider["settings"], own: unknown = {}): unknown {
  if (!isJsonObject(own)) return own;
  const base = Object.fromEntries(
    // Variables of other programs are for built-in providers only.
    Object.entries(settings).map(([name, { otherEnv: _, ...setting }]) => [name, setting]),
  );
  const refined = Object.entries(own).map(([name, setting]) => [
    name,
    isJsonObject(setting) && Object.hasOwn(base, name) ? { ...base[name], ...setting } : setting,
  ]);
  return { ...base, ...Object.fromEntries(refined) };
}
