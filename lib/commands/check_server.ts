/**
 * Asks a server for what is public, for `explain --check`: its certificate and its metadata, and what
 * it says to a token request without a client. No credential is sent. Called by explain.ts.
 *
 * @module
 */

import { attempt } from "../check/check_result.ts";
import type { Provider } from "../contract/provider.ts";
import type { GettokenError } from "../core/errors.ts";
import { type Connection, exchangeHttp, maybeJsonObject } from "../net/http.ts";
import { withRetries } from "../net/retry.ts";
import { inspectTls, type ServerTls } from "../net/server_certificate.ts";
import { fetchDocument, fetchMetadata, type IssuerMetadata } from "../oauth/discovery.ts";
import { failedReplyError } from "../oauth/error_response.ts";
import type { TokenEndpoint } from "../oauth/request_parts.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";

/** What a server said. */
export interface AskedServer {
  readonly tls?: ServerTls | undefined;
  readonly metadata?: IssuerMetadata;
  /** What could not be checked, and why. */
  readonly unchecked: readonly string[];
  readonly problems: readonly GettokenError[];
}

/** Whom to ask. */
export interface ServerQuestion {
  readonly endpoint: TokenEndpoint;
  readonly provider: Provider;
  /** The settings of the run, if they are complete. */
  readonly settings: ResolvedSettings | undefined;
  /** Whether `./.env` may have named the host of the issuer. Then it is not contacted. */
  readonly isIssuerFound: boolean;
}

/**
 * Asks a server. A failure is a problem only if a run would contact the same host. To be called
 * before a client certificate is presented, which is for the token endpoint only.
 */
export async function askServer(
  connection: Connection,
  question: ServerQuestion,
): Promise<AskedServer> {
  const { url, issuer, document, metadata: address } = question.endpoint;
  const { value: tls, failure } = await attempt(() => inspectTls(connection, url));
  const found = tls && "failure" in tls ? tls.failure : failure;
  const nothing = { tls, unchecked: [], problems: [] };
  if (found) return { ...nothing, problems: [found] };
  const isElsewhere = issuer !== undefined && new URL(issuer).origin !== new URL(url).origin;
  if (issuer === undefined || (isElsewhere && question.isIssuerFound)) {
    const hasTls = new URL(url).protocol === "https:";
    const reached = hasTls ? undefined : await attempt(() => reach(connection, url));
    const reason = issuer === undefined ? "no issuer is known" : "./.env may have named its host";
    return {
      ...nothing,
      unchecked: [`the server's metadata (${reason})`],
      problems: [reached?.failure ?? []].flat(),
    };
  }
  if (document && address) return { ...nothing, metadata: { metadata: document, address } };
  const asked = await attempt(() =>
    fetchMetadata(connection, issuer, { task: "check the server" })
  );
  if (asked.value) {
    const problems = await endpointProblems(connection, question);
    return { ...nothing, metadata: asked.value, problems };
  }
  if (!asked.failure) return nothing;
  if (isElsewhere) {
    return { ...nothing, unchecked: [`the server's metadata (${asked.failure.message})`] };
  }
  return { ...nothing, problems: [withOwnHint(asked.failure)] };
}

/** Without TLS there is no certificate to read, so any reply shows that there is a server. */
async function reach(connection: Connection, url: string): Promise<void> {
  await fetchDocument(connection, url, { task: "check the server" });
}

/** Where the provider names the endpoint, there may be no setting for the issuer. */
function withOwnHint(failure: GettokenError): GettokenError {
  if (failure.code !== "discovery_failed") return failure;
  return failure.but({ hint: "Check the settings that this URL is made of." });
}

/** What a server reports to every client, such as Keycloak for a disabled realm. */
const isClosed = /\b(not enabled|disabled|suspended|inactive|does not exist)\b/i;

/**
 * Sends a token request without a client. A server answers that with 400 or 401 (RFC 6749 §5.2), so
 * only other answers are problems: no token endpoint at this URL, or one that is closed.
 */
async function endpointProblems(
  connection: Connection,
  { endpoint: { url }, provider, settings }: ServerQuestion,
): Promise<readonly GettokenError[]> {
  // An endpoint for certificates may end a connection without one.
  if (settings === undefined || settings.secrets.clientCert) return [];
  const { value, failure } = await attempt(() =>
    withRetries(connection, async (connected) => {
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const body = "grant_type=client_credentials";
      const reply = await exchangeHttp(connected, { method: "POST", url, headers, body });
      const says = `${maybeJsonObject(reply)?.error_description}`;
      const isMissing = reply.status === 404 || reply.status === 405;
      if (!isMissing && !(reply.status === 403 && isClosed.test(says))) return [];
      const request = { url, form: [] };
      return [await failedReplyError(reply, { run: connected, provider, settings, request })];
    })
  );
  return value ?? [failure ?? []].flat();
}
