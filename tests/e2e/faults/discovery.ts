/**
 * Metadata that is missing, from another issuer, or with an unsafe endpoint.
 *
 * @module
 */

import {
  answers,
  type Fault,
  type Faults,
  once,
  type Outcome,
  type Place,
  tokenResponse,
} from "./fault.ts";

const byIssuer = ({ origin }: Place) => ["oidc", "--issuer", origin, "--client-id", "some-client"];
const json = { "content-type": "application/json" };

/** Valid metadata, with these members replaced. */
function metadata(
  { origin }: Place,
  changes: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return { issuer: origin, token_endpoint: `${origin}/token`, ...changes };
}

/** An issuer whose metadata has these members replaced. */
function publishing(
  changes: Readonly<Record<string, unknown>> | ((place: Place) => Record<string, unknown>),
  more: Partial<Fault>,
): Fault {
  return {
    args: byIssuer,
    server: answers((place, { method }) => {
      if (method === "POST") return tokenResponse(place);
      const given = typeof changes === "function" ? changes(place) : changes;
      return Response.json(metadata(place, given));
    }),
    exit: 7,
    code: "discovery_failed",
    requests: 1,
    ...more,
  };
}

/** An issuer that gives this reply at both metadata URLs. */
function unpublished(answer: () => Response, more: Partial<Fault> = {}): Fault {
  return {
    args: byIssuer,
    server: answers(answer),
    exit: 7,
    code: "discovery_failed",
    says: [/publishes no metadata/, /openid-configuration: HTTP \d+/],
    requests: 2,
    ...more,
  };
}

const absent: Faults = {
  "no metadata": unpublished(() => new Response("", { status: 404 })),
  "metadata that nobody may see": unpublished(() => new Response("", { status: 403 })),
  "a page in place of metadata": unpublished(() =>
    new Response("<html>", { headers: { "content-type": "text/html" } })
  ),
  "an empty page in place of metadata": unpublished(() => new Response("")),
  "metadata that is no JSON": unpublished(() => new Response("{", { headers: json }), {
    says: [/openid-configuration: HTTP 200, not a JSON object/],
  }),
  "metadata that is a list": unpublished(() => Response.json([]), {
    says: [/oauth-authorization-server: HTTP 200, not a JSON object/],
  }),
  "metadata in Latin-1, as it claims": {
    args: byIssuer,
    server: answers((place, { method }) =>
      method === "POST" ? tokenResponse(place) : new Response(JSON.stringify(metadata(place)), {
        headers: { "content-type": "application/json;charset=ISO-8859-1" },
      })
    ),
    ...{ exit: 0, requests: 2 },
  },
  "metadata of more than 1 MiB": unpublished(() => Response.json({ a: "x".repeat(2 ** 20) }), {
    ...{ code: "reply_too_large", requests: 1, says: [/larger than 1 MiB/] },
  }),
  "a redirect in place of metadata": {
    ...unpublished(() => new Response()),
    server: answers(({ thief }) =>
      new Response(null, { status: 301, headers: { location: thief } })
    ),
    ...{ code: "redirected", requests: 1, says: [/redirect to 127\.0\.0\.1/] },
  },
  "metadata that is late": unpublished(() => new Response("busy", { status: 503 }), {
    ...{ options: once, exit: 6, code: "server_error", requests: 1 },
    says: [/is temporarily unavailable \(HTTP 503\)/],
  }),
  "metadata with a limit": unpublished(() => new Response("busy", { status: 429 }), {
    ...{ options: once, exit: 6, code: "rate_limited", requests: 1 },
    says: [/limits requests \(HTTP 429\)/],
  }),
  "metadata that was late once": {
    args: byIssuer,
    server: answers((place, { method }, number) => {
      if (number === 1) return new Response("", { status: 503, headers: { "retry-after": "0" } });
      return method === "GET" ? Response.json(metadata(place)) : tokenResponse(place);
    }),
    ...{ exit: 0, requests: 3 },
  },
  "metadata and a token that together take too long": {
    ...{ args: byIssuer, options: ["--timeout", "3"], levels: ["quiet"] },
    server: answers(async (place, { method }) => {
      // Neither alone takes too long, and the first leaves time enough on a busy machine.
      await new Promise((done) => setTimeout(done, method === "GET" ? 1000 : 2500));
      return method === "GET" ? Response.json(metadata(place)) : tokenResponse(place);
    }),
    ...{ exit: 6, code: "timed_out", requests: 2, seconds: 3 },
  },
  "metadata of the second kind only": {
    args: byIssuer,
    server: answers((place, { method, path }) => {
      if (method === "POST") return tokenResponse(place);
      return path === "/.well-known/oauth-authorization-server"
        ? Response.json(metadata(place))
        : new Response("", { status: 404 });
    }),
    ...{ exit: 0, requests: 3 },
  },
};

const notThatOf = /metadata is not for the issuer/;

const issuers: Faults = {
  "metadata of another issuer": publishing(({ thief }) => ({ issuer: thief }), {
    says: [notThatOf, /issuer in http\S+: http/, /match exactly/],
  }),
  "another issuer and its endpoint": publishing(
    ({ thief }) => ({ issuer: thief, token_endpoint: `${thief}/token` }),
    { says: [notThatOf] },
  ),
  "an issuer with a slash at its end": publishing(({ origin }) => ({ issuer: `${origin}/` }), {
    says: [notThatOf],
  }),
  "metadata without an issuer": publishing({ issuer: undefined }, {
    says: [/issuer in \S+: none/],
  }),
  "an issuer that is a list": publishing(({ origin }) => ({ issuer: [origin] }), {
    says: [/issuer in \S+: none/],
  }),
  "an issuer with an escape sequence": publishing({ issuer: "https://\x1b[31mred\u202e" }, {
    says: [/issuer in \S+: https:\/\/ \[31mred/],
  }),
  "an issuer of 100 KB": publishing({ issuer: "x".repeat(100_000) }, {
    says: [/issuer in \S+: x+…/],
  }),
};

const withoutTls: Outcome = {
  exit: 3,
  code: "setting_invalid",
  says: [/does not use TLS/],
};

const noAddress = { says: [/has no token_endpoint|is not a valid URL/] };

const endpoints: Faults = {
  "no token endpoint": publishing({ token_endpoint: undefined }, noAddress),
  "a token endpoint that is null": publishing({ token_endpoint: null }, noAddress),
  "a token endpoint that is a list": publishing({ token_endpoint: ["x"] }, noAddress),
  "an empty token endpoint": publishing({ token_endpoint: "" }, noAddress),
  "a token endpoint that is a path": publishing({ token_endpoint: "/token" }, noAddress),
  "a token endpoint without a host": publishing({ token_endpoint: "https://" }, noAddress),
  "a token endpoint with a user": publishing(
    ({ thief }) => ({ token_endpoint: thief.replace("//", "//a:b@") }),
    noAddress,
  ),
  "a token endpoint with a fragment": publishing(
    ({ thief }) => ({ token_endpoint: `${thief}/#a` }),
    noAddress,
  ),
  "a token endpoint without TLS": publishing(
    { token_endpoint: "http://id.invalid/token" },
    withoutTls,
  ),
  "a token endpoint that only looks like this machine": publishing(
    { token_endpoint: "http://127.0.0.1.thief.invalid/token" },
    withoutTls,
  ),
  "a token endpoint that is a file": publishing(
    { token_endpoint: "file:///etc/passwd" },
    withoutTls,
  ),
  "a token endpoint that is data": publishing({ token_endpoint: "data:,{}" }, withoutTls),
  "a token endpoint with an escape sequence": publishing(
    { token_endpoint: "http://a.example/\x1b[31m\u202e" },
    withoutTls,
  ),
};

const oneMethod = { token_endpoint_auth_methods_supported: ["client_secret_basic"] };

const methods: Faults = {
  "no method that fits": publishing(
    { token_endpoint_auth_methods_supported: ["private_key_jwt", "tls_client_auth"] },
    {
      ...{ exit: 3, code: "setting_invalid" },
      says: [/No common client authentication method/, /server: private_key_jwt, tls_client_auth/],
    },
  ),
  "no method at all": publishing({ token_endpoint_auth_methods_supported: [] }, {
    ...{ exit: 3, code: "setting_invalid", says: [/server: none\)/] },
  }),
  "no method that is a string": publishing({ token_endpoint_auth_methods_supported: [1, null] }, {
    ...{ exit: 3, code: "setting_invalid", says: [/server: none\)/] },
  }),
  "methods with escape sequences": publishing(
    { token_endpoint_auth_methods_supported: ["\x1b]0;forged\x07"] },
    { ...{ exit: 3, code: "setting_invalid", says: [/server: +\]0;forged/] } },
  ),
  "10,000 methods": publishing(
    { token_endpoint_auth_methods_supported: Array(10_000).fill("none") },
    { ...{ exit: 3, code: "setting_invalid", says: [/server: none, none/] } },
  ),
  "methods that are no list": publishing({ token_endpoint_auth_methods_supported: "x" }, {
    ...{ exit: 0, requests: 2 },
  }),
  "the one method that fits": publishing(oneMethod, { exit: 0, requests: 2 }),
};

export const discoveryFaults: Faults = { ...absent, ...issuers, ...endpoints, ...methods };
