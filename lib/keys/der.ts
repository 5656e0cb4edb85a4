/**
 * Reads and writes ASN.1 in DER and BER (X.690): keys, certificates, PKCS#12.
 *
 * @module
 */

type Bytes = Uint8Array<ArrayBuffer>;

/** One element. */
export interface Element {
  /** The identifier octet: class, form and number (X.690 §8.1.2). */
  readonly tag: number;
  readonly content: Bytes;
  /** The whole element. */
  readonly encoding: Bytes;
}

/** Identifier octets (X.680 §8.4): universal ones, and those of a context (`[0]`). */
export const tags = {
  integer: 0x02,
  octetString: 0x04,
  oid: 0x06,
  sequence: 0x30,
  context0: 0xa0,
  implicit0: 0x80,
} as const;

/** Thrown for bytes that are not DER or BER, or end early, or have an element of another type. */
export class InvalidDer extends Error {
  override readonly name = "InvalidDer";
}

/** How deep elements of indefinite length may be nested. */
const maxDepth = 30;

/**
 * Reads the only element of some bytes.
 *
 * @throws {InvalidDer} also if anything follows it.
 */
export function readDer(bytes: Bytes): Element {
  const [element, other] = elementsIn(bytes);
  if (element === undefined || other !== undefined) throw new InvalidDer();
  return element;
}

/** Whether these bytes are one complete SEQUENCE. */
export function isSequence(bytes: Bytes): boolean {
  try {
    return readDer(bytes).tag === tags.sequence;
  } catch {
    return false;
  }
}

/**
 * The elements in a constructed element.
 *
 * @throws {InvalidDer} also if there is no such element, or its tag is not the expected one.
 */
export function childrenOf(parent: Element | undefined, tag: number = tags.sequence): Element[] {
  if (parent?.tag !== tag) throw new InvalidDer();
  return elementsIn(parent.content);
}

function elementsIn(bytes: Bytes): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    const element = elementAt(bytes, at, 0);
    elements.push(element);
    at += element.encoding.length;
  }
  return elements;
}

function elementAt(bytes: Bytes, start: number, depth: number): Element {
  const [tag, first] = bytes.subarray(start);
  if (tag === undefined || first === undefined || depth > maxDepth) throw new InvalidDer();
  if (first === 0x80) return indefiniteAt(bytes, start, depth);
  const more = first < 0x80 ? 0 : first - 0x80;
  const from = start + 2 + more;
  const length = more === 0
    ? first
    : bytes.subarray(start + 2, from).reduce((sum, byte) => sum * 256 + byte, 0);
  const end = from + length;
  if (end > bytes.length) throw new InvalidDer();
  return { tag, content: bytes.subarray(from, end), encoding: bytes.subarray(start, end) };
}

/** An element whose content ends with two zero octets (X.690 §8.1.3.6), which some programs write. */
function indefiniteAt(bytes: Bytes, start: number, depth: number): Element {
  const from = start + 2;
  let end = from;
  while (bytes[end] !== 0 || bytes[end + 1] !== 0) {
    end += elementAt(bytes, end, depth + 1).encoding.length;
  }
  const [tag = 0] = bytes.subarray(start);
  return { tag, content: bytes.subarray(from, end), encoding: bytes.subarray(start, end + 2) };
}

/**
 * The bytes of an OCTET STRING, which BER may divide into several.
 *
 * @param tag Its identifier octet, if a context replaces it.
 * @throws {InvalidDer}
 */
export function octetsOf(element: Element | undefined, tag: number = tags.octetString): Bytes {
  if (element?.tag === tag) return element.content;
  const parts = childrenOf(element, tag | 0x20);
  if (parts.some((part) => part.tag !== tags.octetString)) throw new InvalidDer();
  return Uint8Array.from(parts.flatMap(({ content }) => [...content]));
}

/**
 * An object identifier in dotted form: `1.2.840.113549.1.1.1` (X.690 §8.19).
 *
 * @throws {InvalidDer}
 */
export function oidOf(element: Element | undefined): string {
  if (element?.tag !== tags.oid) throw new InvalidDer();
  const numbers: number[] = [];
  let number = 0;
  for (const byte of element.content) {
    number = number * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    numbers.push(number);
    number = 0;
  }
  const [first = 0, ...rest] = numbers;
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - root * 40, ...rest].join(".");
}

/**
 * A non-negative INTEGER.
 *
 * @throws {InvalidDer} also if it is too large to be exact.
 */
export function integerOf(element: Element | undefined): number {
  if (element?.tag !== tags.integer) throw new InvalidDer();
  const value = element.content.reduce((sum, byte) => sum * 256 + byte, 0);
  if (!Number.isSafeInteger(value) || (element.content[0] ?? 0x80) >= 0x80) throw new InvalidDer();
  return value;
}

/** Writes an element: its tag, length and content, all in hexadecimal. */
export function element(tag: string, content: string): string {
  const length = content.length / 2;
  const digits = length.toString(16);
  const octets = digits.length % 2 === 0 ? digits : `0${digits}`;
  const more = length < 0x80 ? "" : (0x80 + octets.length / 2).toString(16);
  return tag + more + octets + content;
}
