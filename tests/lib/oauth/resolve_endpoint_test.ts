import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { endpointSource, resolveEndpoint } from "../../../lib/oauth/resolve_endpoint.ts";
import { type FailureCode, GettokenError } from "../../../lib/core/errors.ts";
import type { Connection } from "../../../lib/net/http.ts";
import type { Endpoint } from "../../../lib/contract/provider.ts";
import type { Credential } from "../../../lib/contract/credential_settings.ts";
import {
  acme,
  connected,
  failureOf,
  forEachCase,
  jsonReply,
  secretsOf,
  toldBy,
} from "../helpers.ts";

/** The token endpoint of a run with this endpoint of the provider. */
function resolveAt(
  connection: Connection,
  endpoint: Endpoint,
  credential: Credential = "clientSecret",
  crossOriginRefusal?: GettokenError,
) {
  const location = () => Promise.resolve(endpoint);
  const secrets = secretsOf({ [credential]: "x" });
  return resolveEndpoint(connection, acme, { location, secrets, crossOriginRefusal });
}

Deno.test("resolveEndpoint(), fixed endpoint: returned without a request", async () => {
  const { connection, host } = connected();
  const url = "https://id.example/a//b?x=%20";
  assertEquals(await resolveAt(connection, { tokenEndpoint: url }), {
    url,
  });
  assertEquals(host.requests, []);
});

Deno.test("resolveEndpoint(), fixed endpoint with an issuer: both returned without a request", async () => {
  const { connection, host } = connected();
  const [url, issuer] = ["https://id.example/token", "https://id.example/realms/acme"];
  const location = { tokenEndpoint: url, issuer };
  assertEquals(await resolveAt(connection, location), { url, issuer });
  assertEquals(await resolveAt(connection, { ...location, audience: issuer }), {
    ...{ url, issuer, audience: issuer },
  });
  assertEquals(host.requests, []);
});

Deno.test("resolveEndpoint(), fixed endpoint without TLS: refused", async () => {
  const { connection } = connected();
  for (const tokenEndpoint of ["http://id.example/token", "javascript:0"]) {
    const { message, details } = await failureOf(
      "setting_invalid",
      () => resolveAt(connection, { tokenEndpoint }),
    );
    assertStringIncludes(message, "The token endpoint from the provider acme does not use TLS");
    assertEquals(details, [tokenEndpoint]);
  }
});

Deno.test("resolveEndpoint(), issuer: discovery", async () => {
  const issuer = "https://id.example";
  const url = "https://id.example/token";
  const { connection, host } = connected({
    fetch: () => jsonReply({ issuer, token_endpoint: url }),
  });
  assertEquals((await resolveAt(connection, { issuer })).url, url);
  assertEquals(host.requests.length, 1);
});

Deno.test("resolveEndpoint(), client certificate: the provider's mtlsTokenEndpoint", async () => {
  const tokenEndpoint = "https://id.example/token";
  const mtlsTokenEndpoint = "https://mtls.id.example/token";
  const { connection } = connected();
  const asked = async (endpoint: Endpoint, credential?: "clientCert" | "privateKey") =>
    (await resolveAt(connection, endpoint, credential)).url;
  const both = { tokenEndpoint, mtlsTokenEndpoint };
  assertEquals(await asked(both, "clientCert"), mtlsTokenEndpoint);
  assertEquals(await asked(both, "privateKey"), tokenEndpoint);
  assertEquals(await asked(both), tokenEndpoint);
  assertEquals(await asked({ tokenEndpoint }, "clientCert"), tokenEndpoint);
  await failureOf(
    "setting_invalid",
    () => asked({ tokenEndpoint, mtlsTokenEndpoint: "http://id.example/" }, "clientCert"),
  );
});

Deno.test("resolveEndpoint(), client certificate: discovery at mtlsIssuer, otherwise none", async () => {
  const issuer = "https://id.example/";
  const alias = "https://mtls.id.example/token";
  const { connection, host } = connected({
    fetch: () =>
      jsonReply({
        issuer,
        token_endpoint: "https://id.example/other",
        mtls_endpoint_aliases: { token_endpoint: alias },
      }),
  });
  const endpoint = { tokenEndpoint: "https://id.example/token", mtlsIssuer: issuer };
  const usual = await resolveAt(connection, endpoint, "clientSecret");
  assertEquals([usual.url, host.requests.length], ["https://id.example/token", 0]);
  const { url, methods, metadata } = await resolveAt(connection, endpoint, "clientCert");
  assertEquals([url, methods], [alias, undefined]);
  assertEquals(metadata, "https://id.example/.well-known/openid-configuration");
});

Deno.test("resolveEndpoint(), issuer from ./.env, endpoint at another origin: refused", async () => {
  const issuer = "https://id.example/realms/evil";
  const { connection } = connected({
    fetch: () => jsonReply({ issuer, token_endpoint: "https://evil.example/token" }),
  });
  const refusal = new GettokenError("untrusted_destination", "x");
  await failureOf(
    "untrusted_destination",
    () => resolveAt(connection, { issuer }, "clientSecret", refusal),
  );
  const { url } = await resolveAt(connection, { issuer });
  assertEquals(url, "https://evil.example/token");
});

Deno.test("resolveEndpoint(), issuer from ./.env, endpoint at its origin: accepted", async () => {
  const issuer = "https://id.example/realms/shop";
  const url = "https://id.example/realms/shop/token";
  const { connection } = connected({ fetch: () => jsonReply({ issuer, token_endpoint: url }) });
  const refusal = new GettokenError("untrusted_destination", "x");
  assertEquals((await resolveAt(connection, { issuer }, "clientSecret", refusal)).url, url);
});

Deno.test("resolveEndpoint(), host name over 253 characters: refused", async () => {
  const { connection } = connected();
  const tokenEndpoint = `https://${"a.".repeat(130)}example/token`;
  await failureOf("discovery_failed", () => resolveAt(connection, { tokenEndpoint }));
});

Deno.test("endpointSource() returns a URL or an issuer, with a certificate possibly another", () => {
  const tokenEndpoint = "https://id.example/token";
  const issuer = "https://id.example";
  assertEquals(endpointSource({ issuer }, false), { issuer });
  assertEquals(endpointSource({ issuer }, true), { issuer });
  assertEquals(endpointSource({ tokenEndpoint, mtlsIssuer: issuer }, true), { issuer });
  assertEquals(endpointSource({ tokenEndpoint, mtlsIssuer: issuer }, false), {
    url: tokenEndpoint,
  });
});

Deno.test("resolveEndpoint(), fixed endpoint: unchanged", async () => {
  for (
    const address of [
      "https://id.example/a//b?x=%20",
      "HTTPS://ID.example:443/token",
      "http://127.0.0.1:8080/token",
      "http://[::1]/token",
      "http://localhost/token",
    ]
  ) {
    assertEquals(
      (await resolveAt(connected().connection, { tokenEndpoint: address })).url,
      address,
    );
  }
});

Deno.test("resolveEndpoint(), unsafe URL: refused without showing it", async () => {
  const cases: Readonly<Record<string, FailureCode>> = {
    "http://id.example/?canary": "setting_invalid",
    "http://127.0.0.1.id.example/?canary": "setting_invalid",
    "ftp://id.example/?canary": "setting_invalid",
    "javascript:alert(1)": "setting_invalid",
    "https://user:canary@id.example/": "discovery_failed",
    "https://canary@id.example/": "discovery_failed",
    "https://:canary@id.example/": "discovery_failed",
    "https://id.example/#canary": "discovery_failed",
    "https://[canary": "discovery_failed",
    "/canary": "discovery_failed",
    "canary": "discovery_failed",
    "": "discovery_failed",
  };
  await forEachCase(cases, async (code, address) => {
    const failure = await failureOf(
      code,
      () => resolveAt(connected().connection, { tokenEndpoint: address }),
    );
    assertStringIncludes(failure.message, "The token endpoint from the provider acme ");
    assertNotMatch(toldBy(failure), /canary/);
  });
});

Deno.test("resolveEndpoint(), endpoint without TLS: the error shows it without its query", async () => {
  const { details } = await failureOf(
    "setting_invalid",
    () => resolveAt(connected().connection, { tokenEndpoint: "http://id.example/token?canary" }),
  );
  assertEquals(details, ["http://id.example/token"]);
});
