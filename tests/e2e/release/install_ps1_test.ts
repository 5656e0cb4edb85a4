/**
 * install.ps1 installs the compiled program on Windows, in each PowerShell that is there. Elsewhere
 * only its syntax is checked, by `deno task lint-workflows`.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { outputFor } from "../../../tools/compile.ts";
import { makeArchive } from "../../../tools/release/archive_files.ts";
import { installers } from "../../../tools/release/channels/installers.ts";
import { checksumFile, sha256 } from "../../../tools/checksums.ts";
import { project } from "../../../tools/release/project.ts";
import { runProgram } from "../../../tools/run_program.ts";
import { findTarget } from "../../../tools/release/targets.ts";
import { scriptedServer } from "../../idp/scripted_server.ts";
import { canRun } from "../commands.ts";

const isWindows = Deno.build.os === "windows";

for (const shell of ["powershell", "pwsh"]) {
  Deno.test({
    name: `install.ps1: in ${shell}: installs, replaces, refuses and uninstalls`,
    ignore: !isWindows || !await canRun(shell, "-NoProfile", "-Command", "exit 0"),
    fn: async () => {
      const files = await release();
      await using server = scriptedServer(({ path }) => {
        const content = files.get(path.replace("/latest/download/", ""));
        return new Response(content ?? "", { status: content === undefined ? 404 : 200 });
      });
      const folder = await Deno.makeTempDir({ prefix: "it's [a] " });
      const run = async (more: string, says: string, names: readonly string[]) => {
        const place = `-From ${server.origin} -Dir '${quoted(folder)}'`;
        const output = await install(shell, server.origin, `${place} ${more}`);
        // PowerShell breaks messages into lines, also inside of words.
        assertStringIncludes(output.replaceAll(/[\s|]+/g, ""), says.replaceAll(" ", ""));
        const left = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
        assertEquals(left, names);
      };

      for (const _ of ["install", "replace"]) {
        await run("", `Installed gettoken ${project.version}`, ["gettoken.exe"]);
      }
      await run("-Version 9.9.9", "Cannot download", ["gettoken.exe"]);
      files.set("gettoken-windows-x64.zip", "other");
      await run("", "is not that in SHA256SUMS", ["gettoken.exe"]);
      await run("-Uninstall", "Removed ", []);
      await Deno.remove(folder, { recursive: true });
    },
  });
}

/** Runs the installer as the line in README does, and returns all that it printed. */
async function install(shell: string, origin: string, parameters: string): Promise<string> {
  const script = `irm ${origin}/latest/download/install.ps1`;
  const { stdout, stderr } = await runProgram(shell, [
    ...["-NoProfile", "-NonInteractive", "-Command"],
    `& ([scriptblock]::Create((${script}))) ${parameters}`,
  ]);
  return stdout + stderr;
}

function quoted(path: string): string {
  return path.replaceAll("'", "''");
}

/** The files of a release with the compiled program. */
async function release(): Promise<Map<string, string | Uint8Array<ArrayBuffer>>> {
  const target = findTarget("windows-x64")!;
  const options = { time: new Date(2026, 0), level: 0 } as const;
  const archive = await makeArchive(target, await Deno.readFile(outputFor()), [], options);
  return new Map<string, string | Uint8Array<ArrayBuffer>>([
    ...installers().map(({ path, content }) => [path, String(content)] as const),
    [target.archive, archive],
    ["SHA256SUMS", checksumFile({ [target.archive]: sha256(archive) })],
  ]);
}
