/**
 * The pages in `docs/providers/`: one for each built-in provider, from the provider's own data, and
 * their index.
 *
 * @module
 */

import {
  fileSettingOf,
  fileVariablesOf,
  mayBeInFile,
  optionOf,
  settingsOf,
  shownVariable,
  variablesOf,
} from "../../lib/contract/declared_settings.ts";
import type { Explanation, Provider, Setting } from "../../lib/contract/provider.ts";
import { words, wrap } from "../../lib/core/text.ts";
import { builtIn } from "../../providers/mod.ts";
import { exampleCode, exampleOptions } from "./library_example.ts";

/** The pages by path from the project's folder. */
export async function providerPages(): Promise<Record<string, string>> {
  const pages: Record<string, string> = {};
  const rows: string[] = [];
  for (const [name, { aliases, load }] of Object.entries(builtIn)) {
    const provider: Provider = await load();
    pages[`docs/providers/${name}.md`] = pageOf(name, aliases, provider);
    rows.push(`- [${provider.title}](${name}.md): ${code([name, ...aliases])}`);
  }
  pages["docs/providers/README.md"] = page([
    "# Providers",
    paragraph(
      "`gettoken providers` prints this list and `gettoken providers NAME` the details of one. Every " +
        "other server with OpenID Connect or OAuth 2.0 metadata works with [`oidc`](oidc.md), and any " +
        "other identity provider with [a module](../writing-a-provider.md). The providers follow the " +
        "vendors' documentation; none has been tried against a live service yet.",
    ),
    rows.join("\n"),
  ]);
  return pages;
}

function pageOf(name: string, aliases: readonly string[], provider: Provider): string {
  const { title, docs, setup = [], example, explain = [] } = provider;
  return page([
    `# ${title}`,
    paragraph(
      `\`gettoken ${name}\`${aliases.length > 0 ? `, also ${code(aliases)}` : ""}. ` +
        `[The vendor's documentation](${docs}).`,
    ),
    setup.length > 0 && "## Set up",
    setup.map((step) => listItem(step)).join("\n"),
    example && "## Example",
    example && "```sh\n" + `gettoken ${name} ${example}` + "\n```",
    example && "The same with [the library](../library.md):",
    example && "```ts\n" + exampleCode(name, exampleOptions(provider)) + "\n```",
    "## Settings",
    settingsTable(provider),
    paragraph(
      "[Credentials](../credentials.md) describes keys, certificates and federated tokens. In the " +
        "library, an option has the name of its setting: `clientId` is `--client-id`.",
    ),
    explain.length > 0 && "## Errors",
    explain.map((entry) => listItem(`${causeOf(entry)}: ${placeholders(entry.hint)}`)).join("\n"),
  ]);
}

function settingsTable(provider: Provider): string {
  const rows = Object.entries(settingsOf(provider)).flatMap(([name, setting]) => [
    row(optionOf(name), shownVariable(variablesOf(name, setting)), describe(name, setting)),
    ...mayBeInFile(setting)
      ? [row(
        optionOf(fileSettingOf(name)),
        shownVariable(fileVariablesOf(name, setting)),
        `file with the ${words(name, " ")}, or - for stdin`,
      )]
      : [],
  ]);
  return ["| option | variable | meaning |", "| --- | --- | --- |", ...rows].join("\n");
}

function row(option: string, variable: string, meaning: string): string {
  return `| \`${option}\` | \`${variable}\` | ${meaning.replaceAll("|", "\\|")} |`;
}

function describe(name: string, setting: Setting): string {
  const { description = words(name, " "), required, values, list } = setting;
  return [
    description,
    required === true && setting.default === undefined && "required",
    setting.default !== undefined && `default: \`${setting.default}\``,
    values && code(values),
    list !== undefined && "repeatable",
  ].filter(Boolean).join("; ");
}

/** The part of an error response that an explanation matches. */
function causeOf(
  { code: codes = [], error = [], text, status = [], credential = [] }: Explanation,
): string {
  const names = [...[codes].flat(), ...[error].flat()];
  const pattern = text instanceof RegExp ? `\`/${text.source}/\`` : "";
  const conditions = [
    ...[status].flat().map((status) => `HTTP ${status}`),
    ...[credential].flat().map((name) => words(name, " ")),
  ];
  return [names.length > 0 && code(names), pattern].filter(Boolean).join(" with ") +
    (conditions.length > 0 ? ` (${conditions.join(", ")})` : "");
}

/** A hint with its placeholders as code: `{tenant}`. */
function placeholders(hint: string): string {
  return hint.replaceAll("{credential}", "credential").replaceAll(/\{\w+\}/g, "`$&`");
}

function code(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

function listItem(text: string): string {
  return wrap(text, 98).map((line, index) => `${index === 0 ? "- " : "  "}${line}`).join("\n");
}

function paragraph(text: string): string {
  return wrap(text, 100).join("\n");
}

function page(parts: readonly (string | false | undefined)[]): string {
  return parts.filter(Boolean).join("\n\n") + "\n";
}
