/**
 * The same sources give the same program: from another folder, with another home, temporary folder and
 * time, and other variables of Deno.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import { exists } from "../../../tools/files.ts";
import { projectDir } from "../../../tools/paths.ts";
import { sha256OfFile } from "../../../tools/release/checksums.ts";

// What compiling reads. Base executables are not copied, because the project's serve as well.
const SOURCES = [
  ...["deno.json", "deno.lock", "main.ts", "lib", "providers", "examples", "tools"],
  ...[".cache/mirror", ".cache/no"],
];

Deno.test("two folders, homes and times: the same program", async () => {
  await using folder = await temporaryFolder();
  const copy = join(folder.path, "a copy", "elsewhere");
  for (const path of SOURCES) {
    if (!await exists(join(projectDir, path))) continue;
    await Deno.mkdir(dirname(join(copy, path)), { recursive: true });
    await cp(join(projectDir, path), join(copy, path), { recursive: true });
  }
  await Deno.mkdir(join(copy, ".cache"), { recursive: true });
  await Deno.symlink(join(projectDir, ".cache", "compile"), join(copy, ".cache", "compile"));
  await Deno.mkdir(join(folder.path, "home"));
  const outputs = [join(folder.path, "one", "gettoken"), join(folder.path, "two", "program")];
  await Promise.all([
    compileIn(projectDir, outputs[0]!, {}),
    compileIn(copy, outputs[1]!, {
      HOME: join(folder.path, "home"),
      TMPDIR: folder.path,
      DENO_DIR: await denoDir(),
      JSR_URL: "https://jsr.example",
      OTEL_SERVICE_NAME: "other",
      DENO_TLS_CA_STORE: "system",
    }),
  ]);
  const [one, two] = await Promise.all(outputs.map(sha256OfFile));
  assertEquals(one, two);
});

async function compileIn(
  folder: string,
  output: string,
  env: Record<string, string>,
): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", "tools/compile.ts", "--output", output],
    cwd: folder,
    // The copy has no commit.
    env: { ...env, GIT_DIR: join(folder, "none") },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

async function denoDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "same bytes " });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
