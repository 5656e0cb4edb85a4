/**
 * Reads from the first bytes of a program which platform it is for.
 *
 * @module
 */

/** The number of bytes that {@linkcode platformOf} needs. */
export const HEADER_SIZE = 4096;

const X64 = "x64";
const ARM64 = "arm64";

// e_machine of ELF, cputype of Mach-O, Machine of PE.
const elfMachines: Readonly<Record<number, string>> = { 0x3e: X64, 0xb7: ARM64 };
const machCpus: Readonly<Record<number, string>> = { 0x01000007: X64, 0x0100000c: ARM64 };
const peMachines: Readonly<Record<number, string>> = { 0x8664: X64, 0xaa64: ARM64 };

const ELF = 0x7f454c46;
const MACH_O_64 = 0xcffaedfe;
const MZ = 0x4d5a;

/**
 * The platform of a program, as the targets of a release are named: `linux-x64`. An ELF file is
 * taken for one of Linux.
 *
 * @param header the first {@linkcode HEADER_SIZE} bytes, or the whole file if it is smaller
 * @returns `undefined` if it is not a program for a known machine
 */
export function platformOf(header: Uint8Array): string | undefined {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (view.byteLength < 64) return undefined;
  const magic = view.getUint32(0);
  if (magic === ELF) return platform("linux", elfMachines[view.getUint16(18, true)]);
  if (magic === MACH_O_64) return platform("macos", machCpus[view.getUint32(4, true)]);
  return view.getUint16(0) === MZ ? windowsPlatform(view) : undefined;
}

function windowsPlatform(view: DataView): string | undefined {
  const peHeader = view.getUint32(0x3c, true);
  if (peHeader + 6 > view.byteLength) return undefined;
  return platform("windows", peMachines[view.getUint16(peHeader + 4, true)]);
}

function platform(os: string, cpu: string | undefined): string | undefined {
  return cpu && `${os}-${cpu}`;
}
