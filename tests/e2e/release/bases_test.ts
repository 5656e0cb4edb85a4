import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "node:path";
// deno-lint-ignore no-import-prefix -- the program does not need it
import { zipSync } from "npm:fflate@0.8.3";
import { compile, requireVersion } from "../../../tools/compile.ts";
import { findBase } from "../../../tools/compile/bases.ts";
import { onlyFileIn } from "../../../tools/compile/official_base.ts";
import { packagedBase } from "../../../tools/compile/packaged_bases.ts";
import { fileInWheel } from "../../../tools/python_wheel.ts";
import { sha256 } from "../../../tools/checksums.ts";
import { project } from "../../../tools/release/project.ts";
import { ToolError } from "../../../tools/tool.ts";

const isWindows = Deno.build.os === "windows";

Deno.test("DENORT_BIN is of another version or target: refused", async () => {
  await using folder = await temporaryFolder();
  const own = `Deno/${Deno.version.deno} `;
  const arm = "aarch64-unknown-linux-gnu";
  const cases = [
    { target: "x86_64-apple-darwin", text: "Deno/1.46.3 ", problem: "this is of Deno 1.46.3" },
    { target: "x86_64-pc-windows-msvc", text: "Deno/ ", problem: "this is of no version of Deno" },
    { target: arm, text: own, problem: `it is not for ${arm}` },
  ];
  for (const { target, text, problem } of cases) {
    const path = join(folder.path, "denort");
    await Deno.writeFile(path, elfX64(text));
    const { message } = await assertRejects(() => findBase(target, path), ToolError);
    assertStringIncludes(message, problem);
  }
});

Deno.test("DENORT_BIN names no file: refused", async () => {
  const path = join("no", "denort");
  const base = () => findBase("aarch64-pc-windows-msvc", path);
  await assertRejects(base, ToolError, `the base executable ${path}: `);
});

/** The start of an ELF image for x64, and a text. */
function elfX64(text: string): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(100);
  file.set([0x7f, 0x45, 0x4c, 0x46]);
  file[18] = 62;
  file.set(new TextEncoder().encode(text), 64);
  return file;
}

Deno.test("a target without a base executable in a package: refused", async () => {
  await assertRejects(() => packagedBase("riscv64-unknown-linux-gnu"), ToolError, "no package has");
});

Deno.test("a base executable that was changed after its download: refused", async () => {
  await using folder = await temporaryFolder();
  const base = join(folder.path, "compile", "base-2.6.10-aarch64-unknown-linux-gnu");
  await Deno.mkdir(base, { recursive: true });
  await Deno.writeTextFile(join(base, "denort"), "Deno/2.6.10 cut off");
  const path = () => packagedBase("aarch64-unknown-linux-gnu", folder.path);
  await assertRejects(path, ToolError, `was changed\n→ rm -r ${base}`);
});

Deno.test("what Deno downloads: the only file in the archive", () => {
  const denort = new Uint8Array([1, 2, 3]);
  assertEquals(onlyFileIn(zip({ denort })), denort);
  for (const archive of [zip({}), zip({ denort, other: denort }), new Uint8Array(40)]) {
    assertThrows(() => onlyFileIn(archive), ToolError, "no zip archive of one file");
  }
});

function zip(files: Record<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(zipSync(files));
}

Deno.test({
  name: "a compiled program that does not print its version: refused",
  ignore: isWindows,
  async fn() {
    await using folder = await temporaryFolder();
    const program = join(folder.path, "gettoken");
    await writeScript(program, `echo 'gettoken ${project.version}'`);
    await requireVersion(program);
    for (
      const script of ["true", "echo gettoken 9.9.9", `echo gettoken ${project.version}; exit 1`]
    ) {
      await writeScript(program, script);
      await assertRejects(() => requireVersion(program), ToolError, "does not print its version");
    }
  },
});

Deno.test("a compiled program that is refused: the program from before stays, and no draft", async () => {
  await using folder = await temporaryFolder();
  const [entry, output] = [join(folder.path, "empty.js"), join(folder.path, "dist", "program.exe")];
  await Deno.mkdir(join(folder.path, "dist"));
  await Deno.writeTextFile(entry, "");
  await Deno.writeTextFile(output, "from before");
  const check = () => Promise.reject(new ToolError("It does not run"));
  await assertRejects(() => compile({ entry, output, check }), ToolError, "It does not run");
  assertEquals(await Deno.readTextFile(output), "from before");
  assertEquals((await Array.fromAsync(Deno.readDir(join(folder.path, "dist")))).length, 1);
});

const wheel = { name: "acme", version: "1.0", platform: "win_amd64" };

Deno.test({
  name: "a wheel with the pinned hash: the file in it",
  ignore: isWindows,
  async fn() {
    await using folder = await temporaryFolder();
    const content = zip({ "acme/program": new Uint8Array([7, 8]) });
    const pips = await madePip(folder.path, { content });
    const pinned = { ...wheel, sha256: sha256(content) };
    assertEquals(await fileInWheel(pinned, "acme/program", pips), new Uint8Array([7, 8]));
    const missing = () => fileInWheel(pinned, "acme/other", pips);
    await assertRejects(missing, ToolError, "no file acme/other");
    const other = { ...wheel, sha256: "0".repeat(64) };
    await assertRejects(
      () => fileInWheel(other, "acme/program", pips),
      ToolError,
      "SHA-256 hash differs",
    );
  },
});

Deno.test({
  name: "pip fails: its message; pip is missing: what to install",
  ignore: isWindows,
  async fn() {
    await using folder = await temporaryFolder();
    const pinned = { ...wheel, sha256: "0".repeat(64) };
    for (
      const [error, message] of [
        ["No matching distribution", "acme 1.0 for win_amd64:\nNo matching distribution"],
        ["python3: No module named pip", "Install Python with pip"],
      ] as const
    ) {
      const pips = await madePip(folder.path, { error });
      await assertRejects(() => fileInWheel(pinned, "acme/program", pips), ToolError, message);
    }
  },
});

/** The command of a pip that writes this file, or fails with this message. */
async function madePip(
  folder: string,
  result: { readonly content: Uint8Array<ArrayBuffer> } | { readonly error: string },
): Promise<string[][]> {
  if ("content" in result) await Deno.writeFile(join(folder, "file"), result.content);
  // The fifth argument after "-m pip download NAME --dest".
  const script = "content" in result
    ? `/bin/cp '${folder}/file' "$6/acme.whl"`
    : `echo '${result.error}' >&2; exit 1`;
  const python = join(folder, "python3");
  await writeScript(python, script);
  return [[python, "-m", "pip"]];
}

async function writeScript(path: string, script: string): Promise<void> {
  await Deno.writeTextFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
