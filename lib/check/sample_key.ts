/** Generates keys and certificates to try a provider with. @module */

// @ts-types="npm:@types/node-forge@1.3.14"
import type forge from "node-forge";
import type { CryptoKey, GenerateKeyPairResult } from "jose";
import { usualAlgorithms } from "../contract/credential_settings.ts";
import { GettokenError } from "../core/errors.ts";
import type { AssertionAlgorithm, Provider } from "../contract/provider.ts";
import { either } from "../core/text.ts";

/** A key pair. */
export interface SampleKey {
  /** The private key in PEM, with its certificate if the provider identifies keys by it. */
  readonly pem: string;
  readonly publicKey: CryptoKey;
}

/** One key pair for each algorithm: they are slow to generate. */
const generated = new Map<AssertionAlgorithm, Promise<GenerateKeyPairResult | undefined>>();

/**
 * A key that the provider accepts.
 *
 * @param now The time, in milliseconds since 1970.
 * @throws {GettokenError} `provider_module` if this build supports none of its algorithms.
 */
export async function sampleKey({ assertion = {} }: Provider, now: number): Promise<SampleKey> {
  const { algorithms = usualAlgorithms, keyHeader } = assertion;
  const needsCertificate = keyHeader === "x5t#S256";
  // Certificates can be made for RSA only; other keys are generated faster.
  const usable = needsCertificate
    ? algorithms.filter(isRsa)
    : algorithms.toSorted((one, other) => Number(isRsa(one)) - Number(isRsa(other)));
  const { exportPKCS8 } = await import("jose/key/export");
  for (const algorithm of usable) {
    const pair = await keyPairFor(algorithm);
    if (pair === undefined) continue;
    const pem = await exportPKCS8(pair.privateKey);
    const certificate = needsCertificate ? await certificateFor(pem, now) : "";
    return { pem: `${pem}\n${certificate}`, publicKey: pair.publicKey };
  }
  throw new GettokenError(
    "provider_module",
    `There is no key to try it with: this build cannot generate one for ${either(algorithms)}`,
  );
}

function isRsa(algorithm: AssertionAlgorithm): boolean {
  return /^[RP]S/.test(algorithm);
}

/** The key pair for an algorithm; `undefined` if this runtime does not support it. */
function keyPairFor(algorithm: AssertionAlgorithm): Promise<GenerateKeyPairResult | undefined> {
  const pair = generated.get(algorithm) ?? makeKeyPair(algorithm).catch(() => undefined);
  generated.set(algorithm, pair);
  return pair;
}

async function makeKeyPair(algorithm: AssertionAlgorithm): Promise<GenerateKeyPairResult> {
  const { generateKeyPair } = await import("jose/key/generate/keypair");
  const { exportJWK } = await import("jose/key/export");
  const pair = await generateKeyPair(algorithm, { extractable: true });
  // Deno 2.6 generates P-521 keys but cannot use them.
  await exportJWK(pair.privateKey);
  return pair;
}

/** A self-signed certificate for an RSA key. */
async function certificateFor(pem: string, now: number): Promise<string> {
  const { default: forge } = await import("node-forge");
  const key = forge.pki.privateKeyFromPem(pem);
  const certificate = forge.pki.createCertificate();
  const name: forge.pki.CertificateField[] = [{ name: "commonName", value: "sample" }];
  const year = 365 * 24 * 60 * 60 * 1000;
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
  certificate.validity.notBefore = new Date(now - year);
  certificate.validity.notAfter = new Date(now + year);
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.sign(key, forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate);
}
