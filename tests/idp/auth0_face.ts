/**
 * Speaks as Auth0, for one tenant.
 * @module
 */
import type { JWK } from "jose";
import { permissionsOf } from "./api.ts";
import { auth0Error, quotaHeaders } from "./auth0_errors.ts";
import {
  type Auth0Clients,
  type Auth0Tenant,
  findOrganization,
  grantedScopes,
  newAuth0Tenant,
  type Organization,
} from "./auth0_registry.ts";
import { type Auth0Request, auth0Request } from "./auth0_request.ts";
import { brokenRule, scopesNotGranted, translated } from "./auth0_rules.ts";
import { registered } from "./client.ts";
import type { Face } from "./face.ts";
import { tokenRequest } from "./forward.ts";
import { type Asked, type Claims, startRealProvider } from "./real_provider.ts";
import type { RecordedRequest } from "./recorded_request.ts";

/** What a test needs to get a token from the Auth0 face, and to check it. */
export interface Auth0Facts {
  /** The value for `AUTH0_DOMAIN`: on loopback, an origin. */
  readonly domain: string;
  readonly tokenEndpoint: string;
  /** Ends in a slash, as Auth0's do. */
  readonly issuer: string;
  readonly jwksUri: string;
  /** The only API; it ends in a slash, and without it there is no such API. */
  readonly audience: string;
  /** The scopes that `machine` is granted there. */
  readonly scopes: readonly string[];
  /** `machine` may act for this one. */
  readonly organization: Organization;
  /** And not for this one. */
  readonly closedOrganization: Organization;
  /** Seconds until the quota of `exhausted` resets. */
  readonly secondsToReset: number;
  readonly clients: Auth0Clients;
}

const LIFETIME = 86400;
const SECONDS_TO_RESET = 3540;
const PATHS = {
  token: "/oauth/token",
  jwks: "/.well-known/jwks.json",
  metadata: "/.well-known/openid-configuration",
} as const;

/** Starts the Auth0 face. */
export async function auth0Face(origin: string, signingKey: JWK): Promise<Face<Auth0Facts>> {
  const tenant = newAuth0Tenant();
  const { machine, unauthorized, spa, exhausted } = tenant.clients;
  const facts = auth0Facts(origin, tenant);

  const provider = await startRealProvider({
    origin,
    issuer: facts.issuer,
    tokenPath: PATHS.token,
    jwksPath: PATHS.jwks,
    signingKey,
    clients: [
      registered(machine),
      registered(unauthorized),
      registered(spa, { grant_types: [] }),
      registered(exhausted),
    ],
    apis: [tenant.api],
    lifetime: LIFETIME,
    shapeClaims: (claims, asked) => auth0Claims(claims, asked, tenant),
  });

  async function token(recorded: RecordedRequest): Promise<Response> {
    if (recorded.method !== "POST") return new Response("Not Found", { status: 404 });
    const request = auth0Request(recorded);
    if (request.missing) return auth0Error("missingParameter", valuesOf(request));

    const answer = await provider.token(
      tokenRequest(recorded, {
        ...recorded.form,
        audience: undefined,
        resource: request.audience,
        scope: scopeOf(request, tenant),
      }),
    );
    const body = await answer.json();
    if (!answer.ok) {
      return auth0Error(translated(body.error, body.error_description), valuesOf(request));
    }

    const granted = { request, tenant, scopes: body.scope?.split(" ") ?? [] };
    const broken = brokenRule(granted);
    return broken
      ? auth0Error(
        broken,
        { ...valuesOf(request), scopes: scopesNotGranted(granted).join(" ") },
        broken === "quotaExceeded" ? quotaHeaders(SECONDS_TO_RESET) : {},
      )
      : Response.json(body, { headers: { "cache-control": "no-store" } });
  }

  return {
    routes: [
      { pathname: PATHS.token, isTokenEndpoint: true, answer: token },
      { pathname: PATHS.jwks, answer: provider.jwks },
      { pathname: PATHS.metadata, answer: provider.metadata },
    ],
    facts,
    [Symbol.asyncDispose]: () => provider[Symbol.asyncDispose](),
  };
}

function auth0Facts(origin: string, { clients, api, open, closed }: Auth0Tenant): Auth0Facts {
  return {
    domain: origin,
    tokenEndpoint: `${origin}${PATHS.token}`,
    issuer: `${origin}/`,
    jwksUri: `${origin}${PATHS.jwks}`,
    audience: api.identifier,
    scopes: grantedScopes,
    organization: open,
    closedOrganization: closed,
    secondsToReset: SECONDS_TO_RESET,
    clients,
  };
}

/** The requested scopes, or all of the client grant. */
function scopeOf(
  { audience, clientId, scopes }: Auth0Request,
  { api }: Auth0Tenant,
): string | undefined {
  if (scopes.length > 0) return scopes.join(" ");
  return audience === api.identifier ? permissionsOf(api, clientId)?.join(" ") : undefined;
}

/** The values for the messages of refusals. */
function valuesOf(request: Auth0Request): Record<string, string> {
  return {
    parameter: request.missing ?? "",
    audience: request.audience ?? "",
    grant: request.grantType ?? "",
    organization: request.organization ?? "",
  };
}

function auth0Claims(
  { iss, aud, iat, exp, jti, scope }: Claims,
  { clientId, form }: Asked,
  tenant: Auth0Tenant,
): Claims {
  const organization = findOrganization(tenant, form.organization);
  return {
    iss,
    sub: `${clientId}@clients`,
    aud,
    iat,
    exp,
    scope,
    ...(organization ? { org_id: organization.id } : {}),
    gty: "client-credentials",
    azp: clientId,
    jti,
  };
}
