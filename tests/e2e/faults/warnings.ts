/**
 * Probable mistakes: a warning, and the token is printed.
 *
 * @module
 */

import { answers, type Fault, type Faults, tokenResponse, variants } from "./fault.ts";

const withoutSecret = { GETTOKEN_CLIENT_SECRET: undefined };

/** A `.env` file with this mode, with the secret. */
function secretFile(mode: number, more: Partial<Fault> = {}): Fault {
  return {
    env: withoutSecret,
    files: ({ secret }) => ({
      ".env": { content: `GETTOKEN_CLIENT_SECRET='${secret}'\n`, mode },
    }),
    exit: 0,
    ...more,
  };
}

/** Runs without warnings. */
const silent = { levels: ["normal"], says: [/^$/] } as const;

const shared = /^gettoken: warning: other users of this machine may read \.\/\.env.*chmod 600/m;

const files: Faults = {
  ...variants(
    [0o644, 0o640, 0o604, 0o666, 0o444].map((mode) => [
      `a secret in a file of mode ${mode.toString(8)}`,
      secretFile(mode, { warns: [shared] }),
    ]),
  ),
  "a secret in a file of its owner's": secretFile(0o600, silent),
  "a secret in a file that its owner may only read": secretFile(0o400, silent),
  "a file for all without a secret": {
    ...{ files: { ".env": { content: "GETTOKEN_SCOPE=a\n", mode: 0o644 } } },
    ...{ exit: 0, ...silent },
  },
  "a named file for all": {
    ...secretFile(0o644, { warns: [/may read prod\.env.*chmod 600 prod\.env/] }),
    options: ["--env-file", "prod.env"],
    files: ({ secret }) => ({
      "prod.env": { content: `GETTOKEN_CLIENT_SECRET='${secret}'\n`, mode: 0o644 },
    }),
  },
};

const edges = /begins or ends with white space or a line break/;

const secrets: Faults = {
  "an unknown variable": {
    env: { GETTOKEN_TIMEOOT: "5" },
    ...{ exit: 0, warns: [/unknown variable GETTOKEN_TIMEOOT .*did you mean GETTOKEN_TIMEOUT\?/] },
  },
  "a secret with a space in front": { secret: " canary-in-front", exit: 0, warns: [edges] },
  "a secret with a space behind": { secret: "canary-behind ", exit: 0, warns: [edges] },
  "a secret in quotes with a line break behind": {
    ...secretFile(0o600, { warns: [edges] }),
    secret: "canary-with-a-break\n",
    // The last one is taken off.
    files: { ".env": 'GETTOKEN_CLIENT_SECRET="canary-with-a-break\\n\\n"\n' },
  },
  "a secret that is the client ID": {
    args: ({ origin, secret }) => ["oidc", "--token-url", origin, "--client-id", secret],
    ...{ exit: 0, warns: [/is the same as the client ID/] },
  },
};

const in2100 = Date.UTC(2100, 0) / 1000;

/** A token that looks like a JWT (RFC 7519), with these claims. */
function jwt(claims: unknown): string {
  const part = (value: unknown) =>
    btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.c2lnbmF0dXJl`;
}

const entra = {
  args: ({ origin }) => [
    ...["entra", "--authority-host", origin, "--tenant", "contoso.example"],
    ...["--client-id", "11111111-2222-4333-8444-555555555555", "--scope", "api://x/.default"],
  ],
} satisfies Partial<Fault>;

const auth0 = {
  args: ({ origin }) => ["auth0", "--domain", origin, "--audience", "x", "--client-id", "y"],
} satisfies Partial<Fault>;

/** A server that returns this token. */
function issuing(token: string, more: Partial<Fault>): Fault {
  return {
    server: answers((place) => tokenResponse({ ...place, token })),
    exit: 0,
    prints: [new RegExp(token.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))],
    ...more,
  };
}

const noRoles = /^gettoken: warning: the token .*roles/m;
const opaque = /^gettoken: warning: the token .*opaque/m;

const tokens: Faults = {
  "a token of Entra without roles": issuing(jwt({ exp: in2100 }), { ...entra, warns: [noRoles] }),
  "a token of Entra with roles": issuing(jwt({ roles: ["a"] }), { ...entra, ...silent }),
  "a token of Entra that is encrypted": issuing("eyJhIjoxfQ.a.b.c.d", { ...entra, ...silent }),
  "a secret of Entra that is an ID": {
    ...{ ...entra, secret: "99999999-9999-4999-8999-999999999999", exit: 0 },
    warns: [/looks like the ID/],
  },
  "a token of Auth0 that is opaque": issuing("some-opaque-token", { ...auth0, warns: [opaque] }),
  "a token of Auth0 that is a JWT": issuing(jwt({ aud: "x" }), { ...auth0, ...silent }),
  ...variants(
    [
      ...["eyJ.x.y", "a.b.c", "..", ".e30.", "eyJhbGciOiJub25lIn0.bm8ganNvbg.x", "eyJh.eyJh.eyJh"],
      ...[jwt(null), jwt([]), jwt("x"), jwt({ __proto__: null, roles: null }), `${jwt({})}.x`],
    ].map((token, index) => [
      `a token that is hardly a JWT (${index})`,
      issuing(token, index % 2 === 0 ? auth0 : entra),
    ]),
  ),
};

const clock = /^gettoken: warning: this machine's clock is 24 h (ahead of|behind) the server's/m;

/** A server whose clock differs. */
function serverDate(date: () => string, more: Partial<Fault>): Fault {
  return {
    server: answers((place) => tokenResponse(place, {}, { headers: { date: date() } })),
    exit: 0,
    ...more,
  };
}

const clocks: Faults = {
  "a server that is a day behind": serverDate(utc(-86_400), { warns: [clock] }),
  "a server that is a day ahead": serverDate(utc(86_400), { warns: [clock] }),
  "a server that is a minute ahead": serverDate(utc(60), silent),
  "a server that is years ahead": serverDate(utc(10 * 365 * 86_400), {
    warns: [/clock is \d+ days behind/],
  }),
  "a server without a time": serverDate(() => "yesterday", silent),
};

/** The time of the reply plus this many seconds. */
function utc(seconds: number): () => string {
  return () => new Date(Date.now() + seconds * 1000).toUTCString();
}

export const warningFaults: Faults = { ...files, ...secrets, ...tokens, ...clocks };
