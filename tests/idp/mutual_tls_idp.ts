/**
 * An OpenID provider that authenticates clients by their certificates (RFC 8705). Its metadata is at
 * one address, and its token endpoint for certificates at another. Both ask for a certificate, so
 * that a test can say where one was shown.
 * @module
 */
import {
  createLocalJWKSet,
  exportJWK,
  importX509,
  type JWK,
  type JWTPayload,
  jwtVerify,
} from "jose";
// @ts-types="npm:@types/oidc-provider@9.12.1"
import type { ClientMetadata } from "oidc-provider";
import {
  certificateAuthority,
  type CertifiedKey,
  type KeyType,
  selfSignedCertificate,
} from "./certificate_authority.ts";
import { type CertificateServer, certificateServer } from "./certificate_server.ts";
import { type Client, newClient, registered } from "./client.ts";
import { unchanged } from "./forward.ts";
import { allowedScopes, allScopes, orders } from "./oidc_registry.ts";
import { publicResponse, type RealProvider, shown, startRealProvider } from "./real_provider.ts";
import { signingKey } from "./signing_key.ts";

/** A client with its certificate and its key, each in PEM. */
export interface CertificateClient extends CertifiedKey {
  readonly clientId: string;
}

/** A running provider; disposing it leaves nothing behind. */
export interface MutualTlsIdp extends AsyncDisposable {
  readonly issuer: string;
  /** The token endpoint that the metadata names for certificates. */
  readonly tokenEndpoint: string;
  /** The authority that it trusts, and that has certified it: PEM. */
  readonly authority: string;
  /** Where the metadata is, and a token endpoint that learns nothing of certificates. */
  readonly front: CertificateServer;
  /** Where the token endpoint for certificates is. */
  readonly alias: CertificateServer;
  /** A client with such a key, which authenticates by `tls_client_auth`. */
  client(keyType: KeyType): Promise<CertificateClient>;
  /** The client that authenticates by `self_signed_tls_client_auth`. */
  readonly selfSigned: CertificateClient;
  /** A client that authenticates with its secret, and whose tokens are bound to its certificate. */
  readonly bound: Client;
  /** Makes sure that the provider has issued a token, and returns its claims. */
  verify(token: string): Promise<JWTPayload>;
}

const paths = {
  token: "/token",
  jwks: "/jwks",
  metadata: "/.well-known/openid-configuration",
} as const;

/** Starts a provider on free loopback ports. */
export async function startMutualTlsIdp(): Promise<MutualTlsIdp> {
  await using starting = new AsyncDisposableStack();
  const { pem: authority, issue } = await certificateAuthority();
  // Of one that ends sooner, clients warn.
  const notAfter = new Date(Date.now() + 60 * 24 * 60 * 60 * 1000);
  const options = { tls: await issue(), authority };
  const { promise: provider, resolve: started } = Promise.withResolvers<RealProvider>();

  const alias = starting.use(
    await certificateServer(async (request) => {
      const { headers, ...rest } = unchanged(request);
      const more = { ...Object.fromEntries(new Headers(headers)), ...shown(request.certificate) };
      return publicResponse(await (await provider).token({ ...rest, headers: more }));
    }, options),
  );
  const front: CertificateServer = starting.use(
    await certificateServer(
      async (request) =>
        request.path === paths.metadata
          ? await metadata(await provider, front.origin, alias.origin)
          : publicResponse(await (await provider).token(unchanged(request))),
      options,
    ),
  );
  const selfSigned = {
    clientId: "self-signed-client",
    ...await selfSignedCertificate({ notAfter }),
  };
  const bound = newClient("bound-client");
  const clients = [...await registeredClients(selfSigned), registeredBound(bound)];
  started(starting.use(await startProvider(front.origin, clients)));

  const running = starting.move();
  return {
    issuer: front.origin,
    tokenEndpoint: alias.origin + paths.token,
    ...{ authority, front, alias, selfSigned, bound },
    client: async (keyType) => ({ clientId, ...await issue({ use: "client", keyType, notAfter }) }),
    verify: async (token) => await verify(token, await provider, front.origin),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** The client that is known by what the authority calls all whom it certifies. */
const clientId = "certificate-client";

async function registeredClients(selfSigned: CertificateClient): Promise<ClientMetadata[]> {
  const scope = allowedScopes.join(" ");
  return [
    registered({ clientId }, {
      scope,
      token_endpoint_auth_method: "tls_client_auth",
      tls_client_auth_subject_dn: "CN=Server or client",
    }),
    registered(selfSigned, {
      scope,
      token_endpoint_auth_method: "self_signed_tls_client_auth",
      jwks: { keys: [await publicKeyOf(selfSigned)] },
    }),
  ];
}

function registeredBound(client: Client): ClientMetadata {
  return registered(client, {
    scope: allowedScopes.join(" "),
    token_endpoint_auth_method: "client_secret_basic",
    tls_client_certificate_bound_access_tokens: true,
  });
}

/** The public key in a certificate, with the certificate. */
async function publicKeyOf({ cert }: CertifiedKey): Promise<JWK> {
  const key = await exportJWK(await importX509(cert, "ES256"));
  return { ...key, x5c: [cert.replaceAll(/-----.*-----|\s/g, "")] };
}

async function startProvider(
  issuer: string,
  clients: readonly ClientMetadata[],
): Promise<RealProvider> {
  return await startRealProvider({
    issuer,
    // The servers before it speak TLS; it need not.
    origin: issuer.replace("https:", "http:"),
    tokenPath: paths.token,
    jwksPath: paths.jwks,
    signingKey: await signingKey(),
    clients,
    takesCertificates: true,
    apis: [orders],
    scopes: allScopes,
    defaultApi: orders,
    lifetime: 600,
  });
}

/** The provider's metadata, with the addresses that it cannot know. */
async function metadata(
  provider: RealProvider,
  issuer: string,
  alias: string,
): Promise<Response> {
  const { token_endpoint: _, ...rest } = await (await provider.metadata()).json();
  return Response.json({
    ...rest,
    token_endpoint: issuer + paths.token,
    mtls_endpoint_aliases: { token_endpoint: alias + paths.token },
  });
}

async function verify(
  token: string,
  provider: RealProvider,
  issuer: string,
): Promise<JWTPayload> {
  const keys = createLocalJWKSet(await (await provider.jwks()).json());
  return (await jwtVerify(token, keys, { issuer, audience: orders.identifier })).payload;
}
