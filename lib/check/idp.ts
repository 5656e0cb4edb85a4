/**
 * An identity provider in memory, to check a provider module against. Nothing leaves the machine.
 *
 * It is strict: it answers at the one address that the module declares, and finds fault with
 * whatever RFC 6749 gives a server reason to refuse.
 *
 * @module
 */

import { assertionProblems, type ExpectedAssertion } from "./assertion_problems.ts";
import { type ExpectedClient, type RequestProblem, requestProblems } from "./idp_request.ts";
import { metadataAddresses } from "../oauth/discovery.ts";
import type { Host } from "../core/host.ts";
import type { JsonObject } from "../core/json.ts";
import type { Endpoint } from "../contract/provider.ts";

/** What the identity provider expects, and what it says. */
export interface CheckIdpOptions {
  /** Where it is, as the module declares it. */
  readonly endpoint: Endpoint;
  readonly client: ExpectedClient;
  /** What its assertion has to be like, if it authenticates by one. */
  readonly assertion?: ExpectedAssertion | undefined;
  /** What it answers to a right request: a token response, or a refusal if there is an `error`. */
  readonly reply: JsonObject;
  /** Which kind of metadata it publishes, if it is to be discovered. */
  readonly metadata?: "openid" | "oauth" | undefined;
  /** Takes what is wrong with the requests. */
  readonly findings: string[];
}

/** Starts an identity provider in memory, and gives the one way to it. */
export function checkIdp(
  { endpoint, client, assertion, reply, metadata = "openid", findings }: CheckIdpOptions,
): Host["fetch"] {
  const pages = "issuer" in endpoint
    ? metadataPages(endpoint.issuer, client, metadata)
    : new Map<string, Response>();
  const tokenEndpoint = "issuer" in endpoint
    ? tokenEndpointOf(endpoint.issuer)
    : endpoint.tokenEndpoint;

  async function answer(url: string, init: RequestInit): Promise<Response> {
    const page = pages.get(url);
    if (page && init.method === "GET") return page;
    if (url !== tokenEndpoint) {
      findings.push(`a request went to ${url}, not to ${tokenEndpoint}`);
      return json({}, 404);
    }
    const problems = [
      ...requestProblems(url, init, client),
      ...assertion ? await problemsOfAssertion(init, client, assertion) : [],
    ];
    findings.push(...problems.map(({ what }) => what));
    const [problem] = problems;
    if (problem) return refusal({ error: problem.error, error_description: problem.what });
    return reply.error === undefined ? json(reply) : refusal(reply);
  }

  return answer;
}

async function problemsOfAssertion(
  { body }: RequestInit,
  { isGrant }: ExpectedClient,
  expected: ExpectedAssertion,
): Promise<RequestProblem[]> {
  const form = new URLSearchParams(typeof body === "string" ? body : "");
  const assertion = form.get(isGrant ? "assertion" : "client_assertion") ?? "";
  const problems = await assertionProblems(assertion, expected);
  return problems.map((what) => ({ error: "invalid_client", what }));
}

function tokenEndpointOf(issuer: string): string {
  return new URL("/token-endpoint-of-the-check", issuer).href;
}

/** What stands at each place where the metadata of an issuer may be. */
function metadataPages(
  issuer: string,
  { method }: ExpectedClient,
  kind: "openid" | "oauth",
): Map<string, Response> {
  const page = json({
    issuer,
    token_endpoint: tokenEndpointOf(issuer),
    token_endpoint_auth_methods_supported: [method],
  });
  const [openid = "", oauth = ""] = metadataAddresses(issuer);
  return kind === "openid"
    ? new Map([[openid, page]])
    : new Map([[openid, json({}, 404)], [oauth, page]]);
}

/** A refusal with the status that RFC 6749 §5.2 gives it. */
function refusal(body: JsonObject): Response {
  return json(body, body.error === "invalid_client" ? 401 : 400);
}

function json(body: JsonObject, status = 200): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
