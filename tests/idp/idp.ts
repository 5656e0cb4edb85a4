/**
 * An identity provider on this machine, for end-to-end tests and the demo: a plain OpenID provider
 * that also speaks as Microsoft Entra ID and as Auth0.
 * @module
 */
import { auth0Face, type Auth0Facts } from "./auth0_face.ts";
import { signaturesIn } from "./client_authentication.ts";
import { entraFace, type EntraFacts } from "./entra_face.ts";
import type { Route } from "./face.ts";
import { oidcFace, type OidcFacts } from "./oidc_face.ts";
import { loadOidcProvider } from "./quiet_oidc_provider.ts";
import type { RecordedRequest } from "./recorded_request.ts";
import { scriptedServer } from "./scripted_server.ts";
import { signingKey } from "./signing_key.ts";

/** A running identity provider; disposing it leaves nothing behind. */
export interface Idp extends AsyncDisposable {
  /** For example `http://127.0.0.1:54321`. */
  readonly origin: string;
  readonly oidc: OidcFacts;
  readonly entra: EntraFacts;
  readonly auth0: Auth0Facts;
  /** Every request to a token endpoint so far, the first one first. */
  readonly requests: RecordedRequest[];
  /**
   * Every client's secret, the private keys that a test has asked for, line by line, and the
   * signature of each assertion and DPoP proof that arrived: the list grows with them. Client secrets are new with
   * each start, keys with each process, so where one turns up, it leaked.
   */
  readonly secrets: readonly string[];
}

/** Starts an identity provider on a free loopback port. */
export async function startIdp(): Promise<Idp> {
  await using starting = new AsyncDisposableStack();
  const routes: [URLPattern, Route][] = [];
  const requests: RecordedRequest[] = [];
  const secrets: string[] = [];

  const server = starting.use(scriptedServer(async (request) => {
    for (const [pattern, { isTokenEndpoint, answer }] of routes) {
      const match = pattern.exec({ pathname: request.path });
      if (!match) continue;
      if (isTokenEndpoint) {
        requests.push(request);
        secrets.push(...signaturesIn(request));
      }
      return await answer(request, match.pathname.groups);
    }
    return new Response("Not Found", { status: 404 });
  }));

  const { origin } = server;
  // Both take a while the first time, the one on another thread and the other on this.
  const [key] = await Promise.all([signingKey(), loadOidcProvider()]);
  const oidc = starting.use(await oidcFace(origin, key, secrets));
  const entra = starting.use(await entraFace(origin, key));
  const auth0 = starting.use(await auth0Face(origin, key));

  const faces = [oidc, entra, auth0];
  for (const route of faces.flatMap((face) => face.routes)) {
    routes.push([new URLPattern({ pathname: route.pathname }), route]);
  }
  for (const { clientSecret } of faces.flatMap(({ facts }) => Object.values(facts.clients))) {
    secrets.push(clientSecret);
  }

  const running = starting.move();
  return {
    origin,
    oidc: oidc.facts,
    entra: entra.facts,
    auth0: auth0.facts,
    requests,
    secrets,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
