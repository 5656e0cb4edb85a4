import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import type { FailureCode } from "../../../lib/core/errors.ts";
import { requireSafeEndpoint } from "../../../lib/oauth/token_endpoint.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";

Deno.test("requireSafeEndpoint() gives back an address as it is", () => {
  for (
    const address of [
      "https://id.example/a//b?x=%20",
      "HTTPS://ID.example:443/token",
      "http://127.0.0.1:8080/token",
      "http://[::1]/token",
      "http://localhost/token",
    ]
  ) assertEquals(requireSafeEndpoint(address, "It"), address);
});

Deno.test("requireSafeEndpoint() refuses an address to which no secret may travel", async () => {
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
    const failure = await failureOf(code, () => requireSafeEndpoint(address, "The metadata"));
    assertStringIncludes(failure.message, "The metadata gives a token endpoint ");
    assertNotMatch(toldBy(failure), /canary/);
  });
});

Deno.test("requireSafeEndpoint() shows the address that it will not use in clear text", async () => {
  const { details } = await failureOf(
    "setting_invalid",
    () => requireSafeEndpoint("http://id.example/token?canary", "It"),
  );
  assertEquals(details, ["http://id.example/token"]);
});
