import { assertEquals, assertStringIncludes } from "@std/assert";
import { resolveEndpoint } from "../../lib/endpoints.ts";
import type { Endpoint, Provider, Settings } from "../../lib/provider.ts";
import { acme, connected, failureOf, jsonReply } from "./helpers.ts";

/** A provider with this endpoint. */
function at(endpoint: Endpoint): Provider {
  return { ...acme, endpoint: () => endpoint };
}

Deno.test("resolveEndpoint() takes a given endpoint as it is, and asks nobody", async () => {
  const { connection, host } = connected();
  const url = "https://id.example/a//b?x=%20";
  assertEquals(await resolveEndpoint(connection, at({ tokenEndpoint: url }), {}), {
    url,
    audience: url,
  });
  assertEquals(host.requests, []);
});

Deno.test("resolveEndpoint() gives the provider the settings, and waits for it", async () => {
  const { connection } = connected();
  const endpoint = ({ domain }: Settings) => Promise.resolve({ tokenEndpoint: `${domain}/token` });
  const settings = { domain: "https://a.example" };
  const { url } = await resolveEndpoint(connection, { ...acme, endpoint }, settings);
  assertEquals(url, "https://a.example/token");
});

Deno.test("resolveEndpoint() refuses a given endpoint to which no secret may travel", async () => {
  const { connection } = connected();
  const { message } = await failureOf(
    "setting_invalid",
    () => resolveEndpoint(connection, at({ tokenEndpoint: "http://id.example/token" }), {}),
  );
  assertStringIncludes(message, "The provider acme gives");
});

Deno.test("resolveEndpoint() asks an issuer for its endpoint", async () => {
  const issuer = "https://id.example";
  const url = "https://id.example/token";
  const { connection, host } = connected({
    fetch: () => jsonReply({ issuer, token_endpoint: url }),
  });
  assertEquals((await resolveEndpoint(connection, at({ issuer }), {})).url, url);
  assertEquals(host.requests.length, 1);
});

Deno.test("resolveEndpoint() asks elsewhere with a certificate, if the provider says so", async () => {
  const tokenEndpoint = "https://id.example/token";
  const mtlsTokenEndpoint = "https://mtls.id.example/token";
  const { connection } = connected();
  const asked = async (endpoint: Endpoint, credential?: "clientCert" | "privateKey") =>
    (await resolveEndpoint(connection, at(endpoint), {}, credential)).url;
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

Deno.test("resolveEndpoint() asks an issuer where to go with a certificate, and for no other reason", async () => {
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
  const provider = at({ tokenEndpoint: "https://id.example/token", mtlsIssuer: issuer });
  const usual = await resolveEndpoint(connection, provider, {}, "clientSecret");
  assertEquals([usual.url, host.requests.length], ["https://id.example/token", 0]);
  const { url, methods, metadata } = await resolveEndpoint(connection, provider, {}, "clientCert");
  assertEquals([url, methods], [alias, undefined]);
  assertEquals(metadata, "https://id.example/.well-known/openid-configuration");
});
