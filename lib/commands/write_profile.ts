/**
 * Writes a new profile from what the user answers on the terminal.
 *
 * @module
 */

import type { Context } from "../contract/context.ts";
import { fileURLToPath } from "node:url";
import { settingsOf, variablesOf } from "../contract/declared_settings.ts";
import { requireConfigFolder } from "../platform/user_folders.ts";
import { envLine } from "../settings/env_writer.ts";
import { GettokenError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { loadProvider } from "../plugins/load_provider.ts";
import { type Answers, askForSettings } from "./ask_profile.ts";
import { isThere, profileFile, profilePath, requireProfileName } from "../settings/profiles.ts";
import type { Provider } from "../contract/provider.ts";
import { isModulePath } from "../contract/names.ts";
import { printable } from "../core/text.ts";

/** A profile to write. */
export interface NewProfile {
  readonly name: string;
  /** The provider's name or module; asked for if it is not given. */
  readonly provider?: string | undefined;
  /** Whether to write the secret, too, without a question. */
  readonly withSecret: boolean;
}

/** What was written. */
export interface WrittenProfile extends Pick<Answers, "left" | "discord"> {
  readonly path: string;
}

/**
 * Asks for the settings and writes the profile, for nobody but its owner to read.
 *
 * @throws {GettokenError} `usage` if the name is not right or there is no terminal,
 * `unknown_provider`, `output_failed` if there is such a profile already.
 */
export async function writeProfile(
  context: Context,
  { name, provider: called, withSecret }: NewProfile,
): Promise<WrittenProfile> {
  const { host } = context;
  requireProfileName({ name, namedBy: "The command line" });
  const path = profilePath(host, name);
  await refuseExisting(host, name, path);
  if (!host.isTerminal("stdin") || !host.isTerminal("stderr")) {
    throw withoutTerminal(
      path,
      called,
      called === undefined ? undefined : await load(context, called),
    );
  }
  const wanted = called ??
    await (await host.loadPrompts()).promptChoice("Provider", Object.keys(context.catalog));
  const provider = await load(context, wanted);
  const { text, left, discord } = await askForSettings(
    host,
    provider,
    await fromAnywhere(host, wanted),
    withSecret,
  );
  await host.changeFiles(requireConfigFolder(host, "profiles"), [
    { path: `profiles/${profileFile(name)}`, content: text, isNew: true },
  ]);
  return { path, left, discord };
}

async function load(context: Context, called: string): Promise<Provider> {
  const loaded = await loadProvider(context, called);
  if (loaded) return loaded.provider;
  throw new GettokenError("unknown_provider", `There is no provider "${printable(called, 60)}"`, {
    hint: "gettoken providers lists them",
  });
}

/** A profile is used from any folder, so a module in it is named by its whole path. */
async function fromAnywhere(host: Host, called: string): Promise<string> {
  return isModulePath(called) ? fileURLToPath(await host.fileUrl(called)) : called;
}

async function refuseExisting(host: Host, name: string, path: string): Promise<void> {
  if (!await isThere(host, path)) return;
  throw new GettokenError("output_failed", `There is a profile "${name}" already`, {
    details: [printable(path, 300)],
    hint: "Change that file, or choose another name. Nothing was changed.",
  });
}

function withoutTerminal(
  path: string,
  called = "auth0",
  provider: Provider | undefined,
): GettokenError {
  return new GettokenError(
    "usage",
    "gettoken profile new needs a terminal to ask its questions on",
    {
      details: [
        `A profile is a .env file. Write ${printable(path, 300)} yourself, with mode 0600:`,
        ...exampleLines(called, provider).map((line) => `  ${printable(line, 200)}`),
      ],
      hint: "gettoken providers <name> tells the variables of a provider.",
    },
  );
}

/** What a profile of a provider looks like. */
function exampleLines(called: string, provider: Provider | undefined): string[] {
  const needed = provider === undefined
    ? [["AUTH0_DOMAIN", "acme.eu.auth0.com"], ["AUTH0_CLIENT_ID", "aBcD1234"]] as const
    : Object.entries(settingsOf(provider))
      .filter(([, { required, secret }]) => required === true && !secret)
      .map(([name, setting]) => {
        const [own = "", conventional] = variablesOf(name, setting);
        return [conventional ?? own, setting.example ?? "…"] as const;
      });
  return [["GETTOKEN_PROVIDER", called] as const, ...needed]
    .map(([name, value]) => envLine(name, value).trimEnd());
}
