/**
 * A CA for one test run, which no machine trusts. It issues valid and invalid certificates.
 * @module
 */
// The classes of certificates need it to be there before them.
import "reflect-metadata";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A certificate and its private key in PEM, as `Deno.serve` and `Deno.listenTls` take them. */
export interface CertifiedKey {
  /** The certificate, with those between it and the authority after it. */
  readonly cert: string;
  readonly key: string;
}

/** The types of keys. */
export type KeyType = "EC" | "RSA" | "Ed25519";

/** The properties of a certificate. */
export interface CertificateOptions {
  /**
   * The DNS names and IP addresses that it is for.
   * @default {["localhost", "127.0.0.1", "::1"]}
   */
  readonly names?: readonly string[];
  /** @default {one hour ago} */
  readonly notBefore?: Date;
  /** @default {in one hour} */
  readonly notAfter?: Date;
  /**
   * What its owner proves to be.
   * @default {"server"}
   */
  readonly use?: "server" | "client";
  /**
   * What its key is; that of the authority is always EC.
   * @default {"EC"}
   */
  readonly keyType?: KeyType;
  /**
   * Whether its owner may certify others.
   * @default {false}
   */
  readonly isAuthority?: boolean;
  /**
   * Whether an authority in between has issued it, as is usual in public.
   * @default {false}
   */
  readonly intermediate?: boolean;
}

/** A CA. Only tests trust it. */
export interface CertificateAuthority {
  /** Its own certificate in PEM. */
  readonly pem: string;
  /** Creates a key and a certificate for it. */
  issue(options?: CertificateOptions): Promise<CertifiedKey>;
}

let making: Promise<CertificateAuthority> | undefined;

/** The CA of this run, created on first use. */
export function certificateAuthority(): Promise<CertificateAuthority> {
  return making ??= newCertificateAuthority();
}

/** A new CA. */
export async function newCertificateAuthority(): Promise<CertificateAuthority> {
  // Were two of one name, they would be taken for one whose signature is wrong.
  const root = await selfSigned(`Throw-away CA ${crypto.randomUUID()}`, authorityExtensions());
  return {
    pem: pemOf(root.certificate),
    async issue(options = {}): Promise<CertifiedKey> {
      if (!options.intermediate) return await certifiedKey(await signedBy(root, options));
      const between = await certified(root, "Throw-away intermediate CA", authorityExtensions());
      return await certifiedKey(await signedBy(between, options), between.certificate);
    },
  };
}

/** A self-signed certificate. */
export async function selfSignedCertificate(
  options: CertificateOptions = {},
): Promise<CertifiedKey> {
  return await certifiedKey(await selfSigned("Self-signed", extensionsFor(options), options));
}

/** Whom a certificate is about, with the key to prove it. */
interface Subject {
  readonly certificate: X509Certificate;
  readonly privateKey: CryptoKey;
}

const hour = 60 * 60 * 1000;

function selfSigned(
  name: string,
  extensions: Extension[],
  options: CertificateOptions = {},
): Promise<Subject> {
  return certified(undefined, name, extensions, options);
}

function signedBy(issuer: Subject, options: CertificateOptions): Promise<Subject> {
  return certified(issuer, "Server or client", extensionsFor(options), options);
}

/** Creates a key and a certificate for it: self-signed if there is no issuer. */
async function certified(
  issuer: Subject | undefined,
  name: string,
  extensions: Extension[],
  {
    notBefore = new Date(Date.now() - hour),
    notAfter = new Date(Date.now() + hour),
    keyType = "EC",
  }: CertificateOptions = {},
): Promise<Subject> {
  const { publicKey, privateKey } = await newKeyPair(keyType);
  const subject = `CN=${name}`;
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer: issuer?.certificate.subject ?? subject,
    publicKey,
    signingKey: issuer?.privateKey ?? privateKey,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    notBefore,
    notAfter,
    extensions,
  });
  return { certificate, privateKey };
}

const keyAlgorithms = {
  EC: { name: "ECDSA", namedCurve: "P-256" },
  RSA: {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
  Ed25519: { name: "Ed25519" },
} as const;

function newKeyPair(type: KeyType): Promise<CryptoKeyPair> {
  const uses: KeyUsage[] = ["sign", "verify"];
  return crypto.subtle.generateKey(keyAlgorithms[type], true, uses) as Promise<CryptoKeyPair>;
}

function authorityExtensions(): Extension[] {
  return [
    new BasicConstraintsExtension(true, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
  ];
}

function extensionsFor(
  { names = ["localhost", "127.0.0.1", "::1"], use = "server", isAuthority = false }:
    CertificateOptions,
): Extension[] {
  return [
    new BasicConstraintsExtension(isAuthority),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([
      use === "server" ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth,
    ]),
    new SubjectAlternativeNameExtension(
      names.map((value) => ({ type: isAddress(value) ? "ip" as const : "dns" as const, value })),
    ),
  ];
}

function isAddress(name: string): boolean {
  return /^[\d.]+$|:/.test(name);
}

async function certifiedKey(
  { certificate, privateKey }: Subject,
  ...chain: X509Certificate[]
): Promise<CertifiedKey> {
  const key = await crypto.subtle.exportKey("pkcs8", privateKey);
  return {
    cert: [certificate, ...chain].map(pemOf).join(""),
    key: PemConverter.encode(key, "PRIVATE KEY"),
  };
}

function pemOf(certificate: X509Certificate): string {
  return `${certificate.toString("pem")}\n`;
}
