/**
 * The whole tool in a few lines: settings, endpoint, exchange.
 *
 * @module
 */

import { resolveEndpoint } from "./endpoints.ts";
import { exchange } from "./exchange.ts";
import { connect, type Connection, type Run } from "./http.ts";
import { describeOrigin } from "./origin.ts";
import type { Provider } from "./provider.ts";
import type { Sources } from "./setting_sources.ts";
import { type ResolvedSettings, resolveSettings } from "./settings.ts";
import { startSpinner } from "./spinner.ts";
import { words } from "./text.ts";
import type { TokenEndpoint } from "./token_endpoint.ts";
import { buildTokenRequest, type TokenRequest } from "./token_request.ts";
import { missingScope, type Token } from "./token_response.ts";

/** A token request that is ready to be sent. */
export interface Prepared {
  readonly settings: ResolvedSettings;
  readonly endpoint: TokenEndpoint;
  readonly request: TokenRequest;
}

/**
 * Gets a token.
 *
 * @param beforeSending Called when it is clear where the secret goes, and before it goes there.
 */
export async function getToken(
  run: Run,
  provider: Provider,
  sources: Sources,
  beforeSending: (endpoint: TokenEndpoint) => Promise<void> = async () => {},
): Promise<Token> {
  const settings = await settingsFor(run, provider, sources);
  const stopSpinner = run.log.verbosity === "normal"
    ? startSpinner(run.host, `Asking ${provider.title} for a token`)
    : () => {};
  try {
    const connection = connect(run);
    const { endpoint, request } = await prepare(connection, provider, settings);
    await beforeSending(endpoint);
    const token = await exchange(connection, provider, settings.values, request);
    warnAbout(token, settings, run);
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
  return await prepare(connect(run), provider, await settingsFor(run, provider, sources));
}

async function prepare(
  connection: Connection,
  provider: Provider,
  settings: ResolvedSettings,
): Promise<Prepared> {
  const endpoint = await resolveEndpoint(connection, provider, settings.values);
  const request = await buildTokenRequest(provider, settings, endpoint);
  return { settings, endpoint, request };
}

/** The settings, with what is to be said about them. */
async function settingsFor(
  { log }: Run,
  provider: Provider,
  sources: Sources,
): Promise<ResolvedSettings> {
  const settings = await resolveSettings(provider, sources);
  const { values, secrets, origins, warnings } = settings;
  for (const secret of Object.values(secrets)) log.protect(secret);
  for (const warning of warnings) log.warn(warning);
  for (const [name, origin] of Object.entries(origins)) {
    log.step(`${words(name, " ")} = ${values[name] ?? secrets[name]} (${describeOrigin(origin)})`);
  }
  return settings;
}

function warnAbout(token: Token, { values }: ResolvedSettings, { log }: Run): void {
  const missing = missingScope(values.scope, token.scope);
  if (missing.length > 0) {
    log.warn(`the granted scope is narrower than the one asked for; missing: ${missing.join(" ")}`);
  }
  if (token.expiresIn === 0) {
    log.warn("the token has expired already (expires_in is 0)");
  }
  log.step(
    `${token.tokenType} token, ` +
      (token.expiresIn === undefined ? "lifetime not told" : `valid for ${token.expiresIn} s`),
  );
}
