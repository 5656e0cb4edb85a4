/**
 * Speaks as Microsoft Entra ID, v2.0 endpoints, for one tenant.
 * @module
 */
import type { JWK } from "jose";
import { registered } from "./client.ts";
import { entraError, type EntraErrorName } from "./entra_errors.ts";
import {
  type EntraApis,
  type EntraClients,
  newEntraApis,
  newEntraClients,
  tenant,
} from "./entra_registry.ts";
import { type EntraRequest, entraRequest } from "./entra_request.ts";
import { brokenRule, isKnownTenant, translated } from "./entra_rules.ts";
import type { Face, Route } from "./face.ts";
import { tokenRequest } from "./forward.ts";
import { type Asked, type Claims, refusalDetail, startRealProvider } from "./real_provider.ts";
import type { RecordedRequest } from "./recorded_request.ts";

/** What a test needs to get a token from the Entra face, and to check it. */
export interface EntraFacts {
  /** The value for `AZURE_AUTHORITY_HOST`. */
  readonly authorityHost: string;
  /** The tenant's GUID. */
  readonly tenant: string;
  /** The same tenant by its domain name. */
  readonly tenantDomain: string;
  readonly tokenEndpoint: string;
  readonly issuer: string;
  readonly jwksUri: string;
  /** An API where `daemon` has roles; `/.default` after it makes the scope. */
  readonly resource: string;
  /** One more, whose identifier ends in a slash. */
  readonly slashedResource: string;
  /** One that gives no token to a client without a role there, and none of them has one. */
  readonly assignedResource: string;
  /** The roles that `daemon` has at `resource`. */
  readonly roles: readonly string[];
  readonly clients: EntraClients;
}

const LIFETIME = 3599;
const PATHS = {
  token: "/oauth2/v2.0/token",
  jwks: "/discovery/v2.0/keys",
  metadata: "/v2.0/.well-known/openid-configuration",
} as const;

/** Starts the Entra face. */
export async function entraFace(origin: string, signingKey: JWK): Promise<Face<EntraFacts>> {
  const clients = newEntraClients();
  const apis = newEntraApis(clients);
  const facts = entraFacts(origin, clients, apis);

  const provider = await startRealProvider({
    origin,
    issuer: facts.issuer,
    tokenPath: `/${tenant.id}${PATHS.token}`,
    jwksPath: `/${tenant.id}${PATHS.jwks}`,
    signingKey,
    clients: [
      registered(clients.daemon),
      registered(clients.roleless),
      registered(clients.expired, { client_secret_expires_at: 1 }),
    ],
    apis: Object.values(apis),
    lifetime: LIFETIME,
    shapeClaims: entraClaims,
  });

  async function token(recorded: RecordedRequest, tenantName: string): Promise<Response> {
    const request = entraRequest(recorded, tenantName);
    const broken = brokenRule(request);
    if (broken) return refuse(broken, recorded, request);

    const { grant_type, client_id, client_secret } = recorded.form;
    const { resource } = request;
    const answer = await provider.token(
      tokenRequest(recorded, { grant_type, client_id, client_secret, resource }),
    );
    const body = await answer.json();
    return answer.ok
      ? entraToken(body)
      : refuse(translated(body.error, refusalDetail(answer)), recorded, request);
  }

  function refuse(
    name: EntraErrorName,
    { headers }: RecordedRequest,
    request: EntraRequest,
  ): Response {
    return entraError(name, valuesOf(request), {
      origin,
      correlationId: headers.get("client-request-id") ?? crypto.randomUUID(),
    });
  }

  /** What is published for each of the tenant's names, and for no other. */
  function published(path: string, publish: () => Promise<Response>): Route {
    return {
      pathname: `/:tenant${path}`,
      async answer(recorded, groups): Promise<Response> {
        const tenantName = tenantNameIn(groups);
        return isKnownTenant(tenantName)
          ? await publish()
          : refuse("unknownTenant", recorded, entraRequest(recorded, tenantName));
      },
    };
  }

  return {
    routes: [
      {
        pathname: `/:tenant${PATHS.token}`,
        isTokenEndpoint: true,
        answer: (request, groups) => token(request, tenantNameIn(groups)),
      },
      published(PATHS.jwks, provider.jwks),
      published(PATHS.metadata, provider.metadata),
    ],
    facts,
    [Symbol.asyncDispose]: () => provider[Symbol.asyncDispose](),
  };
}

function entraFacts(origin: string, clients: EntraClients, apis: EntraApis): EntraFacts {
  return {
    authorityHost: origin,
    tenant: tenant.id,
    tenantDomain: tenant.domain,
    tokenEndpoint: `${origin}/${tenant.id}${PATHS.token}`,
    issuer: `${origin}/${tenant.id}/v2.0`,
    jwksUri: `${origin}/${tenant.id}${PATHS.jwks}`,
    resource: apis.orders.identifier,
    slashedResource: apis.slashed.identifier,
    assignedResource: apis.payroll.identifier,
    roles: apis.orders.grants[clients.daemon.clientId] ?? [],
    clients,
  };
}

function tenantNameIn({ tenant = "" }: Readonly<Record<string, string | undefined>>): string {
  return tenant.toLowerCase();
}

/** The values for the messages of refusals. */
function valuesOf(request: EntraRequest): Record<string, string> {
  return {
    method: request.method,
    tenant: request.tenantName,
    parameter: request.missing ?? "",
    scope: request.scopes.join(" "),
    client: request.authentication.clientId ?? "",
    grant: request.form.grant_type ?? "",
    resource: request.resource,
  };
}

function entraToken(body: Record<string, unknown>): Response {
  return Response.json({
    token_type: "Bearer",
    expires_in: body.expires_in,
    ext_expires_in: body.expires_in,
    access_token: body.access_token,
  }, { headers: { "cache-control": "no-store" } });
}

function entraClaims(
  { iss, aud, iat, exp, jti }: Claims,
  { clientId, permissions }: Asked,
): Claims {
  return {
    iss,
    aud,
    iat,
    nbf: iat,
    exp,
    uti: jti,
    sub: clientId,
    oid: clientId,
    tid: tenant.id,
    appid: clientId,
    azp: clientId,
    idtyp: "app",
    // Not an empty list: a client without roles has no such claim.
    ...(permissions.length > 0 ? { roles: permissions } : {}),
    ver: "2.0",
  };
}
