/**
 * Read additional CA certificates. The runtime silently ignores a file without certificates, or with
 * broken ones, so they are checked first.
 *
 * @module
 */

import { isoDate } from "../core/clock.ts";
import type { FlowHost } from "../core/flow_host.ts";
import { FileProblem } from "../core/host.ts";
import { type GettokenError, invalidSetting } from "../core/errors.ts";
import { type Certificate, readCertificates } from "../keys/certificates.ts";
import { bytesOfBase64 } from "../core/encodings.ts";
import { pemBlocks } from "../keys/pem.ts";
import type { Log } from "../core/log.ts";

/** Where files are read, and where warnings about usable certificates go. */
export interface CaContext {
  readonly host: FlowHost;
  readonly log: Pick<Log, "warn">;
}

/** The maximum size of a file of certificates, in bytes. */
const maxBytes = 1024 * 1024;

/**
 * Reads a PEM file to certificates in PEM.
 *
 * @param namedBy Who names the file: `DENO_CERT in the environment`.
 * @throws {GettokenError} `setting_invalid`
 */
export async function readCaFile(
  context: CaContext,
  path: string,
  namedBy: string,
): Promise<readonly string[]> {
  const source = `${namedBy} names ${path}`;
  try {
    return await readPem(context, await context.host.readFile(path, maxBytes), source);
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    throw invalidSetting(source, error.inWords());
  }
}

/**
 * Reads a PEM file that is encoded in Base64.
 *
 * @throws {GettokenError} `setting_invalid`
 */
export async function decodeCaFile(
  context: CaContext,
  content: string,
  source: string,
): Promise<readonly string[]> {
  const bytes = bytesOfBase64(content);
  if (bytes === undefined) throw invalidSetting(source, "it is not Base64", pemHint);
  return await readPem(context, bytes, source);
}

/**
 * Parses certificates in PEM.
 *
 * @throws {GettokenError} `setting_invalid`
 */
export async function parseCertificates(
  context: CaContext,
  pem: string,
  source: string,
): Promise<readonly string[]> {
  return await readPem(context, new TextEncoder().encode(pem), source);
}

const pemHint =
  "A PEM file has -----BEGIN CERTIFICATE-----, lines of Base64, -----END CERTIFICATE-----.";

async function readPem(
  { host, log }: CaContext,
  bytes: Uint8Array,
  source: string,
): Promise<readonly string[]> {
  const text = new TextDecoder().decode(bytes);
  // The runtime reads DENO_CERT too, and only where this is a line of its own.
  if (!/^-----BEGIN CERTIFICATE-----[ \t]*$/m.test(text)) throw withoutAny(bytes, text, source);
  const certificates = await readCertificates(pemBlocks(text), source, pemHint);
  for (const oddity of odditiesOf(certificates, text, host.now())) log.warn(`${source}: ${oddity}`);
  return certificates.map(({ pem }) => pem);
}

const privateKey = /^-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/m;

/** What else a file may contain, and how to convert it. */
const otherKinds: readonly (readonly [pattern: RegExp, problem: string, hint?: string])[] = [
  [/^\s*$/, "it is empty"],
  [
    /^-----BEGIN (PKCS7|CMS)-----/m,
    "it contains PKCS#7",
    "To convert it: openssl pkcs7 -print_certs -in FILE -out ca.pem",
  ],
  [
    /^-----BEGIN (TRUSTED|X509) CERTIFICATE-----/m,
    "it contains a certificate in OpenSSL's own format",
    "To convert it: openssl x509 -in FILE -out ca.pem",
  ],
  [/^-----BEGIN (NEW )?CERTIFICATE REQUEST-----/m, "it contains a certificate request"],
  [
    privateKey,
    "it contains a private key but no certificate",
    "Use the file with the CA certificate instead.",
  ],
];

function withoutAny(bytes: Uint8Array, text: string, source: string): GettokenError {
  const [first = 0, second = 0] = bytes;
  if (first === 0x30 && second >= 0x80) {
    const hint = "To convert it: openssl x509 -inform der -in FILE -out ca.pem";
    return invalidSetting(source, "it is binary (DER or PKCS#12), not PEM", hint);
  }
  if (first + second === 0xff + 0xfe) {
    return invalidSetting(source, "it is in UTF-16", "Save it in ASCII or UTF-8.");
  }
  const [, problem = "it contains no PEM certificate", hint = pemHint] =
    otherKinds.find(([pattern]) => pattern.test(text)) ?? [];
  return invalidSetting(source, problem, hint);
}

function odditiesOf(certificates: readonly Certificate[], text: string, now: number): string[] {
  const end = Math.max(...certificates.map(({ ends }) => ends));
  return [
    // A file of many certificates usually has old ones too.
    end < now && `it expired on ${isoDate(end)}`,
    !certificates.some(({ isCa, subject, issuer }) => isCa || subject === issuer) &&
    "it contains no CA certificate",
    privateKey.test(text) && "it also contains a private key",
  ].filter((oddity) => oddity !== false);
}
