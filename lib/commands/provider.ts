/**
 * The `provider` command: write, check and add provider modules.
 *
 * @module
 */

import type { Context } from "../contract/context.ts";
import { Command } from "@cliffy/command";
import type { ListedProvider } from "../plugins/added_providers.ts";
import { commandGroup, describeCommand } from "../cli/cliffy.ts";
import type { Host } from "../core/host.ts";
import { nativePath } from "../core/paths.ts";
import type { ProviderCatalog } from "../contract/provider.ts";
import { takenBy } from "../contract/names.ts";
import { alignColumns, printable, shellWord, writeWrapped } from "../core/text.ts";

/** The command. */
export function providerModuleCommand(context: Context): Command {
  const group = commandGroup(context.host, "Write, check and add a provider of your own.", {
    new: newCommand(context),
    check: checkCommand(context),
    add: addCommand(context),
    list: listCommand(context),
    remove: removeCommand(context),
  });
  group.globalOption("-v, --verbose", "Log each step, and what a module prints");
  return group;
}

function newCommand(context: Context): Command {
  return new Command()
    .description(describeCommand(
      "Write a provider module to start from.",
      "It is a complete example, named after the file: acme.ts. The types for an editor are " +
        "written to gettoken.d.ts beside it.",
    ))
    .arguments("<file:file>")
    .action(async (_options, path) => {
      const { writeNewProvider } = await import("../plugins/scaffold_provider.ts");
      const { host } = context;
      const shown = nativePath(host, path);
      const written = await writeNewProvider(context, shown);
      await writeWrapped(host, writtenText(host, shown, written));
    }) as unknown as Command;
}

function checkCommand({ host, ...context }: Context): Command {
  return new Command()
    .description(describeCommand(
      "Check a provider module.",
      "The module is loaded and tried with sample settings. Nothing is sent anywhere.",
    ))
    .arguments("<file:file>")
    .option("--json", "Print the findings as JSON")
    .action(async ({ json }, path) => {
      host.dropWritePermission();
      const { printCheck } = await import("../check/print_check.ts");
      await printCheck({ host, ...context }, path, json === true);
    }) as unknown as Command;
}

function addCommand(context: Context): Command {
  return new Command()
    .description(describeCommand(
      "Add a provider module, to use it by name.",
      "The module and the files that it imports are copied to your configuration folder. It may " +
        "read variables named GETTOKEN_…; gettoken asks before it grants others. After a change " +
        "of your files, add the module again.",
    ))
    .arguments("<file:file>")
    .option("--yes", "Grant the variables that it asks for")
    .option("--force", "Add it even if provider check finds problems")
    .action(async ({ yes, force }, path) => {
      const { addProvider } = await import("../plugins/add_provider.ts");
      const { findProblems } = await import("../check/provider.ts");
      const { provider: { name, title, entryPath, variables = [] }, replaced } = await addProvider(
        context,
        path,
        { findProblems: force ? undefined : findProblems, isAllowed: yes === true },
      );
      const lines = [
        `${replaced ? "Replaced" : "Added"} ${name}: ${printable(title, 80)}`,
        `  ${printable(entryPath)}`,
        ...(variables.length > 0 ? [`  It may read ${variables.join(", ")}`] : []),
        "",
        "Show its settings:",
        `  gettoken ${name} --help`,
        "",
      ];
      await writeWrapped(context.host, lines.join("\n"));
    }) as unknown as Command;
}

function listCommand({ host, catalog }: Context): Command {
  return new Command()
    .description("List the added providers and their sources.")
    .option("--json", "Print the list as JSON")
    .action(async ({ json }) => {
      host.dropWritePermission();
      const { listAdded } = await import("../plugins/added_providers.ts");
      const providers = await listAdded(host);
      if (json) await host.writeStdout(asJson(providers));
      else await writeWrapped(host, asTable(providers, catalog));
    }) as unknown as Command;
}

function removeCommand({ host }: Context): Command {
  return new Command()
    .description("Remove an added provider.")
    .arguments("<name:string:added>")
    .action(async (_options, name) => {
      const { removeAdded } = await import("../plugins/added_providers.ts");
      await removeAdded(host, name);
      await host.writeStdout(`Removed ${name}\n`);
    }) as unknown as Command;
}

function writtenText(host: Host, path: string, written: readonly string[]): string {
  const shown = shellWord(path);
  const next = written.includes(path) && written.length > 1
    ? [
      "",
      "Edit it, then check it and show its help:",
      `  gettoken provider check ${shown}`,
      `  gettoken ${/[/\\]/.test(shown) ? shown : nativePath(host, `./${shown}`)} --help`,
    ]
    : [];
  const files = written.map((file) => printable(file)).join(" and ");
  return [`Wrote ${files}`, ...next, ""].join("\n");
}

function asJson(providers: readonly ListedProvider[]): string {
  const list = providers.map(({ name, state, provider }) => ({
    name,
    state,
    ...(provider && {
      title: printable(provider.title),
      variables: provider.variables ?? [],
      added: printable(provider.added),
      source: printable(provider.source),
      path: printable(provider.entryPath),
    }),
  }));
  return JSON.stringify(list) + "\n";
}

function asTable(providers: readonly ListedProvider[], catalog: ProviderCatalog): string {
  if (providers.length === 0) {
    return "There are no added providers. To add one: gettoken provider add <file>\n";
  }
  const rows = providers.map(({ name, provider, ...rest }) => [
    name,
    printable(provider?.title ?? "", 60),
    printable(provider?.added ?? "").slice(0, 10),
    printable(provider?.source ?? ""),
    remark(name, rest.state, takenBy(catalog, name)),
  ]);
  return alignColumns(rows).map((line) => line.trimEnd() + "\n").join("");
}

/** The problem of an added provider, if it has one. */
function remark(name: string, state: ListedProvider["state"], owner: string | undefined): string {
  if (state === "damaged") return "(damaged: add it again, or remove it)";
  if (state === "changed") return "(changed since it was added: add it again, or remove it)";
  return owner ? `(not used: ${name} is ${owner})` : "";
}
