/**
 * The help of the program itself: `gettoken -h` and `gettoken --help`.
 *
 * @module
 */

import type { Context } from "../contract/context.ts";
import { takenBy, titleOf } from "../contract/names.ts";
import { printable } from "../core/text.ts";
import type { HelpPage, HelpRow, HelpSection } from "../cli/help.ts";
import { runOptionSections, usualRunOptions } from "../cli/run_option_help.ts";
import { listAdded } from "../plugins/added_providers.ts";

/** The help of the program. */
export async function rootHelp(
  context: Omit<Context, "log" | "version">,
  isLong: boolean,
): Promise<HelpPage> {
  const rows = await providerRows(context);
  const width = Math.max(...rows.map(({ term }) => term.length));
  return {
    usage: ["gettoken <provider> [options]", "gettoken <command> [options]"],
    paragraphs: ["Get an OAuth 2 access token for a machine, and print it."],
    sections: [
      isLong ? { title: "Providers", rows } : {
        title: "Providers",
        entries: rows.map(({ term, text }) => `${term.padEnd(width)}  ${text}`),
      },
      ...commands,
      ...(isLong
        ? [...runOptionSections(), variables]
        : [{ title: "Options", rows: usualRunOptions() }]),
      { title: "Examples", commands: examples },
      {
        title: "More",
        rows: [
          { term: "gettoken auth0 -h", text: "Show what a token from Auth0 needs" },
          isLong
            ? {
              term: "gettoken --version",
              text: "Show the version; with --json, how it was built",
            }
            : { term: "gettoken --help", text: "Show all options" },
        ],
      },
    ],
  };
}

const commands: readonly HelpSection[] = [
  {
    title: "Commands for setting up",
    rows: [
      { term: "providers", text: "List the providers, or the settings of one" },
      { term: "explain", text: "Show the request for a token without sending it" },
      { term: "profile", text: "Store settings under a name" },
      { term: "provider", text: "Write, check and add a provider of your own" },
      { term: "completions", text: "Print a completion script for a shell" },
    ],
  },
  {
    title: "Commands for tokens",
    rows: [
      { term: "inspect", text: "Decode and verify a token" },
      { term: "cache", text: "Show or clear the token cache" },
    ],
  },
];

const variables: HelpSection = {
  title: "Environment",
  rows: [{ term: "GETTOKEN_PROVIDER", text: "The provider, if the command line names none" }],
};

const examples = [
  "gettoken auth0 --domain acme.eu.auth0.com --audience https://api.acme.example/ --client-id aBcD1234",
  "token=$(gettoken entra --env-file prod.env) || exit",
  "gettoken -o curl | curl -K - https://api.acme.example/orders",
];

/** The providers with their titles, and those that the user added. */
async function providerRows(
  { host, catalog }: Omit<Context, "log" | "version">,
): Promise<HelpRow[]> {
  const builtIn = Object.entries(catalog).map(async ([name, entry]) => ({
    term: name,
    text: await titleOf(entry),
    notes: entry.aliases.length > 0 ? [`also: ${entry.aliases.join(", ")}`] : [],
  }));
  const added = (await listAdded(host)).flatMap(({ name, provider }) =>
    provider && takenBy(catalog, name) === undefined
      ? [{ term: name, text: printable(provider.title, 40), notes: ["added"] }]
      : []
  );
  return [...await Promise.all(builtIn), ...added];
}
