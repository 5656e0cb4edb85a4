/**
 * Finds the private key in PEM, encrypted or not, and says what a file contains instead.
 *
 * @module
 */

import { brokenKey, decryptPem, isEncrypted, type PassphraseOptions } from "./encrypted_pem.ts";
import { derIn, type PemBlock, pemBlocks } from "./pem.ts";
import { invalidSetting } from "../core/errors.ts";
import { isKeyOf } from "./jwk.ts";
import { labelOf } from "./key_forms.ts";
import { jwkOfPkcs8, pkcs8Of } from "./pkcs8.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A private key. */
export interface Pkcs8 {
  /** PKCS#8; `undefined` if the kind of key is not supported. */
  readonly pkcs8: Bytes | undefined;
  readonly wasEncrypted: boolean;
}

/**
 * Reads the only private key in PEM, or of several the one that a certificate in it belongs to.
 * Anything else around it is ignored.
 *
 * @throws {GettokenError} `setting_invalid`
 */
export async function readPrivatePem(text: string, options: PassphraseOptions): Promise<Pkcs8> {
  const { source } = options;
  const blocks = pemBlocks(text);
  const keys = blocks.filter(({ label }) => label.endsWith("PRIVATE KEY")).map(withTrueLabel);
  // The same key may be there twice.
  const [block, ...others] = new Map(keys.map((key) => [key.content.replaceAll(/\s/g, ""), key]))
    .values();
  if (block === undefined) throw withoutKey(blocks, text, source);
  if (others.length === 0) return await readKey(block, options);
  const certificates = blocks.filter(({ label }) => label === "CERTIFICATE").flatMap((
    certificate,
  ) => derIn(certificate) ?? []);
  const own: Pkcs8[] = [];
  for (const other of certificates.length > 0 ? [block, ...others] : []) {
    const key = await readKey(other, options);
    // A key of an unsupported kind matches none.
    const jwk = key.pkcs8 && await jwkOfPkcs8(key.pkcs8, source).catch(() => undefined);
    if (jwk && certificates.some((certificate) => isKeyOf(jwk, certificate))) own.push(key);
  }
  const [key, another] = own;
  if (key && !another) return key;
  throw invalidSetting(
    source,
    `it contains ${others.length + 1} private keys`,
    "Keep the one to use, or add its certificate.",
  );
}

/** A key under the label of its content: people who write the BEGIN line themselves mistake it. */
function withTrueLabel(block: PemBlock): PemBlock {
  const der = derIn(block);
  const label = der && labelOf(der);
  return label?.endsWith("PRIVATE KEY") ? { ...block, label } : block;
}

async function readKey(block: PemBlock, options: PassphraseOptions): Promise<Pkcs8> {
  if (!isEncrypted(block)) return { pkcs8: readBlock(block, options.source), wasEncrypted: false };
  const { label, der } = await decryptPem(block, options);
  return { pkcs8: pkcs8Of(label, der), wasEncrypted: true };
}

/** What a file contains instead of a private key, by its PEM labels or else by its beginning. */
const otherContents: readonly (readonly [pattern: RegExp, problem: string, hint?: string])[] = [
  [/^$/, "it is empty"],
  [/\bPUBLIC KEY$/m, "it contains a public key, not a private key"],
  [/\bCERTIFICATE$/m, "it contains a certificate, but no private key"],
  [/\bCERTIFICATE REQUEST$/m, "it contains a certificate request, but no private key"],
  [/^(PKCS7|CMS)$/m, "it contains PKCS#7, which has certificates, but no private key"],
  [
    /^PGP /m,
    "it is a PGP key, which servers do not accept",
    "Create a key: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem",
  ],
  [
    /^PuTTY-User-Key-File-/,
    "it is in the format of PuTTY",
    "To convert it: puttygen FILE -O private-openssh -o key.pem",
  ],
  [
    /^---- BEGIN SSH2 ENCRYPTED PRIVATE KEY/,
    "it is in the format of SSH2",
    "To convert it: ssh-keygen -i -f FILE > key.pem",
  ],
  [/^(ssh-|ecdsa-sha2-|---- BEGIN SSH2 PUBLIC)/, "it is a public key of SSH, not a private key"],
  [/^<(\?xml|RSAKeyValue)/, "it is XML, not PEM or a JWK"],
];

function withoutKey(blocks: readonly PemBlock[], text: string, source: string): Error {
  const content = blocks.map(({ label }) => label).join("\n") || text.trim();
  const usual = "A private key is a JWK, or PEM that begins with -----BEGIN PRIVATE KEY-----.";
  const [, problem = "it is not a private key", hint = usual] =
    otherContents.find(([pattern]) => pattern.test(content)) ?? [];
  return invalidSetting(source, problem, hint);
}

function readBlock(block: PemBlock, source: string): Bytes | undefined {
  if (block.label === "OPENSSH PRIVATE KEY") {
    const hint = "To convert a copy: ssh-keygen -p -m PKCS8 -f COPY";
    throw invalidSetting(source, "it is in OpenSSH format", hint);
  }
  const der = derIn(block);
  if (der === undefined) throw brokenKey(source);
  return pkcs8Of(block.label, der);
}
