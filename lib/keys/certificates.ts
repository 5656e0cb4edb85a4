/**
 * X.509 certificates: parse them, and find the one that matches a client's key, for the header of a
 * JWT (RFC 7515 §4.1.8) or for mutual TLS (RFC 8705). Loading `node:crypto`, the parser, takes 100 ms.
 *
 * @module
 */

import { inWords, isoDate } from "../core/clock.ts";
import { base64UrlOf } from "../core/encodings.ts";
import { invalidSetting } from "../core/errors.ts";
import type { Secret } from "../core/secret.ts";
import { isKeyOf } from "./jwk.ts";
import { keyText } from "./key_forms.ts";
import { derIn, type PemBlock, pemBlocks, pemOf, pkcs12Label } from "./pem.ts";
import type { PrivateKey } from "./private_key.ts";

/** A certificate. Its times are in milliseconds since 1970. */
export interface Certificate {
  readonly pem: string;
  readonly der: Uint8Array<ArrayBuffer>;
  /** Distinguished names, one attribute per line, the most general first: `O=Acme\nCN=orders`. */
  readonly subject: string;
  readonly issuer: string;
  /** Whether it is a CA certificate (the basic constraint `cA`). */
  readonly isCa: boolean;
  readonly begins: number;
  readonly ends: number;
}

/** Parses one certificate; `undefined` if it is invalid. */
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
 * Parses the certificates among the blocks of a PEM file.
 *
 * @throws {GettokenError} `setting_invalid` if one is invalid.
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
      throw invalidSetting(source, `certificate ${number} in it is invalid or truncated`, hint);
    }
    certificates.push(certificate);
  }
  return certificates;
}

/** A client certificate. */
export interface ClientCertificate {
  /** The certificate, followed by its issuers' certificates from the same file. */
  readonly chain: readonly [Certificate, ...Certificate[]];
  /** SHA-256 of the certificate, in Base64url. */
  readonly "x5t#S256": string;
  /** Names as in RFC 4514: `CN=orders,O=Acme`. */
  readonly subject: string;
  readonly issuer: string;
  /** Warnings about a certificate that is usable. */
  readonly warnings: readonly string[];
}

/**
 * Finds the certificate that matches a key. The PEM may also contain the key and other certificates,
 * in any order. If several match, the one that expires last is used. `source` is where the certificate
 * came from; `now` is in milliseconds since 1970.
 *
 * @throws {GettokenError} `setting_invalid`
 */
export async function readClientCertificate(
  content: Secret,
  { source, key, now }: { readonly source: string; readonly key: PrivateKey; readonly now: number },
): Promise<ClientCertificate> {
  const text = keyText(content, source).reveal();
  const blocks = pemBlocks(text);
  const all = await readCertificates(blocks, source);
  if (all.length === 0) throw withoutCertificate(blocks, text, source);
  const own = all.filter(({ der }) => isKeyOf(key.publicKey, der));
  const valid = own.filter(({ begins }) => begins <= now);
  const [leaf] = (valid.length > 0 ? valid : own).toSorted((one, other) => other.ends - one.ends);
  if (leaf === undefined) {
    const hint = "Use a certificate and a private key that belong together.";
    const problem = all.length === 1
      ? "its certificate does not match the private key"
      : `none of its ${all.length} certificates matches the private key`;
    throw invalidSetting(source, problem, hint);
  }
  requireValid(leaf, source, now);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", leaf.der));
  return {
    chain: chainFrom(leaf, all),
    "x5t#S256": base64UrlOf(digest),
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
    const hint = "Add its certificate, which begins with -----BEGIN CERTIFICATE-----.";
    return invalidSetting(source, "it contains a private key, but no certificate", hint);
  }
  if (labels.includes(pkcs12Label)) {
    const hint = "Set it as the private key file instead: it contains the key as well.";
    return invalidSetting(source, "it is PKCS#12 (PFX), not a PEM certificate", hint);
  }
  const hint = "A PEM certificate begins with -----BEGIN CERTIFICATE-----.";
  return invalidSetting(source, "it contains no certificate", hint);
}

/** A certificate, followed by its issuer's, and so on, as far as the file contains them. */
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
    const hint = `If that date has passed, set this machine's clock: it says ${isoDate(now)}.`;
    throw invalidSetting(source, `the certificate is not valid before ${isoDate(begins)}`, hint);
  }
}

/** How long before a certificate expires a warning is printed, in milliseconds. */
const shortly = 30 * 24 * 60 * 60 * 1000;

function warningsAbout({ ends }: Certificate, source: string, now: number): string[] {
  const left = ends - now;
  if (left > shortly) return [];
  const period = inWords(Math.floor(left / 1000));
  return [`${source}: the certificate expires on ${isoDate(ends)}, in ${period}`];
}
