/**
 * Asks a server for what is public, for `explain --check`: its certificate and its metadata. No
 * credential is sent. Called by explain.ts.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { Connection } from "../net/http.ts";
import { inspectTls, type ServerTls } from "../net/server_certificate.ts";
import { fetchDocument, fetchMetadata, type IssuerMetadata } from "../oauth/discovery.ts";
import {
  type ComparedRequest,
  compareMetadata,
  type MetadataComparison,
} from "./compare_metadata.ts";
import type { TokenEndpoint } from "../oauth/request_parts.ts";

/** What a check found. */
export interface CheckedServer {
  readonly tls: ServerTls | undefined;
  readonly metadata: MetadataComparison | undefined;
  /** What could not be checked, and why. */
  readonly unchecked: readonly string[];
  readonly problems: readonly GettokenError[];
}

/** What to check. */
export interface ServerCheck {
  readonly endpoint: TokenEndpoint;
  /** The request to compare with the metadata, if it can be built. */
  readonly compared: ComparedRequest | undefined;
  /** Whether `./.env` may have named the host of the issuer. Then it is not contacted. */
  readonly isIssuerFound: boolean;
}

/** Checks a server. A failure is a problem of the run only if the run would contact the same host. */
export async function checkServer(
  connection: Connection,
  check: ServerCheck,
): Promise<CheckedServer> {
  const { url } = check.endpoint;
  const { value: tls, failure } = await tried(() => inspectTls(connection, url));
  const found = tls && "failure" in tls ? tls.failure : failure;
  const nothing = { tls, metadata: undefined, unchecked: [], problems: [] };
  if (found) return { ...nothing, problems: [found] };
  const { issuer } = check.endpoint;
  const isElsewhere = issuer !== undefined && new URL(issuer).origin !== new URL(url).origin;
  if (issuer === undefined || (isElsewhere && check.isIssuerFound)) {
    const isHidden = tls !== undefined && "skipped" in tls;
    const reached = isHidden ? await tried(() => reach(connection, url)) : {};
    const reason = issuer === undefined ? "no issuer is known" : "./.env may have named its host";
    return {
      ...nothing,
      unchecked: [`the server's metadata (${reason})`],
      problems: [reached.failure ?? []].flat(),
    };
  }
  const { document, metadata: address } = check.endpoint;
  const asked = document && address
    ? { value: { metadata: document, address } }
    : await tried(() => fetchMetadata(connection, issuer, { task: "check the server" }));
  if (asked.value) return { ...nothing, ...compared(asked.value, check) };
  if (!asked.failure) return nothing;
  if (isElsewhere) {
    return { ...nothing, unchecked: [`the server's metadata (${asked.failure.message})`] };
  }
  return { ...nothing, problems: [withOwnHint(asked.failure)] };
}

function compared(metadata: IssuerMetadata, check: ServerCheck) {
  if (check.compared === undefined) return { unchecked: ["the request (not complete yet)"] };
  const comparison = compareMetadata(metadata, check.compared);
  const { unstated, problems } = comparison;
  return { metadata: comparison, unchecked: unstated, problems };
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

/** The result of some work, or its failure. Throws other errors. */
export async function tried<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly value?: Result; readonly failure?: GettokenError }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof GettokenError) return { failure: error };
    throw error;
  }
}
