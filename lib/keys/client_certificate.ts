/**
 * The certificate of a client's key, as servers want it named (RFC 7515 §4.1.6 to §4.1.8) or shown
 * in TLS (RFC 8705).
 *
 * @module
 */

import type { X509Certificate } from "node:crypto";
import { inWords, isoDate } from "../core/clock.ts";
import { isSameKey } from "./jwk.ts";
import { derIn, type PemBlock, pemBlocks, pemOf, pkcs12Label } from "./pem.ts";
import type { PrivateKey } from "./private_key.ts";
import type { Secret } from "../core/secret.ts";
import { invalidSetting } from "../core/errors.ts";

/** The certificate of a key. */
export interface ClientCertificate {
  /** The certificate as PEM, and after it the ones that vouch for it, as far as they are there. */
  readonly chain: readonly string[];
  /** The same as header parameter: DER in Base64. */
  readonly x5c: readonly string[];
  /** SHA-1 of the certificate, in Base64url. */
  readonly x5t: string;
  /** SHA-256 of the certificate, in Base64url. */
  readonly "x5t#S256": string;
  /** Whom it is about, as RFC 4514 writes it: `CN=orders,O=Acme`. */
  readonly subject: string;
  /** Who has issued it, likewise. */
  readonly issuer: string;
  /** When it ends, in milliseconds since 1970. */
  readonly ends: number;
  /** What is odd about it, though it can be used. */
  readonly warnings: readonly string[];
}

/** What is known when a certificate is read. */
export interface CertificateOptions {
  /** Where it is from: `--client-cert names ./cert.pem`. */
  readonly source: string;
  /** The key that it has to be for. */
  readonly key: PrivateKey;
  /** The time, in milliseconds since 1970. */
  readonly now: number;
}

/** A certificate that has been read. Its times are in milliseconds since 1970. */
interface Certificate {
  readonly pem: string;
  readonly der: Uint8Array<ArrayBuffer>;
  readonly subject: string;
  readonly issuer: string;
  readonly begins: number;
  readonly ends: number;
}

/**
 * Finds the certificate of a key in a PEM text, which may hold the key itself and other certificates,
 * too, in any order. If there are several for the key, the one counts that is valid for longest.
 *
 * @throws {GettokenError} `setting_invalid`
 */
export async function readClientCertificate(
  content: Secret,
  { source, key, now }: CertificateOptions,
): Promise<ClientCertificate> {
  const all = await parseCertificates(content.reveal(), source);
  const own = await certificatesFor(key, all);
  const valid = own.filter(({ begins }) => begins <= now);
  const [leaf] = (valid.length > 0 ? valid : own).toSorted((one, other) => other.ends - one.ends);
  if (leaf === undefined) throw withoutOwn(all, source);
  requireValid(leaf, source, now);
  const chain = chainFrom(leaf, all);
  return {
    chain: chain.map(({ pem }) => pem),
    x5c: chain.map(({ der }) => der.toBase64()),
    x5t: await thumbprint("SHA-1", leaf),
    "x5t#S256": await thumbprint("SHA-256", leaf),
    subject: nameOf(leaf.subject),
    issuer: nameOf(leaf.issuer),
    ends: leaf.ends,
    warnings: warningsAbout(leaf, source, now),
  };
}

/** A name, which the runtime writes in lines and the other way round. */
function nameOf(lines: string): string {
  return lines.split("\n").reverse().map((part) => part.replace(/[,+"\\<>;]/g, "\\$&")).join(",");
}

async function parseCertificates(text: string, source: string): Promise<Certificate[]> {
  const blocks = pemBlocks(text);
  const found = blocks.filter(({ label }) => label === "CERTIFICATE");
  if (found.length === 0) throw withoutCertificate(blocks, text, source);
  const { X509Certificate } = await import("node:crypto");
  return found.map((block, index) => {
    try {
      return parseCertificate(block, X509Certificate);
    } catch {
      const number = `${index + 1} of ${found.length}`;
      throw invalidSetting(source, `certificate ${number} in it is broken or cut short`);
    }
  });
}

/** @throws {Error} if it is broken; of which kind the error is means nothing. */
function parseCertificate(block: PemBlock, Parser: typeof X509Certificate): Certificate {
  const der = derIn(block) ?? new Uint8Array();
  const pem = pemOf("CERTIFICATE", der);
  const { subject, issuer, validFrom, validTo } = new Parser(pem);
  return { pem, der, subject, issuer, begins: Date.parse(validFrom), ends: Date.parse(validTo) };
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

/** Those certificates that are for a key. */
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

function withoutOwn(certificates: readonly Certificate[], source: string): Error {
  const count = certificates.length;
  return invalidSetting(
    source,
    count === 1
      ? "the certificate in it is for another key"
      : `none of the ${count} certificates in it is for the key`,
    "Name the certificate of this key, or the key of this certificate.",
  );
}

/** A certificate, and after it the one of its issuer, and so on, as far as they are there. */
function chainFrom(leaf: Certificate, certificates: readonly Certificate[]): Certificate[] {
  const { subject, issuer } = leaf;
  const rest = certificates.filter((other) => other.subject !== subject);
  const next = rest.find((other) => other.subject === issuer);
  return next ? [leaf, ...chainFrom(next, rest)] : [leaf];
}

/** What servers find a certificate by, in Base64url without padding. */
async function thumbprint(algorithm: "SHA-1" | "SHA-256", { der }: Certificate): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest(algorithm, der));
  return digest.toBase64({ alphabet: "base64url", omitPadding: true });
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
