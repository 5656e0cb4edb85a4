import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { presentCertificate } from "../../../lib/oauth/mutual_tls.ts";
import type { TokenEndpoint } from "../../../lib/oauth/request_parts.ts";
import type { Provenance } from "../../../lib/settings/provenance.ts";
import {
  acme,
  connected,
  failureOf,
  forEachCase,
  resolved,
  secretsOf,
  toldBy,
} from "../helpers.ts";
import {
  certificate,
  ed25519,
  ed25519Certificate,
  passphrase,
  pbkdf2,
  pkcs8,
  sec1,
  x25519,
} from "../openssl_keys.ts";
import { modern } from "../openssl_pkcs12.ts";

/** A moment at which the certificates that OpenSSL wrote are valid. */
const january = Date.UTC(2027, 0, 9);

function option(name: string): Provenance {
  return { kind: "option", name };
}

const files = {
  clientCert: option("--client-cert-file"),
  clientKey: option("--client-key-file"),
};

type Texts = Readonly<Record<string, string>>;

const endpoint = { url: "https://id.example/token", audience: "https://id.example" };

/** Presents a certificate: what TLS gets, what is to be compared, and the warnings. */
async function read(
  texts: Texts,
  provenance: Readonly<Record<string, Provenance>> = files,
  now = january,
) {
  const { connection, host } = connected({ now });
  const settings = resolved({}, { secrets: secretsOf(texts), provenance });
  const context = { run: connection, provider: acme, settings, endpoint };
  const presented = await presentCertificate(context);
  const [{ certificate, key } = {}] = host.presented;
  return { tls: { certificate, key }, presented, warnings: host.stderr };
}

Deno.test("presentCertificate() sets certificate and key for TLS and redacts the key", async () => {
  const { connection, host, log } = connected({ now: january }, "verbose");
  const secrets = secretsOf({ clientCert: certificate, clientKey: pkcs8, keyPassphrase: "unused" });
  const presented = await presentCertificate({
    ...{ run: connection, provider: acme, settings: resolved({}, { secrets }) },
    endpoint,
  });
  assertEquals(host.presented, [{ certificate, key: pkcs8, after: 0 }]);
  assertEquals(presented[0], "presented certificate = CN=gettoken test");
  assertMatch(host.stderr, /warning: .*not encrypted.*\n(gettoken: .*\n)*gettoken: presented cert/);
  log.line(pkcs8.replaceAll("\n", ""));
  assertEquals(host.stderr.includes("UrIzJ"), false);
});

Deno.test("presentCertificate() at an http address: refused, since nothing would be shown", async () => {
  const presentAt = async (at: TokenEndpoint) => {
    const { connection, host } = connected({ now: january });
    const secrets = secretsOf({ clientCert: certificate, clientKey: pkcs8 });
    const settings = resolved({}, { secrets, provenance: files });
    await presentCertificate({ run: connection, provider: acme, settings, endpoint: at });
    return host.presented.length;
  };
  const url = "http://127.0.0.1:8080/token";
  const { message } = await failureOf("setting_invalid", () => presentAt({ url }));
  assertEquals(
    message,
    "--client-cert-file: a certificate is shown in TLS only, " +
      "and the token endpoint is http://127.0.0.1:8080",
  );
  // The issuer's metadata may name another address.
  assertEquals(await presentAt({ url, isUnasked: true }), 1);
});

Deno.test("presentCertificate() beside a private key: no warning of an unused passphrase", async () => {
  const texts = { clientCert: certificate, clientKey: pkcs8, keyPassphrase: "canary" };
  assertMatch((await read(texts)).warnings, /not encrypted/);
  assertEquals((await read({ ...texts, privateKey: pbkdf2 })).warnings, "");
});

Deno.test("presentCertificate() converts certificate and key to PEM and PKCS#8", async () => {
  await forEachCase<Texts>({
    "two texts": { clientCert: certificate, clientKey: pkcs8 },
    "one text": { clientCert: certificate + pkcs8 },
    "the key first": { clientCert: pkcs8 + certificate },
    "in one line": { clientCert: (certificate + pkcs8).replaceAll("\n", "\\n") },
    "encrypted": { clientCert: certificate, clientKey: pbkdf2, keyPassphrase: passphrase },
    "PFX in Base64": { clientCert: modern.toBase64(), keyPassphrase: passphrase },
    "with another key": { clientCert: certificate + ed25519 + pkcs8 },
    "each in Base64": { clientCert: btoa(certificate), clientKey: btoa(pkcs8) },
    "with others": { clientCert: ed25519Certificate + certificate, clientKey: pkcs8 },
  }, async (texts) => {
    const { tls, presented, warnings } = await read(texts);
    assertEquals(tls, { certificate, key: pkcs8 });
    assertEquals(warnings, "");
    assertEquals(presented, [
      "presented certificate = CN=gettoken test",
      "issued by CN=gettoken test, valid until 2027-11-23",
      "its SHA-256 (x5t#S256) = FzCyRBXK0pKPFvHVgCCJ0atibgSo3wbV8OpvpYXPHac",
    ]);
  });
  const { tls } = await read({ clientCert: ed25519Certificate, clientKey: ed25519 });
  assertEquals(tls, { certificate: ed25519Certificate, key: ed25519 });
  assertMatch(
    `${(await read({ clientCert: certificate, clientKey: sec1 })).tls.key}`,
    /BEGIN PRIVATE/,
  );
});

Deno.test("presentCertificate(), near expiry or unused passphrase: warning", async () => {
  const december = Date.UTC(2027, 10, 20);
  const near = await read({ clientCert: certificate, clientKey: pkcs8 }, files, december);
  assertMatch(near.warnings, /: --client-cert-file: the certificate expires on 2027-11-23/);
  const open = await read({ clientCert: certificate, clientKey: pkcs8, keyPassphrase: "canary" });
  assertMatch(open.warnings, /: --client-key-file: its key is not encrypted/);
});

/** A certificate X.509 version 1: `openssl x509 -req` without extensions. */
const version1 = `-----BEGIN CERTIFICATE-----
MIIBKjCB0QIUHuvkHh0rsBeXEpqXOADY0wPzPvEwCgYIKoZIzj0EAwIwGDEWMBQG
A1UEAwwNZ2V0dG9rZW4gdGVzdDAeFw0yNjExMjMxMjEwMzBaFw0yNzExMjMxMjEw
MzBaMBgxFjAUBgNVBAMMDWdldHRva2VuIHRlc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATwPe8lELAsYft7Fjs8uWv0OfVjYYuGGvzrULl5xC3LaGBv+swnb4oA
TxnuXF4DonSNFnOlcYrVcCIEoCJ4LjZ6MAoGCCqGSM49BAMCA0gAMEUCIFwtM0vs
JuyTEo1b1pq7Hdqej3GZKAIL+rsbg5hpZwomAiEA7MiYV3LTqqq43OWtuSiCK5kw
KHjdtfIeaie+fPO1GUs=
-----END CERTIFICATE-----
`;

/** One with an extension marked as critical: `-addext certificatePolicies=critical,1.2.3.4`. */
const criticalPolicies = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUCgAwIBAgIUa3LVaNxSvpadnXaKPtqWKAKCs4QwCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNZ2V0dG9rZW4gdGVzdDAeFw0yNjExMjMxMjEwMzBaFw0yNzEx
MjMxMjEwMzBaMBgxFjAUBgNVBAMMDWdldHRva2VuIHRlc3QwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAATwPe8lELAsYft7Fjs8uWv0OfVjYYuGGvzrULl5xC3LaGBv
+swnb4oATxnuXF4DonSNFnOlcYrVcCIEoCJ4LjZ6o2gwZjAdBgNVHQ4EFgQUjezj
55oYf6+s62pURtBAOpg476gwHwYDVR0jBBgwFoAUjezj55oYf6+s62pURtBAOpg4
76gwDwYDVR0TAQH/BAUwAwEB/zATBgNVHSABAf8ECTAHMAUGAyoDBDAKBggqhkjO
PQQDAgNJADBGAiEAxabvTLLJ2md3ecYdTaxbUyzA1a6elf59Aq/Jn3rGMH8CIQC4
F+ufv789saR7U58x30xXHhUzq0ipyDkZ5gNHNT776A==
-----END CERTIFICATE-----
`;

Deno.test("presentCertificate(), unusable certificate or key: the error says why", async () => {
  await forEachCase<readonly [texts: Texts, says: RegExp]>({
    "no certificate": [
      { clientCert: pkcs8 },
      /^--client-cert-file: it contains a private key, but no certificate/,
    ],
    "no key": [
      { clientCert: certificate },
      /^--client-cert-file: it contains a certificate but no/,
    ],
    "no key in its place": [
      { clientCert: certificate, clientKey: certificate },
      /^--client-key-file: it .* a certificate.* no private key/,
    ],
    "another key": [
      { clientCert: certificate, clientKey: ed25519 },
      /^--client-cert-file: its certificate does not match the private key/,
    ],
    "a key that cannot sign": [
      { clientCert: certificate, clientKey: x25519 },
      /^--client-key-file: its key must be RSA/,
    ],
    "a JWK": [{ clientCert: certificate, clientKey: "{}" }, /it is a JWK, and TLS needs PEM/],
    "no passphrase": [
      { clientCert: certificate, clientKey: pbkdf2 },
      /^--client-key-file: it is encrypted, and no passphrase is set/,
    ],
    "version 1": [{ clientCert: version1, clientKey: pkcs8 }, /X\.509 version 1/],
    "an extension": [{ clientCert: criticalPolicies, clientKey: pkcs8 }, /marked critical/],
  }, async ([texts, says]) => {
    const failure = await failureOf("setting_invalid", () => read(texts));
    assertMatch(failure.message, says);
    assertNotMatch(toldBy(failure), /MI[GIH]|undefined/);
  });
  const alone = await failureOf("setting_invalid", () => read({ clientCert: certificate }));
  assertMatch(alone.hint ?? "", /--client-key-file/);
  const after = Date.UTC(2028, 0, 9);
  const { message } = await failureOf(
    "setting_invalid",
    () => read({ clientCert: certificate + pkcs8 }, files, after),
  );
  assertMatch(message, /^--client-cert-file: the certificate expired on 2027-11-23/);
});

Deno.test("presentCertificate(), a path instead of PEM: the hint names the file option", async () => {
  for (
    const origin of [option("--client-cert"), {
      kind: "environment",
      name: "GETTOKEN_CLIENT_CERT",
    }] as const
  ) {
    const failure = await failureOf(
      "setting_invalid",
      () => read({ clientCert: "./canary.pem" }, { clientCert: origin }),
    );
    assertEquals(failure.hint, "To set a path, use --client-cert-file.");
    assertNotMatch(toldBy(failure), /canary/);
  }
  const key = await failureOf(
    "setting_invalid",
    () =>
      read({ clientCert: certificate, clientKey: "key.pem" }, {
        ...files,
        clientKey: option("--client-key"),
      }),
  );
  assertEquals(key.hint, "To set a path, use --client-key-file.");
  const inFile = await failureOf("setting_invalid", () => read({ clientCert: "x" }));
  assertNotMatch(toldBy(inFile), /To set a path/);
});
