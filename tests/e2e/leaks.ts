/**
 * Finds a secret in a text, in whatever way it is written there.
 *
 * @module
 */

/** How often a text is decoded: a form-encoded secret can stand in Base64. */
const depth = 2;

/** Whether a text has a value in it: plainly, in percent, form or JSON encoding, in Base64 or hexadecimal. */
export function leaks(text: string, value: string): boolean {
  return [...readings(text)].some((reading) => reading.includes(value));
}

/** A text, and all that it may mean to someone who decodes what looks encoded in it. */
export function readings(text: string): ReadonlySet<string> {
  const found = new Set([text]);
  for (let round = 0; round < depth; round++) {
    for (const reading of [...found]) {
      for (const decode of decoders) found.add(decode(reading));
    }
  }
  return found;
}

const decoders: readonly ((text: string) => string)[] = [
  decodePercent,
  (text) => decodePercent(text.replaceAll("+", " ")),
  (text) => text.replace(/\\(?:u([0-9a-f]{4})|(.))/gi, unescapeJson),
  // Base64 may follow other letters, so that its groups of four begin anywhere.
  ...[0, 1, 2, 3].map((offset) => (text: string) =>
    text.replace(/[\w+/-]{8,}/g, (letters) => decodeBase64(letters.slice(offset)))
  ),
  (text) => text.replace(/(?:[0-9a-f]{2}){8,}/gi, decodeHex),
];

function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => {
    const bytes = codes.slice(1).split("%").map((code) => parseInt(code, 16));
    return new TextDecoder().decode(Uint8Array.from(bytes));
  });
}

function unescapeJson(_: string, code: string | undefined, letter = ""): string {
  const named: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  return code === undefined ? named[letter] ?? letter : String.fromCharCode(parseInt(code, 16));
}

function decodeHex(digits: string): string {
  return new TextDecoder().decode(Uint8Array.fromHex(digits));
}

/** Of either alphabet; a last group that is not whole is left out as far as it says nothing. */
function decodeBase64(letters: string): string {
  const standard = letters.replaceAll("-", "+").replaceAll("_", "/");
  const whole = standard.length % 4 === 1 ? standard.slice(0, -1) : standard;
  return new TextDecoder().decode(Uint8Array.from(atob(whole), (byte) => byte.charCodeAt(0)));
}
