/**
 * Writes a new profile with the user's answers to prompts.
 *
 * @module
 */

import type { Context } from "../contract/context.ts";
import { settingsOf, shownVariable, variablesOf } from "../contract/declared_settings.ts";
import { requireConfigFolder } from "../platform/user_folders.ts";
import { envLine } from "../settings/env_syntax.ts";
import { GettokenError } from "../core/errors.ts";
import { requireProvider } from "../plugins/load_provider.ts";
import { type Answers, askForSettings } from "./ask_profile.ts";
import { exists, profilePath, requireProfileName } from "../settings/profiles.ts";
import type { Provider } from "../contract/provider.ts";
import { isModulePath } from "../contract/names.ts";
import { printable } from "../core/text.ts";

/** A profile to write. */
export interface NewProfile {
  readonly name: string;
  /** The provider's name or module; asked for if undefined. */
  readonly provider?: string | undefined;
  /** Whether to write the secret as well, without asking. */
  readonly withSecret: boolean;
}

/** What was written. */
export interface WrittenProfile extends Pick<Answers, "left" | "conflict"> {
  readonly path: string;
}

/**
 * Asks for the settings and writes the profile, readable only by its owner.
 *
 * @throws {GettokenError} `usage` if the name is invalid or there is no terminal,
 * `unknown_provider`, `output_failed` if the profile exists already.
 */
export async function writeProfile(
  context: Context,
  { name, provider: called, withSecret }: NewProfile,
): Promise<WrittenProfile> {
  const { host } = context;
  requireProfileName({ name, namedBy: "The command line" });
  const path = profilePath(host, name);
  if (await exists(host, path)) {
    throw new GettokenError("output_failed", `The profile "${name}" exists already`, {
      details: [printable(path, 300)],
      hint: "Edit that file, or choose another name. Nothing was changed.",
    });
  }
  const named = called === undefined
    ? undefined
    : (await requireProvider(context, called)).provider;
  if (!host.isTerminal("stdin") || !host.isTerminal("stderr")) {
    throw withoutTerminal(path, { called, provider: named, hasModes: host.os !== "windows" });
  }
  const wanted = called ??
    await (await host.loadPrompts()).promptChoice("Provider", Object.keys(context.catalog));
  const provider = named ?? (await requireProvider(context, wanted)).provider;
  // A profile is used in any folder, so it needs the absolute path of a module.
  const fixed = isModulePath(wanted)
    ? await host.filePath(await host.fileUrl(wanted)) ?? wanted
    : wanted;
  const { text, left, conflict } = await askForSettings(host, provider, fixed, withSecret);
  await host.changeFiles(requireConfigFolder(host, "profiles"), [
    { path: `profiles/${name}.env`, content: text, isNew: true },
  ]);
  return { path, left, conflict };
}

/** The error without a terminal, which shows what a profile of the provider looks like. */
function withoutTerminal(
  path: string,
  { called = "auth0", provider, hasModes }: {
    readonly called?: string | undefined;
    readonly provider: Provider | undefined;
    readonly hasModes: boolean;
  },
): GettokenError {
  const needed = provider === undefined
    ? [["AUTH0_DOMAIN", "acme.eu.auth0.com"], ["AUTH0_CLIENT_ID", "aBcD1234"]] as const
    : Object.entries(settingsOf(provider))
      .filter(([, { required, secret }]) => required === true && !secret)
      .map(([name, setting]) =>
        [shownVariable(variablesOf(name, setting)), setting.example ?? "…"] as const
      );
  return new GettokenError(
    "usage",
    "gettoken profile new needs a terminal for its prompts",
    {
      details: [
        `A profile is a .env file. Write ${printable(path, 300)} yourself` +
        `${hasModes ? ", with mode 0600" : ""}:`,
        ...[["GETTOKEN_PROVIDER", called] as const, ...needed]
          .map(([name, value]) => `  ${printable(envLine(name, value).trimEnd(), 200)}`),
      ],
      hint: "gettoken providers <name> lists the variables of a provider.",
    },
  );
}
