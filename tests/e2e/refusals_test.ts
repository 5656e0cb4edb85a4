/**
 * Messages for refusals by a real identity provider.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { type Idp, startIdp } from "../idp/idp.ts";
import { testProgram } from "./program.ts";

interface Refusal {
  readonly what: string;
  readonly args: (idp: Idp) => readonly string[];
  readonly secret: (idp: Idp) => string;
  /** The vendor's message or code, and our hint. */
  readonly says: readonly RegExp[];
}

const entra = ({ entra: { authorityHost, tenant, clients, resource } }: Idp) => [
  ...["entra", "--authority-host", authorityHost, "--tenant", tenant],
  ...["--client-id", clients.daemon.clientId, "--scope", `${resource}/.default`],
];

const auth0 = ({ auth0: { domain, audience, clients } }: Idp) => [
  ...["auth0", "--domain", domain, "--audience", audience],
  ...["--client-id", clients.machine.clientId],
];

const oidc = ({ oidc: { issuer, clients } }: Idp) => [
  ...["oidc", "--issuer", issuer, "--client-id", clients.basic.clientId],
];

/** A command line with some values replaced. */
function instead(
  args: readonly string[],
  changes: Readonly<Record<string, string>>,
): readonly string[] {
  return args.map((arg, index) => changes[args[index - 1] ?? ""] ?? arg);
}

const unknownId = "99999999-9999-4999-8999-999999999999";
const wrongSecret = `canary-${crypto.randomUUID()}`;

const refusals: readonly Refusal[] = [
  {
    what: "a wrong secret at Entra",
    args: entra,
    secret: () => wrongSecret,
    says: [/AADSTS7000215/, /→ The secret is wrong/],
  },
  {
    what: "the ID of a secret at Entra",
    args: entra,
    secret: () => unknownId,
    says: [/warning: .* looks like the ID/, /AADSTS7000215/],
  },
  {
    what: "an unknown client at Entra",
    args: (idp) => instead(entra(idp), { "--client-id": unknownId }),
    secret: ({ entra }) => entra.clients.daemon.clientSecret,
    says: [/AADSTS700016/, new RegExp(`→ .*${unknownId}`)],
  },
  {
    what: "an unknown tenant at Entra",
    args: (idp) => instead(entra(idp), { "--tenant": unknownId }),
    secret: ({ entra }) => entra.clients.daemon.clientSecret,
    says: [/AADSTS90002/, new RegExp(`→ .*${unknownId}`)],
  },
  {
    what: "an unknown API at Entra",
    args: (idp) => instead(entra(idp), { "--scope": "https://nobody.example/.default" }),
    secret: ({ entra }) => entra.clients.daemon.clientSecret,
    says: [/AADSTS500011/, /→ .*https:\/\/nobody\.example\/\.default/],
  },
  {
    what: "an expired secret at Entra",
    args: (idp) => instead(entra(idp), { "--client-id": idp.entra.clients.expired.clientId }),
    secret: ({ entra }) => entra.clients.expired.clientSecret,
    says: [/AADSTS7000222/, /→ /],
  },
  {
    what: "a wrong secret at Auth0",
    args: auth0,
    secret: () => wrongSecret,
    says: [/access_denied \(HTTP 401\)/, /→ .*secret/],
  },
  {
    what: "an unknown API at Auth0",
    args: (idp) => instead(auth0(idp), { "--audience": "https://items.example/api" }),
    secret: ({ auth0 }) => auth0.clients.machine.clientSecret,
    says: [/Service not enabled within domain/, /→ .*slash/],
  },
  {
    what: "a client without a grant at Auth0",
    args: (idp) => instead(auth0(idp), { "--client-id": idp.auth0.clients.unauthorized.clientId }),
    secret: ({ auth0 }) => auth0.clients.unauthorized.clientSecret,
    says: [/is not authorized to access/, /→ /],
  },
  {
    what: "a scope that was not granted at Auth0",
    args: (idp) => [...auth0(idp), "--scope", "delete:everything"],
    secret: ({ auth0 }) => auth0.clients.machine.clientSecret,
    says: [/has not been granted scopes/, /→ /],
  },
  {
    what: "an organization that is not allowed at Auth0",
    args: (idp) => [...auth0(idp), "--organization", idp.auth0.closedOrganization.id],
    secret: ({ auth0 }) => auth0.clients.machine.clientSecret,
    says: [/invalid_request/, /→ /],
  },
  {
    what: "a wrong secret at a plain server",
    args: oidc,
    secret: () => wrongSecret,
    says: [/invalid_client \(HTTP 401\)/, /→ /],
  },
  {
    what: "a refused scope at a plain server",
    args: (idp) => [...oidc(idp), "--scope", idp.oidc.refusedScope],
    secret: ({ oidc }) => oidc.clients.basic.clientSecret,
    says: [/invalid_scope/, /→ /],
  },
];

for (const { what, args, secret, says } of refusals) {
  testProgram(`gettoken, ${what}: exits with 4 and explains`, async (gettoken) => {
    await using idp = await startIdp();
    const { status, stderr } = await gettoken.run(args(idp), {
      env: { GETTOKEN_CLIENT_SECRET: secret(idp) },
      secrets: [...idp.secrets, secret(idp)],
    });
    assertEquals(status, 4, stderr);
    for (const text of says) assertMatch(stderr, text);
    assertEquals(idp.requests.length, 1, "a refusal is not asked for twice");
  });
}

testProgram(
  "gettoken, quota used up: exits with 6 and says for how long",
  async (gettoken) => {
    await using idp = await startIdp();
    const { clients: { exhausted }, secondsToReset } = idp.auth0;
    const { status, stderr } = await gettoken.run(
      instead(auth0(idp), { "--client-id": exhausted.clientId }),
      { env: { AUTH0_CLIENT_SECRET: exhausted.clientSecret }, secrets: idp.secrets },
    );
    assertEquals(status, 6);
    assertMatch(stderr, new RegExp(`it asks to retry after ${secondsToReset} s`));
    assertMatch(stderr, /Client quota exceeded/);
  },
);
