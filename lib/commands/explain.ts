/**
 * Collects what a run would do, and continues after problems that would end a run.
 *
 * @module
 */

import { attempt } from "../check/check_result.ts";
import { connect } from "../net/connection.ts";
import { metadataAddresses } from "../oauth/discovery.ts";
import { endpointSource, resolveEndpoint } from "../oauth/resolve_endpoint.ts";
import type { GettokenError } from "../core/errors.ts";
import { type AskedServer, askServer } from "./check_server.ts";
import {
  type ComparedRequest,
  compareMetadata,
  type MetadataComparison,
} from "./compare_metadata.ts";
import { proofsIn, type RequestProofs } from "./request_proofs.ts";
import {
  type ExplainedSetting,
  explainSettings,
  valuesOf,
} from "../settings/explained_settings.ts";
import { prepareRequests, settingsFor } from "../oauth/get_token.ts";
import type { Connection, Run } from "../net/http.ts";
import { isImplicitEnvFile } from "../settings/provenance.ts";
import type { Endpoint, Provider } from "../contract/provider.ts";
import type { ServerTls } from "../net/server_certificate.ts";
import type { RunOptions } from "../settings/read_run_options.ts";
import type { Sources } from "../settings/sources.ts";
import { hasCertificate, type ResolvedSettings, withAnswer } from "../settings/resolve.ts";
import type { TokenEndpoint } from "../oauth/request_parts.ts";
import type { TokenRequest } from "../oauth/token_request.ts";

/** The token endpoint of a run. Unknown members are `null`. */
export interface ExplainedEndpoint {
  readonly url: string | null;
  /** The metadata document that names it. */
  readonly metadata: string | null;
  /** The metadata documents that a run would request, if they were not requested. */
  readonly unasked: readonly string[];
  /** The proxy, and the variable that names it. */
  readonly proxy: string | null;
}

/** What to explain. */
export interface ExplainedRun {
  readonly provider: Provider;
  readonly sources: Sources;
  readonly options: RunOptions;
}

/** What a run would do. */
export interface RunExplanation extends ExplainedRun {
  readonly settings: readonly ExplainedSetting[];
  readonly endpoint: ExplainedEndpoint | undefined;
  /** The request, if it can be built; its URL is empty if unknown. */
  readonly request: TokenRequest | undefined;
  /** The grant, and what the request proves. */
  readonly proofs: RequestProofs | undefined;
  /** The result of the TLS check, if it was requested. */
  readonly tls: ServerTls | undefined;
  /** What the server's metadata says about the request, if it was requested. */
  readonly metadata: MetadataComparison | undefined;
  /** What a check could not check; `undefined` if the server was not asked. */
  readonly unchecked: readonly string[] | undefined;
  /** The problems that would end a run, in the order of the run. */
  readonly problems: readonly GettokenError[];
}

/**
 * Explains a run. Sends nothing without `check`.
 *
 * @param check Whether to request the server's public metadata and its certificate.
 */
export async function explainRun(
  run: Run,
  explained: ExplainedRun,
  check: boolean,
): Promise<RunExplanation> {
  const { provider, sources, options } = explained;
  const problems = [...options.problems];
  const collect = async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
    const { value, failure } = await attempt(work);
    if (failure && !problems.some(({ message }) => message === failure.message)) {
      problems.push(failure);
    }
    return value;
  };
  const given = await collect(() => settingsFor(run, provider, sources)) ??
    // If the secret alone is missing, there is more to explain. This prompt is never shown.
    (await attempt(() =>
      settingsFor(run, provider, { ...sources, prompt: () => Promise.resolve("") })
    )).value;
  const resolved = given?.toAsk === undefined
    ? given
    : await withAnswer(provider, given, given.toAsk, "stand-in-for-a-secret");
  const settings = await explainSettings(provider, sources, resolved, run.log);
  // Never contact a host that only ./.env named. Until the trust rule can be applied, that may be
  // any host if the file sets anything.
  const isDecided = resolved !== undefined && given?.toAsk === undefined;
  const mayAsk = check && !problems.some(({ code }) => code === "untrusted_destination") &&
    (isDecided ||
      !settings.some(({ provenance, secret }) => !secret && isImplicitEnvFile(provenance)));
  const connection = await collect(() => connect(run, resolved ?? { network: {}, provenance: {} }));
  const location = resolved
    ? await collect(resolved.location)
    : await locate(provider, settings, collect);
  const endpoint = connection && location &&
    await collect(() => resolve(connection, provider, { location, resolved, mayAsk }));
  const shown = endpoint && connection && await showEndpoint(endpoint, connection, collect);
  // Before a client certificate is presented, which is for the token endpoint only.
  const asked = mayAsk && connection && endpoint
    ? await askServer(connection, {
      ...{ endpoint: endpoint.target, provider, settings: resolved },
      isIssuerFound: settings.some(({ provenance }) => isImplicitEnvFile(provenance)),
    })
    : undefined;
  const request = resolved && connection && endpoint &&
    await collect(async () => {
      const makeRequest = await prepareRequests(endpoint.target, connection, provider, resolved);
      const request = await makeRequest();
      return endpoint.unasked.length > 0 ? { ...request, url: "" } : request;
    });
  problems.push(...asked?.problems ?? []);
  const proofs = request && await proofsIn(request);
  const compared = resolved && endpoint && request && proofs &&
    { provider, settings: resolved, endpoint: endpoint.target, request, proofs };
  const found = asked && compareWith(asked, compared);
  problems.push(...found?.metadata?.problems ?? []);
  return {
    ...{ ...explained, settings, endpoint: shown, request, proofs, tls: asked?.tls, problems },
    ...{ metadata: found?.metadata, unchecked: found?.unchecked },
  };
}

/** Compares the request with the metadata, if both are there. */
function compareWith(
  { metadata, unchecked }: AskedServer,
  compared: ComparedRequest | undefined,
): Pick<RunExplanation, "metadata"> & { readonly unchecked: readonly string[] } {
  if (metadata === undefined) return { metadata, unchecked };
  if (compared === undefined) {
    return { metadata: undefined, unchecked: [...unchecked, "the request (not complete yet)"] };
  }
  const comparison = compareMetadata(metadata, compared);
  return { metadata: comparison, unchecked: [...unchecked, ...comparison.unstated] };
}

type Collect = <Result>(work: () => Promise<Result>) => Promise<Result | undefined>;

/**
 * The endpoint that the provider returns. If a setting is missing or invalid, it is valid only if it
 * is the same for any value of that setting.
 */
async function locate(
  provider: Provider,
  settings: readonly ExplainedSetting[],
  collect: Collect,
): Promise<Endpoint | undefined> {
  const values = valuesOf(settings);
  const open = settings.filter(({ state, secret }) =>
    !secret && (state === "missing" || state === "invalid")
  );
  if (open.length === 0) return await collect(async () => await provider.endpoint(values));
  const [one, other] = await Promise.all(["one", "other"].map(async (standIn) => {
    const standIns = Object.fromEntries(open.map(({ name }) => [name, standIn]));
    return (await attempt(async () => await provider.endpoint({ ...values, ...standIns }))).value;
  }));
  return JSON.stringify(one) === JSON.stringify(other) ? one : undefined;
}

/** An endpoint, and the metadata that a run would request; until then, the issuer replaces it. */
interface Resolved {
  readonly target: TokenEndpoint;
  readonly unasked: readonly string[];
}

/** Resolves the endpoint. Requests the metadata of an issuer only if that is allowed. */
async function resolve(
  connection: Connection,
  provider: Provider,
  { location, resolved, mayAsk }: {
    readonly location: Endpoint;
    readonly resolved: ResolvedSettings | undefined;
    readonly mayAsk: boolean;
  },
): Promise<Resolved> {
  const { secrets = {}, crossOriginRefusal } = resolved ?? {};
  const { issuer } = endpointSource(location, hasCertificate({ secrets }));
  if (issuer !== undefined && !mayAsk) {
    const { audience } = location;
    const target = { url: issuer, issuer, ...audience && { audience }, isUnasked: true } as const;
    return { target, unasked: metadataAddresses(issuer) };
  }
  const settings = { location: () => Promise.resolve(location), secrets, crossOriginRefusal };
  return { target: await resolveEndpoint(connection, provider, settings), unasked: [] };
}

/** Adds the proxy to an endpoint, or to the metadata that names it. */
async function showEndpoint(
  { target: { url, metadata }, unasked }: Resolved,
  { proxyFor }: Connection,
  collect: Collect,
): Promise<ExplainedEndpoint> {
  const proxy = await collect(async () => await proxyFor(new URL(unasked[0] ?? url)));
  return {
    url: unasked.length > 0 ? null : url,
    metadata: metadata ?? null,
    unasked,
    proxy: proxy ? `${proxy.address} (${proxy.variable})` : null,
  };
}
