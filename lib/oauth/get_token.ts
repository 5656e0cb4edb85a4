/**
 * Get a token: settings, prompt, cache, endpoint, exchange, warnings. Called by the commands.
 *
 * @module
 */

import { connect, restarted, resumed } from "../net/connection.ts";
import { resolveEndpoint } from "./resolve_endpoint.ts";
import { exchange } from "./exchange.ts";
import type { Connection, Run } from "../net/http.ts";
import { describeProvenance } from "../settings/provenance.ts";
import type { Provider } from "../contract/provider.ts";
import { secretWarnings } from "../settings/setting_warnings.ts";
import type { Sources } from "../settings/sources.ts";
import {
  type ResolvedSettings,
  resolveSettings,
  shownValue,
  withAnswer,
} from "../settings/resolve.ts";
import { words } from "../core/text.ts";
import type { TokenEndpoint } from "./request_parts.ts";
import { type RequestSource, tokenRequests } from "./token_request.ts";
import { type Token, tokenWarnings } from "./token_response.ts";

/** What the caller does while a token is requested. */
export interface Steps {
  /** Called when the caller begins to wait for a server. Returns a function to call at the end. */
  readonly beginWaiting?: () => () => void;
  /** Called before the credential is sent to the endpoint. */
  readonly beforeSending?: ((endpoint: TokenEndpoint) => void) | undefined;
  /** Finds a token that makes the request unnecessary. */
  readonly findCached?: ((settings: ResolvedSettings) => Promise<Token | undefined>) | undefined;
}

/**
 * Get a token, with its warnings logged.
 *
 * @throws {GettokenError}
 */
export async function getToken(
  run: Run,
  provider: Provider,
  sources: Sources,
  { beginWaiting = () => () => {}, beforeSending, findCached }: Steps = {},
): Promise<Token> {
  const given = await settingsFor(run, provider, sources);
  const { toAsk: name } = given;
  const asked = name && sources.prompt
    ? await askAtEndpoint(run, provider, given, { name, prompt: sources.prompt, beginWaiting })
    : undefined;
  const settings = asked?.settings ?? given;
  const cached = await findCached?.(settings);
  if (cached) return await withBinding(cached, settings, run);
  const stopWaiting = beginWaiting();
  try {
    const connection = asked?.connection ?? await connect(run, settings);
    const endpoint = asked?.endpoint ?? await resolveEndpoint(connection, provider, settings);
    const start = run.host.now();
    const makeRequest = await prepareRequests(endpoint, connection, provider, settings);
    beforeSending?.(endpoint);
    const token = await exchange(resumed(connection, start), provider, settings, makeRequest);
    for (const warning of tokenWarnings(token, settings.values.scope, provider)) {
      run.log.warn(warning);
    }
    const { tokenType, expiresIn } = token;
    const lifetime = expiresIn === undefined ? "lifetime unknown" : `valid for ${expiresIn} s`;
    run.log.step(`${tokenType} token, ${lifetime}`);
    return await withBinding(token, settings, run);
  } finally {
    stopWaiting();
  }
}

/** Adds what a token is bound to. Most runs have nothing that a token could be bound to. */
async function withBinding(
  token: Token,
  { secrets: { dpopKey, clientCert } }: ResolvedSettings,
  { log }: Run,
): Promise<Token> {
  const canBeBound = dpopKey || clientCert || token.tokenType === "DPoP";
  if (!canBeBound && log.verbosity !== "verbose") return token;
  const { bindingOf } = await import("./bound_token.ts");
  const binding = bindingOf(token, clientCert !== undefined);
  if (binding === undefined) return token;
  log.step(`the token ${binding.isStated ? "is" : "may be"} bound to ${binding.to}`);
  return { ...token, binding };
}

/**
 * Ask for a secret, in a prompt that shows the endpoint to which it will be sent. The time limit of
 * the connection begins when the secret is typed.
 */
async function askAtEndpoint(
  run: Run,
  provider: Provider,
  settings: ResolvedSettings,
  { name, prompt, beginWaiting }: {
    readonly name: string;
    readonly beginWaiting: () => () => void;
    readonly prompt: (message: string) => Promise<string>;
  },
): Promise<{ settings: ResolvedSettings; endpoint: TokenEndpoint; connection: Connection }> {
  const stopWaiting = beginWaiting();
  const connection = await connect(run, settings);
  const endpoint = await resolveEndpoint(connection, provider, settings).finally(stopWaiting);
  const { askSecret } = await import("../settings/missing_settings.ts");
  const secret = await askSecret(provider, name, endpoint.url, prompt);
  const complete = await withAnswer(provider, settings, name, secret);
  await logSettings(complete, [name], run, provider);
  return { settings: complete, endpoint, connection: restarted(connection) };
}

/** Prepare token requests. If something in them is signed, no two are the same. */
export async function prepareRequests(
  endpoint: TokenEndpoint,
  connection: Connection,
  provider: Provider,
  settings: ResolvedSettings,
): Promise<RequestSource> {
  const context = { run: connection, provider, settings, endpoint };
  const makeRequest = await tokenRequests(context);
  if (!provider.dpop || !settings.secrets.dpopKey) return makeRequest;
  const { withDpop } = await import("./dpop.ts");
  return await withDpop(context, makeRequest);
}

/** The settings of a run, logged with their warnings. */
export async function settingsFor(
  run: Run,
  provider: Provider,
  sources: Sources,
): Promise<ResolvedSettings> {
  const settings = await resolveSettings(provider, sources);
  await logSettings(settings, Object.keys(settings.provenance), run, provider);
  for (const other of settings.setAside) run.log.step(other);
  return settings;
}

/** Log some of the settings, and their warnings, after all secrets are protected in the log. */
async function logSettings(
  settings: ResolvedSettings,
  names: readonly string[],
  { host, log }: Run,
  provider: Provider,
): Promise<void> {
  const { secrets, warnings } = settings;
  for (const secret of Object.values(secrets)) log.protect(secret);
  const own = { ...settings, secrets: pick(secrets, names) };
  for (const warning of [...warnings, ...await secretWarnings(host, provider, own)]) {
    log.warn(warning);
  }
  for (const [name, provenance] of Object.entries(pick(settings.provenance, names))) {
    log.step(
      `${words(name, " ")} = ${shownValue(name, settings)} (${describeProvenance(provenance)})`,
    );
  }
}

function pick<Value>(
  values: Readonly<Record<string, Value>>,
  names: readonly string[],
): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}
