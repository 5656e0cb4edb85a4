/**
 * The pages link to and name only what exists, and the table of rooms in docs/architecture.md is the
 * one that architecture_test.ts enforces.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { generatedFiles } from "../tools/pages.ts";
import { rooms } from "./rooms.ts";

const root = new URL("../", import.meta.url);
const architecture = "docs/architecture.md";

for (const page of [architecture, "CONTRIBUTING.md"]) {
  Deno.test(`${page} names only files and folders that exist`, async () => {
    const paths = pathsIn(await readText(page), page);
    assertEquals(paths.size > 5, true);
    assertEquals(await missing(paths), []);
  });
}

Deno.test("SECURITY.md names only tests that exist", async () => {
  const entries = await Array.fromAsync(filesBelow("tests/"));
  // The table names the folder once, for several files: `tests/e2e/a_test.ts`, `b_test.ts`.
  for (const [, path = ""] of (await readText("SECURITY.md")).matchAll(/`([\w./]+\.ts)`/g)) {
    assertEquals([path, entries.some((entry) => `/${entry}`.endsWith(`/${path}`))], [path, true]);
  }
});

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, root))) {
    if (isDirectory) yield* filesBelow(`${folder}${name}/`);
    else yield folder + name;
  }
}

Deno.test("missing(): returns files that code or links name and that do not exist", async () => {
  const text = "`lib/core/gone.ts`, `gone_test.ts`, `lib/attic/`, [x](gone.md#part), " +
    "[y](../README.md), [z](https://example.com/z.md), `main.ts`, `f()`, `a/b`, `--out`";
  assertEquals(await missing(pathsIn(text, "docs/x.md")), [
    "docs/gone.md",
    "gone_test.ts",
    "lib/attic/",
    "lib/core/gone.ts",
  ]);
});

const pages = await Array.fromAsync(pagesIn(["", "docs/", "docs/providers/"]));

async function* pagesIn(folders: readonly string[]): AsyncGenerator<string> {
  for (const folder of folders) {
    for await (const { name } of Deno.readDir(new URL(folder, root))) {
      if (name.endsWith(".md")) yield folder + name;
    }
  }
}

Deno.test("every link between pages leads to a page and a heading that exist", async () => {
  const titles = new Map<string, string[]>();
  for (const page of pages) titles.set(page, anchorsIn(await readText(page)));
  for (const page of pages) {
    for (const [, link = ""] of (await readText(page)).matchAll(/\]\((?!https:)([^)]+)\)/g)) {
      const { pathname, hash } = new URL(link, `file:///${page}`);
      const path = pathname.slice(1);
      assertEquals([page, link, ...await missing([path])], [page, link]);
      if (hash) assertEquals([page, link, titles.get(path)?.includes(hash)], [page, link, true]);
    }
  }
});

Deno.test("anchors are those of GitHub: `DPoP: a token` is #dpop-a-token", () => {
  assertEquals(anchorsIn("# DPoP: a token\n\n## .env files\n"), ["#dpop-a-token", "#env-files"]);
});

/** The anchor of each heading, as GitHub makes it. */
function anchorsIn(text: string): string[] {
  return Array.from(
    text.matchAll(/^#+ (.*)$/gm),
    ([, title = ""]) =>
      "#" + title.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-"),
  );
}

Deno.test("every task that a page names is in deno.json", async () => {
  const { tasks } = JSON.parse(await readText("deno.json"));
  for (const page of pages) {
    for (
      const [, task = ""] of (await readText(page)).matchAll(
        /\bdeno task (?:-q )?([a-z]+(?:-[a-z]+)*)/g,
      )
    ) {
      assertEquals([page, task, task in tasks], [page, task, true]);
    }
  }
});

/** The paths in a page, from the root: those in code, and the targets of its relative links. */
function pathsIn(text: string, page: string): Set<string> {
  const inCode = text.matchAll(/`([\w.][\w./-]*(?:\/|\.(?:ts|md|json)))`/g);
  const links = text.matchAll(/\]\((?!https:)([^)#]+)[^)]*\)/g);
  return new Set([
    ...Array.from(inCode, ([, path = ""]) => path),
    ...Array.from(links, ([, link = ""]) => new URL(link, `file:///${page}`).pathname.slice(1)),
  ]);
}

async function missing(paths: Iterable<string>): Promise<string[]> {
  const gone = [];
  for (const path of paths) {
    // A path that ends with a slash is that of a folder.
    const found = await Deno.stat(new URL(path, root)).catch(() => undefined);
    if (found?.isDirectory !== path.endsWith("/")) gone.push(path);
  }
  return gone.sort();
}

Deno.test(`${architecture} names functions where they are`, async () => {
  const rows = (await readText(architecture)).split("\n").filter((line) =>
    /^\|.*\w\(\)`/.test(line)
  );
  assertEquals(rows.length > 10, true);
  for (const row of rows) assertEquals([row, ...await misplaced(row)], [row]);
  assertEquals(await misplaced("| `runCli()` | `main.ts` |"), ["runCli"]);
});

/** The functions in a row of a table that none of the files in that row defines. */
async function misplaced(row: string): Promise<string[]> {
  const files = [...pathsIn(row, architecture)].filter((path) => path.endsWith(".ts"));
  const sources = (await Promise.all(files.map(readText))).join("\n");
  return Array.from(row.matchAll(/`(?:\w+\.)?(\w+)\(\)`/g), ([, name = ""]) => name)
    .filter((name) => !new RegExp(`\\b(function|const|async) ${name}\\b`).test(sources));
}

Deno.test(`${architecture} has the rooms that the tests enforce`, async () => {
  const table = roomTable(await readText(architecture));
  assertEquals(Object.keys(table), Object.keys(rooms));
  for (const [room, below] of Object.entries(rooms)) {
    assertEquals([room, ...allBelow(room, table).sort()], [room, ...[...below].sort()]);
  }
});

/** The table of rooms: `| cache | tokens | oauth+ |` is `{ cache: ["oauth+"] }`. */
function roomTable(text: string): Record<string, string[]> {
  const [, section = ""] = text.split("| room ");
  const [table = ""] = section.split("\n\n");
  return Object.fromEntries(
    Array.from(table.matchAll(/^\| `?([a-z]+)`? .*\|([^|]*)\|$/gm), ([, room = "", cell = ""]) => [
      room,
      cell.trim() === "nothing" ? [] : cell.split(",").map((word) => word.trim()),
    ]),
  );
}

/** The rooms that a room may import from. `oauth+` is oauth and all that oauth may import from. */
function allBelow(room: string, table: Readonly<Record<string, readonly string[]>>): string[] {
  const below = (table[room] ?? []).flatMap((cell) => {
    const name = cell.replace("+", "");
    return cell === name ? [name] : [name, ...allBelow(name, table)];
  });
  return [...new Set(below)];
}

async function readText(path: string): Promise<string> {
  return await Deno.readTextFile(new URL(path, root));
}

Deno.test("generated files are up to date: deno task pages writes them", async () => {
  for (const [path, text] of Object.entries(await generatedFiles())) {
    assertEquals(await Deno.readTextFile(new URL(`../${path}`, import.meta.url)), text, path);
  }
});
