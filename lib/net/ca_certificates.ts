/**
 * Read the certificates of CAs that are trusted besides the usual ones. The runtime silently ignores
 * a file without any, or with broken ones, so they are checked first.
 *
 * @module
 */

import { isoDate } from "../core/clock.ts";
import { FileProblem, type Host } from "../core/host.ts";
import { type GettokenError, invalidSetting } from "../core/errors.ts";
import { type Certificate, readCertificates } from "../keys/certificates.ts";
import { bytesOfBase64, pemBlocks } from "../keys/pem.ts";
import type { Log } from "../core/log.ts";

/** The machine, and where warnings go about certificates that are odd but can be used. */
export interface CaContext {
  readonly host: Host;
  readonly log: Pick<Log, "warn">;
}

/** The most bytes that a file of certificates may have. */
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
    throw invalidSetting(source, error.inWords({ unreadable: "it cannot be read" }));
  }
}

/**
 * Reads a PEM file that is in Base64, likewise.
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

const pemHint =
  "A PEM file is text: -----BEGIN CERTIFICATE-----, lines of Base64, -----END CERTIFICATE-----.";

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
    privateKey,
    "it holds a private key and no certificate",
    "Name the file with the certificate of the authority. A key stays with its owner.",
  ],
];

function withoutAny(bytes: Uint8Array, text: string, source: string): GettokenError {
  const [first = 0, second = 0] = bytes;
  if (first === 0x30 && second >= 0x80) {
    const hint = "To convert it: openssl x509 -inform der -in FILE -out ca.pem";
    return invalidSetting(source, "it is binary (DER or PKCS#12), not PEM", hint);
  }
  if (first + second === 0xff + 0xfe) {
    return invalidSetting(source, "it is text in UTF-16", "Save it in ASCII or UTF-8.");
  }
  const [, problem = "it holds no certificate in PEM", hint = pemHint] =
    otherKinds.find(([pattern]) => pattern.test(text)) ?? [];
  return invalidSetting(source, problem, hint);
}

function odditiesOf(certificates: readonly Certificate[], text: string, now: number): string[] {
  const end = Math.max(...certificates.map(({ ends }) => ends));
  return [
    // A file of many certificates usually has old ones too.
    end < now && `it has expired, on ${isoDate(end)}`,
    !certificates.some(({ isCa, subject, issuer }) => isCa || subject === issuer) &&
    "no certificate in it is that of an authority",
    privateKey.test(text) && "it holds a private key, too",
  ].filter((oddity) => oddity !== false);
}
