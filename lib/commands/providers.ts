/**
 * The `providers` command: lists all providers, or shows the settings of one.
 *
 * @module
 */

import type { Context } from "../contract/context.ts";
import { Command } from "@cliffy/command";
import {
  documentsWith,
  fileSettingOf,
  mayBeInFile,
  optionOf,
  settingsOf,
  variablesOf,
} from "../contract/declared_settings.ts";
import { commandLines, commandWidth } from "../cli/help.ts";
import { printList } from "../quick/list_providers.ts";
import { listAdded } from "../plugins/added_providers.ts";
import { requireProvider } from "../plugins/load_provider.ts";
import type { Provider, Setting } from "../contract/provider.ts";
import { printableJson, shellWord, writeWrapped } from "../core/text.ts";

/** The command. */
export function providersCommand(context: Context): Command {
  return new Command()
    .description("List the providers, or show one of them.")
    .arguments("[name:string:provider]")
    .option("--json", "Print it as JSON")
    .action(async ({ json }, name) => {
      if (json) {
        const value = name === undefined
          ? await listJson(context)
          : await detailJson(context, name);
        return await context.host.writeStdout(printableJson(JSON.stringify(value)) + "\n");
      }
      if (name !== undefined) return await printDetail(context, name);
      await printList(context);
    }) as unknown as Command;
}

async function listJson({ host, catalog }: Context): Promise<unknown> {
  const builtIn = Object.entries(catalog).map(async ([name, { aliases, load }]) => {
    const { title, docs } = await load();
    return { name, aliases, title, docs, source: null };
  });
  const added = (await listAdded(host)).map(({ name, provider }) => ({
    name,
    aliases: [],
    title: provider?.title ?? null,
    docs: null,
    source: provider?.source ?? null,
  }));
  return [...await Promise.all(builtIn), ...added];
}

async function detailJson(context: Context, name: string): Promise<unknown> {
  const { provider } = await requireProvider(context, name);
  const { title, docs, setup = [], example = null } = provider;
  const settings = Object.entries(settingsOf(provider)).map(([name, setting]) => ({
    name,
    option: optionOf(name),
    file_option: mayBeInFile(setting) ? optionOf(fileSettingOf(name)) : null,
    variables: variablesOf(name, setting),
    description: setting.description ?? null,
    required: setting.required === true && setting.default === undefined,
    secret: setting.secret === true,
    values: setting.values ?? null,
    default: setting.default ?? null,
    example: setting.example ?? null,
  }));
  return { name: provider.name, title, docs, setup, example, settings };
}

async function printDetail(context: Context, name: string): Promise<void> {
  const { host } = context;
  const { provider } = await requireProvider(context, name);
  const { setup = [], example } = provider;
  const lines = [
    `${provider.title} (${provider.name})`,
    provider.docs,
    ...section("Set-up", setup.map((step) => `- ${step}`)),
    ...section("Settings", describeSettings(provider)),
    "",
  ];
  await writeWrapped(host, lines.join("\n"));
  if (!example) return;
  const width = commandWidth(host, host.columns("stdout") ?? Infinity);
  const command = commandLines(`gettoken ${shellWord(name)} ${example}`, width);
  await host.writeStdout(["", "Example:", ...command, ""].join("\n"));
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", `${title}:`, ...lines.map((line) => `  ${line}`)];
}

function describeSettings(provider: Provider): string[] {
  const settings = Object.entries(settingsOf(provider));
  return settings.flatMap(([name, setting]) => [
    `${optionOf(name)}${notes(setting, documentsWith(name, settings))}`,
    `    ${setting.description ?? name}`,
    `    variables: ${variablesOf(name, setting).join(", ")}`,
    ...(mayBeInFile(setting) ? [`    from a file: ${optionOf(fileSettingOf(name))}`] : []),
    ...(setting.example ? [`    example: ${setting.example}`] : []),
    ...(setting.default ? [`    default: ${setting.default}`] : []),
    ...(setting.values ? [`    values: ${setting.values.join(", ")}`] : []),
  ]);
}

function notes(setting: Setting, documents: readonly string[]): string {
  const words = [
    setting.required === true && setting.default === undefined && documents.length === 0
      ? "required"
      : [],
    ...documents.map((name) => `in ${optionOf(fileSettingOf(name))}`),
    setting.secret ? "secret" : [],
    setting.list ? "repeatable" : [],
  ].flat();
  return words.length > 0 ? `  (${words.join(", ")})` : "";
}
