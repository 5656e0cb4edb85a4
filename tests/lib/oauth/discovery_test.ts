import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { metadataAddresses } from "../../../lib/oauth/discovery.ts";
import { resolveEndpoint } from "../../../lib/oauth/resolve_endpoint.ts";
import type { FailureCode } from "../../../lib/core/errors.ts";
import { Secret } from "../../../lib/core/secret.ts";
import type { TokenEndpoint } from "../../../lib/oauth/request_parts.ts";
import type { Connection } from "../../../lib/net/http.ts";
import {
  acme,
  assertOneLine,
  connected,
  failureOf,
  forEachCase,
  jsonReply,
  secretsOf,
  toldBy,
} from "../helpers.ts";

const issuer = "https://id.example/realms/a";
const oidcAddress = `${issuer}/.well-known/openid-configuration`;
const rfc8414Address = "https://id.example/.well-known/oauth-authorization-server/realms/a";

/** The token endpoint of a client of this issuer. */
function discover(
  connection: Connection,
  issuer: string,
  byCertificate = false,
): Promise<TokenEndpoint> {
  return resolveEndpoint(connection, acme, {
    location: () => Promise.resolve({ issuer }),
    secrets: secretsOf(byCertificate ? { clientCert: "x" } : {}),
    crossOriginRefusal: undefined,
  });
}

type Answers = Readonly<Record<string, () => Response>>;

/** Discovers the endpoint of an issuer that answers so, by address; with 404 at all others. */
async function discoverFrom(
  answers: Answers,
  from = issuer,
): Promise<{ readonly endpoint: TokenEndpoint; readonly asked: readonly string[] }> {
  const { connection, host } = connected({
    fetch: ({ url }) => answers[url]?.() ?? new Response("Not here", { status: 404 }),
  });
  const endpoint = await discover(connection, from);
  assert(host.requests.every(({ method }) => method === "GET"));
  return { endpoint, asked: host.requests.map(({ url }) => url) };
}

function metadata(more: Readonly<Record<string, unknown>> = {}): () => Response {
  return () => jsonReply({ issuer, token_endpoint: "https://id.example/token", ...more });
}

Deno.test("metadataAddresses() puts .well-known after the issuer's path, then before it", async () => {
  await forEachCase({
    [issuer]: [oidcAddress, rfc8414Address],
    [`${issuer}/`]: [oidcAddress, rfc8414Address],
    "https://id.example": [
      "https://id.example/.well-known/openid-configuration",
      "https://id.example/.well-known/oauth-authorization-server",
    ],
    "https://id.example:8443/": [
      "https://id.example:8443/.well-known/openid-configuration",
      "https://id.example:8443/.well-known/oauth-authorization-server",
    ],
  }, (addresses, issuer) => assertEquals(metadataAddresses(issuer), addresses));
});

Deno.test("discover() tries OpenID Connect metadata first", async () => {
  const lists = { token_endpoint_auth_methods_supported: ["client_secret_post", 1] };
  const { endpoint, asked } = await discoverFrom({
    [oidcAddress]: metadata(lists),
    [rfc8414Address]: metadata({ token_endpoint: "https://id.example/other" }),
  });
  assertEquals(endpoint, {
    url: "https://id.example/token",
    issuer,
    metadata: oidcAddress,
    document: { issuer, token_endpoint: "https://id.example/token", ...lists },
    methods: ["client_secret_post"],
  });
  assertEquals(asked, [oidcAddress]);
});

Deno.test("discover(), no OpenID Connect metadata: RFC 8414 metadata", async () => {
  await forEachCase<Answers>({
    "the first is not there": {},
    "the first is a page": { [oidcAddress]: () => new Response("<h1>Hello</h1>") },
    "the first needs a login": { [oidcAddress]: () => jsonReply({}, { status: 401 }) },
  }, async (first) => {
    const { endpoint, asked } = await discoverFrom({
      ...first,
      [rfc8414Address]: metadata(),
    });
    assertEquals(endpoint.url, "https://id.example/token");
    assertEquals(endpoint.metadata, rfc8414Address);
    assertEquals(asked, [oidcAddress, rfc8414Address]);
  });
});

Deno.test("discover() returns the DPoP algorithms, if listed", async () => {
  const list = ["ES256", 1, "HS256"];
  const { endpoint } = await discoverFrom({
    [oidcAddress]: metadata({ dpop_signing_alg_values_supported: list }),
  });
  assertEquals(endpoint.dpopAlgorithms, ["ES256", "HS256"]);
  for (const none of [undefined, null, "ES256", {}]) {
    const { endpoint } = await discoverFrom({
      [oidcAddress]: metadata({ dpop_signing_alg_values_supported: none }),
    });
    assertEquals(endpoint.dpopAlgorithms, undefined);
  }
});

Deno.test("discover() returns the algorithms for assertions, if any is listed", async () => {
  const listed = async (token_endpoint_auth_signing_alg_values_supported: unknown) => {
    const answer = metadata({ token_endpoint_auth_signing_alg_values_supported });
    return (await discoverFrom({ [oidcAddress]: answer })).endpoint.assertionAlgorithms;
  };
  assertEquals(await listed(["PS256", 1, "HS256"]), ["PS256", "HS256"]);
  for (const none of [undefined, null, "ES256", {}, [], [1]]) {
    assertEquals(await listed(none), undefined);
  }
});

Deno.test("discover(), no methods listed: client_secret_basic", async () => {
  for (const list of [undefined, null, "client_secret_post"]) {
    const { endpoint } = await discoverFrom({
      [oidcAddress]: metadata({ token_endpoint_auth_methods_supported: list }),
    });
    assertEquals(endpoint.methods, ["client_secret_basic"]);
  }
});

Deno.test("discover(), another issuer in the metadata, even by one character: refused", async () => {
  for (
    const other of [
      `${issuer}/`,
      issuer.toUpperCase(),
      "https://id.example",
      "https://evil.example",
      "\x1b[31mhttps://evil.example",
      undefined,
      null,
      [issuer],
    ]
  ) {
    const failure = await failureOf(
      "discovery_failed",
      () => discoverFrom({ [oidcAddress]: metadata({ issuer: other }) }),
    );
    assertEquals(failure.message, `The metadata is not for the issuer ${issuer}`);
    const named = typeof other === "string" ? other.replace("\x1b", "") : "none";
    assertEquals(failure.details, [`issuer in ${oidcAddress}: ${named}`]);
    failure.details.forEach(assertOneLine);
  }
});

Deno.test("discover(), issuer that differs by a slash: how to set it", async () => {
  for (
    const [other, told] of [[`${issuer}/`, `to ${issuer}/`], [`${issuer}x`, "slash."]] as const
  ) {
    const { hint = "" } = await failureOf(
      "discovery_failed",
      () => discoverFrom({ [oidcAddress]: metadata({ issuer: other }) }),
    );
    assertEquals(hint.endsWith(told), true, hint);
  }
});

Deno.test("discover(), too many requests: the error says so", async () => {
  const { message } = await failureOf(
    "rate_limited",
    () => discoverFrom({ [oidcAddress]: () => jsonReply({}, { status: 429 }) }),
  );
  assertEquals(message, "Cannot find the token endpoint: id.example limits requests (HTTP 429)");
});

Deno.test("discover(), no token_endpoint: refused", async () => {
  for (const endpoint of [undefined, null, 1, ["https://id.example/token"]]) {
    const { message, hint = "" } = await failureOf(
      "discovery_failed",
      () => discoverFrom({ [oidcAddress]: metadata({ token_endpoint: endpoint }) }),
    );
    assertEquals(message, `The metadata at ${oidcAddress} has no token_endpoint`);
    assertStringIncludes(hint, "--token-url");
  }
});

Deno.test("discover(), unsafe token endpoint: refused", async () => {
  const cases: Readonly<Record<string, FailureCode>> = {
    "http://id.example/token": "setting_invalid",
    "https://user:canary@id.example/": "discovery_failed",
    "/token": "discovery_failed",
    "": "discovery_failed",
  };
  await forEachCase(cases, async (code, endpoint) => {
    const failure = await failureOf(
      code,
      () => discoverFrom({ [oidcAddress]: metadata({ token_endpoint: endpoint }) }),
    );
    assertStringIncludes(failure.message, oidcAddress);
    assertNotMatch(toldBy(failure), /canary/);
  });
});

Deno.test("discover(), no metadata: the error lists the URLs", async () => {
  const failure = await failureOf(
    "discovery_failed",
    () => discoverFrom({ [rfc8414Address]: () => new Response("<title>Log in</title>") }),
  );
  assertEquals(failure.message, `${issuer} publishes no metadata`);
  assertEquals(failure.details, [
    `${oidcAddress}: HTTP 404, "Not here"`,
    `${rfc8414Address}: HTTP 200, not a JSON object, a page with the title "Log in"`,
  ]);
  assertStringIncludes(failure.hint ?? "", "--token-url");
});

Deno.test("discover(), error in place of metadata: what it says", async () => {
  const cases: Readonly<Record<string, readonly [body: BodyInit, said: string]>> = {
    "Keycloak": [
      '{"error":"Realm does not exist","error_description":"See the log"}',
      ', "Realm does not exist: See the log"',
    ],
    "text": ["HTTPS required\n", ', "HTTPS required"'],
    "a page": ["<html><title>Not Found</title>", ""],
    "controls": ['{"message":"a\\u001b[2J\\nb"}', ', "a [2J b"'],
    "the secret": ['{"detail":{"msg":"no canary-5527"}}', ', "no ***"'],
  };
  await forEachCase(cases, async ([body, said]) => {
    const { connection } = connected({ fetch: () => new Response(body, { status: 403 }) });
    connection.log.protect(new Secret("canary-5527"));
    const { details } = await failureOf(
      "discovery_failed",
      () => discover(connection, issuer, false),
    );
    assertEquals(details[0], `${oidcAddress}: HTTP 403${said}`);
  });
});

Deno.test("discover(), temporary failure: no request for the other metadata", async () => {
  const cases: Readonly<Record<number, FailureCode>> = {
    429: "rate_limited",
    500: "server_error",
    503: "server_error",
  };
  await forEachCase(cases, async (code, status) => {
    const { connection, host } = connected({
      fetch: () => new Response("", { status: Number(status) }),
    });
    await failureOf(
      code,
      () => discover(connection, issuer),
    );
    assertEquals(host.requests.length, 1);
  });
});

Deno.test("discover(), metadata under any media type and charset: read", async () => {
  for (const type of ["application/json;charset=ISO-8859-1", "text/plain", "application/x-json"]) {
    const body = JSON.stringify({ issuer, token_endpoint: "https://id.example/é" });
    const { endpoint } = await discoverFrom({
      [oidcAddress]: () => new Response(body, { status: 203, headers: { "content-type": type } }),
    });
    assertEquals(endpoint.url, "https://id.example/é");
  }
});

Deno.test("discover(), broken metadata at both URLs: refused", async () => {
  await forEachCase({
    "a list": "[]",
    "cut JSON": '{"issuer":',
    "a page": "<p>",
    "nothing": "",
  }, async (body) => {
    const broken = () => new Response(body, { headers: { "content-type": "application/json" } });
    const { details } = await failureOf(
      "discovery_failed",
      () => discoverFrom({ [oidcAddress]: broken, [rfc8414Address]: broken }),
    );
    assertEquals(details, [
      `${oidcAddress}: HTTP 200, not a JSON object`,
      `${rfc8414Address}: HTTP 200, not a JSON object`,
    ]);
  });
});

Deno.test("discover(), redirect: refused", async () => {
  await failureOf("redirected", () =>
    discoverFrom({
      [oidcAddress]: () => Response.redirect("https://evil.example/metadata"),
      "https://evil.example/metadata": metadata(),
    }));
});

Deno.test("discover(), issuer without TLS: no request, except for loopback addresses", async () => {
  await failureOf("setting_invalid", () => discoverFrom({}, "http://id.example"));
  const local = "http://127.0.0.1:8080";
  const { endpoint } = await discoverFrom({
    [`${local}/.well-known/openid-configuration`]: metadata({
      issuer: local,
      token_endpoint: `${local}/token`,
    }),
  }, local);
  assertEquals(endpoint.url, `${local}/token`);
});

Deno.test("discover(), client certificate: the mtls_endpoint_aliases are used, otherwise not", async () => {
  const usual = "https://id.example/token";
  const alias = "https://mtls.id.example/token";
  await forEachCase<readonly [aliases: unknown, byCertificate: boolean, url: string]>({
    "with a certificate": [{ token_endpoint: alias }, true, alias],
    "without": [{ token_endpoint: alias }, false, usual],
    "no aliases": [undefined, true, usual],
    "an alias of another endpoint": [{ revocation_endpoint: alias }, true, usual],
    "something else": ["canary", true, usual],
  }, async ([aliases, byCertificate, url]) => {
    const { connection } = connected({ fetch: metadata({ mtls_endpoint_aliases: aliases }) });
    assertEquals((await discover(connection, issuer, byCertificate)).url, url);
  });
});

Deno.test("discover(), unsafe alias: refused", async () => {
  for (const alias of ["http://mtls.id.example/token", "/token", 1]) {
    const aliases = { mtls_endpoint_aliases: { token_endpoint: alias } };
    const { connection } = connected({ fetch: metadata(aliases) });
    const code = `${alias}`.startsWith("http:") ? "setting_invalid" : "discovery_failed";
    await failureOf(code, () => discover(connection, issuer, true));
  }
});
