/**
 * Folders that nobody but their owner can look into.
 *
 * @module
 */

/**
 * Makes a folder, and its owner's alone. Nobody but the owner can do that, so a folder that somebody
 * else has put there is not used.
 *
 * @throws as Deno does
 */
export function makePrivate(folder: string): void {
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  // No mode on Windows: there, folders of a user are private unless shared on purpose.
  if (((Deno.statSync(folder).mode ?? 0) & 0o077) !== 0) Deno.chmodSync(folder, 0o700);
}
