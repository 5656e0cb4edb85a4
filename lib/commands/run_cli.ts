/**
 * Runs a command line: finds the provider or command that it names, and calls it.
 *
 * What not every run needs is imported when it is needed, to start fast.
 *
 * @module
 */

import type { Context } from "../contract/context.ts";
import { type Arguments, noArguments } from "../cli/arguments.ts";
import type { Choice } from "./choose_provider.ts";
import { settingsOf } from "../contract/declared_settings.ts";
import { exitStatus, GettokenError } from "../core/errors.ts";
import { type LoadedProvider, loadProvider } from "../plugins/load_provider.ts";
import { Log } from "../core/log.ts";
import { describeProvenance } from "../settings/provenance.ts";
import { runOptions } from "../settings/run_options.ts";
import { printToken, type ProviderRun } from "./token.ts";
import type { Setting } from "../contract/provider.ts";
import { builtInName, isCommand, isProviderName } from "../contract/names.ts";
import { type Scan, scanArguments } from "../cli/scan_arguments.ts";
import { optionCalled } from "../cli/command_options.ts";
import { quickArguments } from "../cli/quick_arguments.ts";
import { Secret } from "../core/secret.ts";
import { printable } from "../core/text.ts";

/** A run of the program. */
interface Invocation extends Context {
  /** The run options on the command line. */
  readonly values: Scan["values"];
}

/** The purpose of a command line with a provider. */
type Purpose = "token" | "explanation";

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
  const { values, args: separated } = scanArguments(args);
  // Before the command line is parsed: loading a module may log.
  if (values.has("verbose")) log.verbosity = "verbose";
  try {
    log.isForProgram = !values.has("output") &&
      program.host.env(runOptions.output.variable) === "json";
    await dispatch(separated, { ...program, log, values });
    return exitStatus.ok;
  } catch (error) {
    const { reportError } = await import("../cli/report_error.ts");
    // Providers have no `--json`, but one may have a setting of that name.
    const json = log.isForProgram || values.get("output")?.includes("json") === true ||
      (isCommand(separated[0] ?? "") && separated.includes("--json"));
    return reportError(error, log, { json });
  }
}

/** Runs a command, or gets a token from a provider. */
async function dispatch(
  given: readonly string[],
  invocation: Invocation,
  purpose: Purpose = "token",
): Promise<void> {
  const { host } = invocation;
  const args = await nameFirst(given, invocation);
  const [first = "", ...rest] = args;
  if (first === "help") {
    if (rest.some((arg) => /^-(?!-?h(elp)?$)/.test(arg))) {
      throw new GettokenError("usage", "help has no options", {
        hint: "gettoken help <provider or command>",
      });
    }
    return await dispatch([...rest, "--help"], invocation);
  }
  if (first === "explain" && purpose === "token" && !/^(-h|--help)$/.test(rest[0] ?? "")) {
    host.dropWritePermission();
    return await dispatch(rest, invocation, "explanation");
  }
  if (first === "completions" && rest[0] === "complete") {
    host.dropWritePermission();
    return await (await import("../quick/complete.ts")).printCompletions(rest.slice(1), invocation);
  }
  const namesNone = first === "" || first.startsWith("-");
  const asksVersion = namesNone && args.some((arg) => /^(-V|--version)$/.test(arg));
  if (asksVersion && args.includes("--json")) return await printVersionJson(args, invocation);
  if (!namesNone && !isCommand(first)) {
    const choice: Choice = { name: first, namedBy: { kind: "option", name: "the command line" } };
    if (await runProvider(choice, rest, invocation, purpose)) return;
  }
  if (purpose === "explanation" && !namesNone) {
    const error = unknownProvider(`Unknown provider "${printable(first, 60)}"`);
    throw await (await import("./unknown_provider.ts")).adviseOnName(error, first, host);
  }
  if (namesNone && !args.some((arg) => /^(-h|--help|-V|--version)$/.test(arg))) {
    const { chosenProvider } = await import("./choose_provider.ts");
    const choice = await chosenProvider(invocation.values, host);
    if (!choice) {
      return await (await import("./nameless.ts")).refuseNameless(args, invocation, purpose);
    }
    if (await runProvider(choice, args, invocation, purpose)) return;
    throw unknownProvider(`${describeProvenance(choice.namedBy)} does not name a provider`);
  }
  if (!["provider", "profile", "cache"].includes(first)) host.dropWritePermission();
  // The options of an unknown provider are unknown as well, but the name is the mistake.
  const general = namesNone || isCommand(first) ? args : [first];
  try {
    await (await import("./root.ts")).runGeneralCommand(general, invocation);
  } catch (error) {
    if (!(error instanceof GettokenError) || error.code !== "unknown_provider") throw error;
    throw await (await import("./unknown_provider.ts")).adviseOnName(error, first, host);
  }
}

/** Prints how the program was built. What else is on the command line is the mistake, not `--json`. */
async function printVersionJson(args: readonly string[], invocation: Invocation): Promise<void> {
  const { host, version } = invocation;
  const others = args.filter((arg) => arg !== "--json");
  if (others.length > 1) return await dispatch(others, invocation);
  const { versionJson } = await import("./version_json.ts");
  await host.writeStdout(`${await versionJson(version, host.denoVersion)}\n`);
}

/** Moves the command or provider to the front: it may follow run options. */
async function nameFirst(args: readonly string[], context: Context): Promise<readonly string[]> {
  if (!args[0]?.startsWith("-")) return args;
  const { leading } = scanArguments(args);
  const name = args[leading];
  if (leading === 0 || name === undefined || !await isName(name, context)) return args;
  return [name, ...args.slice(0, leading), ...args.slice(leading + 1)];
}

/** Whether a word names a command or a provider. If not, it may be a secret without its option. */
async function isName(word: string, { host, catalog }: Context): Promise<boolean> {
  if (isCommand(word) || builtInName(catalog, word) || /\.[cm]?[jt]s$/.test(word)) return true;
  if (!isProviderName(word)) return false;
  const { listAdded } = await import("../plugins/added_providers.ts");
  return (await listAdded(host)).some(({ name }) => name === word);
}

function unknownProvider(message: string): GettokenError {
  return new GettokenError("unknown_provider", message, {
    hint: "gettoken providers lists them; for a module, type its path",
  });
}

/**
 * Prints a token from a provider, or an explanation of how one would be requested.
 *
 * @returns Whether there is such a provider.
 */
async function runProvider(
  choice: Choice,
  args: readonly string[],
  invocation: Invocation,
  purpose: Purpose,
): Promise<boolean> {
  const loaded = await load(choice.name, invocation);
  if (!loaded) return false;
  const run = { ...invocation, ...choice, ...loaded };
  // Scripts often use no option. Then there is nothing to parse, and no parser to load.
  if (args.length === 0 && purpose === "token") {
    await printToken(run, noArguments);
    return true;
  }
  const given = await argumentsOf(run, args, purpose);
  if (given) await printToken(run, given);
  return true;
}

/** The arguments of a provider's command line; `undefined` if it asked for help, which is printed. */
async function argumentsOf(
  run: ProviderRun,
  args: readonly string[],
  purpose: Purpose,
): Promise<Arguments | undefined> {
  const settings = settingsOf(run.provider);
  protectArguments(settings, args, run.log);
  const quick = purpose === "token" ? quickArguments(settings, args) : undefined;
  if (quick) return quick;
  const { parseProviderArguments } = await import("./root.ts");
  return await parseProviderArguments(run, args, purpose);
}

/** Loads a provider. Drops the write permission first if the run does not need it. */
async function load(name: string, invocation: Invocation): Promise<LoadedProvider | undefined> {
  // A built-in provider is trusted; its run drops the permission before it contacts a server.
  const mayWrite = builtInName(invocation.catalog, name) !== undefined ||
    await mayWriteFiles(invocation);
  if (!mayWrite) invocation.host.dropWritePermission();
  return await loadProvider(invocation, name);
}

/** Whether a run may write the cache or a file, as far as known before parsing. */
async function mayWriteFiles({ host, values }: Invocation): Promise<boolean> {
  if (values.has("out") || values.get("output")?.includes("github")) return true;
  // A named file may be a pipe, which can be read only once.
  const named = (["cache", "envFile", "profile"] as const).some((name) => values.has(name));
  const variables = [runOptions.profile.variable, runOptions.envFile.variable];
  if (named || variables.some((name) => host.env(name))) return true;
  const { readSettingFiles } = await import("../settings/setting_files.ts");
  const { readRunOptions } = await import("../settings/read_run_options.ts");
  const files = await readSettingFiles(host, {
    noEnvFile: values.has("noEnvFile") || undefined,
  });
  const { cache, out, output } =
    readRunOptions({}, { env: (name) => host.env(name), files }).values;
  return cache || out !== undefined || output === "github";
}

/** Redacts a secret on the command line in messages about it. */
function protectArguments(
  settings: Readonly<Record<string, Setting>>,
  args: readonly string[],
  log: Log,
): void {
  for (const [index, arg] of args.entries()) {
    const sign = arg.indexOf("=");
    const [name = ""] = optionCalled(sign < 0 ? arg : arg.slice(0, sign), settings) ?? [];
    if (!settings[name]?.secret) continue;
    log.protect(new Secret(sign < 0 ? args[index + 1] ?? "" : arg.slice(sign + 1)));
  }
}
