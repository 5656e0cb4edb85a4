/**
 * Keys to try a provider with. They are made for that, and known to nobody else.
 *
 * @module
 */

// @ts-types="npm:@types/node-forge@1.3.14"
import type forge from "node-forge";
import type { CryptoKey, GenerateKeyPairResult } from "jose";
import { usualAlgorithms } from "../contract/credential_settings.ts";
import { GettokenError } from "../core/errors.ts";
import type { AssertionAlgorithm, Provider } from "../contract/provider.ts";
import { either } from "../core/text.ts";

/** A key, and what a server would know of it. */
export interface SampleKey {
  /** The private key in PEM; with its certificate, if the provider knows it by that. */
  readonly pem: string;
  readonly publicKey: CryptoKey;
}

/** One key for each algorithm is enough, as it takes a while to make one. */
const made = new Map<AssertionAlgorithm, Promise<GenerateKeyPairResult>>();

/**
 * A key that the provider takes.
 *
 * @param now The time, in milliseconds since 1970.
 * @throws {GettokenError} `provider_module` if this build has no algorithm that it takes.
 */
export async function sampleKey({ assertion = {} }: Provider, now: number): Promise<SampleKey> {
  const { algorithms = usualAlgorithms, keyHeader } = assertion;
  const needsCertificate = keyHeader === "x5t#S256";
  // Only for RSA there is something that makes certificates; other keys are made faster.
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
    `There is no key to try it with: this build can make none for ${either(algorithms)}`,
  );
}

function isRsa(algorithm: AssertionAlgorithm): boolean {
  return /^[RP]S/.test(algorithm);
}

/** The key for an algorithm; `undefined` if this runtime does not know it. */
async function keyPairFor(
  algorithm: AssertionAlgorithm,
): Promise<GenerateKeyPairResult | undefined> {
  const pair = made.get(algorithm) ?? makeKeyPair(algorithm);
  made.set(algorithm, pair);
  return await pair.catch(() => undefined);
}

async function makeKeyPair(algorithm: AssertionAlgorithm): Promise<GenerateKeyPairResult> {
  const { generateKeyPair } = await import("jose/key/generate/keypair");
  const { exportJWK } = await import("jose/key/export");
  const pair = await generateKeyPair(algorithm, { extractable: true });
  // Deno 2.6 makes keys on P-521, and cannot do anything with them.
  await exportJWK(pair.privateKey);
  return pair;
}

/** A certificate for an RSA key, which it signs itself. */
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
