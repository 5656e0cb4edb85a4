/**
 * The whole tool in a few lines: settings, endpoint, exchange.
 *
 * @module
 */

import { connect } from "./connect.ts";
import { resolveEndpoint } from "./endpoints.ts";
import { exchange } from "./exchange.ts";
import type { Connection, Run } from "./http.ts";
import { describeOrigin } from "./origin.ts";
import type { Provider } from "./provider.ts";
import { proofMaker } from "./proof.ts";
import { secretWarnings } from "./secret_warnings.ts";
import type { Sources } from "./setting_sources.ts";
import { type ResolvedSettings, resolveSettings, shownValue } from "./settings.ts";
import { startSpinner } from "./spinner.ts";
import { words } from "./text.ts";
import type { TokenEndpoint } from "./token_endpoint.ts";
import { type RequestSource, tokenRequests } from "./token_request.ts";
import type { Token } from "./token_response.ts";
import { tokenWarnings } from "./token_warnings.ts";

/** A token request that is ready to be sent. */
export interface Prepared {
  readonly settings: ResolvedSettings;
  readonly endpoint: TokenEndpoint;
  /** Makes the request. Where something is signed in it, no two are the same. */
  readonly makeRequest: RequestSource;
}

/** What may be done on the way to a token. */
export interface Steps {
  /** Called when it is clear where the secret goes, and before it goes there. */
  readonly beforeSending?: (endpoint: TokenEndpoint) => Promise<void>;
  /** Finds a token that makes the request unnecessary. */
  readonly findKept?: ((settings: ResolvedSettings) => Promise<Token | undefined>) | undefined;
}

/** Gets a token. */
export async function getToken(
  run: Run,
  provider: Provider,
  sources: Sources,
  { beforeSending, findKept }: Steps = {},
): Promise<Token> {
  const settings = await settingsFor(run, provider, sources);
  const kept = await findKept?.(settings);
  if (kept) return kept;
  const stopSpinner = run.log.verbosity === "normal"
    ? startSpinner(run.host, `Asking ${provider.title} for a token`)
    : () => {};
  try {
    const connection = await connect(run, settings);
    const { endpoint, makeRequest } = await prepare(connection, provider, settings);
    await beforeSending?.(endpoint);
    const token = await exchange(connection, provider, settings, makeRequest);
    remark(token, settings, provider, run);
    return token;
  } finally {
    stopSpinner();
  }
}

/** Does everything but send the token request. */
export async function prepareToken(
  run: Run,
  provider: Provider,
  sources: Sources,
): Promise<Prepared> {
  const settings = await settingsFor(run, provider, sources);
  return await prepare(await connect(run, settings), provider, settings);
}

async function prepare(
  connection: Connection,
  provider: Provider,
  settings: ResolvedSettings,
): Promise<Prepared> {
  const endpoint = await resolveEndpoint(
    connection,
    provider,
    settings.values,
    settings.credential,
  );
  return await prepareFor(endpoint, connection, provider, settings);
}

/** Prepares a request for an endpoint that is known. */
export async function prepareFor(
  endpoint: TokenEndpoint,
  connection: Connection,
  provider: Provider,
  settings: ResolvedSettings,
): Promise<Prepared> {
  const requestWith = await tokenRequests(provider, settings, endpoint);
  const prove = await proofMaker(connection, provider, settings, endpoint);
  const makeRequest: RequestSource = async (attempt) => requestWith(await prove(attempt));
  if (!provider.dpop || !settings.secrets.dpopKey) return { settings, endpoint, makeRequest };
  const { withDpop } = await import("./dpop_requests.ts");
  const bound = await withDpop(connection, provider, settings, endpoint, makeRequest);
  return { settings, endpoint, makeRequest: bound };
}

/** The settings, with what is to be said about them. */
export async function settingsFor(
  { host, log }: Run,
  provider: Provider,
  sources: Sources,
): Promise<ResolvedSettings> {
  const settings = await resolveSettings(provider, sources);
  const { secrets, origins, warnings, setAside } = settings;
  for (const secret of Object.values(secrets)) log.protect(secret);
  const remarks = [...warnings, ...await secretWarnings(host, provider, settings)];
  for (const warning of remarks) log.warn(warning);
  for (const remark of setAside) log.step(remark);
  for (const [name, origin] of Object.entries(origins)) {
    log.step(`${words(name, " ")} = ${shownValue(name, settings)} (${describeOrigin(origin)})`);
  }
  return settings;
}

function remark(
  token: Token,
  { values }: ResolvedSettings,
  provider: Provider,
  { log }: Run,
): void {
  for (const warning of tokenWarnings(token, values.scope, provider)) log.warn(warning);
  const { tokenType, expiresIn } = token;
  const lifetime = expiresIn === undefined ? "lifetime not told" : `valid for ${expiresIn} s`;
  log.step(`${tokenType} token, ${lifetime}`);
}
