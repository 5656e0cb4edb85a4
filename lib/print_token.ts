/**
 * Does what a command line asks for, once it is understood.
 *
 * @module
 */

import type { Arguments } from "./arguments.ts";
import type { Delivery } from "./delivery.ts";
import { getToken, prepareToken } from "./get_token.ts";
import type { Host } from "./host.ts";
import type { Run } from "./http.ts";
import type { UserModule } from "./load_provider.ts";
import type { Log } from "./log.ts";
import { ineffectiveVariables } from "./network_variables.ts";
import type { Origin } from "./origin.ts";
import { writeToken } from "./output.ts";
import type { Provider } from "./provider.ts";
import { readSettingFiles } from "./setting_files.ts";
import type { Sources } from "./setting_sources.ts";

/** Where and for whom a token is printed. */
export interface Printing {
  readonly host: Host;
  readonly log: Log;
  readonly version: string;
  readonly provider: Provider;
  /** Who named the provider. */
  readonly providerOrigin: Origin;
  /** The provider's module, if it is not built in. */
  readonly module?: UserModule | undefined;
}

/** Gets a token and hands it over; for a dry run, shows on stderr how that would go. */
export async function printToken(
  { host, log, version, provider, providerOrigin, module }: Printing,
  given: Arguments,
): Promise<void> {
  log.verbosity = given.quiet ? "quiet" : given.verbose ? "verbose" : "normal";
  const { timeout, retries } = given;
  const deliver = await deliveryFor(host, log, given);
  // What a module does is remembered on a terminal, and that comes later.
  if (!module || !host.isTerminal("stderr")) host.renounceWriting();
  const run: Run = { host, log, timeout, retries, userAgent: `gettoken/${version}` };
  const files = await readSettingFiles(host, given);
  for (const warning of files.flatMap(ineffectiveVariables)) log.warn(warning);
  const sources: Sources = {
    options: given.settings,
    env: (name) => host.env(name),
    files,
    async readSecret(path, namedBy, multiline) {
      const { readSecretFile } = await import("./secret_file.ts");
      return (await readSecretFile(host, path, { source: namedBy, multiline })).reveal();
    },
    providerOrigin,
    prompt: canAsk(host, given) ? (message) => host.promptSecret(message) : undefined,
  };
  if (given.explain) {
    const { printExplanation } = await import("./print_explanation.ts");
    return await printExplanation(run, { provider, sources, ...given.explain });
  }
  if (given.dryRun) {
    const { showPrepared } = await import("./dry_run.ts");
    return await showPrepared(await prepareToken(run, provider, sources), provider, sources, log);
  }
  const token = await getToken(run, provider, sources, async ({ url }) => {
    if (module) await announceHost(host, log, module, url);
  });
  await deliver(provider, token);
}

/** How the token is handed over. For stdout, nothing has to be made ready. */
async function deliveryFor(host: Host, log: Log, given: Arguments): Promise<Delivery> {
  const { output, envName, out, copy } = given;
  if (output !== "github" && envName === undefined && out === undefined && !copy) {
    return (provider, token) => writeToken(host, given, provider, token);
  }
  const { prepareDelivery } = await import("./delivery.ts");
  return await prepareDelivery(host, log, given);
}

function canAsk(host: Host, { input, dryRun }: Arguments): boolean {
  return input && !dryRun && host.isTerminal("stdin") && host.isTerminal("stderr");
}

/** Says where the secret goes with a module of the user's own, if that is new. */
async function announceHost(
  host: Host,
  log: Log,
  { name, path }: UserModule,
  url: string,
): Promise<void> {
  const { announceHost } = await import("./known_hosts.ts");
  const { href } = await host.fileUrl(path);
  await announceHost(host, log, { key: href, name }, new URL(url).host);
}
