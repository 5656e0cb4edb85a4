import { assertEquals } from "@std/assert";
import { platformOf } from "../../../tools/smoke/program_file.ts";

/** A header of 512 bytes with numbers of these sizes at these places. */
function header(...fields: readonly [at: number, ...bytes: number[]][]): Uint8Array {
  const bytes = new Uint8Array(512);
  for (const [at, ...values] of fields) bytes.set(values, at);
  return bytes;
}

const elf = [0, 0x7f, 0x45, 0x4c, 0x46] as const;
const machO = [0, 0xcf, 0xfa, 0xed, 0xfe] as const;
const mz = [0, 0x4d, 0x5a] as const;
const peAt0x100 = [0x3c, 0x00, 0x01] as const;

Deno.test("platformOf(): a header of a known machine: name of the target", () => {
  assertEquals(platformOf(header([...elf], [18, 0x3e])), "linux-x64");
  assertEquals(platformOf(header([...elf], [18, 0xb7])), "linux-arm64");
  assertEquals(platformOf(header([...machO], [4, 0x07, 0, 0, 0x01])), "macos-x64");
  assertEquals(platformOf(header([...machO], [4, 0x0c, 0, 0, 0x01])), "macos-arm64");
  assertEquals(platformOf(header([...mz], [...peAt0x100], [0x104, 0x64, 0x86])), "windows-x64");
  assertEquals(platformOf(header([...mz], [...peAt0x100], [0x104, 0x64, 0xaa])), "windows-arm64");
});

Deno.test("platformOf(): no program, or one for another machine: undefined", () => {
  assertEquals(platformOf(new Uint8Array()), undefined);
  assertEquals(platformOf(new TextEncoder().encode("#!/bin/sh\n".repeat(20))), undefined);
  assertEquals(platformOf(header([...elf], [18, 0xf3])), undefined);
  assertEquals(platformOf(header([...mz], [0x3c, 0xff, 0xff, 0xff, 0x7f])), undefined);
});
