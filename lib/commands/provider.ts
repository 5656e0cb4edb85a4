/**
 * `gettoken provider`: write, check and add providers of one's own.
 *
 * @module
 */

import type { Context } from "../contract/context.ts";
import { Command } from "@cliffy/command";
import type { ListedProvider } from "../plugins/added_providers.ts";
import { commandGroup, describeCommand } from "../cli/cliffy.ts";
import type { ProviderCatalog } from "../contract/provider.ts";
import { takenBy } from "../contract/names.ts";
import { alignColumns, printable, shellWord } from "../core/text.ts";

/** The command. */
export function providerModuleCommand(context: Context): Command {
  const group = commandGroup(context.host, "Write, check and add a provider of your own.", {
    new: newCommand(context),
    check: checkCommand(context),
    add: addCommand(context),
    list: listCommand(context),
    remove: removeCommand(context),
  });
  group.globalOption("-v, --verbose", "Tell each step, and what a module writes");
  return group;
}

function newCommand(context: Context): Command {
  return new Command()
    .description(describeCommand(
      "Write a provider module to begin with.",
      "It is complete, and the provider is called as the file: acme.ts. Beside it comes " +
        "gettoken.d.ts, from which an editor knows what a provider can have.",
    ))
    .arguments("<file:file>")
    .action(async (_options, path) => {
      const { writeNewProvider } = await import("../plugins/scaffold_provider.ts");
      const written = await writeNewProvider(context, path);
      await context.host.writeStdout(tellWritten(path, written));
    }) as unknown as Command;
}

function checkCommand({ host, ...context }: Context): Command {
  return new Command()
    .description(describeCommand(
      "Check a provider module.",
      "It is loaded and tried with made-up settings. Nothing is sent anywhere.",
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
      "Add a provider module, so that it is called by its name.",
      "A copy of it and of the files that it imports is kept with the configuration of your " +
        "account. It gets the variables GETTOKEN_…; others that it asks for are shown, and it " +
        "gets them if you allow it. To change it, change your own files and add them again.",
    ))
    .arguments("<file:file>")
    .option("--yes", "Allow the variables that it asks for")
    .option("--force", "Add it even if provider check finds problems")
    .action(async ({ yes, force }, path) => {
      const { addProvider } = await import("../plugins/add_provider.ts");
      const { findProblems } = await import("../check/provider.ts");
      const { provider: { name, title, entryPath, variables = [] }, replaced } = await addProvider(
        context,
        path,
        { findProblems: force ? undefined : findProblems, isAllowed: yes === true },
      );
      await context.host.writeStdout([
        `${replaced ? "Replaced" : "Added"} ${name}: ${printable(title, 80)}`,
        `  ${printable(entryPath)}`,
        ...(variables.length > 0 ? [`  It may read ${variables.join(", ")}`] : []),
        "",
        "See what it needs:",
        `  gettoken ${name} --help`,
        "",
      ].join("\n"));
    }) as unknown as Command;
}

function listCommand({ host, catalog }: Context): Command {
  return new Command()
    .description("List the providers that you added, and where they came from.")
    .option("--json", "Print the list as JSON")
    .action(async ({ json }) => {
      host.dropWritePermission();
      const { listAdded } = await import("../plugins/added_providers.ts");
      const providers = await listAdded(host);
      await host.writeStdout(json ? asJson(providers) : asTable(providers, catalog));
    }) as unknown as Command;
}

function removeCommand({ host }: Context): Command {
  return new Command()
    .description("Remove a provider that you added.")
    .arguments("<name:string:added>")
    .action(async (_options, name) => {
      const { removeAdded } = await import("../plugins/added_providers.ts");
      await removeAdded(host, name);
      await host.writeStdout(`Removed ${name}\n`);
    }) as unknown as Command;
}

function tellWritten(path: string, written: readonly string[]): string {
  const shown = shellWord(path);
  const next = written.includes(path) && written.length > 1
    ? [
      "",
      "Change it into what you need, and see what gettoken makes of it:",
      `  gettoken provider check ${shown}`,
      `  gettoken ${/[/\\]/.test(shown) ? shown : `./${shown}`} --help`,
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
    return "No provider was added yet.\ngettoken provider add <file> adds one.\n";
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

/** What to know about a provider that was added, if it is not as it should be. */
function remark(name: string, state: ListedProvider["state"], owner: string | undefined): string {
  if (state === "damaged") return "(damaged: add it again, or remove it)";
  if (state === "changed") return "(changed since: add it again, or remove it)";
  return owner ? `(not used: ${name} is ${owner})` : "";
}
