/**
 * Catches what is printed by the console.
 *
 * @module
 */

/**
 * What a piece of work prints by the console. Cliffy prints its help so, and the console does not
 * tell when stdout cannot be written.
 */
export async function printedText(work: () => Promise<unknown>): Promise<string> {
  const { console } = globalThis;
  const { log } = console;
  let printed = "";
  Object.assign(console, { log: (text: string) => void (printed += `${text}\n`) });
  try {
    await work();
  } finally {
    Object.assign(console, { log });
  }
  return printed;
}
