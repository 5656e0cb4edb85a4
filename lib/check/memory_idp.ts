/**
 * A strict identity provider in memory: it answers only at the endpoint that the module declares, and
 * refuses every request that RFC 6749 lets a server refuse. @module
 */

import { metadataAddresses } from "../oauth/discovery.ts";
import type { Host } from "../core/host.ts";
import type { JsonObject } from "../core/json.ts";
import type { Endpoint } from "../contract/provider.ts";
import { type ExpectedClient, findRequestProblems } from "./request_problems.ts";

/** What the identity provider expects, and how it answers. */
export interface MemoryIdpOptions {
  /** The endpoint that the module declares. */
  readonly endpoint: Endpoint;
  readonly client: ExpectedClient;
  /** The response to a valid request: a token response, or an error response. */
  readonly reply: JsonObject;
  /** The HTTP status of an error response; by default that of RFC 6749 §5.2. */
  readonly status?: number | undefined;
  /** Which metadata an issuer publishes. */
  readonly metadata?: "openid" | "oauth" | undefined;
  /** Collects the problems of the requests. */
  readonly requestProblems: string[];
}

/** The URL of the token endpoint: the declared one, or the one in the metadata. */
export function tokenEndpointOf(endpoint: Endpoint): string {
  return endpoint.tokenEndpoint ??
    new URL("/token-endpoint-of-the-check", endpoint.issuer).href;
}

/** Starts an identity provider in memory, and returns the `fetch` that reaches it. */
export function memoryIdp(
  { endpoint, client, reply, status, metadata = "openid", requestProblems }: MemoryIdpOptions,
): Host["fetch"] {
  // With a token endpoint, no run may request the metadata.
  const issuer = endpoint.tokenEndpoint === undefined ? endpoint.issuer : undefined;
  const tokenEndpoint = tokenEndpointOf(endpoint);
  const pages = new Map<string, Response>();
  if (issuer !== undefined) {
    const page = json({
      issuer,
      token_endpoint: tokenEndpoint,
      token_endpoint_auth_methods_supported: [client.method ?? "none"],
    });
    const [openid = "", oauth = ""] = metadataAddresses(issuer);
    if (metadata === "oauth") pages.set(openid, json({}, 404)).set(oauth, page);
    else pages.set(openid, page);
  }

  return async (url, init) => {
    const page = pages.get(url);
    if (page && init.method === "GET") return page;
    if (url !== tokenEndpoint) {
      requestProblems.push(`a request was sent to ${url}, not to ${tokenEndpoint}`);
      return json({}, 404);
    }
    const problems = await findRequestProblems(url, init, client);
    requestProblems.push(...problems.map(({ what }) => what));
    const [problem] = problems;
    const body = problem ? { error: problem.error, error_description: problem.what } : reply;
    if (body.error === undefined) return json(body);
    return json(body, status ?? (body.error === "invalid_client" ? 401 : 400));
  };
}

function json(body: JsonObject, status = 200): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
