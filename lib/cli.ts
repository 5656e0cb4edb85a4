/**
 * The command line.
 *
 * @module
 */

import { Command, ValidationError } from "@cliffy/command";
import { type Choice, chosenProvider } from "./chosen_provider.ts";
import { optionOf, settingsOf } from "./common_settings.ts";
import { showPrepared } from "./dry_run.ts";
import { readEnvFiles } from "./env_file.ts";
import { exitStatus, GettokenError } from "./errors.ts";
import { getToken, prepareToken } from "./get_token.ts";
import type { Host } from "./host.ts";
import type { Run } from "./http.ts";
import { builtInName, isModulePath, loadProvider } from "./load_provider.ts";
import { Log } from "./log.ts";
import { describeOrigin, type Origin } from "./origin.ts";
import { writeToken } from "./output.ts";
import type { Provider, ProviderCatalog } from "./provider.ts";
import { type Arguments, providerCommand } from "./provider_command.ts";
import { providersCommand } from "./providers_command.ts";
import { reportError } from "./report_error.ts";
import { Secret } from "./secret.ts";
import type { Sources } from "./settings.ts";

/** What the command line works with. */
export interface World {
  readonly host: Host;
  readonly catalog: ProviderCatalog;
  readonly version: string;
}

/**
 * Runs gettoken.
 *
 * @param args The arguments, without the name of the program.
 * @returns The exit status.
 */
export async function runCli(args: readonly string[], world: World): Promise<number> {
  const log = new Log(world.host);
  try {
    await dispatch([...args], world, log);
    return exitStatus.ok;
  } catch (error) {
    return reportError(error instanceof ValidationError ? usageError(error) : error, log);
  }
}

function usageError({ message, cmd }: ValidationError): GettokenError {
  if (message.startsWith("Unknown command")) {
    return new GettokenError("unknown_provider", message.replaceAll("command", "provider"), {
      hint: "gettoken providers lists them; a module of your own is named by its path",
    });
  }
  return new GettokenError("usage", message, {
    hint: `${cmd?.getPath() ?? "gettoken"} --help shows what there is`,
  });
}

/** Loads only the provider that is asked for; all of them only to list them. */
async function dispatch(args: string[], world: World, log: Log): Promise<void> {
  const [first = ""] = args;
  if (isModulePath(first) || builtInName(world.catalog, first)) {
    const origin: Origin = { kind: "option", name: "the command line" };
    return await runProvider({ name: first, origin }, args.slice(1), world, log);
  }
  const namesNone = first === "" || first.startsWith("-");
  if (namesNone && !args.some((arg) => /^(-h|--help|-V|--version)$/.test(arg))) {
    return await runProvider(await chosenProvider(args, world.host), args, world, log);
  }
  await (await fullCommand(world)).parse(args);
}

/** Runs the command of one provider. */
async function runProvider(
  { name, origin }: Choice,
  args: readonly string[],
  world: World,
  log: Log,
): Promise<void> {
  const provider = await loadProvider(world.host, world.catalog, name);
  if (provider === undefined) {
    throw new GettokenError("unknown_provider", `${describeOrigin(origin)} names no provider`, {
      hint: `gettoken providers lists them; a module of your own is named by its path`,
    });
  }
  protectArguments(provider, args, log);
  const command = providerCommand(name, provider, async (given) => {
    log.verbosity = given.quiet ? "quiet" : given.verbose ? "verbose" : "normal";
    await printToken(provider, origin, given, world, log);
  });
  await rootCommand(world).command(name, command).parse([name, ...args]);
}

/** The program without any command. */
function rootCommand({ host, version }: World): Command {
  const command = new Command()
    .name("gettoken")
    .version(version)
    .versionOption("-V, --version", "Show the version", {
      standalone: true,
      action: () => host.writeStdout(`gettoken ${version}\n`),
    })
    .description("Get an OAuth 2 access token for a machine, and print it.")
    .help({ colors: host.isTerminal("stdout") && !host.env("NO_COLOR"), hints: false })
    .throwErrors()
    .noExit();
  return command as Command;
}

/** The program with everything that it can do: for help, completions and lists. */
async function fullCommand(world: World): Promise<Command> {
  const { CompletionsCommand } = await import("@cliffy/command/completions");
  const root = rootCommand(world);
  root.usage("<provider> [options]");
  for (const [name, { aliases, load }] of Object.entries(world.catalog)) {
    // Only to be described and completed: a command line that names it never comes here.
    const command = providerCommand(name, await load(), () => Promise.resolve());
    root.command(name, aliases.reduce((named, alias) => named.alias(alias), command));
  }
  root.command("providers", providersCommand(world));
  root.command("completions", new CompletionsCommand());
  return root;
}

/** Keeps a secret on the command line out of messages about that command line. */
function protectArguments(provider: Provider, args: readonly string[], log: Log): void {
  for (const [setting, { secret }] of Object.entries(settingsOf(provider))) {
    if (!secret) continue;
    const option = optionOf(setting);
    args.forEach((arg, index) => {
      if (arg === option) log.protect(new Secret(args[index + 1] ?? ""));
      if (arg.startsWith(option + "=")) log.protect(new Secret(arg.slice(option.length + 1)));
    });
  }
}

/** Does what a command line asks for. */
async function printToken(
  provider: Provider,
  providerOrigin: Origin,
  given: Arguments,
  { host, version }: World,
  log: Log,
): Promise<void> {
  const run: Run = { host, log, timeout: given.timeout, userAgent: `gettoken/${version}` };
  const canAsk = given.input && !given.dryRun && host.isTerminal("stdin") &&
    host.isTerminal("stderr");
  const sources: Sources = {
    options: given.settings,
    env: (name) => host.env(name),
    files: await readEnvFiles(host, given.envFiles),
    providerOrigin,
    prompt: canAsk ? (message) => host.promptSecret(message) : undefined,
  };
  if (given.dryRun) return showPrepared(await prepareToken(run, provider, sources), log);
  const token = await getToken(run, provider, sources);
  await writeToken(host, given.output, provider, token);
}
