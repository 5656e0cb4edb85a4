/**
 * The curve of ES512, which not every runtime has.
 *
 * @module
 */

/**
 * Whether this runtime can verify signatures on the curve P-521. Deno 2.6 takes keys on it, and then
 * calls every signature wrong.
 */
export async function hasP521(): Promise<boolean> {
  const curve = { name: "ECDSA", namedCurve: "P-521" };
  const algorithm = { name: "ECDSA", hash: "SHA-512" };
  const data = new Uint8Array(1);
  try {
    const { privateKey, publicKey } = await crypto.subtle.generateKey(curve, false, [
      "sign",
      "verify",
    ]);
    const signature = await crypto.subtle.sign(algorithm, privateKey, data);
    return await crypto.subtle.verify(algorithm, publicKey, signature, data);
  } catch {
    return false;
  }
}
