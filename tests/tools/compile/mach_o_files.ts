/**
 * Small Mach-O executables, and programs added to them as the library libsui of Deno 2.6 does.
 *
 * @module
 */

const SEGMENT_SIZE = 72;
const ADDED_SIZE = 152;
const LINKEDIT_AT = 0x200;
const LINKEDIT_SIZE = 0x40;
/** Where the commands are: __TEXT, __LINKEDIT, the table of symbols. */
const [TEXT, LINKEDIT, SYMBOLS] = [32, 32 + SEGMENT_SIZE, 32 + 2 * SEGMENT_SIZE];

/** An executable with two segments and a table of symbols, whose names are at its end. */
export function machO(cpu: "x64" | "arm64"): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(LINKEDIT_AT + LINKEDIT_SIZE);
  const view = new DataView(file.buffer);
  file.fill(7, LINKEDIT_AT);
  view.setUint32(0, 0xfeedfacf, true);
  view.setUint32(4, cpu === "arm64" ? 0x0100000c : 0x01000007, true);
  view.setUint32(16, 3, true);
  view.setUint32(20, 2 * SEGMENT_SIZE + 24, true);
  writeSegment(file, TEXT, { name: "__TEXT", from: 0, size: LINKEDIT_AT });
  writeSegment(file, LINKEDIT, { name: "__LINKEDIT", from: LINKEDIT_AT, size: LINKEDIT_SIZE });
  [2, 24, LINKEDIT_AT, 1, LINKEDIT_AT + 0x10, LINKEDIT_SIZE - 0x10].forEach((value, index) =>
    view.setUint32(SYMBOLS + 4 * index, value, true)
  );
  return file;
}

interface Segment {
  readonly name: string;
  readonly from: number;
  readonly size: number;
}

function writeSegment(file: Uint8Array<ArrayBuffer>, at: number, { name, from, size }: Segment) {
  const view = new DataView(file.buffer);
  view.setUint32(at, 0x19, true);
  view.setUint32(at + 4, name === "__SUI" ? ADDED_SIZE : SEGMENT_SIZE, true);
  file.set(new TextEncoder().encode(name), at + 8);
  [0x1000 + from, size, from, size].forEach((value, index) =>
    view.setBigUint64(at + 24 + 8 * index, BigInt(value), true)
  );
}

/** Adds the program as a segment before `__LINKEDIT`, which moves. */
export function withSegment(base: Uint8Array, program: Uint8Array): Uint8Array<ArrayBuffer> {
  const size = 0x100;
  const file = new Uint8Array(base.length + size);
  file.set(base.subarray(0, LINKEDIT));
  file.set(base.subarray(LINKEDIT, SYMBOLS + 24), LINKEDIT + ADDED_SIZE);
  file.set(program, LINKEDIT_AT);
  file.set(base.subarray(LINKEDIT_AT), LINKEDIT_AT + size);
  writeSegment(file, LINKEDIT, { name: "__SUI", from: LINKEDIT_AT, size });
  writeSegment(file, LINKEDIT + ADDED_SIZE, {
    name: "__LINKEDIT",
    from: LINKEDIT_AT + size,
    size: LINKEDIT_SIZE,
  });
  const view = new DataView(file.buffer);
  view.setUint32(16, 4, true);
  view.setUint32(20, 2 * SEGMENT_SIZE + 24 + ADDED_SIZE, true);
  for (const place of [8, 16]) {
    const at = SYMBOLS + ADDED_SIZE + place;
    view.setUint32(at, view.getUint32(at, true) + size, true);
  }
  return file;
}

/** Adds the program at the end, and makes `__LINKEDIT` and the names of symbols longer. */
export function withEnd(base: Uint8Array, program: Uint8Array): Uint8Array<ArrayBuffer> {
  const sentinel = new TextEncoder().encode(["<~sui-", "data~>"].join(""));
  const file = new Uint8Array([...base, ...sentinel, ...new Uint8Array(12), ...program]);
  const view = new DataView(file.buffer);
  const size = file.length - LINKEDIT_AT;
  view.setBigUint64(LINKEDIT + 32, BigInt(size), true);
  view.setBigUint64(LINKEDIT + 48, BigInt(size), true);
  view.setUint32(SYMBOLS + 20, size - 0x10, true);
  return file;
}
