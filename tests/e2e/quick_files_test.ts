/**
 * The version, help and completions load few files of the bundle. Each test runs a copy of the bundle
 * that has no other.
 *
 * @module
 */

import { assertEquals, assertNotEquals } from "@std/assert";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bundleDir, mainOf } from "../../tools/compile/bundle.ts";
import { runProgram } from "../../tools/run_program.ts";
import { bundleArguments } from "../../tools/source.ts";

/** The command lines that need no more than certain files, and what they print. */
const quick: readonly { files: readonly RegExp[]; lines: Readonly<Record<string, RegExp>> }[] = [
  {
    files: [/^quick\.js$/],
    lines: {
      "--version": /^gettoken \d/,
      "-h": /^Usage: gettoken/,
      "--help": /\nNetwork:\n/,
      "completions bash": /# gettoken: completions for bash/,
    },
  },
  {
    files: [/^quick\.js$/, /^quick_help\.js$/],
    lines: {
      "providers": /^entra, microsoft, azure +Microsoft Entra ID\n/,
      "completions complete au": /^auth0 Get an access token from Auth0\.\n$/,
      "completions complete profile sh": /^show /,
    },
  },
  {
    files: [/^quick\.js$/, /^quick_help\.js$/, /^auth0-\d+\.js$/],
    lines: {
      "auth0 -h": /^Usage: gettoken auth0/,
      "completions complete auth0 --dom": /^--domain /,
    },
  },
];

for (const { files, lines } of quick) {
  Deno.test(`${Object.keys(lines).join(", ")}: no other file of the bundle is loaded`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      await copyBundle(folder, files);
      for (const [line, expected] of Object.entries(lines)) {
        const { status, stdout, stderr } = await run(folder, line);
        assertEquals([line, status, stderr], [line, 0, ""]);
        assertEquals([line, expected.test(stdout)], [line, true], stdout);
      }
      // Others need more.
      assertNotEquals((await run(folder, "--version x")).status, 0);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** Copies the main module of the bundle and the files that fit a pattern, one for each. */
async function copyBundle(folder: string, patterns: readonly RegExp[]): Promise<void> {
  const names = await readdir(dirname(mainOf(bundleDir)));
  const wanted = names.filter((name) => patterns.some((pattern) => pattern.test(name)));
  assertEquals(wanted.length, patterns.length);
  await Deno.mkdir(dirname(mainOf(folder)));
  for (const name of ["main.js", ...wanted]) {
    await Deno.copyFile(
      join(dirname(mainOf(bundleDir)), name),
      join(dirname(mainOf(folder)), name),
    );
  }
}

async function run(folder: string, line: string) {
  const args = [...bundleArguments(mainOf(folder)), ...line.split(" ")];
  return await runProgram(Deno.execPath(), args, { env: { XDG_CONFIG_HOME: folder } });
}
