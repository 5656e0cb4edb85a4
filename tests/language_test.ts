/**
 * Counts words that docs, comments and messages should not use: fewer than one in 1,000 words.
 * CONTRIBUTING.md describes the language.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";

const root = new URL("../", import.meta.url);

/** Words with a plainer or more exact replacement: string, print, is, assert, honour, cached, … */
const oldWords =
  /\b(texts?|tells?|told|telling|stands?|stood|holds?|held|heeds?|heeded|ways? to authenticate|is none|are none|kept|given|found(?! in)|discords?|go together|by itself|by themselves|whose turn)\b/gi;

Deno.test("docs, comments and strings: fewer than 1 in 1,000 words is an old one", async () => {
  let words = 0;
  const hits: string[] = [];
  for await (const path of sourcesIn("")) {
    for (const prose of proseOf(path, await Deno.readTextFile(new URL(path, root)))) {
      words += prose.match(/[A-Za-z]+/g)?.length ?? 0;
      for (const { 0: word, index } of prose.matchAll(oldWords)) {
        hits.push(`${path}: ${word}: ${prose.slice(Math.max(0, index - 30), index + 30)}`);
      }
    }
  }
  assert(words > 80_000, `only ${words} words`);
  const share = hits.length / words * 1000;
  assert(share < 1, `${share.toFixed(2)} in 1,000:\n${hits.join("\n")}`);
});

Deno.test("proseOf(): comments, and strings of three or more words", () => {
  const source = `/** A doc. */\n// a line\nconst a = "one two three", b = "one two";`;
  assertEquals(proseOf("a.ts", source), ["/** A doc. */", "// a line", '"one two three"']);
  assertEquals(
    proseOf("a.md", "A page with `code`.\n```sh\ncommand\n```\n").join(""),
    "A page with .\n\n",
  );
});

/** The prose in a file, without code between backquotes. */
function proseOf(path: string, source: string): string[] {
  const prose = path.endsWith(".md") ? [source.replace(/```[^]*?```/g, "")] : Array.from(
    source.matchAll(
      /\/\*\*?[^]*?\*\/|(?<=^|\s)\/\/.*|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\\n]|\\.)*`/g,
    ),
    ([match]) => match,
  ).filter((match) => match.startsWith("/") || /[a-z]+ [a-z]+ [a-z]+/i.test(match));
  return prose.map((part) => part.startsWith("`") ? part : part.replace(/`[^`]*`/g, ""));
}

/** The pages and TypeScript sources of the project. */
async function* sourcesIn(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder || ".", root))) {
    const path = folder + name;
    if (isDirectory) {
      if (!/^\.(?!ci$|github$)|^(dist|node_modules)$/.test(name)) yield* sourcesIn(`${path}/`);
    } else if (/\.(ts|md)$/.test(name) && path !== "tests/language_test.ts") yield path;
  }
}
