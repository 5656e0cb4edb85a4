/**
 * A certified OpenID provider, running. It authenticates the clients, decides and signs; the faces
 * before it only translate.
 * @module
 */
import { randomBytes, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { JWK } from "jose";
// @ts-types="npm:@types/oidc-provider@9.12.1"
import type {
  Adapter,
  AdapterFactory,
  AdapterPayload,
  AsymmetricSigningAlgorithm,
  ClientMetadata,
  Configuration,
  errors,
} from "oidc-provider";
import { type Api, permissionsOf } from "./api.ts";
import { loadOidcProvider } from "./quiet_oidc_provider.ts";

/** What one face needs its provider to be. */
export interface ProviderOptions {
  /** Where the face is reached; the provider itself listens on a private port. */
  readonly origin: string;
  readonly issuer: string;
  readonly tokenPath: string;
  readonly jwksPath: string;
  readonly signingKey: JWK;
  readonly clients: readonly ClientMetadata[];
  /** Finds a client that is not among these. */
  readonly findClient?: FindClient;
  /** What assertions can be signed with, beside a secret; without it no client authenticates so. */
  readonly assertionAlgorithms?: readonly AsymmetricSigningAlgorithm[];
  /** What DPoP proofs can be signed with; each needs a nonce. Without it they are ignored. */
  readonly dpopAlgorithms?: readonly AsymmetricSigningAlgorithm[];
  /** Whether clients can authenticate by certificates, which a face sends in {@linkcode shown}. */
  readonly takesCertificates?: true;
  readonly apis: readonly Api[];
  /** Of the APIs' scopes, those that `scopes_supported` lists and a client can be barred from. */
  readonly scopes?: readonly string[];
  /** The API of a request that names none; without it such a request gets an opaque token. */
  readonly defaultApi?: Api;
  /** Seconds that a token is good for. */
  readonly lifetime: number;
  /** Makes the claims of a JWT what the vendor's are. */
  readonly shapeClaims?: (claims: Claims, asked: Asked) => Claims;
}

/** Returns a client, which is registered on first use. */
export type FindClient = (clientId: string) => Promise<ClientMetadata | undefined>;

/** The claims of a token. */
export type Claims = Record<string, unknown>;

/** What a token was asked for and by whom. */
export interface Asked {
  readonly clientId: string;
  readonly permissions: readonly string[];
  readonly form: Readonly<Record<string, unknown>>;
}

/** A running provider. */
export interface RealProvider extends AsyncDisposable {
  /** Its answer to a token request. */
  token(request: RequestInit): Promise<Response>;
  /** Its metadata, which serves OpenID Connect and RFC 8414 alike. */
  metadata(): Promise<Response>;
  /** The public half of its signing key. */
  jwks(): Promise<Response>;
}

/** The certificate that a client has shown to a face, which has checked that it has the key. */
export interface ShownCertificate {
  /** DER in Base64. */
  readonly der: string;
  /** Whether an authority that the face trusts has issued it. */
  readonly isTrusted: boolean;
}

const CERTIFICATE_HEADER = "x-client-certificate";
const TRUSTED_HEADER = "x-client-certificate-trusted";

/** The header fields by which the provider learns of a certificate. Nobody but faces reaches it. */
export function shown(certificate: ShownCertificate | undefined): Record<string, string> {
  return certificate
    ? { [CERTIFICATE_HEADER]: certificate.der, [TRUSTED_HEADER]: `${certificate.isTrusted}` }
    : {};
}

const METADATA_PATH = "/.well-known/openid-configuration";
const DETAIL_HEADER = "x-refusal-detail";

/** Starts a provider. */
export async function startRealProvider(options: ProviderOptions): Promise<RealProvider> {
  const { Provider, errors } = await loadOidcProvider();
  const provider = new Provider(options.issuer, configure(options, errors));
  provider.on("grant.error", (ctx, error) => {
    ctx.set(DETAIL_HEADER, encodeURIComponent(error.error_detail ?? ""));
  });

  const server = createServer(provider.callback()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  // This client asks for the face's address and connects to the provider's. So the provider sees
  // its public name and puts that into its metadata, and no proxy of the environment comes between.
  const client = Deno.createHttpClient({
    proxy: { transport: "tcp", hostname: "127.0.0.1", port },
  });

  function ask(path: string, request: RequestInit = {}): Promise<Response> {
    return fetch(new URL(path, options.origin), { ...request, client });
  }

  return {
    token: (request) => ask(options.tokenPath, request),
    metadata: () => ask(METADATA_PATH),
    jwks: () => ask(options.jwksPath),
    async [Symbol.asyncDispose](): Promise<void> {
      client.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Why the provider refused, in words that it keeps from clients and gives to its operator. */
export function refusalDetail(response: Response): string {
  return decodeURIComponent(response.headers.get(DETAIL_HEADER) ?? "");
}

/** The response as a client may see it. */
export function publicResponse(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const name of [DETAIL_HEADER, "connection", "keep-alive"]) headers.delete(name);
  return new Response(response.body, { status: response.status, headers });
}

function configure(
  options: ProviderOptions,
  { InvalidTarget, AccessDenied }: typeof errors,
): Configuration {
  return {
    adapter: adapters(options.findClient),
    ...clientAuthentication(options),
    clients: [...options.clients],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: {
        enabled: options.dpopAlgorithms !== undefined,
        nonceSecret: randomBytes(32),
        requireNonce: () => true,
      },
      ...options.takesCertificates && { mTLS: mutualTls },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => options.defaultApi?.identifier,
        getResourceServerInfo(_ctx, identifier, client) {
          const api = options.apis.find((api) => api.identifier === identifier);
          if (!api) throw new InvalidTarget("resource is unknown");
          const permissions = permissionsOf(api, client.clientId);
          if (!permissions) throw new AccessDenied("client has no grant for this resource");
          return { scope: permissions.join(" "), accessTokenFormat: "jwt" };
        },
      },
    },
    formats: {
      customizers: {
        jwt(ctx, token, parts) {
          parts.payload = options.shapeClaims?.(parts.payload, {
            clientId: token.clientId ?? "",
            permissions: token.resourceServer?.scope.split(" ").filter(Boolean) ?? [],
            form: ctx.oidc.body ?? {},
          }) ?? parts.payload;
        },
      },
    },
    jwks: { keys: [options.signingKey] },
    // A page for browsers, which the library would rather have replaced than used.
    renderError: (ctx, out) => {
      ctx.body = out;
    },
    routes: { token: options.tokenPath, jwks: options.jwksPath },
    scopes: [...options.scopes ?? []],
    ttl: { ClientCredentials: options.lifetime },
  };
}

/** How the provider learns of a certificate, and compares it with what is registered. */
const mutualTls: NonNullable<NonNullable<Configuration["features"]>["mTLS"]> = {
  enabled: true,
  tlsClientAuth: true,
  selfSignedTlsClientAuth: true,
  certificateBoundAccessTokens: true,
  getCertificate: (ctx) => certificateIn(ctx)?.toString(),
  certificateAuthorized: (ctx) => ctx.get(TRUSTED_HEADER) === "true",
  certificateSubjectMatches: (ctx, property, expected) =>
    property === "tls_client_auth_subject_dn" && certificateIn(ctx)?.subject === expected,
};

function certificateIn(ctx: { get(name: string): string }): X509Certificate | undefined {
  const der = ctx.get(CERTIFICATE_HEADER);
  return der ? new X509Certificate(Uint8Array.fromBase64(der)) : undefined;
}

/** How clients authenticate, and what they sign with. */
function clientAuthentication(
  { assertionAlgorithms: algorithms, dpopAlgorithms, takesCertificates }: ProviderOptions,
): Pick<Configuration, "clientAuthMethods" | "enabledJWA"> {
  return {
    clientAuthMethods: [
      ...["client_secret_basic", "client_secret_post"] as const,
      ...algorithms ? ["client_secret_jwt", "private_key_jwt"] as const : [],
      ...takesCertificates ? ["tls_client_auth", "self_signed_tls_client_auth"] as const : [],
    ],
    enabledJWA: {
      ...algorithms && { clientAuthSigningAlgValues: [...algorithms, "HS256", "HS384", "HS512"] },
      ...dpopAlgorithms && { dPoPSigningAlgValues: [...dpopAlgorithms] },
    },
  };
}

/** Finds clients, remembers which assertions were used, and stores nothing else. */
function adapters(findClient: FindClient | undefined): AdapterFactory {
  return (model) => {
    switch (model) {
      case "Client":
        return { ...forgetfulAdapter(), ...findClient && { find: findClient } };
      case "ReplayDetection":
        return rememberingAdapter();
      default:
        return forgetfulAdapter();
    }
  };
}

/** Without it the provider takes one assertion as often as it comes. */
function rememberingAdapter(): Adapter {
  const stored = new Map<string, AdapterPayload>();
  return {
    ...forgetfulAdapter(),
    upsert: (id, payload) => Promise.resolve(void stored.set(id, payload)),
    find: (id) => Promise.resolve(stored.get(id)),
  };
}

/** Stores nothing, since nobody hands a token back here, and knows of nothing but its settings. */
function forgetfulAdapter(): Adapter {
  const nothing = () => Promise.resolve(undefined);
  return {
    upsert: nothing,
    find: nothing,
    findByUserCode: nothing,
    findByUid: nothing,
    consume: nothing,
    destroy: nothing,
    revokeByGrantId: nothing,
  };
}
