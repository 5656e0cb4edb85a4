/**
 * PKCS#12 (RFC 7292): a key and its certificates in one file, as Windows, Azure and OpenSSL write it.
 * Parsed by node-forge, because neither the runtime nor jose can. Imported on demand.
 *
 * @module
 */

// @ts-types="npm:@types/node-forge@1.3.14"
import type forge from "node-forge";
import { describePassphrase, type PassphraseOptions, withoutPassphrase } from "./encrypted_pem.ts";
import { bytesOfBase64, derIn, type PemBlock, pemBlocks, pemOf, pkcs12Label } from "./pem.ts";
import { Secret } from "../core/secret.ts";
import { invalidSetting } from "../core/errors.ts";

type Forge = typeof forge;

/**
 * Converts PKCS#12 to PEM: its keys, decrypted, and certificates. They are not validated.
 *
 * @param content PEM, as `pkcs12AsPem()` makes it.
 * @throws {GettokenError} `setting_invalid`
 */
export async function unpackPkcs12(content: Secret, options: PassphraseOptions): Promise<Secret> {
  const { source, passphrase } = options;
  const [block] = pemBlocks(content.reveal()).filter(({ label }) => label === pkcs12Label);
  const der = block && (derIn(block) ?? berIn(block));
  if (der === undefined) {
    throw invalidSetting(source, "its PKCS#12 (PFX) is invalid or truncated");
  }
  const { default: forge } = await import("node-forge");
  // For no passphrase, some programs use an empty one, others none.
  const attempts = passphrase ? [passphrase.reveal()] : ["", undefined];
  let failure: unknown;
  for (const attempt of attempts) {
    try {
      return new Secret(pemsIn(forge, der, attempt).join(""));
    } catch (error) {
      failure = error;
    }
  }
  throw explain(failure, options);
}

/** BER with indefinite length (X.690 §8.1.3.6), which some programs write. */
function berIn({ content }: PemBlock): Uint8Array<ArrayBuffer> | undefined {
  const bytes = bytesOfBase64(content);
  return bytes?.[1] === 0x80 && bytes.at(-1) === 0 ? bytes : undefined;
}

function pemsIn(forge: Forge, der: Uint8Array, passphrase: string | undefined): string[] {
  const { safeContents } = open(forge, forge.util.binary.raw.encode(der), passphrase);
  return safeContents.flatMap(({ safeBags }) => safeBags).map((bag) => pemIn(forge, bag));
}

function open(forge: Forge, der: string, passphrase: string | undefined): forge.pkcs12.Pkcs12Pfx {
  const all = forge.asn1.fromDer(der, false);
  try {
    return forge.pkcs12.pkcs12FromAsn1(all, false, passphrase);
  } catch (error) {
    // The MAC and the old encryption use the passphrase in UTF-16, the newer encryption in UTF-8
    // (RFC 7292 §B.1, RFC 8018 §3).
    const inUtf8 = forge.util.encodeUtf8(passphrase ?? "");
    if (inUtf8 === (passphrase ?? "") || unverified.test(messageOf(error))) throw error;
    const [version, contents] = all.value as forge.asn1.Asn1[];
    const unchecked = { ...all, value: [version, contents] } as forge.asn1.Asn1;
    return forge.pkcs12.pkcs12FromAsn1(unchecked, false, inUtf8);
  }
}

/** A key or certificate as PEM. node-forge parses only RSA; anything else is copied. */
function pemIn(forge: Forge, { key, cert, asn1 }: forge.pkcs12.Bag): string {
  const [label, content] = cert
    ? ["CERTIFICATE", forge.pki.certificateToAsn1(cert)]
    : key
    ? ["RSA PRIVATE KEY", forge.pki.privateKeyToAsn1(key)]
    : [isCertificate(asn1) ? "CERTIFICATE" : "PRIVATE KEY", asn1];
  return pemOf(label, forge.util.binary.raw.decode(forge.asn1.toDer(content).getBytes()));
}

/** Whether this is a certificate, which begins with a SEQUENCE. A key begins with a version. */
function isCertificate({ value }: forge.asn1.Asn1): boolean {
  return typeof value !== "string" && value[0]?.constructed === true;
}

/** node-forge's messages for a wrong passphrase. */
const unverified = /MAC could not be verified/;
const undecrypted = /(failed|unable) to decrypt/i;

const toConvert = "To convert it: openssl pkcs12 -in FILE -out key.pem (with -legacy if it is old)";

/** Explains why parsing failed. node-forge's message is matched but never shown. */
function explain(error: unknown, options: PassphraseOptions): Error {
  const { source, passphrase } = options;
  const message = messageOf(error);
  if (unverified.test(message) || undecrypted.test(message)) {
    return passphrase === undefined
      ? withoutPassphrase(options)
      : invalidSetting(source, `${describePassphrase(options)} is wrong`);
  }
  return invalidSetting(
    source,
    "this build does not support its kind of PKCS#12 (PFX)",
    toConvert,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "";
}
