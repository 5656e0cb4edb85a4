import { join } from "node:path";
// deno-lint-ignore no-import-prefix -- the program does not need it
import { unzipSync } from "npm:fflate@0.8.3";
import { sha256 } from "./checksums.ts";
import { NOT_FOUND, runProgram } from "./run_program.ts";
import { ToolError } from "./tool.ts";

/** A wheel, a package of Python, pinned by its hash. */
export interface PythonWheel {
  readonly name: string;
  readonly version: string;
  /** The platform, as in the name of the wheel: `win_amd64`. */
  readonly platform: string;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

// The names of pip on different systems.
const PIPS: readonly (readonly string[])[] = [["python3", "-m", "pip"], ["python", "-m", "pip"], [
  "py",
  "-m",
  "pip",
], ["pip"]];

/**
 * Downloads a wheel with pip and unpacks one file of it. Installs nothing. The user's configuration of
 * pip (index, credentials, proxy, certificates) applies.
 *
 * @param path of the file in the wheel
 * @param pips commands to try
 * @throws {ToolError} when there is no pip, pip cannot fetch the wheel, or its hash differs from the
 * pinned one
 */
export async function fileInWheel(
  wheel: PythonWheel,
  path: string,
  pips = PIPS,
): Promise<Uint8Array<ArrayBuffer>> {
  const folder = await Deno.makeTempDir({ prefix: "pip-download-" });
  try {
    await download(wheel, folder, pips);
    const archive = await onlyFile(folder);
    const { name, version, platform } = wheel;
    if (sha256(archive) !== wheel.sha256) {
      throw new ToolError(
        `Cannot use ${name} ${version} for ${platform}: its SHA-256 hash differs from the pinned one`,
      );
    }
    const file = unzipSync(archive, { filter: (entry) => entry.name === path })[path];
    if (!file) throw new ToolError(`Cannot use ${name} ${version}: it has no file ${path}`);
    return file;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function download(
  { name, version, platform }: PythonWheel,
  folder: string,
  pips: readonly (readonly string[])[],
): Promise<void> {
  for (const [program = "", ...pip] of pips) {
    const { status, stderr } = await runProgram(program, [
      ...[...pip, "download", `${name}==${version}`, "--dest", folder, "--platform", platform],
      ...["--only-binary=:all:", "--no-deps", "--no-input"],
      ...["--disable-pip-version-check", "--quiet"],
    ]);
    if (status === 0) return;
    // A Python without pip fails as a missing program does.
    if (status === NOT_FOUND || stderr.includes("No module named pip")) continue;
    throw new ToolError(`Cannot fetch ${name} ${version} for ${platform}:\n${stderr.trim()}`);
  }
  throw new ToolError(
    `Cannot fetch ${name} ${version}: there is no pip\n→ Install Python with pip`,
  );
}

async function onlyFile(folder: string): Promise<Uint8Array<ArrayBuffer>> {
  for await (const { name } of Deno.readDir(folder)) return await Deno.readFile(join(folder, name));
  throw new ToolError("Cannot fetch a package of Python: pip wrote no file");
}
