/**
 * A run with one provider, after its command line was parsed: prints a token or an explanation.
 *
 * @module
 */

import type { Arguments } from "../cli/arguments.ts";
import type { EnvFile } from "../settings/env_file.ts";
import type { Delivery } from "../output/delivery.ts";
import { ineffectiveVariables } from "../net/connection.ts";
import { noteVariables, requestToken, secretReader } from "../flow/request_token.ts";
import type { Host } from "../core/host.ts";
import type { ProgramRun } from "../net/http.ts";
import type { Choice } from "./choose_provider.ts";
import type { LoadedProvider, UserModule } from "../plugins/load_provider.ts";
import type { Context } from "../contract/context.ts";
import type { Log } from "../core/log.ts";
import { startSpinner } from "../platform/spinner.ts";
import { writeToken } from "../output/forms.ts";
import { readRunOptions, type RunOptions } from "../settings/read_run_options.ts";
import type { RunValues } from "../settings/run_options.ts";
import { readSettingFiles } from "../settings/setting_files.ts";
import type { Sources } from "../settings/sources.ts";
import { printable } from "../core/text.ts";
import type { TokenCache } from "../cache/token_cache.ts";

/** A run with one provider. */
export interface ProviderRun extends Context, Choice, LoadedProvider {}

/** Gets a token and writes it to its destination, or explains how it would be requested. */
export async function printToken(printing: ProviderRun, given: Arguments): Promise<void> {
  try {
    await getAndWrite(printing, given);
  } catch (error) {
    const { withSettingNames } = await import("../settings/name_settings.ts");
    throw withSettingNames(error, printing.provider);
  }
}

async function getAndWrite(printing: ProviderRun, given: Arguments): Promise<void> {
  const { host, log, provider, module } = printing;
  const files = await readSettingFiles(host, given);
  const options = readRunOptions(given.options, { env: (name) => host.env(name), files });
  const { output, dryRun } = options.values;
  const explain = given.explain ?? (dryRun ? { check: false, json: false } : undefined);
  if (options.problems[0] && !explain) throw options.problems[0];
  log.isForProgram = output === "json";
  const run = beginRun(printing, options.values);
  const deliver = await deliveryFor(host, log, {
    ...options.values,
    dryRun: explain !== undefined,
  });
  const sources = await sourcesFor(printing, given, options.values, files);
  const cache = await openCache(printing, explain ? undefined : options);
  if (explain) {
    const { printExplanation } = await import("./print_explanation.ts");
    return await printExplanation(run, { provider, sources, options }, explain);
  }
  // It is cached first, so that little can fail after the token is printed.
  const token = await requestToken({
    ...{ run, provider, sources, cache },
    steps: {
      beginWaiting: () => spinnerFor(run),
      beforeSending: module && (({ url }) => announceHost(host, log, module, url)),
    },
  });
  if (token.binding) {
    const { boundFormWarning } = await import("../output/bound_form.ts");
    const warning = boundFormWarning(token.binding, output);
    if (warning) log.warn(warning);
  }
  await deliver(provider, token);
}

/** Sets the log level, and the HTTP options of a run. */
export function beginRun({ host, log, version }: Context, values: RunValues): ProgramRun {
  const { quiet, verbose, timeout, retries, raw } = values;
  log.verbosity = quiet ? "quiet" : verbose ? "verbose" : "normal";
  return { host, log, timeout, retries, userAgent: `gettoken/${version}`, keepsReply: raw };
}

async function sourcesFor(
  printing: ProviderRun,
  given: Arguments,
  { input, dryRun }: RunValues,
  files: readonly EnvFile[],
): Promise<Sources> {
  const { host, log, provider, namedBy, module } = printing;
  const canAsk = input && !dryRun && host.isTerminal("stdin") && host.isTerminal("stderr");
  for (const warning of files.flatMap(ineffectiveVariables)) log.warn(warning);
  const sources: Sources = {
    options: given.settings,
    env: (name) => host.env(name),
    envNames: () => host.envNames(),
    files,
    readSecret: secretReader(host, log),
    providerNamedBy: namedBy,
    providerName: printing.name,
    prompt: canAsk ? (message) => host.promptSecret(message) : undefined,
  };
  for (const { path, unread } of files) {
    if (unread?.kind !== "timed_out") continue;
    const { unreadNote } = await import("../settings/variable_notes.ts");
    log.warn(`${unreadNote(path, unread)}; --no-env-file switches it off`);
  }
  await noteVariables(printing, sources);
  if (module && module.withheld.length > 0) {
    const { withheldWarnings } = await import("../plugins/grants.ts");
    for (const warning of withheldWarnings(provider, module, sources)) log.warn(warning);
  }
  return sources;
}

/** The cache, if it is enabled. A run that writes no file drops the write permission here. */
async function openCache(
  { host, log, version, provider, module }: ProviderRun,
  options: RunOptions | undefined,
): Promise<TokenCache | undefined> {
  if (options === undefined || !options.values.cache) {
    const { refresh, minTtl } = options?.provenance ?? {};
    if (refresh?.kind === "option" || minTtl?.kind === "option") {
      log.warn("--refresh and --min-ttl have no effect without --cache or GETTOKEN_CACHE=1");
    }
    return void host.dropWritePermission();
  }
  const { TokenCache } = await import("../cache/token_cache.ts");
  return new TokenCache({
    ...{ host, log, provider, code: module?.code, timeout: options.values.timeout },
    program: `gettoken/${version}`,
    opened: () => host.dropWritePermission(),
  }, options.values);
}

/** The destination of the token. For stdout, there is nothing to prepare. */
async function deliveryFor(host: Host, log: Log, options: RunValues): Promise<Delivery> {
  const { output, envName, out, copy, raw } = options;
  const isUsual = output !== "github" && envName === undefined && (!raw || output === "json");
  if (isUsual && out === undefined && !copy) {
    return (provider, token) => writeToken(host, options, provider, token);
  }
  const { prepareDelivery } = await import("../output/delivery.ts");
  return await prepareDelivery(host, log, options);
}

function spinnerFor({ host, log }: ProgramRun): () => void {
  return log.verbosity === "normal" ? startSpinner(host, "Requesting a token") : () => {};
}

/** Prints the host that gets the credential, on a line of its own, before the request. */
function announceHost(host: Host, log: Log, { name }: UserModule, url: string): void {
  if (log.verbosity === "verbose" || (log.verbosity === "normal" && host.isTerminal("stderr"))) {
    const shown = log.redacted(printable(name, 60));
    log.notice(`gettoken: sending the credential to ${new URL(url).origin} (module ${shown})`);
  }
}
