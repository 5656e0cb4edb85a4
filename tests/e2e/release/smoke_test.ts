import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
// deno-lint-ignore no-import-prefix -- the program does not need it
import { gzipSync, zipSync } from "npm:fflate@0.8.3";
// deno-lint-ignore no-import-prefix -- the program does not need it
import { packTar } from "npm:modern-tar@0.8.6";
import { packageFlags } from "../../../tools/mirror.ts";
import { projectDir } from "../../../tools/paths.ts";
import { type Ended, runProgram } from "../../../tools/run_program.ts";
import { unpack } from "../../../tools/smoke/unpack.ts";
import { ToolError } from "../../../tools/tool.ts";

/** Runs `deno task smoke` with these arguments, and this command as Wine. */
async function smoke(args: readonly string[], wine = "no-such-command"): Promise<Ended> {
  return await runProgram(Deno.execPath(), [
    ...["run", "--quiet", "--no-check", "--allow-all", ...await packageFlags()],
    ...["tools/smoke.ts", ...args],
  ], { cwd: projectDir, env: { WINE: wine } });
}

Deno.test({
  name: "smoke test of another program: every check fails, status 1",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const { status, stdout } = await smoke([
      "/bin/true",
      "version",
      "token",
      "cache",
      "completions",
    ]);
    const failures = stdout.trim().split("\n").slice(1);
    assertEquals(failures.map((line) => line.slice(0, 6)), Array(4).fill("FAIL  "));
    assertEquals(status, 1);
  },
});

Deno.test("smoke test of a file that is not a program, or of none: error, status 1", async () => {
  const odd = await smoke(["deno.json"]);
  assertEquals([odd.status, odd.stdout], [1, ""]);
  assertStringIncludes(odd.stderr, "Cannot test deno.json: it is not a program");
  const none = await smoke(["no-such-file"]);
  assertMatch(none.stderr, /^error: Cannot read no-such-file: there is no such file\n$/);
  assertEquals(none.status, 1);
});

Deno.test("a folder, or a download that is damaged: the reason, and what to do", async () => {
  const folder = await Deno.makeTempDir();
  const refused = (path: string) => assertRejects(() => unpack(path, folder), ToolError);
  assertStringIncludes((await refused(folder)).message, "it is a folder\n→ ");
  for (const name of ["a.zip", "a.tar.gz"]) {
    await Deno.writeTextFile(`${folder}/${name}`, "<html>");
    const { message } = await refused(`${folder}/${name}`);
    assertMatch(message, /^Cannot unpack .*: .+\n→ Compare its hash with SHA256SUMS$/);
  }
  await Deno.remove(folder, { recursive: true });
});

/** The beginning of a program for Windows. */
function windowsProgram(): Uint8Array {
  const header = new Uint8Array(512);
  header.set([0x4d, 0x5a]);
  header[0x3c] = 0x80;
  header.set([0x50, 0x45, 0, 0, 0x64, 0x86], 0x80);
  return header;
}

Deno.test({
  name: "smoke test of an archive for Windows: skipped without Wine 10",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const folder = await Deno.makeTempDir();
    const archive = `${folder}/gettoken-windows-x64.zip`;
    const inside = { "gettoken-windows-x64": { "gettoken.exe": windowsProgram() } };
    await Deno.writeFile(archive, zipSync(inside));
    const old = `${folder}/wine`;
    await Deno.writeTextFile(old, "#!/bin/sh\necho 'wine-8.0 (Debian)'\n", { mode: 0o755 });
    assertEquals(await smoke([archive]), {
      status: 0,
      stdout: `skipped: ${archive}: Wine is not installed\n`,
      stderr: "",
    });
    const { status, stdout } = await smoke([archive], old);
    assertEquals([status, stdout], [
      0,
      `skipped: ${archive}: wine-8.0 does not run programs of Deno, Wine 10 does\n`,
    ]);
    // Under another name, the program is not where it is expected.
    await Deno.rename(archive, `${folder}/other.zip`);
    const other = await smoke([`${folder}/other.zip`]);
    await Deno.remove(folder, { recursive: true });
    assertEquals([other.status, other.stdout], [1, ""]);
    assertMatch(other.stderr, /^error: Cannot unpack .*: it has no program in a folder other\n$/);
  },
});

Deno.test("unpack() of an archive whose program is a link: refused", async () => {
  const folder = await Deno.makeTempDir();
  const archive = `${folder}/gettoken-linux-x64.tar.gz`;
  const header = { name: "gettoken-linux-x64/gettoken", size: 0, type: "symlink" } as const;
  try {
    const tar = await packTar([{ header: { ...header, linkname: "LICENSE" } }]);
    await Deno.writeFile(archive, gzipSync(tar));
    await assertRejects(() => unpack(archive, folder), ToolError, "it has a link");
    assertEquals((await Array.fromAsync(Deno.readDir(folder))).length, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
