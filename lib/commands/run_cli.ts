/**
 * The command line: which provider it is about, and what it asks for.
 *
 * A token is wanted quickly, so what not every run needs is imported where it is needed.
 *
 * @module
 */

import type { Context } from "../contract/context.ts";
import { type Arguments, noArguments } from "../cli/arguments.ts";
import type { Choice } from "./choose_provider.ts";
import { optionOf, settingsOf } from "../contract/declared_settings.ts";
import { exitStatus, GettokenError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { type LoadedProvider, loadProvider } from "../plugins/load_provider.ts";
import { Log } from "../core/log.ts";
import { describeProvenance, type Provenance } from "../settings/provenance.ts";
import { type OutputFormat, runOptions } from "../settings/run_options.ts";
import { printToken } from "./token.ts";
import type { Provider, ProviderCatalog } from "../contract/provider.ts";
import { builtInName, isCommand, isProviderName } from "../contract/names.ts";
import { type Scan, scanArguments } from "../cli/scan_arguments.ts";
import { Secret } from "../core/secret.ts";
import { printable } from "../core/text.ts";

/**
 * Runs gettoken.
 *
 * @param args The arguments, without the name of the program.
 * @returns The exit status.
 */
export async function runCli(
  args: readonly string[],
  program: Omit<Context, "log">,
): Promise<number> {
  const log = new Log(program.host);
  const scan = scanArguments(args);
  // Before the command line is parsed: a provider's module may have something to say.
  if (scan.values.has("verbose")) log.verbosity = "verbose";
  try {
    log.isForProgram = !scan.values.has("output") &&
      program.host.env(runOptions.output.variable) === "json";
    await dispatch(scan.args, { ...program, log });
    return exitStatus.ok;
  } catch (error) {
    const { reportError } = await import("../cli/report_error.ts");
    return reportError(error, log, { json: log.isForProgram || isForProgram(scan) });
  }
}

/** The arguments with what they are about first: a command or a provider may follow run options. */
async function nameFirst(args: readonly string[], { host, catalog }: Context) {
  const { leading } = scanArguments(args);
  const name = args[leading];
  if (leading === 0 || name === undefined || !await isName(name, host, catalog)) return args;
  return [name, ...args.slice(0, leading), ...args.slice(leading + 1)];
}

/** Whether a word names a command or a provider. Else it may be a secret that lost its option. */
async function isName(word: string, host: Host, catalog: ProviderCatalog): Promise<boolean> {
  if (isCommand(word) || builtInName(catalog, word) || /\.[cm]?[jt]s$/.test(word)) return true;
  if (!isProviderName(word)) return false;
  const { listAdded } = await import("../plugins/added_providers.ts");
  return (await listAdded(host)).some(({ name }) => name === word);
}

/** Whether a program reads the output. Providers have no `--json`, but one may take its name. */
function isForProgram({ args, values }: Scan): boolean {
  return asksFor("json", values) || (isCommand(args[0] ?? "") && args.includes("--json"));
}

/** Whether a format is asked for, be the command line right or wrong. */
function asksFor(format: OutputFormat, values: Scan["values"]): boolean {
  return values.get("output")?.includes(format) === true;
}

/** Whether there may be a file to write, which is prepared once the command line is parsed. */
function asksForFiles({ values }: Scan): boolean {
  return values.has("out") || asksFor("github", values);
}

/** What a command line about a provider is for. */
type Purpose = "token" | "explanation";

async function dispatch(
  given: readonly string[],
  context: Context,
  purpose: Purpose = "token",
): Promise<void> {
  const args = await nameFirst(given, context);
  const [first = "", ...rest] = args;
  if (first === "help") {
    const odd = rest.find((arg) => /^-(?!-?h(elp)?$)/.test(arg));
    if (odd !== undefined) {
      throw new GettokenError("usage", "help takes no options", {
        hint: "gettoken help <provider or command>, or gettoken --help",
      });
    }
    return await dispatch([...rest, "--help"], context);
  }
  if (first === "explain" && purpose === "token" && !/^(-h|--help)$/.test(rest[0] ?? "")) {
    context.host.dropWritePermission();
    return await dispatch(rest, context, "explanation");
  }
  const namesNone = first === "" || first.startsWith("-");
  if (!namesNone && !isCommand(first)) {
    const loaded = await load(first, rest, context);
    const namedBy = { kind: "option", name: "the command line" } as const;
    if (loaded) return await runProvider(first, namedBy, loaded, rest, context, purpose);
  }
  if (purpose === "explanation" && !namesNone) throw unknownProvider(first);
  if (namesNone && !args.some((arg) => /^(-h|--help|-V|--version)$/.test(arg))) {
    const { chosenProvider } = await import("./choose_provider.ts");
    const choice = await chosenProvider(args, context.host);
    if (choice) return await runChosen(choice, args, context, purpose);
    return await (await import("./root.ts")).refuseNameless(args, context, purpose);
  }
  if (!["provider", "profile", "cache"].includes(first)) context.host.dropWritePermission();
  // The options of a provider that is not known are unknown, too, but its name is what is wrong.
  const general = namesNone || isCommand(first) ? args : [first];
  await (await import("./root.ts")).runGeneralCommand(general, context);
}

/** Loads a provider. Only a run that may have something to write can write while a module loads. */
async function load(
  name: string,
  args: readonly string[],
  context: Context,
): Promise<LoadedProvider | undefined> {
  const { host, catalog } = context;
  // A built-in provider can be trusted, and its run gives that up before it asks anyone.
  const mayWrite = builtInName(catalog, name) !== undefined || asksForFiles(scanArguments(args)) ||
    await variablesMayWrite(args, host);
  if (!mayWrite) host.dropWritePermission();
  return await loadProvider(context, name);
}

/** Whether variables may ask for the cache or a file, as far as that is known before parsing. */
async function variablesMayWrite(args: readonly string[], host: Host): Promise<boolean> {
  const { values } = scanArguments(args);
  // A file that is named may be a pipe, which can be read once.
  const named = (["cache", "envFile", "profile"] as const).some((name) => values.has(name));
  const variables = [runOptions.profile.variable, runOptions.envFile.variable];
  if (named || variables.some((name) => host.env(name))) return true;
  const { readEnvFiles } = await import("../settings/env_file.ts");
  const { readRunOptions } = await import("../settings/read_run_options.ts");
  const files = await readEnvFiles(host, []);
  const { cache, out, output } =
    readRunOptions({}, { env: (name) => host.env(name), files }).values;
  return cache || out !== undefined || output === "github";
}

async function runChosen(
  { name, namedBy }: Choice,
  args: readonly string[],
  context: Context,
  purpose: Purpose,
): Promise<void> {
  const loaded = await load(name, args, context);
  if (loaded) return await runProvider(name, namedBy, loaded, args, context, purpose);
  throw new GettokenError("unknown_provider", `${describeProvenance(namedBy)} names no provider`, {
    hint: "gettoken providers lists them; a module of your own is named by its path",
  });
}

function unknownProvider(name: string): GettokenError {
  return new GettokenError("unknown_provider", `There is no provider "${printable(name, 60)}"`, {
    hint: "gettoken providers lists them; a module of your own is named by its path",
  });
}

/** Prints a token from a provider, or an explanation of how one would be got. */
async function runProvider(
  name: string,
  namedBy: Provenance,
  { provider, module }: LoadedProvider,
  args: readonly string[],
  context: Context,
  purpose: Purpose,
): Promise<void> {
  // Scripts often give no option at all. Then there is nothing to parse, and no parser to load.
  const given = args.length === 0 && purpose === "token"
    ? noArguments
    : await parse(name, provider, args, context, purpose);
  if (given === undefined) return;
  await printToken({ ...context, provider, providerNamedBy: namedBy, module }, given);
}

async function parse(
  name: string,
  provider: Provider,
  args: readonly string[],
  context: Context,
  purpose: Purpose,
): Promise<Arguments | undefined> {
  protectArguments(provider, args, context.log);
  const { parseProviderArguments } = await import("./root.ts");
  return await parseProviderArguments(name, provider, args, context, purpose);
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
