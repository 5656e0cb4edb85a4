// The classes of certificates need it to be there before them.
import "reflect-metadata";
import { X509CertificateGenerator } from "@peculiar/x509";
import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { exportPKCS8, generateKeyPair } from "jose";
import {
  type ClientCertificate,
  readCertificate,
  readCertificates,
  readClientCertificate,
} from "../../../lib/keys/certificates.ts";
import { derIn, pemBlocks } from "../../../lib/keys/pem.ts";
import type { PrivateKey } from "../../../lib/keys/private_key.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { newCertificateAuthority, selfSignedCertificate } from "../../idp/certificate_authority.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";
import { readKey } from "../keys.ts";
import { certificate, ed25519, ed25519Certificate, pkcs8 } from "../openssl_keys.ts";

/** A moment at which the certificates that OpenSSL wrote are valid. */
const january = Date.UTC(2027, 0, 9);
const opensslKey = await readKey(pkcs8, "ES256");

function read(
  content: string,
  key: PrivateKey = opensslKey,
  now: number = january,
): Promise<ClientCertificate> {
  return readClientCertificate(new Secret(content), {
    source: "--cert names ./cert.pem",
    key,
    now,
  });
}

async function chainOf(...given: Parameters<typeof read>): Promise<string[]> {
  return (await read(...given)).chain.map(({ pem }) => pem);
}

Deno.test("readClientCertificate(): same thumbprints as OpenSSL", async () => {
  // openssl x509 -outform der | openssl sha256 -binary | base64 | tr '+/' '-_' | tr -d =
  const { chain: [leaf], ...found } = await read(certificate);
  assertEquals([leaf.pem, leaf.ends], [certificate, Date.UTC(2027, 10, 23, 9, 26, 9)]);
  assertEquals(found, {
    "x5t#S256": "FzCyRBXK0pKPFvHVgCCJ0atibgSo3wbV8OpvpYXPHac",
    subject: "CN=gettoken test",
    issuer: "CN=gettoken test",
    warnings: [],
  });
  const other = await read(ed25519Certificate, await readKey(ed25519, "EdDSA"));
  assertEquals(other["x5t#S256"], "ce2_9gODufESnurYgTXJKOVOqNfatyOURM4RqQutXrs");
});

Deno.test("readClientCertificate(): RSA key: certificate found", async () => {
  const keys = await generateKeyPair("RS256", { extractable: true });
  const made = await X509CertificateGenerator.createSelfSigned({
    name: "CN=Acme",
    keys: keys as CryptoKeyPair,
    signingAlgorithm: { name: "RSASSA-PKCS1-v1_5" },
    notBefore: new Date(january - 1000),
    notAfter: new Date(january + 1000),
  });
  const pem = `${made.toString("pem")}\n`;
  const key = await readKey(await exportPKCS8(keys.privateKey), "PS256");
  assertEquals(await chainOf(certificate + pem, key), [pem]);
});

Deno.test("readClientCertificate(): names as in RFC 4514", async () => {
  const named = await renewed(january - day, january + 99 * day, "C=DE, O=Acme\\, Inc, CN=Orders");
  const { subject, issuer } = await read(named);
  assertEquals([subject, issuer], Array(2).fill("CN=Orders,O=Acme\\, Inc,C=DE"));
});

Deno.test("readClientCertificate(): any order and line breaks: certificate found", async () => {
  await forEachCase({
    "with the key before it": pkcs8 + certificate,
    "with the key after it": certificate + pkcs8,
    "after others": ed25519Certificate + certificate,
    "lines that end as on Windows": certificate.replaceAll("\n", "\r\n"),
    "in one line, as in a variable": (pkcs8 + certificate).replaceAll("\n", "\\n"),
    "without its last line": certificate.replace(/-----END.*\n/, ""),
    "in Base64 as a whole": btoa(certificate),
    "DER in Base64": certificate.replaceAll(/-----.*\n/g, ""),
    "text around": `\uFEFFBag Attributes\n${certificate}\nsubject=CN = gettoken test\n`,
  }, async (content) => assertEquals(await chainOf(content), [certificate]));
});

/** The certificates in a PEM file. */
function split(pem: string): string[] {
  return pem.split(/(?<=-----END CERTIFICATE-----\n)/);
}

Deno.test("readClientCertificate(): chain in order, unrelated certificates omitted", async () => {
  const authority = await newCertificateAuthority();
  const { cert, key: pem } = await authority.issue({ intermediate: true });
  const [leaf = "", between = ""] = split(cert);
  const key = await readKey(pem, "ES256");
  const now = Date.now();
  const whole = [leaf, between, authority.pem];
  await forEachCase<readonly [content: readonly string[], chain: readonly string[]]>({
    "in order": [whole, whole],
    "in reverse": [whole.toReversed(), whole],
    "with others": [[ed25519Certificate, between, certificate, leaf], [leaf, between]],
    "without what is between": [[authority.pem, leaf], [leaf]],
    "alone": [[leaf], [leaf]],
  }, async ([content, chain]) => {
    assertEquals(await chainOf(content.join(""), key, now), chain);
  });
});

/** Another certificate of the key that OpenSSL made. */
async function renewed(
  notBefore: number,
  notAfter: number,
  name = "CN=Renewed",
): Promise<string> {
  const der = Uint8Array.fromBase64(pkcs8.replaceAll(/-----.*-----/g, ""));
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const privateKey = await crypto.subtle.importKey("pkcs8", der, algorithm, true, ["sign"]);
  const publicKey = await crypto.subtle.importKey(
    "jwk",
    { ...opensslKey.publicKey } as JsonWebKey,
    algorithm,
    true,
    ["verify"],
  );
  const made = await X509CertificateGenerator.createSelfSigned({
    name,
    keys: { privateKey, publicKey },
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
  });
  return `${made.toString("pem")}\n`;
}

const day = 24 * 60 * 60 * 1000;

Deno.test("readClientCertificate(): several match: the valid one that expires last", async () => {
  const longer = await renewed(january - day, january + 900 * day);
  const future = await renewed(january + day, january + 900 * day);
  const expired = await renewed(january - 9 * day, january - day);
  for (const content of [certificate + longer, longer + certificate]) {
    assertEquals(await chainOf(content), [longer]);
  }
  for (const content of [certificate + future, future + certificate, expired + certificate]) {
    assertEquals(await chainOf(content), [certificate]);
  }
});

Deno.test("readClientCertificate(): unusable content: setting_invalid with the reason", async () => {
  const broken = "is invalid or truncated";
  const cut = certificate.slice(0, 300);
  const garbled = certificate.replace("MIIB", "MIIC");
  await forEachCase<readonly [content: string, problem: string, hint?: RegExp]>({
    "nothing": [" \n", "it is empty"],
    "some text": ["canary", "it contains no certificate", /BEGIN CERTIFICATE/],
    "a key": [pkcs8, "it contains a private key, but no certificate", /Add its certificate/],
    "a request": [
      certificate.replaceAll("CERTIFICATE", "CERTIFICATE REQUEST"),
      "it contains no certificate",
    ],
    "a certificate that is cut": [cut, `certificate 1 of 1 in it ${broken}`],
    "a certificate that is cut, before another": [
      cut + "\n" + certificate,
      `certificate 1 of 2 in it ${broken}`,
    ],
    "a certificate that is garbled": [
      certificate + garbled,
      `certificate 2 of 2 in it ${broken}`,
    ],
    "something else": [
      certificate.replace(/\n[^]*\n(?=-----END)/, "\nMAA=\n"),
      `certificate 1 of 1 in it ${broken}`,
    ],
    "that of another key": [
      ed25519Certificate,
      "its certificate does not match the private key",
      /belong together/,
    ],
    "those of other keys": [
      ed25519Certificate + (await selfSignedCertificate()).cert,
      "none of its 2 certificates matches the private key",
    ],
  }, async ([content, problem, hint]) => {
    const failure = await failureOf("setting_invalid", () => read(content));
    assertEquals(failure.message, `--cert names ./cert.pem: ${problem}`);
    if (hint) assertMatch(failure.hint ?? "", hint);
    assertNotMatch(toldBy(failure), /canary|MI[GI]/);
  });
});

Deno.test("readClientCertificate(): expired or not valid yet: setting_invalid", async () => {
  const begin = Date.UTC(2026, 10, 23, 9, 26, 9);
  const end = Date.UTC(2027, 10, 23, 9, 26, 9);
  await read(certificate, opensslKey, begin);
  await read(certificate, opensslKey, end);
  const early = await failureOf(
    "setting_invalid",
    () => read(certificate, opensslKey, begin - 1),
  );
  assertEquals(
    early.message,
    "--cert names ./cert.pem: the certificate is not valid before 2026-11-23",
  );
  assertMatch(early.hint ?? "", /clock: it says 2026-11-23/);
  const late = await failureOf("setting_invalid", () => read(certificate, opensslKey, end + 1));
  assertEquals(late.message, "--cert names ./cert.pem: the certificate expired on 2027-11-23");
});

Deno.test("readClientCertificate(): expires within 30 days: warning", async () => {
  const end = Date.UTC(2027, 10, 23, 9, 26, 9);
  const source = "--cert names ./cert.pem";
  await forEachCase<readonly [left: number, warnings: readonly string[]]>({
    "more": [30 * day + 1, []],
    "30 days": [30 * day, [`${source}: the certificate expires on 2027-11-23, in 30 days`]],
    "hours": [5 * day / 24, [`${source}: the certificate expires on 2027-11-23, in 5 h`]],
  }, async ([left, warnings]) => {
    assertEquals((await read(certificate, opensslKey, end - left)).warnings, warnings);
  });
});

Deno.test("readCertificates(): other blocks skipped, order preserved", async () => {
  const { pem } = await newCertificateAuthority();
  const blocks = pemBlocks(certificate + pkcs8 + pem + ed25519Certificate);
  const found = await readCertificates(blocks, "--cert");
  assertEquals(found.map(({ pem }) => pem), [certificate, pem, ed25519Certificate]);
  assertEquals(found[1]?.isCa, true);
  const [first] = found;
  assertEquals([first?.subject, first?.issuer], Array(2).fill("CN=gettoken test"));
  assertEquals([first?.begins, first?.ends], [
    Date.UTC(2026, 10, 23, 9, 26, 9),
    Date.UTC(2027, 10, 23, 9, 26, 9),
  ]);
  assertEquals(await readCertificates(pemBlocks(pkcs8), "--cert"), []);
});

Deno.test("readCertificates(): invalid certificate: its number in the message", async () => {
  const blocks = pemBlocks(certificate + pkcs8 + certificate.slice(0, 300));
  const failure = await failureOf(
    "setting_invalid",
    () => readCertificates(blocks, "--cert", "Export it again."),
  );
  assertEquals(failure.message, "--cert: certificate 2 of 2 in it is invalid or truncated");
  assertEquals(failure.hint, "Export it again.");
});

Deno.test("readCertificate(): not a certificate: undefined", async () => {
  const [der] = pemBlocks(pkcs8).map(derIn);
  for (const bytes of [der ?? new Uint8Array(), Uint8Array.of(1, 2, 3)]) {
    assertEquals(await readCertificate(bytes), undefined);
  }
});
