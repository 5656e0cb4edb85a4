import { assertEquals, assertThrows } from "@std/assert";
import {
  denoVersionIn,
  targetOf,
  withoutProgram,
} from "../../../tools/compile/executable_formats.ts";
import { ToolError } from "../../../tools/tool.ts";
import { machO, withEnd, withSegment } from "./mach_o_files.ts";

const program = new TextEncoder().encode("a program of Deno");

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

/** An ELF image of 64 bytes and a section header table of two entries. */
function elf(machine: number): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(64 + 2 * 64);
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x464c457f, true);
  view.setUint16(18, machine, true);
  view.setBigUint64(0x28, 64n, true);
  view.setUint16(0x3a, 64, true);
  view.setUint16(0x3c, 2, true);
  return file;
}

function windowsFile(machine: number): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(256);
  const view = new DataView(file.buffer);
  view.setUint16(0, 0x5a4d, true);
  view.setUint32(0x3c, 128, true);
  view.setUint16(132, machine, true);
  return file;
}

Deno.test("an executable of each target: recognised", () => {
  assertEquals(targetOf(elf(62)), "x86_64-unknown-linux-gnu");
  assertEquals(targetOf(elf(183)), "aarch64-unknown-linux-gnu");
  assertEquals(targetOf(machO("x64")), "x86_64-apple-darwin");
  assertEquals(targetOf(machO("arm64")), "aarch64-apple-darwin");
  assertEquals(targetOf(windowsFile(0x8664)), "x86_64-pc-windows-msvc");
  assertEquals(targetOf(windowsFile(0xaa64)), "aarch64-pc-windows-msvc");
});

Deno.test("an executable of another machine, a file that is cut off, a script: no target", () => {
  const script = new TextEncoder().encode("#!/bin/sh".repeat(9));
  const cutOff = windowsFile(0x8664).subarray(0, 128);
  for (const file of [elf(40), new Uint8Array(10), script, cutOff]) {
    assertEquals(targetOf(file), undefined);
    assertThrows(() => withoutProgram(file), ToolError, "format is not known");
  }
});

Deno.test("ELF with a program at the end: the base executable", () => {
  assertEquals(withoutProgram(joined(elf(62), program)), elf(62));
});

Deno.test("PE: unchanged, because Deno replaces the program", () => {
  assertEquals(withoutProgram(windowsFile(0x8664)), windowsFile(0x8664));
});

Deno.test("Mach-O for arm64 with a segment for the program: the base executable", () => {
  assertEquals(withoutProgram(withSegment(machO("arm64"), program)), machO("arm64"));
});

Deno.test("Mach-O for x64 with a program at the end: the base executable", () => {
  assertEquals(withoutProgram(withEnd(machO("x64"), program)), machO("x64"));
});

Deno.test("Mach-O without a program: refused", () => {
  for (const cpu of ["arm64", "x64"] as const) {
    assertThrows(() => withoutProgram(machO(cpu)), ToolError, "Cannot read the base executable");
  }
});

Deno.test("the version of Deno in an executable: read, wherever it is", () => {
  const text = (words: string) => new TextEncoder().encode(words);
  assertEquals(denoVersionIn(text("\0Deno/\0x Deno/2.6.10Deno/2.6.10 ")), "2.6.10");
  assertEquals(denoVersionIn(text("no version: Deno/")), undefined);
});
