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
const maxScripted = 2_000_000;

/** The same for MD5, whose calls take longer. Only old programs use it, with some thousand. */
const maxMd5 = 1_000_000;

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

/** Lets the runtime handle signals in the middle of long work. */
function handleSignals(): Promise<void> {
  return new Promise((done) => setTimeout(done));
}

/** RFC 8018 §5.1: repeated hashes, here by MD5 or SHA-1. */
export async function derivePbkdf1(
  passphrase: string,
  hash: "md5" | "sha1",
  derivation: Derivation,
): Promise<Bytes> {
  requireAtMost(hash === "md5" ? maxMd5 : maxScripted, derivation);
  const { salt, iterations, length } = derivation;
  const { createHash } = await import("node:crypto");
  let bytes = Uint8Array.from(createHash(hash).update(passphrase).update(salt).digest());
  if (hash === "sha1") return (await repeatSha1(bytes, iterations - 1)).slice(0, length);
  for (let count = 1; count < iterations; count++) {
    bytes = Uint8Array.from(createHash(hash).update(bytes).digest());
    if (count % 20_000 === 0) await handleSignals();
  }
  return bytes.slice(0, length);
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
  const whole = (bytes: Bytes) => repeated(bytes, Math.ceil(bytes.length / blockBytes));
  const blocks = Uint8Array.of(...whole(salt), ...whole(utf16Of(passphrase)));
  const derived: number[] = [];
  while (derived.length < length) {
    const start = Uint8Array.of(...repeated(Uint8Array.of(purpose), 1), ...blocks);
    const first = new Uint8Array(await crypto.subtle.digest("SHA-1", start));
    const digest = await repeatSha1(first, iterations - 1);
    derived.push(...digest);
    addToBlocks(blocks, repeated(digest, 1));
  }
  return Uint8Array.from(derived.slice(0, length));
}

/** The block of SHA-1, in bytes. */
const blockBytes = 64;

/** A passphrase in UTF-16, with a zero at its end (RFC 7292 §B.1). */
function utf16Of(passphrase: string | undefined): Bytes {
  if (passphrase === undefined) return new Uint8Array();
  return Uint8Array.from(
    Array.from(`${passphrase}\0`.split(""), (unit) => unit.charCodeAt(0))
      .flatMap((code) => [code >> 8, code & 0xff]),
  );
}

/** Bytes, repeated until they fill a number of blocks. */
function repeated(bytes: Bytes, blocks: number): Bytes {
  return Uint8Array.from({ length: blocks * blockBytes }, (_, at) => bytes[at % bytes.length] ?? 0);
}

/** Adds a number and 1 to each block, a number of 512 bits as well (RFC 7292 §B.2, step 6C). */
function addToBlocks(blocks: Bytes, addend: Bytes): void {
  for (let start = 0; start < blocks.length; start += blockBytes) {
    let carry = 1;
    for (let at = blockBytes - 1; at >= 0; at--) {
      carry += (blocks[start + at] ?? 0) + (addend[at] ?? 0);
      blocks[start + at] = carry & 0xff;
      carry >>= 8;
    }
  }
}

const rotate = (word: number, bits: number) => (word << bits) | (word >>> (32 - bits));

/**
 * Hashes a digest with SHA-1 (FIPS 180-4 §6.1.2) again and again. The runtime has SHA-1, but calling it
 * takes 20 times as long as the hash.
 */
async function repeatSha1(digest: Bytes, times: number): Promise<Bytes> {
  const words = new Int32Array(80);
  const view = new DataView(digest.slice().buffer);
  const state = Int32Array.from({ length: 5 }, (_, at) => view.getInt32(at * 4));
  for (let count = 0; count < times; count++) {
    // The digest is the message: one block, which ends with its length of 160 bits.
    words.fill(0, 5, 16);
    words.set(state);
    words[5] = 0x80 << 24;
    words[15] = 160;
    hashBlock(words, state);
    if (count % 20_000 === 0) await handleSignals();
  }
  state.forEach((word, at) => view.setInt32(at * 4, word));
  return new Uint8Array(view.buffer);
}

/** The initial state of SHA-1 (FIPS 180-4 §5.3.3). */
const initial = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);

/** Hashes the first 16 words; the others are overwritten. Not destructured, which is slow. */
function hashBlock(words: Int32Array, state: Int32Array): void {
  for (let at = 16; at < 80; at++) {
    const mixed = words[at - 3]! ^ words[at - 8]! ^ words[at - 14]! ^ words[at - 16]!;
    words[at] = rotate(mixed, 1);
  }
  let a = initial[0]!, b = initial[1]!, c = initial[2]!, d = initial[3]!, e = initial[4]!;
  for (let at = 0; at < 80; at++) {
    const mixed = at < 20
      ? ((b & c) | (~b & d)) + 0x5a827999
      : at < 40
      ? (b ^ c ^ d) + 0x6ed9eba1
      : at < 60
      ? ((b & c) | (b & d) | (c & d)) - 0x70e44324
      : (b ^ c ^ d) - 0x359d3e2a;
    const next = (rotate(a, 5) + mixed + e + words[at]!) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  state[0] = initial[0]! + a;
  state[1] = initial[1]! + b;
  state[2] = initial[2]! + c;
  state[3] = initial[3]! + d;
  state[4] = initial[4]! + e;
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
