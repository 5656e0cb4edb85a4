/**
 * The whole tool in a few lines: settings, endpoint, exchange.
 *
 * @module
 */

import { connect, restarted } from "../net/connection.ts";
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
import { startSpinner } from "../platform/spinner.ts";
import { words } from "../core/text.ts";
import type { TokenEndpoint } from "./request_parts.ts";
import { type RequestSource, tokenRequests } from "./token_request.ts";
import { type Token, tokenWarnings } from "./token_response.ts";

/** What may be done on the way to a token. */
export interface Steps {
  /** Called when it is clear where the credential goes, and before it goes there. */
  readonly beforeSending?: ((endpoint: TokenEndpoint) => void) | undefined;
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
  const given = await settingsFor(run, provider, sources);
  const { toAsk: name } = given;
  const asked = name && sources.prompt
    ? await askAtEndpoint(run, provider, given, { name, prompt: sources.prompt })
    : undefined;
  const settings = asked?.settings ?? given;
  const kept = await findKept?.(settings);
  if (kept) return kept;
  const stopSpinner = startSpinnerFor(run);
  try {
    const connection = asked?.connection ?? await connect(run, settings);
    const endpoint = asked?.endpoint ?? await resolveEndpoint(connection, provider, settings);
    const makeRequest = await prepareRequests(endpoint, connection, provider, settings);
    beforeSending?.(endpoint);
    const token = await exchange(connection, provider, settings, makeRequest);
    remark(token, settings, provider, run);
    return token;
  } finally {
    stopSpinner();
  }
}

function startSpinnerFor({ host, log }: Run): () => void {
  return log.verbosity === "normal" ? startSpinner(host, "Asking for a token") : () => {};
}

/** Everything that is known once a secret has been typed. */
interface Asked {
  readonly settings: ResolvedSettings;
  readonly endpoint: TokenEndpoint;
  /** The connection, whose time begins when the secret is typed. */
  readonly connection: Connection;
}

/** Asks for a secret at a prompt that shows the very endpoint to which it will be sent. */
async function askAtEndpoint(
  run: Run,
  provider: Provider,
  settings: ResolvedSettings,
  { name, prompt }: {
    readonly name: string;
    readonly prompt: (message: string) => Promise<string>;
  },
): Promise<Asked> {
  const stopSpinner = startSpinnerFor(run);
  const connection = await connect(run, settings);
  const endpoint = await resolveEndpoint(connection, provider, settings).finally(stopSpinner);
  const { askSecret } = await import("../settings/missing_settings.ts");
  const secret = await askSecret(provider, name, endpoint.url, prompt);
  const complete = await withAnswer(provider, settings, name, secret);
  await remarkOn(complete, [name], run, provider);
  return { settings: complete, endpoint, connection: restarted(connection) };
}

/** Prepares token requests. Where something is signed in them, no two are the same. */
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

/** The settings, with what is to be said about them. */
export async function settingsFor(
  run: Run,
  provider: Provider,
  sources: Sources,
): Promise<ResolvedSettings> {
  const settings = await resolveSettings(provider, sources);
  await remarkOn(settings, Object.keys(settings.provenance), run, provider);
  for (const other of settings.setAside) run.log.step(other);
  return settings;
}

/** Says what is to be said about some of the settings, once none of them can show a secret. */
async function remarkOn(
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
