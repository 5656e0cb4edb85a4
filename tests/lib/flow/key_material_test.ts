/** Keys and certificates in each form that an option may have them in. */

import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { decodeJwt, decodeProtectedHeader } from "jose";
import type { Provider } from "../../../lib/contract/provider.ts";
import { LibraryFlow } from "../../../lib/flow/library_flow.ts";
import type { EnvironmentOptions } from "../../../lib/flow/flow_options.ts";
import { fakeHost } from "../../fake_host.ts";
import { acme, failureOf, forEachCase, tokenReply } from "../helpers.ts";
import { newKey } from "../keys.ts";
import { passphrase } from "../openssl_keys.ts";
import { modern } from "../openssl_pkcs12.ts";

const provider: Provider = {
  ...acme,
  clientAuthentication: ["client_secret_basic", "private_key_jwt"],
  dpop: true,
};
const byThumbprint: Provider = { ...provider, assertion: { keyHeader: "x5t#S256" } };
const { pem, jwk } = await newKey("ES256");

/** The form that a flow sends. */
async function formOf(options: EnvironmentOptions): Promise<URLSearchParams> {
  const host = fakeHost({ now: Date.now(), fetch: () => tokenReply() });
  const library = { catalog: {}, version: "1.2.3", createHost: () => host };
  const given = { provider, domain: "id.example", clientId: "svc", ...options };
  await new LibraryFlow(given, library).getToken();
  return new URLSearchParams(await host.requests[0]?.text());
}

Deno.test("privateKey in each form: signs the assertion", async () => {
  const bytes = new TextEncoder().encode(pem);
  await forEachCase<EnvironmentOptions>({
    "PEM": { privateKey: pem },
    "PEM, bytes": { privateKey: bytes },
    "PEM, a Buffer of Node": { privateKey: new (class Buffer extends Uint8Array {})(bytes) },
    "JWK": { privateKey: JSON.stringify(jwk) },
    "JWK, an object": { privateKey: jwk },
    "PFX, bytes": { provider: byThumbprint, privateKey: modern, keyPassphrase: passphrase },
    "PFX, Base64": {
      ...{ provider: byThumbprint, privateKey: modern.toBase64(), keyPassphrase: passphrase },
    },
  }, async (options) => {
    const form = await formOf({
      keyId: "k",
      ...options.provider && { keyId: undefined },
      ...options,
    });
    const assertion = form.get("client_assertion") ?? "";
    assertEquals(decodeJwt(assertion).iss, "svc");
    const { kid, "x5t#S256": thumbprint } = decodeProtectedHeader(assertion);
    assertEquals(
      [kid, thumbprint !== undefined],
      options.provider ? [undefined, true] : ["k", false],
    );
  });
});

Deno.test("privateKey that is a path: says to set the content, and does not show it", async () => {
  const failing = () => formOf({ privateKey: "./canary.pem" });
  const error = await failureOf("setting_invalid", failing);
  assertEquals(error.message, "privateKey: it is not PEM, which begins with -----BEGIN");
  assertEquals(error.hint, "Set it to the content of the file, not to its path.");
  assertEquals(error.settings?.map(({ name }) => name), ["privateKey"]);
});

Deno.test("a damaged key: an error about the option, without any of it", async () => {
  await forEachCase<EnvironmentOptions>({
    "PEM": { privateKey: pem.replace(/M/, "*canary*") },
    "PEM, cut": { privateKey: pem.slice(0, 100) },
    "JWK": { privateKey: { ...jwk, crv: "canary" } },
    "JWK without a type": { privateKey: { d: "canary" } },
    "bytes": { privateKey: new TextEncoder().encode("canary") },
    "DPoP": { clientSecret: "canary", dpopKey: "canary" },
  }, async (options) => {
    const error = await failureOf("setting_invalid", () => formOf(options));
    assertMatch(error.message, /^(privateKey|dpopKey): /);
    const members = Object.getOwnPropertyDescriptors(error);
    assertNotMatch(JSON.stringify(members) + error.stack, /canary|--[a-z]/);
  });
});
