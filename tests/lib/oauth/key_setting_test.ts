import { assert, assertEquals, assertNotMatch } from "@std/assert";
import { pemOf, pkcs12Label } from "../../../lib/keys/pem.ts";
import { readKeySetting } from "../../../lib/oauth/key_setting.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { acme, failureOf, resolved, toldBy } from "../helpers.ts";
import { passphrase } from "../openssl_keys.ts";
import { modern } from "../openssl_pkcs12.ts";

const provider = {
  ...acme,
  clientAuthentication: ["private_key_jwt"],
  settings: { ...acme.settings, keyPassphrase: { env: ["ACME_KEY_SECRET"] } },
} as const;

const keyPassphrase = new Secret(passphrase);

function settingsWith(privateKey: Secret) {
  return resolved({}, {
    secrets: { privateKey, keyPassphrase },
    provenance: {
      privateKey: { kind: "option", name: "--private-key-file" },
      keyPassphrase: { kind: "environment", name: "ACME_KEY_SECRET" },
    },
  });
}

Deno.test("readKeySetting() returns the sources of key and passphrase", async () => {
  const content = new Secret("a key");
  const { options, ...given } = await readKeySetting(
    "privateKey",
    provider,
    settingsWith(content),
  );
  assertEquals(given, { content });
  assertEquals(options, {
    source: "--private-key-file",
    passphrase: keyPassphrase,
    passphraseSource: "ACME_KEY_SECRET in the environment",
    passphraseWays: [
      "--key-passphrase",
      "ACME_KEY_SECRET",
      "GETTOKEN_KEY_PASSPHRASE",
      "--key-passphrase-file",
    ],
  });
});

Deno.test("readKeySetting(), a path instead of a key: the hint names the file option", async () => {
  const given = (content: string, name: string) =>
    readKeySetting(
      "dpopKey",
      provider,
      resolved({}, {
        secrets: { dpopKey: new Secret(content) },
        provenance: { dpopKey: { kind: "option", name } },
      }),
    );
  const failure = await failureOf("setting_invalid", () => given("canary.pem", "--dpop-key"));
  assertEquals(failure.hint, "To set a path, use --dpop-key-file.");
  assertNotMatch(toldBy(failure), /canary/);
  await given("a key", "--dpop-key-file");
  for (const content of [" {}", btoa("-----BEGIN X"), "-----BEGIN X", "two\nlines"]) {
    await given(content, "--dpop-key");
  }
});

Deno.test("readKeySetting(), long garbage: refused within 500 ms", async () => {
  const start = performance.now();
  for (const content of [`a${"\n".repeat(64_000)}`, "a ".repeat(32_000), " ".repeat(64_000)]) {
    await failureOf(
      "setting_invalid",
      () =>
        readKeySetting(
          "privateKey",
          provider,
          resolved({}, {
            secrets: { privateKey: new Secret(content) },
            provenance: { privateKey: { kind: "option", name: "--private-key" } },
          }),
        ),
    );
  }
  // A hundredth of this is needed; what grows with the square of the length takes seconds.
  assert(performance.now() - start < 500);
});

Deno.test("readKeySetting(), PKCS#12: the key is extracted and needs no passphrase", async () => {
  for (const pkcs12 of [pemOf(pkcs12Label, modern), modern.toBase64()]) {
    const settings = settingsWith(new Secret(pkcs12));
    const { content, options } = await readKeySetting("privateKey", provider, settings);
    assertEquals(content.matches(/-----BEGIN PRIVATE KEY-----/), true);
    assertEquals(options, { source: "--private-key-file" });
  }
});
