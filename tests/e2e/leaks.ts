/**
 * Finds a secret in a string in any encoding, by decoding whatever looks encoded. Does not use the
 * program's own redaction.
 *
 * @module
 */

/** Number of nested encodings to decode: a form-encoded secret can be in Base64 of Base64. */
const depth = 3;

/** Whether a string contains a value in any case: plain, escaped, in Base64 or hexadecimal. */
export function leaks(text: string, value: string): boolean {
  return [...readings(text)].some((reading) => reading.includes(comparable(value)));
}

const known = new Map<string, ReadonlySet<string>>();

/** The string and everything that it can be decoded to, each {@linkcode comparable}. */
export function readings(text: string): ReadonlySet<string> {
  const readings = known.get(text) ?? new Set([...decoded(text)].map(comparable));
  // Callers search the same string for several values.
  if (known.size > 20) known.clear();
  known.set(text, readings);
  return readings;
}

/** In lower case, without white space, control and invisible characters, and ANSI sequences. */
export function comparable(text: string): string {
  const ansi = /\p{Cc}\[[\d;]*[a-z]/gu;
  return text.toLowerCase().replace(ansi, "").replace(/[\s\p{C}\p{Zl}\p{Zp}]/gu, "");
}

function decoded(text: string): ReadonlySet<string> {
  const found = new Set([text]);
  let last = [text, text.replace(/[\s\p{Cf}]/gu, "")];
  for (let round = 0; round < depth; round++) {
    last = last.flatMap((reading) => decoders.map((decode) => decode(reading)))
      .filter((reading) => !found.has(reading));
    for (const reading of last) found.add(reading);
  }
  return found;
}

const decoders: readonly ((text: string) => string)[] = [
  decodePercent,
  (text) => decodePercent(text.replaceAll("+", " ")),
  (text) => decodePercent(text.replace(/\\x(?=[0-9a-f]{2})/gi, "%")),
  (text) => text.replace(/\\(?:u([0-9a-f]{4})|(.))/gi, unescapeJson),
  (text) => text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]+));/gi, unescapeHtml),
  (text) => decodePercent(text.replace(/=\r?\n/g, "").replace(/=(?=[0-9a-f]{2})/gi, "%")),
  // Runs of Base64 or hexadecimal digits. Other letters may precede, so try each offset.
  (text) => runs(text, /[\w+/-]{8,}/g, [0, 1, 2, 3], decodeBase64),
  (text) =>
    runs(text, /[0-9a-f]{2}(?:(?:0x|[:,.-]){0,3}[0-9a-f]{2}){5,}[0-9a-f]?/gi, [0, 1], decodeHex),
];

function runs(
  text: string,
  pattern: RegExp,
  offsets: readonly number[],
  decode: (run: string) => string,
): string {
  const runs = text.match(pattern) ?? [];
  return runs.flatMap((run) => offsets.map((offset) => decode(run.slice(offset)))).join("\n");
}

function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => {
    const bytes = codes.slice(1).split("%").map((code) => parseInt(code, 16));
    return new TextDecoder().decode(Uint8Array.from(bytes));
  });
}

function unescapeJson(_: string, code?: string, letter = ""): string {
  const named: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  return code === undefined ? named[letter] ?? letter : String.fromCharCode(parseInt(code, 16));
}

function unescapeHtml(entity: string, hex?: string, decimal?: string, name = ""): string {
  const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };
  const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
  if (code <= 0x10ffff) return String.fromCodePoint(code);
  return { ...named, apos: "'", nbsp: " " }[name.toLowerCase()] ?? entity;
}

function decodeHex(run: string): string {
  const digits = run.replace(/0x|[:,.-]/gi, "");
  const bytes = digits.match(/../g)?.map((byte) => parseInt(byte, 16)) ?? [];
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** Decodes Base64 and Base64url, also if the last group is incomplete. */
function decodeBase64(letters: string): string {
  const standard = letters.replaceAll("-", "+").replaceAll("_", "/");
  const whole = standard.length % 4 === 1 ? standard.slice(0, -1) : standard;
  return new TextDecoder().decode(Uint8Array.from(atob(whole), (byte) => byte.charCodeAt(0)));
}
