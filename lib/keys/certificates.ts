/**
 * Read X.509 certificates, and find the one of a client's key for the header of a JWT (RFC 7515
 * §4.1.8) or for mutual TLS (RFC 8705). Loading `node:crypto`, which parses them, takes 100 ms.
 *
 * @module
 */

import { inWords, isoDate } from "../core/clock.ts";
import { invalidSetting } from "../core/errors.ts";
import type { Secret } from "../core/secret.ts";
import { isSameKey } from "./jwk.ts";
import { derIn, type PemBlock, pemBlocks, pemOf, pkcs12Label } from "./pem.ts";
import type { PrivateKey } from "./private_key.ts";

/** A certificate. Its times are in milliseconds since 1970. */
export interface Certificate {
  readonly pem: string;
  readonly der: Uint8Array<ArrayBuffer>;
  /** Distinguished names, an attribute a line, the most general first: `O=Acme\nCN=orders`. */
  readonly subject: string;
  readonly issuer: string;
  /** Whether it may sign others (the basic constraint `cA`). */
  readonly isCa: boolean;
  readonly begins: number;
  readonly ends: number;
}

/** Reads one certificate, `undefined` if it is broken. */
export async function readCertificate(
  der: Uint8Array<ArrayBuffer>,
): Promise<Certificate | undefined> {
  const { X509Certificate } = await import("node:crypto");
  try {
    const { subject, issuer, ca, validFrom, validTo } = new X509Certificate(der);
    const period = { begins: Date.parse(validFrom), ends: Date.parse(validTo) };
    return { pem: pemOf("CERTIFICATE", der), der, subject, issuer, isCa: ca, ...period };
  } catch {
    return undefined;
  }
}

/**
 * Reads the certificates among the blocks of a PEM file.
 *
 * @throws {GettokenError} `setting_invalid` if one is broken.
 */
export async function readCertificates(
  blocks: readonly PemBlock[],
  source: string,
  hint?: string,
): Promise<Certificate[]> {
  const found = blocks.filter(({ label }) => label === "CERTIFICATE");
  const certificates: Certificate[] = [];
  for (const block of found) {
    const der = derIn(block);
    const certificate = der && await readCertificate(der);
    if (certificate === undefined) {
      const number = `${certificates.length + 1} of ${found.length}`;
      throw invalidSetting(source, `certificate ${number} in it is broken or cut short`, hint);
    }
    certificates.push(certificate);
  }
  return certificates;
}

/** The certificate of a key. */
export interface ClientCertificate {
  /** The certificate, followed by those of its issuers that are in the same file. */
  readonly chain: readonly [Certificate, ...Certificate[]];
  /** SHA-256 of the certificate, in Base64url. */
  readonly "x5t#S256": string;
  /** Names as in RFC 4514: `CN=orders,O=Acme`. */
  readonly subject: string;
  readonly issuer: string;
  /** What is odd about it, though it can be used. */
  readonly warnings: readonly string[];
}

/**
 * Finds the certificate of a key in PEM, which may contain the key and other certificates too, in
 * any order. Of several for the key, it takes the one that is valid for longest. `source` says where
 * the certificate is from; `now` is in milliseconds since 1970.
 *
 * @throws {GettokenError} `setting_invalid`
 */
export async function readClientCertificate(
  content: Secret,
  { source, key, now }: { readonly source: string; readonly key: PrivateKey; readonly now: number },
): Promise<ClientCertificate> {
  const text = content.reveal();
  const blocks = pemBlocks(text);
  const all = await readCertificates(blocks, source);
  if (all.length === 0) throw withoutCertificate(blocks, text, source);
  const own = await certificatesFor(key, all);
  const valid = own.filter(({ begins }) => begins <= now);
  const [leaf] = (valid.length > 0 ? valid : own).toSorted((one, other) => other.ends - one.ends);
  if (leaf === undefined) {
    const hint = "Name the certificate of this key, or the key of this certificate.";
    const problem = all.length === 1
      ? "the certificate in it is for another key"
      : `none of the ${all.length} certificates in it is for the key`;
    throw invalidSetting(source, problem, hint);
  }
  requireValid(leaf, source, now);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", leaf.der));
  return {
    chain: chainFrom(leaf, all),
    "x5t#S256": digest.toBase64({ alphabet: "base64url", omitPadding: true }),
    subject: nameOf(leaf.subject),
    issuer: nameOf(leaf.issuer),
    warnings: warningsAbout(leaf, source, now),
  };
}

/** A distinguished name as RFC 4514 writes it. */
function nameOf(lines: string): string {
  return lines.split("\n").reverse().map((part) => part.replace(/[,+"\\<>;]/g, "\\$&")).join(",");
}

function withoutCertificate(blocks: readonly PemBlock[], text: string, source: string): Error {
  const labels = blocks.map(({ label }) => label);
  if (text.trim() === "") return invalidSetting(source, "it is empty");
  if (labels.some((label) => label.endsWith("PRIVATE KEY"))) {
    return invalidSetting(source, "it holds a private key, and no certificate");
  }
  if (labels.includes(pkcs12Label)) {
    const hint = "Name it as the file of the private key, which it holds, too.";
    return invalidSetting(source, "it is PKCS#12 (PFX), and not a certificate alone", hint);
  }
  const hint = "A certificate is text in PEM, which begins with -----BEGIN CERTIFICATE-----.";
  return invalidSetting(source, "there is no certificate in it", hint);
}

/** The certificates of a key. */
async function certificatesFor(
  { publicKey, algorithm }: PrivateKey,
  certificates: readonly Certificate[],
): Promise<Certificate[]> {
  const { importX509 } = await import("jose/key/import");
  const { exportJWK } = await import("jose/key/export");
  const isFor = await Promise.all(certificates.map(async ({ pem }) => {
    try {
      const key = await importX509(pem, algorithm, { extractable: true });
      return isSameKey(await exportJWK(key), publicKey);
    } catch {
      // It is for a key of another kind.
      return false;
    }
  }));
  return certificates.filter((_, index) => isFor[index]);
}

/** A certificate, followed by that of its issuer, and so on, as far as they are there. */
function chainFrom(
  leaf: Certificate,
  certificates: readonly Certificate[],
): ClientCertificate["chain"] {
  const { subject, issuer } = leaf;
  const rest = certificates.filter((other) => other.subject !== subject);
  const next = rest.find((other) => other.subject === issuer);
  return next ? [leaf, ...chainFrom(next, rest)] : [leaf];
}

function requireValid({ begins, ends }: Certificate, source: string, now: number): void {
  if (ends < now) {
    throw invalidSetting(source, `the certificate expired on ${isoDate(ends)}`);
  }
  if (begins > now) {
    const hint = `Or is this machine's clock wrong? It says ${isoDate(now)}.`;
    throw invalidSetting(source, `the certificate is valid only from ${isoDate(begins)} on`, hint);
  }
}

/** How long before its end a certificate is worth a warning, in milliseconds. */
const shortly = 30 * 24 * 60 * 60 * 1000;

function warningsAbout({ ends }: Certificate, source: string, now: number): string[] {
  const left = ends - now;
  if (left > shortly) return [];
  const period = inWords(Math.floor(left / 1000));
  return [`${source}: the certificate expires on ${isoDate(ends)}, in ${period}`];
}
