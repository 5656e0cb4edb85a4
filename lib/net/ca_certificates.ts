/**
 * Certificates of authorities that are to be trusted besides the usual ones. They are checked before
 * use: a file without any, or with broken ones, the runtime takes in silence.
 *
 * @module
 */

import { isoDate } from "../core/clock.ts";
import type { X509Certificate } from "node:crypto";
import { type GettokenError, invalidSetting } from "../core/errors.ts";
import { FileProblem, type Host } from "../core/host.ts";

/** Certificates that can be trusted. */
export interface Certificates {
  /** One PEM text each. */
  readonly certificates: readonly string[];
  /** What is odd about them, though they can be used. */
  readonly warnings: readonly string[];
}

/** The most bytes that a file of certificates may have. */
const maxBytes = 1024 * 1024;

/**
 * Reads a PEM file.
 *
 * @param namedBy Who names the file: `DENO_CERT in the environment`.
 * @throws {GettokenError} `setting_invalid`
 */
export async function readCertificates(
  host: Host,
  path: string,
  namedBy: string,
): Promise<Certificates> {
  const source = `${namedBy} names ${path}`;
  try {
    return await parseCertificates(await host.readFile(path, maxBytes), source, host.now());
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    throw invalidSetting(source, error.inWords({ unreadable: "it cannot be read" }));
  }
}

/**
 * Reads the content of a PEM file in Base64.
 *
 * @param source Where it is from: `DENO_CERT in the environment`.
 * @param now The time, in milliseconds since 1970.
 * @throws {GettokenError} `setting_invalid`
 */
export async function decodeCertificates(
  content: string,
  source: string,
  now: number,
): Promise<Certificates> {
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.fromBase64(content);
  } catch {
    throw unusable(source, "it is not Base64");
  }
  return await parseCertificates(bytes, source, now);
}

/** Takes the certificates out of the content of a PEM file (RFC 7468), which may hold other text. */
async function parseCertificates(
  bytes: Uint8Array,
  source: string,
  now: number,
): Promise<Certificates> {
  const text = new TextDecoder().decode(bytes).replaceAll("\r\n", "\n");
  const [, ...blocks] = text.split(/^-----BEGIN CERTIFICATE-----[ \t]*$/m);
  if (blocks.length === 0) throw withoutAny(bytes, text, source);
  const crypto = await import("node:crypto");
  const parsed: X509Certificate[] = [];
  const certificates = blocks.map((block, index) => {
    const [, base64 = ""] = /^\n([\w+/=\s]+)\n-----END CERTIFICATE-----/.exec(block) ?? [];
    const pem = `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
    try {
      parsed.push(new crypto.X509Certificate(pem));
    } catch {
      const number = `${index + 1} of ${blocks.length}`;
      throw unusable(source, `certificate ${number} in it is broken or cut short`);
    }
    return pem;
  });
  return { certificates, warnings: warningsAbout(parsed, text, source, now) };
}

function unusable(source: string, problem: string, hint?: string): GettokenError {
  const usual =
    "A PEM file is text: -----BEGIN CERTIFICATE-----, lines of Base64, -----END CERTIFICATE-----.";
  return invalidSetting(source, problem, hint ?? usual);
}

/** What files hold that are taken for PEM files of certificates, and what turns them into such. */
const otherKinds: readonly (readonly [pattern: RegExp, problem: string, hint?: string])[] = [
  [/^\s*$/, "it is empty"],
  [
    /^-----BEGIN (PKCS7|CMS)-----/m,
    "it holds PKCS#7",
    "To convert it: openssl pkcs7 -print_certs -in FILE -out ca.pem",
  ],
  [
    /^-----BEGIN (TRUSTED|X509) CERTIFICATE-----/m,
    "it holds a certificate in a form of OpenSSL's own",
    "To convert it: openssl x509 -in FILE -out ca.pem",
  ],
  [/^-----BEGIN (NEW )?CERTIFICATE REQUEST-----/m, "it holds a request for a certificate"],
  [
    /^-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/m,
    "it holds a private key and no certificate",
    "Name the file with the certificate of the authority. A key stays with its owner.",
  ],
];

/** Why there is no certificate. */
function withoutAny(bytes: Uint8Array, text: string, source: string): GettokenError {
  const [first = 0, second = 0] = bytes;
  if (first === 0x30 && second >= 0x80) {
    const hint = "To convert it: openssl x509 -inform der -in FILE -out ca.pem";
    return unusable(source, "it is binary (DER or PKCS#12), not PEM", hint);
  }
  if (first + second === 0xff + 0xfe) {
    return unusable(source, "it is text in UTF-16", "Save it in ASCII or UTF-8.");
  }
  const [, problem = "it holds no certificate in PEM", hint] =
    otherKinds.find(([pattern]) => pattern.test(text)) ?? [];
  return unusable(source, problem, hint);
}

/** What is odd about certificates that can be read. */
function warningsAbout(
  parsed: readonly X509Certificate[],
  text: string,
  source: string,
  now: number,
): string[] {
  const end = Math.max(...parsed.map(({ validTo }) => Date.parse(validTo)));
  const isAuthority = ({ ca, subject, issuer }: X509Certificate) => ca || subject === issuer;
  const remarks = [
    // Files with many of them hold old ones, too.
    end < now && `it has expired, on ${isoDate(end)}`,
    !parsed.some(isAuthority) && "no certificate in it is that of an authority",
    /^-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/m.test(text) && "it holds a private key, too",
  ];
  return remarks.filter((remark) => remark !== false).map((remark) => `${source}: ${remark}`);
}
