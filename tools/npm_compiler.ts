import { Buffer } from "node:buffer";
import { join } from "node:path";
import { exists, makeFolderOnce } from "./files.ts";
import { type NpmTarball, unpackNpmTarball } from "./npm_tarball.ts";
import { cacheDir } from "./paths.ts";
import { say, ToolError } from "./tool.ts";

/** A Deno that compiles, and the variables that it needs. */
export interface NpmCompiler {
  deno: string;
  env: Record<string, string>;
}

// The only platform for which npm has both executables.
const TARGET = "x86_64-unknown-linux-gnu";

// The base executable below is of Deno 2.6.10 and reads the format that this Deno writes. Later
// versions write another format.
const DENO: NpmTarball = {
  name: "@deno/linux-x64-glibc",
  version: "2.6.8",
  integrity:
    "sha512-oY6qIbyrEHt+rzk7oHJ8KZgJ3mOQ1econRWcXlm/wOXORVDn7l9rEoY0vlOf4Qvv22tPTD5Jn1bxm6WBZBXmog==",
};

// Contains a program made by `deno compile`, which begins with the base executable.
const COMPILED_PROGRAM: NpmTarball = {
  name: "@mcp-stress/linux-x64",
  version: "0.2.1",
  integrity:
    "sha512-mBnQXZQ6Cm+Yw5P31/7xYeQSw80IXQ5appuAGrAKGkgAYzgCWswQ8hVU4jTPMnGR5XoUujZWvXTRkLTT3wSt/w==",
};
const DENORT_SHA256 = "1b136202dc147212ad0b129de0c10eb5f17060917c9754c7921cd68f764ad2e2";

/**
 * Gets a compiler where only npm answers: an older Deno, and the base executable for its programs.
 * Stores both in `.cache/compile`.
 *
 * @param target the platform to compile for. Default: this one
 * @throws {ToolError} when npm has no compiler for this platform, does not answer, or sends a file
 * with another hash
 */
export async function npmCompiler(
  target: string = Deno.build.target,
): Promise<NpmCompiler> {
  if (target !== TARGET || Deno.build.target !== TARGET) {
    throw new ToolError(
      `Cannot compile for ${target} where only npm answers: npm has a compiler for ${TARGET} only`,
    );
  }
  const denoDir = compilerDir(DENO);
  if (!await exists(denoDir)) say("Fetching a Deno that can compile from npm");
  await makeFolderOnce(denoDir, (draft) => unpackFile(DENO, "deno", draft));
  const denortDir = compilerDir(COMPILED_PROGRAM);
  await makeFolderOnce(denortDir, async (draft) => {
    await unpackFile(COMPILED_PROGRAM, "bin/mcp-stress", draft);
    await Deno.rename(join(draft, "mcp-stress"), join(draft, "denort"));
    await cutDenort(join(draft, "denort"));
  });
  return {
    deno: join(denoDir, "deno"),
    env: {
      DENORT_BIN: join(denortDir, "denort"),
      // Behind a TLS-inspecting proxy: this Deno does not support NODE_EXTRA_CA_CERTS.
      DENO_TLS_CA_STORE: Deno.env.get("DENO_TLS_CA_STORE") ?? "mozilla,system",
    },
  };
}

function compilerDir({ name, version }: NpmTarball): string {
  return join(cacheDir, "compile", `${name.replace("/", "+")}@${version}`);
}

function unpackFile(
  tarball: NpmTarball,
  path: string,
  into: string,
): Promise<void> {
  return unpackNpmTarball(tarball, {
    into,
    strip: path.split("/").length,
    wanted: (candidate) => candidate === `package/${path}`,
  });
}

/** Removes the program that follows the ELF image. */
async function cutDenort(path: string): Promise<void> {
  await Deno.truncate(path, await elfSize(path));
  const digest = await crypto.subtle.digest(
    "SHA-256",
    await Deno.readFile(path),
  );
  if (Buffer.from(digest).toString("hex") !== DENORT_SHA256) {
    throw new ToolError(
      `Cannot use the base executable in ${COMPILED_PROGRAM.name}: its SHA-256 hash differs from the pinned one`,
    );
  }
}

/** The size of a 64-bit ELF image, which ends with the section header table. */
async function elfSize(path: string): Promise<number> {
  using file = await Deno.open(path);
  const header = new DataView(new ArrayBuffer(64));
  await file.read(new Uint8Array(header.buffer));
  const tableOffset = Number(header.getBigUint64(0x28, true));
  const entrySize = header.getUint16(0x3A, true);
  const entryCount = header.getUint16(0x3C, true);
  return tableOffset + entrySize * entryCount;
}
