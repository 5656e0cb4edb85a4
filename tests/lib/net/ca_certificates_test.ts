import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { decodeCaFile, parseCertificates, readCaFile } from "../../../lib/net/ca_certificates.ts";
import type { FileProblem } from "../../../lib/core/host.ts";
import { fakeHost } from "../../fake_host.ts";
import { newCertificateAuthority, selfSignedCertificate } from "../../idp/certificate_authority.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";

const { pem, issue } = await newCertificateAuthority();
const { pem: secondPem } = await newCertificateAuthority();
const { cert: leaf, key } = await issue();
const namedBy = "DENO_CERT in the environment";

/** What a function returns, with the warnings that it logs. */
async function withWarnings(
  work: (log: { warn: (warning: string) => void }) => Promise<readonly string[]>,
) {
  const warnings: string[] = [];
  return { certificates: await work({ warn: (warning) => warnings.push(warning) }), warnings };
}

/** Reads a file with this content. */
function read(content: string | Uint8Array<ArrayBuffer>, now = Date.now()) {
  const host = fakeHost({ files: { "/etc/ca.pem": content }, now });
  return withWarnings((log) => readCaFile({ host, log }, "/etc/ca.pem", namedBy));
}

function decode(content: string) {
  return withWarnings((log) => decodeCaFile({ host: fakeHost(), log }, content, namedBy));
}

Deno.test("readCaFile(), several certificates: each is returned", async () => {
  await forEachCase<readonly [content: string, expected: readonly string[]]>({
    "one": [pem, [pem]],
    "several": [pem + secondPem, [pem, secondPem]],
    "lines that end as on Windows": [pem.replaceAll("\n", "\r\n"), [pem]],
    "a byte order mark": [`\uFEFF${pem}`, [pem]],
    "no line break at the end": [pem.trimEnd(), [pem]],
    "text between": [
      `Bag Attributes: <none>\nsubject=CN = A\n\n${pem}# another\n${secondPem}`,
      [pem, secondPem],
    ],
    "a block of another kind": [
      `-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n${pem}`,
      [pem],
    ],
  }, async ([content, expected]) => {
    assertEquals(await read(content), { certificates: expected, warnings: [] });
  });
});

/** A block of some kind, as far as one can see from outside. */
function block(kind: string): string {
  return `-----BEGIN ${kind}-----\nMIICANARY\n-----END ${kind}-----\n`;
}

Deno.test("readCaFile(), no certificate: the error says what the file contains", async () => {
  const der = Uint8Array.fromBase64(pem.replaceAll(/-----.*-----/g, ""));
  const wide = new Uint8Array(
    new Uint16Array([...`\uFEFF${pem}`].map((c) => c.charCodeAt(0))).buffer,
  );
  await forEachCase<readonly [string | Uint8Array<ArrayBuffer>, problem: string, hint: RegExp]>({
    "nothing": ["", "it is empty", /PEM file has -----BEGIN/],
    "white space": [" \n", "it is empty", /PEM file has -----BEGIN/],
    "some text": ["canary", "it contains no PEM certificate", /PEM file has -----BEGIN/],
    "all on one line": [
      pem.replaceAll("\n", ""),
      "it contains no PEM certificate",
      /lines of Base64/,
    ],
    "bytes": [der, "it is binary (DER or PKCS#12), not PEM", /openssl x509 -inform der/],
    "two bytes for each character": [wide, "it is in UTF-16", /ASCII or UTF-8/],
    "PKCS#7": [block("PKCS7"), "it contains PKCS#7", /openssl pkcs7 -print_certs/],
    "a form of OpenSSL's": [
      block("TRUSTED CERTIFICATE"),
      "it contains a certificate in OpenSSL's own format",
      /openssl x509 -in/,
    ],
    "a request": [
      block("CERTIFICATE REQUEST"),
      "it contains a certificate request",
      /PEM file has -----BEGIN/,
    ],
    "a key": [key, "it contains a private key but no certificate", /the CA certificate/],
    "an encrypted key": [
      block("ENCRYPTED PRIVATE KEY"),
      "it contains a private key but no certificate",
      /the CA certificate/,
    ],
  }, async ([content, problem, hint]) => {
    const failure = await failureOf("setting_invalid", () => read(content));
    assertEquals(
      failure.message,
      `DENO_CERT in the environment names /etc/ca.pem: ${problem}`,
    );
    assertMatch(failure.hint ?? "", hint);
    assertNotMatch(toldBy(failure), /canary|MII/i);
  });
});

Deno.test("readCaFile(), a broken certificate: the error names it", async () => {
  const lines = pem.split("\n");
  const cut = lines.slice(0, 4).join("\n") + "\n";
  await forEachCase<readonly [content: string, which: string]>({
    "cut": [cut, "1 of 1"],
    "cut before another": [cut + pem, "1 of 2"],
    "a character that Base64 does not have": [pem + secondPem.replace(/\nM/, "\n!"), "2 of 2"],
    "a line missing": [pem + lines.toSpliced(2, 1).join("\n") + secondPem, "2 of 3"],
    "nothing in it": [`-----BEGIN CERTIFICATE-----\n\n-----END CERTIFICATE-----\n`, "1 of 1"],
    "something else in it": [block("CERTIFICATE"), "1 of 1"],
  }, async ([content, which]) => {
    const failure = await failureOf("setting_invalid", () => read(content));
    assertEquals(
      failure.message,
      `DENO_CERT in the environment names /etc/ca.pem: certificate ${which} in it is invalid or ` +
        "truncated",
    );
  });
});

Deno.test("readCaFile(), unreadable file: the error says why", async () => {
  await forEachCase<readonly [kind: FileProblem["kind"], problem: string]>({
    "missing": ["missing", "there is no such file"],
    "a folder": ["not_a_file", "it is not a regular file"],
    "much": ["too_large", "it is larger than 1 MiB"],
    "closed": ["unreadable", "it cannot be read"],
  }, async ([kind, problem]) => {
    const host = fakeHost({ problems: { "/etc/ca.pem": kind } });
    const failure = await failureOf(
      "setting_invalid",
      () => withWarnings((log) => readCaFile({ host, log }, "/etc/ca.pem", "--ca-file")),
    );
    assertEquals(failure.message, `--ca-file names /etc/ca.pem: ${problem}`);
  });
  await failureOf("setting_invalid", () => read(pem + " ".repeat(1024 * 1024)));
});

Deno.test("readCaFile(), an expired, non-CA or mixed file: warning", async () => {
  const old = await selfSignedCertificate({
    notBefore: new Date("2020-01-01T00:00:00Z"),
    notAfter: new Date("2021-02-03T00:00:00Z"),
  });
  await forEachCase<readonly [content: string, remarks: readonly string[], now?: number]>({
    "none that is valid": [old.cert, ["it expired on 2021-02-03"]],
    "one that is still valid": [old.cert + pem, []],
    "one that is still valid, by the clock": [old.cert, [], Date.UTC(2021, 1, 2)],
    "that of a server": [leaf, ["it contains no CA certificate"]],
    "that of a server, with its authority's": [leaf + pem, []],
    "that of a server which vouches for itself": [(await selfSignedCertificate()).cert, []],
    "a private key": [pem + key, ["it also contains a private key"]],
  }, async ([content, remarks, now]) => {
    assertEquals(
      (await read(content, now)).warnings,
      remarks.map((remark) => `DENO_CERT in the environment names /etc/ca.pem: ${remark}`),
    );
  });
});

Deno.test("decodeCaFile() reads PEM in Base64", async () => {
  const decoded = await decode(btoa(pem + secondPem));
  assertEquals(decoded, { certificates: [pem, secondPem], warnings: [] });
  await forEachCase<readonly [content: string, problem: string]>({
    "no Base64": ["canary!", "it is not Base64"],
    "no certificate": [btoa("canary"), "it contains no PEM certificate"],
  }, async ([content, problem]) => {
    const failure = await failureOf(
      "setting_invalid",
      () => decode(content),
    );
    assertEquals(failure.message, `DENO_CERT in the environment: ${problem}`);
  });
});

Deno.test("parseCertificates(): each certificate in PEM", async () => {
  const parse = (text: string) =>
    withWarnings((log) => parseCertificates({ host: fakeHost(), log }, text, "caCertificates"));
  assertEquals(await parse(pem + secondPem), { certificates: [pem, secondPem], warnings: [] });
});
