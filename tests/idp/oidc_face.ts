/**
 * The plain face: `oidc-provider` as it is, under an issuer with a path.
 * @module
 */
import type { JWK } from "jose";
import { registered } from "./client.ts";
import { clientAuthentication } from "./client_authentication.ts";
import type { Face } from "./face.ts";
import { unchanged } from "./forward.ts";
import {
  type AssertionAlgorithm,
  assertionAlgorithms,
  findKeyClient,
  type KeyClient,
  keyClient,
  secretsOf,
} from "./key_client.ts";
import {
  allowedScopes,
  allScopes,
  newOidcClients,
  type OidcClients,
  orders,
} from "./oidc_registry.ts";
import { publicResponse, startRealProvider } from "./real_provider.ts";
import type { RecordedRequest } from "./recorded_request.ts";

/** What a test needs to get a token from the plain face, and to check it. */
export interface OidcFacts {
  readonly issuer: string;
  readonly tokenEndpoint: string;
  readonly jwksUri: string;
  /** The only API, the audience of every token. */
  readonly resource: string;
  /** The scopes that clients may ask for. */
  readonly scopes: readonly string[];
  /** A scope that exists and is refused with `invalid_scope`. */
  readonly refusedScope: string;
  readonly clients: OidcClients;
  /**
   * The client that authenticates by `private_key_jwt` with this algorithm. Its key is made when it
   * is first asked for, which takes a tenth of a second or more for RSA, and stays the same in all
   * identity providers of this process.
   */
  readonly keyClient: (algorithm: AssertionAlgorithm) => Promise<KeyClient>;
}

const PATHS = {
  token: "/oidc/token",
  jwks: "/oidc/jwks",
  // OpenID Connect Discovery appends to the issuer, RFC 8414 goes between host and path.
  openidMetadata: "/oidc/.well-known/openid-configuration",
  oauthMetadata: "/.well-known/oauth-authorization-server/oidc",
} as const;

/**
 * Starts the plain face.
 *
 * @param secrets Where it adds the private keys that it hands out.
 */
export async function oidcFace(
  origin: string,
  signingKey: JWK,
  secrets: string[],
): Promise<Face<OidcFacts>> {
  const clients = newOidcClients();
  const facts = oidcFacts(origin, clients, secrets);
  const scope = allowedScopes.join(" ");

  const provider = await startRealProvider({
    origin,
    issuer: facts.issuer,
    tokenPath: PATHS.token,
    jwksPath: PATHS.jwks,
    signingKey,
    clients: [
      registered(clients.basic, { scope, token_endpoint_auth_method: "client_secret_basic" }),
      registered(clients.post, { scope, token_endpoint_auth_method: "client_secret_post" }),
      registered(clients.signing, { scope, token_endpoint_auth_method: "client_secret_jwt" }),
      registered(clients.awkward, { scope }),
      registered(clients.ungranted, { scope, grant_types: [] }),
    ],
    findClient: (clientId) => findKeyClient(clientId, { scope }),
    assertionAlgorithms,
    dpopAlgorithms: assertionAlgorithms,
    apis: [orders],
    scopes: allScopes,
    defaultApi: orders,
    lifetime: 600,
  });

  async function token(request: RecordedRequest): Promise<Response> {
    return authenticatesWrongWay(request, clients)
      ? refusedClient(facts.issuer, request)
      : publicResponse(await provider.token(unchanged(request)));
  }

  return {
    routes: [
      { pathname: PATHS.token, isTokenEndpoint: true, answer: token },
      { pathname: PATHS.jwks, answer: provider.jwks },
      { pathname: PATHS.openidMetadata, answer: provider.metadata },
      { pathname: PATHS.oauthMetadata, answer: provider.metadata },
    ],
    facts,
    [Symbol.asyncDispose]: () => provider[Symbol.asyncDispose](),
  };
}

function oidcFacts(origin: string, clients: OidcClients, secrets: string[]): OidcFacts {
  return {
    issuer: `${origin}/oidc`,
    tokenEndpoint: `${origin}${PATHS.token}`,
    jwksUri: `${origin}${PATHS.jwks}`,
    resource: orders.identifier,
    scopes: allowedScopes,
    refusedScope: allScopes.find((scope) => !allowedScopes.includes(scope)) ?? "",
    clients,
    async keyClient(algorithm): Promise<KeyClient> {
      const client = await keyClient(algorithm);
      secrets.push(...secretsOf(client).filter((secret) => !secrets.includes(secret)));
      return client;
    },
  };
}

/**
 * `oidc-provider` takes a secret from the header and from the body, whichever of the two was
 * registered. Other servers do not, so this one does not either.
 */
function authenticatesWrongWay(
  request: RecordedRequest,
  { basic, post }: OidcClients,
): boolean {
  const { method, clientId } = clientAuthentication(request);
  return clientId === basic.clientId && method === "client_secret_post" ||
    clientId === post.clientId && method === "client_secret_basic";
}

/** What the provider answers when it does not take a client's word. */
function refusedClient(issuer: string, { headers }: RecordedRequest): Response {
  const challenge = `Basic realm="${issuer}", error="invalid_client"`;
  return Response.json({
    error: "invalid_client",
    error_description: "client authentication failed",
  }, {
    status: 401,
    headers: headers.has("authorization") ? { "www-authenticate": challenge } : {},
  });
}
