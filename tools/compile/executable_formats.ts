/**
 * Reads the formats of executables: ELF (Linux), PE (Windows), Mach-O (macOS). A program made by
 * `deno compile` is a base executable with the program added; {@linkcode withoutProgram} takes the
 * program out again.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { machOWithoutProgram } from "./mach_o.ts";
import { ToolError } from "../tool.ts";

/** Where the formats say which machine they are for. */
const machines: readonly { triple: string; magic: number; machineAt: Place; machine: number }[] = [
  { triple: "x86_64-unknown-linux-gnu", magic: 0x464c457f, machineAt: 18, machine: 62 },
  { triple: "aarch64-unknown-linux-gnu", magic: 0x464c457f, machineAt: 18, machine: 183 },
  { triple: "x86_64-apple-darwin", magic: 0xfeedfacf, machineAt: 4, machine: 0x0007 },
  { triple: "aarch64-apple-darwin", magic: 0xfeedfacf, machineAt: 4, machine: 0x000c },
  { triple: "x86_64-pc-windows-msvc", magic: 0x5a4d, machineAt: "PE header", machine: 0x8664 },
  { triple: "aarch64-pc-windows-msvc", magic: 0x5a4d, machineAt: "PE header", machine: 0xaa64 },
];

type Place = number | "PE header";

/** The target of an executable, as Deno names it; `undefined` if its format is unknown. */
export function targetOf(file: Uint8Array<ArrayBuffer>): string | undefined {
  if (file.length < 64) return undefined;
  const view = viewOf(file);
  return machines.find(({ magic, machineAt, machine }) => {
    const start = magic > 0xffff ? view.getUint32(0, true) : view.getUint16(0, true);
    if (start !== magic) return false;
    const place = machineAt === "PE header" ? view.getUint32(0x3c, true) + 4 : machineAt;
    return place + 2 <= file.length && view.getUint16(place, true) === machine;
  })?.triple;
}

/**
 * The base executable in a program that `deno compile` of Deno 2.6 made. For Windows it is the
 * program itself, since Deno replaces what was added.
 *
 * @throws {ToolError} when the format is not known
 */
export function withoutProgram(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const target = targetOf(file);
  if (target?.includes("linux")) return file.subarray(0, elfSize(file));
  if (target?.includes("darwin")) return machOWithoutProgram(file);
  if (target?.includes("windows")) return file;
  throw new ToolError("Cannot read the base executable: its format is not known");
}

/**
 * The Deno version of a base executable, which contains the string of its `User-Agent`.
 *
 * @returns `undefined` if no version is found
 */
export function denoVersionIn(file: Uint8Array<ArrayBuffer>): string | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const prefix = "Deno/";
  for (let at = bytes.indexOf(prefix); at >= 0; at = bytes.indexOf(prefix, at + 1)) {
    const text = bytes.toString("latin1", at + prefix.length, at + prefix.length + 20);
    const version = /^\d+\.\d+\.\d+/.exec(text)?.[0];
    if (version) return version;
  }
  return undefined;
}

/** The size of a 64-bit ELF image, which ends with the section header table. */
function elfSize(file: Uint8Array<ArrayBuffer>): number {
  const view = viewOf(file);
  const tableOffset = Number(view.getBigUint64(0x28, true));
  return tableOffset + view.getUint16(0x3a, true) * view.getUint16(0x3c, true);
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
