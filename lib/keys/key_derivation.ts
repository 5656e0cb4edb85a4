/**
 * Derives keys from passphrases: PBKDF1, PBKDF2 (RFC 8018 §5), scrypt (RFC 7914), and the function of
 * PKCS#12 (RFC 7292 §B.2). The runtime does the work where it can, because a file may ask for
 * hundreds of thousands of iterations. Imported on demand.
 *
 * @module
 */

type Bytes = Uint8Array<ArrayBuffer>;

/** Thrown for what cannot be decrypted whatever the passphrase; the message says why, as a clause. */
export class CannotDecrypt extends Error {
  override readonly name = "CannotDecrypt";
}

/** Thrown if a passphrase does not decrypt something. */
export class WrongPassphrase extends Error {
  override readonly name = "WrongPassphrase";
}

/** What a file says about the key to derive. */
export interface Derivation {
  readonly salt: Bytes;
  readonly iterations: number;
  /** The length of the key, in bytes. */
  readonly length: number;
  /** Shared by the derivations of a file; without it, this is the only one. */
  readonly effort?: Effort | undefined;
}

/** The work of all key derivations of a file, of which it may have many. */
export class Effort {
  #share = 0;

  /**
   * Adds a derivation before it begins.
   *
   * @param share Its part of the most work that one may take.
   * @throws {CannotDecrypt} if all together take more than four times as much: a key and its
   * certificate, each with an initialization vector.
   */
  add(share: number): void {
    this.#share += share;
    if (this.#share <= 4) return;
    throw new CannotDecrypt("its key derivations together take more time than gettoken allows");
  }
}

/** What decrypts the elements of a file. */
export interface Unlocking {
  /** `undefined` for none, which PKCS#12 distinguishes from an empty one. */
  readonly passphrase: string | undefined;
  /** Shared by the elements of a file; without it, this is the only one. */
  readonly effort?: Effort | undefined;
}

/** The most iterations that the runtime does, in about 10 to 20 seconds. */
const maxNative = 10_000_000;

/** The same for what is done in JavaScript. */
const maxScripted = 1_000_000;

function requireAtMost(limit: number, { iterations, effort }: Derivation): void {
  if (iterations >= 1 && iterations <= limit) return effort?.add(iterations / limit);
  throw new CannotDecrypt(
    `its key derivation has ${iterations} iterations, and gettoken allows 1 to ${limit}`,
  );
}

/** RFC 8018 §5.2. WebCrypto works in another thread. */
export async function derivePbkdf2(
  passphrase: string,
  hash: string,
  derivation: Derivation,
): Promise<Bytes> {
  requireAtMost(maxNative, derivation);
  const { salt, iterations, length } = derivation;
  const bytes = new TextEncoder().encode(passphrase);
  const key = await crypto.subtle.importKey("raw", bytes, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash, salt, iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, length * 8));
}

/** RFC 8018 §5.1: repeated hashes, here by MD5 or SHA-1. */
export async function derivePbkdf1(
  passphrase: string,
  hash: "md5" | "sha1",
  derivation: Derivation,
): Promise<Bytes> {
  requireAtMost(maxScripted, derivation);
  const { salt, iterations, length } = derivation;
  const { createHash } = await import("node:crypto");
  let bytes = createHash(hash).update(passphrase).update(salt).digest();
  for (let count = 1; count < iterations; count++) {
    bytes = createHash(hash).update(bytes).digest();
    // Signals are handled between.
    if (count % 20_000 === 0) await new Promise((done) => setTimeout(done));
  }
  return Uint8Array.from(bytes.subarray(0, length));
}

/**
 * The function of PKCS#12 with SHA-1 (RFC 7292 §B.2).
 *
 * @param passphrase `undefined` is not the same as an empty one.
 * @param purpose 1 for a key, 2 for an initialization vector (RFC 7292 §B.3).
 */
export async function derivePkcs12(
  passphrase: string | undefined,
  purpose: 1 | 2,
  derivation: Derivation,
): Promise<Bytes> {
  requireAtMost(maxScripted, derivation);
  const { salt, iterations, length } = derivation;
  const { default: forge } = await import("node-forge");
  const { encode, decode } = forge.util.binary.raw;
  const bytes = forge.util.createBuffer(encode(salt));
  const key = forge.pkcs12.generateKey(passphrase, bytes, purpose, iterations, length);
  return Uint8Array.from(decode(key.getBytes()));
}

/** The parameters of scrypt (RFC 7914 §2): cost, block size, parallelization. */
export interface ScryptCosts {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** The most memory that scrypt may take, in bytes. */
const maxMemory = 512 * 1024 * 1024;

/** RFC 7914 */
export async function deriveScrypt(
  passphrase: string,
  { N, r, p }: ScryptCosts,
  { salt, length, effort }: Omit<Derivation, "iterations">,
): Promise<Bytes> {
  const problem = `its key derivation is scrypt with N=${N}, r=${r}, p=${p}`;
  if (128 * N * r * p > maxMemory) {
    throw new CannotDecrypt(`${problem}, which takes more memory or time than gettoken allows`);
  }
  if (N < 2 || !Number.isInteger(Math.log2(N)) || r < 1 || p < 1) {
    throw new CannotDecrypt(`${problem}, which is invalid`);
  }
  effort?.add(128 * N * r * p / maxMemory);
  const { scrypt } = await import("node:crypto");
  const costs = { N, r, p, maxmem: 2 * maxMemory };
  // In another thread, so that signals are handled meanwhile.
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  scrypt(passphrase, salt, length, costs, (error, key) => error ? reject(error) : resolve(key));
  return Uint8Array.from(await promise);
}
