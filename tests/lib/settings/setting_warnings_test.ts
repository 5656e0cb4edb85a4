import { assertEquals } from "@std/assert";
import type { Provider } from "../../../lib/contract/provider.ts";
import { Secret } from "../../../lib/core/secret.ts";
import {
  isCertificateOnly,
  readableWarnings,
  secretWarnings,
  valueWarnings,
} from "../../../lib/settings/setting_warnings.ts";
import type { Setting } from "../../../lib/contract/provider.ts";
import type { Provenance } from "../../../lib/settings/provenance.ts";
import { fakeHost } from "../../fake_host.ts";
import { acme, forEachCase, resolved } from "../helpers.ts";
import { certificate, pbkdf2, pkcs8, sec1 } from "../openssl_keys.ts";

const environment: Provenance = { kind: "environment", name: "ACME_SECRET" };

function inFile(path: string): Provenance {
  return { kind: "file", name: "ACME_SECRET", file: { path, named: true, values: new Map() } };
}

/** What is said of a secret, where `/here/shared.env` and `/here/.env` are for all to read. */
function warningsOf(
  value: string,
  provenance: Provenance = environment,
  provider: Provider = acme,
): Promise<string[]> {
  const settings = resolved({ clientId: "the-client" }, {
    secrets: { clientSecret: new Secret(value) },
    provenance: { clientSecret: provenance },
  });
  const host = fakeHost({ shared: ["/here/shared.env", "/here/.env"] });
  return secretWarnings(host, provider, settings);
}

Deno.test("secretWarnings(): secret in the environment: no warning", async () => {
  assertEquals(await warningsOf("s3 cr3t"), []);
});

Deno.test("secretWarnings(): white space at an end: warning", async () => {
  for (
    const value of [" canary", "canary ", "canary\n", "canary\r\n", "\tcanary", "canary\u00a0"]
  ) {
    assertEquals(await warningsOf(value), [
      "ACME_SECRET in the environment begins or ends with white space or a line break; is that intended?",
    ]);
  }
  const keys: Provider = { ...acme, clientAuthentication: ["private_key_jwt"] };
  const settings = resolved({}, { secrets: { privateKey: new Secret("a key\n") } });
  assertEquals(await secretWarnings(fakeHost(), keys, settings), []);
  const typed = await warningsOf("canary ", { kind: "prompt" });
  assertEquals(typed, [
    "the client secret begins or ends with white space or a line break; is that intended?",
  ]);
});

Deno.test("secretWarnings(): secret equals the client ID: warning", async () => {
  assertEquals(await warningsOf("the-client"), [
    "ACME_SECRET in the environment is the same as the client ID",
  ]);
});

Deno.test("secretWarnings(): secret as an option: warning", async () => {
  assertEquals(await warningsOf("s3cr3t", { kind: "option", name: "--client-secret" }), [
    "--client-secret shows up in the process list; " +
    "set ACME_SECRET or GETTOKEN_CLIENT_SECRET in the environment or a file instead",
  ]);
});

Deno.test("secretWarnings(): file named by an option: no warning", async () => {
  assertEquals(await warningsOf("s3cr3t", { kind: "option", name: "--client-secret-file" }), []);
});

Deno.test("secretWarnings(): file readable by others: warning", async () => {
  await forEachCase({
    "shared.env": [
      "other users of this machine may read shared.env, which has a secret; chmod 600 shared.env",
    ],
    "./.env": ["other users of this machine may read ./.env, which has a secret; chmod 600 ./.env"],
    "mine.env": [],
  }, async (expected, path) => assertEquals(await warningsOf("s3cr3t", inFile(path)), expected));
});

Deno.test("secretWarnings(): several secrets in a file: one warning", async () => {
  const settings = resolved({}, {
    secrets: { clientSecret: new Secret("s3cr3t"), key: new Secret("k3y") },
    provenance: { clientSecret: inFile("./.env"), key: inFile("./.env") },
  });
  const host = fakeHost({ shared: ["/here/.env"] });
  assertEquals((await secretWarnings(host, acme, settings)).length, 1);
});

Deno.test("secretWarnings(): line break at the end of a key: no warning", async () => {
  const settings = resolved({}, {
    secrets: { pin: new Secret("canary\n") },
    provenance: { pin: environment },
  });
  const remarks = (pin: Setting) => {
    const provider = { ...acme, settings: { pin } };
    return secretWarnings(fakeHost(), provider, settings);
  };
  assertEquals((await remarks({ secret: true })).length, 1);
  assertEquals(await remarks({ secret: true, multiline: true }), []);
});

Deno.test("secretWarnings(): white space around a multiline value: no warning", async () => {
  const clientSecret = { ...acme.settings.clientSecret, multiline: true };
  const provider = { ...acme, settings: { ...acme.settings, clientSecret } };
  assertEquals(await warningsOf("-----END CERTIFICATE-----\n", environment, provider), []);
});

Deno.test("secretWarnings(): certificate without a key: no warning", async () => {
  const provider: Provider = { ...acme, clientAuthentication: ["tls_client_auth"] };
  const certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
  const remarks = (value: string, provenance: Provenance) =>
    secretWarnings(
      fakeHost({ shared: ["/here/.env"] }),
      provider,
      resolved({}, {
        secrets: { clientCert: new Secret(value) },
        provenance: { clientCert: provenance },
      }),
    );
  const places: Provenance[] = [{ kind: "option", name: "--client-cert" }, inFile("./.env")];
  for (const provenance of places) {
    assertEquals(await remarks(certificate, provenance), []);
    for (const kind of ["", "RSA ", "EC ", "ENCRYPTED "]) {
      const key = `-----BEGIN ${kind}PRIVATE KEY-----\nMIIB`;
      assertEquals((await remarks(certificate + key, provenance)).length, 1, kind);
      assertEquals((await remarks(key, provenance)).length, 1, kind);
    }
  }
});

Deno.test("isCertificateOnly(): false if there is any private key", async () => {
  await forEachCase<readonly [content: string, isAlone: boolean]>({
    "alone": [certificate, true],
    "two": [certificate + certificate, true],
    "with a key": [certificate + pkcs8, false],
    "behind a key": [sec1 + certificate, false],
    "with an encrypted key": [certificate + pbkdf2, false],
    "a key": [pkcs8, false],
    "a text": ["secret", false],
  }, ([content, isAlone]) => assertEquals(isCertificateOnly(new Secret(content)), isAlone));
});

Deno.test("a curly quote or … in a value of a .env file: warned about, without the value", async () => {
  const remark = "ACME_SECRET in ./.env contains a curly quote or …; is that intended?";
  for (const value of ["\u201ccanary\u201d", "\u2018canary", "canary\u2026"]) {
    assertEquals(await valueWarnings("clientSecret", {}, { value, provenance: inFile("./.env") }), [
      remark,
    ]);
    assertEquals(await valueWarnings("clientSecret", {}, { value, provenance: environment }), []);
  }
  const plain = { value: "'can\"ary...é", provenance: inFile("./.env") };
  assertEquals(await valueWarnings("clientSecret", {}, plain), []);
});

Deno.test("a value of a .env file that is only a reference: warned about, without the value", async () => {
  const forms = {
    ...{ "${canary}": "$(…) or ${…}", "${A:-canary}": "$(…) or ${…}" },
    ...{ "$(pass canary)": "$(…) or ${…}", "%CANARY%": "%…%", "$env:CANARY": "$env:…" },
  };
  for (const [value, form] of Object.entries(forms)) {
    assertEquals(await valueWarnings("clientSecret", {}, { value, provenance: inFile("./.env") }), [
      `ACME_SECRET in ./.env is written as ${form}, which is not expanded; is that intended?`,
    ]);
    assertEquals(await valueWarnings("clientSecret", {}, { value, provenance: environment }), []);
  }
  for (const value of ["$canary", "a${b}", "${a}b", "${a}-${b}", "$(a", "%41%", "%a", "a%b%"]) {
    const found = { value, provenance: inFile("./.env") };
    assertEquals(await valueWarnings("clientSecret", {}, found), []);
  }
});

Deno.test("others may read a file with a secret: warned about, unless a container mounts it", async () => {
  const host = fakeHost({ shared: ["/here/a key", "/run/secrets/key"] });
  const path = "'./a key'";
  assertEquals(await readableWarnings(host, "./a key"), [
    `other users of this machine may read ${path}, which has a secret; chmod 600 ${path}`,
  ]);
  assertEquals(await readableWarnings(host, "./other"), []);
  assertEquals(await readableWarnings(host, "/run/secrets/key"), []);
});

Deno.test("valueWarnings(): reference or placeholder for a secret: warning without its text", async () => {
  const warned = async (value: string, setting: Setting) =>
    await valueWarnings("clientSecret", setting, { value, provenance: environment });
  const secret: Setting = { description: "A secret", secret: true };
  await forEachCase({
    "1Password": "op://canary/item/field",
    "sops": "ENC[AES256_GCM,data:canary,type:str]",
    "dotenvx": "encrypted:BJcanary",
    "a template": "{{ .Data.canary }}",
    "GitHub": "${{ secrets.CANARY }}",
    "Azure": "@Microsoft.KeyVault(SecretUri=https://canary)",
    "AWS": "arn:aws:secretsmanager:eu-west-1:1:secret:canary",
    "a form": "<your-canary>",
    "masked": "********",
  }, async (value) => {
    assertEquals(await warned(value, secret), [
      "ACME_SECRET in the environment looks like a placeholder or a reference to a secret elsewhere " +
      "(such as op://… or ENC[…]), which is not resolved; is that intended?",
    ]);
    assertEquals(await warned(value, { description: "A scope" }), []);
  });
  for (const value of ["s3cr3t", "a{{b}}", "**", "<a>b", "vaults", "ENCODED"]) {
    assertEquals(await warned(value, secret), [], value);
  }
});
