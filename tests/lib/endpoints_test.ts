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
