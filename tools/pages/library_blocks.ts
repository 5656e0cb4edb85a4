/**
 * The blocks of docs/library.md: how the library is installed, and the programs in examples/library/.
 * The comment at the top of a program becomes the paragraph above its code.
 *
 * @module
 */

import { join } from "node:path";
import { wrap } from "../../lib/core/text.ts";
import { projectDir } from "../paths.ts";
import { table } from "./blocks.ts";
import type { Home } from "./install_lines.ts";

const PROGRAMS = [
  ...["cron_job", "forwarding_server", "own_provider", "workload_identity", "fake_fetch_test"],
];

/** The blocks by name: `library-install`, and one for each program, such as `cron_job`. */
export async function libraryBlocks(home: Home): Promise<Record<string, string>> {
  const programs = await Promise.all(PROGRAMS.map(async (name) => {
    const source = await Deno.readTextFile(join(projectDir, "examples", "library", `${name}.ts`));
    return [name, programBlock(source)] as const;
  }));
  return { "library-install": installTable(home), ...Object.fromEntries(programs) };
}

function installTable({ npm, jsr }: Home): string {
  return table(["runtime", "line"], [
    ["Node 22 and later", `\`npm install ${npm}\``],
    ["Bun", `\`bun add ${npm}\``],
    ["Deno", `\`deno add gettoken@jsr:${jsr}\``],
  ]);
}

/**
 * A program as a paragraph and its code. Comments for the linter are left out.
 *
 * @throws {RangeError} when it does not begin with a comment
 */
export function programBlock(source: string): string {
  const { comment, code } =
    /^(?:\/\/ deno-lint-.*\n)?\/\*\*\n(?<comment>[^]*?)\n \*\/\n\n(?<code>[^]*)$/.exec(source)
      ?.groups ?? {};
  if (comment === undefined || code === undefined) throw new RangeError("No comment at the top");
  const words = comment.replaceAll(/^ \* ?/gm, "").replaceAll("\n", " ");
  return `${wrap(words, 100).join("\n")}\n\n\`\`\`ts\n${code.trim()}\n\`\`\``;
}
