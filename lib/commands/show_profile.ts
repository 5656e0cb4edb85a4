/**
 * Lists profiles, and shows what a run with one would use.
 *
 * @module
 */

import type { Context } from "../contract/context.ts";
import { settingsOf } from "../contract/declared_settings.ts";
import type { EnvFile } from "../settings/env_file.ts";
import { GettokenError } from "../core/errors.ts";
import { type ExplainedSetting, explainSettings } from "../settings/explained_settings.ts";
import { printJson, printLines, settingJson, settingLines } from "./print_settings.ts";
import type { Host } from "../core/host.ts";
import { knownVariables, providerVariable } from "../settings/known_variables.ts";
import { loadProvider } from "../plugins/load_provider.ts";
import { profileNames, readProfile } from "../settings/profiles.ts";
import type { Provider } from "../contract/provider.ts";
import { runOptions } from "../settings/run_options.ts";
import { readSettingFiles } from "../settings/setting_files.ts";
import { findVariable, type Sources } from "../settings/sources.ts";
import { printable } from "../core/text.ts";

/** A profile in a list. */
export interface ListedProfile {
  readonly name: string;
  /** The provider in it. */
  readonly provider: string | null;
  /** Why it cannot be used, if so. */
  readonly problem: string | null;
}

/** Lists the profiles. */
export async function listProfiles(host: Host): Promise<ListedProfile[]> {
  const names = await profileNames(host);
  return await Promise.all(names.map(async (name) => {
    try {
      const profile = await readProfile(host, { name, namedBy: "the list" });
      const provider = findVariable(providerVariable, { env: () => undefined, files: [profile] })
        ?.value;
      const shown = provider === undefined ? null : printable(provider, 60);
      return { name, provider: shown, problem: null };
    } catch (error) {
      if (!(error instanceof GettokenError)) throw error;
      return { name, provider: null, problem: printable(error.message, 200) };
    }
  }));
}

/**
 * Prints the settings of a run with a profile, and the variables of the profile that it ignores.
 *
 * @throws {GettokenError} `env_file_unreadable` if there is no such profile.
 */
export async function showProfile(context: Context, name: string, json: boolean): Promise<void> {
  const { host } = context;
  const profile = await readProfile(host, { name, namedBy: "the command line" });
  const env = (name: string) => host.env(name);
  const called = findVariable(providerVariable, { env, files: [profile] })?.value;
  const loaded = called === undefined ? undefined : await loadProvider(context, called);
  const settings = loaded
    ? (await settingsWith(context, name, loaded.provider)).map(settingJson)
    : [];
  const unread = unreadIn(profile, loaded?.provider);
  if (json) {
    const { path } = profile;
    const provider = loaded?.provider.name ?? null;
    return await printJson(context, { name, path, provider, settings, unread });
  }
  await printLines(context, [
    profile.path,
    providerLine(called, loaded?.provider),
    "",
    ...settingLines(settings, host.columns("stdout")),
    ...unread.map((variable) => `  ${variable}: not used`),
  ]);
}

function providerLine(called: string | undefined, provider: Provider | undefined): string {
  if (provider) return `${provider.title} (${called})`;
  return called === undefined
    ? `has no provider: ${providerVariable} is not set`
    : `has an unknown provider: ${printable(called, 60)}`;
}

/** The settings. A document is not read, so a setting that it may contain is not missing. */
async function settingsWith(
  { host, log }: Context,
  name: string,
  provider: Provider,
): Promise<ExplainedSetting[]> {
  const sources: Sources = {
    options: {},
    env: (name) => host.env(name),
    files: await readSettingFiles(host, { envFiles: [], profile: name }),
    readSecret: () => Promise.resolve(""),
    providerNamedBy: { kind: "option", name: "--profile" },
  };
  const settings = await explainSettings(provider, sources, undefined, log);
  const declared = settingsOf(provider);
  const inDocuments = settings.filter(({ provenance }) => provenance !== undefined)
    .flatMap(({ name }) => Object.keys(declared[name]?.members ?? {}));
  return settings.map((setting) =>
    setting.state === "missing" && inDocuments.includes(setting.name)
      ? { ...setting, state: "unset" }
      : setting
  );
}

/** Variables of a profile that a run ignores. Their values may be secrets. */
function unreadIn({ values }: EnvFile, provider: Provider | undefined): string[] {
  const known = new Set(knownVariables(provider));
  for (const { variable, readFrom } of Object.values(runOptions)) {
    if (readFrom === "environment") known.delete(variable);
  }
  return [...values.keys()].filter((name) => !known.has(name));
}
