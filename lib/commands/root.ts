/**
 * The commands of the program, as Cliffy understands, describes and completes them.
 *
 * @module
 */

import type { Context } from "../contract/context.ts";
import { Command, ValidationError } from "@cliffy/command";
import type { Arguments } from "../cli/arguments.ts";
import { commandHelp, describeCommand } from "../cli/cliffy.ts";
import { asksForHelp, printHelp } from "../cli/help.ts";
import { providerHelp } from "../cli/provider_help.ts";
import { rootHelp } from "../quick/root_help.ts";
import type { Provider } from "../contract/provider.ts";
import { providerCommand } from "../cli/provider_command.ts";
import { takenBy } from "../contract/names.ts";
import { Secret } from "../core/secret.ts";
import { refuseMistakes, usageError } from "../cli/usage_errors.ts";

/** A provider and what the user calls it. */
interface NamedProvider extends Context {
  readonly name: string;
  readonly provider: Provider;
  /** Options to suggest besides those of the provider. */
  readonly suggested?: readonly string[];
}

/**
 * Parses the command line of one provider.
 *
 * @param args The arguments after the provider.
 * @returns `undefined` if the command line asked for help, which is shown already.
 * @throws {GettokenError} `usage`
 */
export async function parseProviderArguments(
  context: NamedProvider,
  args: readonly string[],
  purpose: "token" | "explanation" = "token",
): Promise<Arguments | undefined> {
  let given: Arguments | undefined;
  const { name, provider, host } = context;
  if (asksForHelp(args)) {
    const isLong = args.includes("--help");
    await printHelp(host, providerHelp({ name, provider, purpose, isLong }));
    return undefined;
  }
  const root = rootCommand(context);
  const command = providerCommand(provider, (understood) => given = understood, purpose);
  // Cliffy reads a name as a pattern, with white space and more in it.
  const called = /^[\w./\\:-]+$/.test(name) ? name : "MODULE";
  const path = purpose === "token" ? [called] : ["explain", called];
  if (purpose === "token") root.command(called, command);
  else root.command("explain", new Command().command(called, command).reset());
  refuseMistakes(args, command.getOptions(true), command.getPath(), context.suggested);
  await parse(root, [...path, ...args]);
  return given;
}

/** Runs a command line that is not about one provider: help, version, lists, completions. */
export async function runGeneralCommand(
  args: readonly string[],
  context: Context,
): Promise<void> {
  // A token that is typed without the name of a command must not be in a message.
  for (const arg of args) if (arg.includes("eyJ")) context.log.protect(new Secret(arg));
  const { listAdded } = await import("../plugins/added_providers.ts");
  const added = (await listAdded(context.host))
    .filter(({ name, provider }) => provider && takenBy(context.catalog, name) === undefined);
  const providers = Object.entries(context.catalog)
    .map(([name, { aliases }]) => [name, ...aliases]);
  const root = await programCommand(context, [...providers, ...added.map(({ name }) => [name])]);
  const command = innermost(root, args);
  if (asksForHelp(args)) {
    const isLong = args.includes("--help");
    const page = command === root ? await rootHelp(context, isLong) : commandHelp(command, isLong);
    return await printHelp(context.host, page);
  }
  // The options of the program itself are known to the parser alone.
  if (command !== root) refuseMistakes(args, command.getOptions(true), command.getPath());
  await parse(root, args);
}

/**
 * The program with all commands.
 *
 * @param providers The names of each. To be suggested: a command line with a provider is parsed elsewhere.
 */
export async function programCommand(
  context: Context,
  providers: readonly (readonly string[])[] = [],
): Promise<Command> {
  const { completionsCommand } = await import("./completions.ts");
  const { cacheCommand } = await import("./cache.ts");
  const { providersCommand } = await import("./providers.ts");
  const { providerModuleCommand } = await import("./provider.ts");
  const { inspectCommand } = await import("./inspect.ts");
  const { profileCommand } = await import("./profile.ts");
  const root = rootCommand(context);
  for (const [name = "", ...aliases] of providers) {
    root.command(name, aliases.reduce((named, alias) => named.alias(alias), new Command()));
  }
  root.command("providers", providersCommand(context));
  root.command("provider", providerModuleCommand(context));
  root.command("inspect", inspectCommand(context));
  root.command("profile", profileCommand(context));
  // A command line with a provider never comes here.
  const explain = new Command()
    .arguments("[provider:string:provider]")
    .description(describeCommand(
      "Show how a token would be requested, without requesting it.",
      "It takes the options of the provider, and --check and --json.",
    ))
    .usage("<provider> [options]")
    .example("gettoken explain auth0 --check", "");
  root.command("explain", explain as unknown as Command);
  root.command("cache", cacheCommand(context));
  root.command("completions", completionsCommand(context.host));
  return root;
}

/** The command that a command line is about: of `profile show prod`, that is `show`. */
function innermost(command: Command, [name = "", ...others]: readonly string[]): Command {
  const next = command.getCommand(name);
  return next ? innermost(next, others) : command;
}

/** The program without any command. */
function rootCommand({ host, version }: Context): Command {
  const command = new Command()
    .name("gettoken")
    .version(version)
    .versionOption("-V, --version", "Show the version", {
      standalone: true,
      action: () => host.writeStdout(`gettoken ${version}\n`),
    })
    .helpOption("-h, --help", "Show this help")
    .description("Get an OAuth 2 access token for a machine, and print it.")
    .throwErrors()
    .noExit();
  return command as Command;
}

async function parse(command: Command, args: readonly string[]): Promise<void> {
  try {
    await command.parse([...args]);
  } catch (error) {
    throw error instanceof ValidationError ? usageError(error, args) : error;
  }
}
