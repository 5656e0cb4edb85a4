/**
 * Takes the program out of a Mach-O executable that `deno compile` of Deno 2.6 made. The library
 * libsui, which Deno uses, adds it to arm64 executables as a segment, and to x86-64 ones at the end of
 * the file, as if it were more of the symbols' names.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { ToolError } from "../tool.ts";

const HEADER_SIZE = 32;
const CPU_ARM64 = 0x0100000c;

// Numbers of load commands, from <mach-o/loader.h>.
const LC_SYMTAB = 0x2;
const LC_DYSYMTAB = 0xb;
const LC_SEGMENT_64 = 0x19;
const LC_CODE_SIGNATURE = 0x1d;

/** Where load commands have offsets into the last segment, `__LINKEDIT`. */
const OFFSETS: Readonly<Record<number, readonly number[]>> = {
  [LC_SYMTAB]: [8, 16],
  [LC_DYSYMTAB]: [32, 40, 48, 56, 64, 72],
  [LC_CODE_SIGNATURE]: [8],
  0x26: [8], // function starts
  0x29: [8], // data in code
  0x2b: [8], // code signing requirements of libraries
  0x2e: [8], // hints for the linker
  0x36: [8], // atoms
  0x22: [8, 16, 24, 32, 40], // dynamic linker
  0x80000022: [8, 16, 24, 32, 40],
  0x80000033: [8], // exports
  0x80000034: [8], // fixups
};

// Split in two, so that a program that contains this file does not match.
const END_OF_BASE = ["<~sui-", "data~>"].join("");

/** A load command: its number, and where it is in the file. */
interface Command {
  readonly number: number;
  readonly start: number;
  readonly size: number;
}

/**
 * The base executable.
 *
 * @throws {ToolError} when the program is in a form that is not known
 */
export function machOWithoutProgram(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  return view.getUint32(4, true) === CPU_ARM64 ? withoutSegment(file) : withoutEnd(file);
}

/** Removes the segment with the program, and moves `__LINKEDIT` back. */
function withoutSegment(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const before = commandsOf(file);
  const added = segmentNamed("__SUI", file, before);
  const from = Number(viewOf(file).getBigUint64(added.start + 40, true));
  const size = viewOf(file).getBigUint64(added.start + 48, true);
  const base = new Uint8Array(Buffer.concat([
    file.subarray(0, added.start),
    file.subarray(added.start + added.size, endOf(before)),
    new Uint8Array(added.size),
    file.subarray(endOf(before), from),
    file.subarray(from + Number(size)),
  ]));
  const view = viewOf(base);
  view.setUint32(16, view.getUint32(16, true) - 1, true);
  view.setUint32(20, view.getUint32(20, true) - added.size, true);
  const commands = commandsOf(base);
  const linkedit = segmentNamed("__LINKEDIT", base, commands).start;
  for (const place of [linkedit + 24, linkedit + 40]) {
    view.setBigUint64(place, view.getBigUint64(place, true) - size, true);
  }
  const places = commands.flatMap(({ number, start }) =>
    (OFFSETS[number] ?? []).map((offset) => start + offset)
  );
  for (const place of places) {
    const offset = view.getUint32(place, true);
    if (offset >= from) view.setUint32(place, offset - Number(size), true);
  }
  return base;
}

/** Cuts the program off at the end, and makes the table of names end there, and `__LINKEDIT`. */
function withoutEnd(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const end = Buffer.from(file.buffer, file.byteOffset, file.length).indexOf(END_OF_BASE);
  if (end < 0) throw new ToolError("Cannot read the base executable: it contains no program");
  const base = file.slice(0, end);
  const view = viewOf(base);
  const commands = commandsOf(base);
  const linkedit = segmentNamed("__LINKEDIT", base, commands).start;
  const length = BigInt(end) - view.getBigUint64(linkedit + 40, true);
  for (const place of [linkedit + 32, linkedit + 48]) view.setBigUint64(place, length, true);
  const names = commands.find(({ number }) => number === LC_SYMTAB);
  if (names) {
    view.setUint32(names.start + 20, end - view.getUint32(names.start + 16, true), true);
  }
  // The signature was at the end of the file. Its command is the last one.
  const last = commands.at(-1);
  if (last?.number === LC_CODE_SIGNATURE) {
    base.fill(0, last.start, last.start + last.size);
    view.setUint32(16, view.getUint32(16, true) - 1, true);
    view.setUint32(20, view.getUint32(20, true) - last.size, true);
  }
  return base;
}

function commandsOf(file: Uint8Array<ArrayBuffer>): Command[] {
  const view = viewOf(file);
  const commands: Command[] = [];
  let start = HEADER_SIZE;
  for (let left = view.getUint32(16, true); left > 0; left--) {
    const size = view.getUint32(start + 4, true);
    commands.push({ number: view.getUint32(start, true), start, size });
    start += size;
  }
  return commands;
}

function endOf(commands: readonly Command[]): number {
  const last = commands.at(-1);
  return last ? last.start + last.size : HEADER_SIZE;
}

function segmentNamed(
  name: string,
  file: Uint8Array<ArrayBuffer>,
  commands: readonly Command[],
): Command {
  const nameAt = (start: number) =>
    new TextDecoder().decode(file.subarray(start, start + 16)).replace(/\0.*$/, "");
  const segment = commands.find(({ number, start }) =>
    number === LC_SEGMENT_64 && nameAt(start + 8) === name
  );
  if (segment) return segment;
  throw new ToolError(`Cannot read the base executable: it has no segment ${name}`);
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
