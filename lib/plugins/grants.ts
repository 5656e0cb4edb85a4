/** The variables that a module may read: `GETTOKEN_…` always, others only if granted. @module */

import { settingsOf, variablesOf } from "../contract/declared_settings.ts";
import { credentials } from "../contract/credential_settings.ts";
import { jobVariable } from "../settings/choose_credential.ts";
import type { Provider, Setting } from "../contract/provider.ts";
import { isModulePath } from "../contract/names.ts";
import { placesOf, type Sources } from "../settings/sources.ts";
import { shellWord, words } from "../core/text.ts";

/** A variable that a module asks for, besides `GETTOKEN_…`. */
export interface WantedVariable {
  readonly name: string;
  /** The setting that it sets. */
  readonly setting: string;
  /** A description of its value: `client secret, which the module never sees`. */
  readonly use: string;
}

/** The variables that a module asks for. */
export function wantedVariables({ settings, assertion = {} }: Provider): WantedVariable[] {
  const audiences = assertion.federation?.map(({ audience }) => audience) ?? [];
  return [
    ...Object.entries(settings).flatMap(([setting, { env = [], fileEnv = [], secret }]) => {
      const what = words(setting, " ");
      const unseen = ", which the module never sees";
      const wanted = (use: string) => (name: string) => ({ name, setting, use });
      return [
        ...env.map(wanted(what + (secret ? unseen : ""))),
        ...fileEnv.map(wanted(`path of a file with the ${what}${unseen}`)),
      ];
    }),
    ...(audiences.length === 0 ? [] : [{
      name: jobVariable,
      setting: "federatedTokenFile",
      use: `ID token of a GitHub Actions job, for ${audiences.join(" or ")}`,
    }]),
  ];
}

/** The provider, limited to the granted variables. */
export function withGrants(provider: Provider, granted: readonly string[]): Provider {
  const isGranted = (name: string) => granted.includes(name);
  const settings = Object.entries(provider.settings).map(([name, setting]): [string, Setting] => [
    name,
    {
      ...setting,
      ...(setting.env && { env: setting.env.filter(isGranted) }),
      ...(setting.fileEnv && { fileEnv: setting.fileEnv.filter(isGranted) }),
    },
  ]);
  const { assertion } = provider;
  return {
    ...provider,
    settings: Object.fromEntries(settings),
    // Without an audience, the token can come from a file only.
    ...(assertion?.federation && !isGranted(jobVariable) &&
      { assertion: { ...assertion, federation: [] } }),
  };
}

/**
 * A warning for each variable that is set and that a module needs but was not granted.
 *
 * @param module The module, as the user names it, and the variables that were not granted.
 */
export function withheldWarnings(
  provider: Provider,
  { name: module, withheld }: {
    readonly name: string;
    readonly withheld: readonly WantedVariable[];
  },
  sources: Sources,
): string[] {
  const declared = settingsOf(provider);
  const isSet = (setting: string) =>
    placesOf(setting, declared[setting] ?? {}, sources)
      .some(({ provenance }) => provenance.kind !== "default");
  return withheld.flatMap(({ name, setting }) => {
    const needed = name === jobVariable ? credentials : [setting];
    if (needed.some(isSet)) return [];
    const file = sources.files.find(({ values }) => values.has(name))?.path;
    const place = sources.env(name) !== undefined ? "the environment" : file;
    if (place === undefined) return [];
    const [own] = variablesOf(setting, {});
    const remedy = isModulePath(module)
      ? `set ${own}, or allow it with gettoken provider add ${shellWord(module)}`
      : `set ${own}, or allow it by adding ${module} again`;
    return [`${name} in ${place} is not read for ${shellWord(module)}: ${remedy}`];
  });
}
