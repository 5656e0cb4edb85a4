/**
 * Where the project lives is in `deno.json` and nowhere else, so that it can be changed there.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { withoutBlocks } from "../../tools/pages/blocks.ts";
import {
  homepage,
  isDecided,
  isHomeDecided,
  project,
  withAbsoluteLinks,
} from "../../tools/release/project.ts";

const root = new URL("../../", import.meta.url);
const names = [project.repository, project.jsr, project.container];

/** Key stores, for tests. */
const binary = /\.(p12|pfx|jks)$/;

Deno.test("no file but deno.json has the repository, the JSR name or the container's", async () => {
  const copies: string[] = [];
  let files = 0;
  for await (const path of filesBelow("")) {
    files++;
    if (path === "deno.json" || binary.test(path)) continue;
    copies.push(...copiesIn(path, await Deno.readTextFile(new URL(path, root))));
  }
  assert(files > 600, `only ${files} files`);
  assertEquals(copies, []);
});

Deno.test("copiesIn(): finds a name in any case, but not in a generated block", () => {
  const { repository, jsr, container } = project;
  const block = (text: string) => `<!-- begin x: y -->\n${text}\n<!-- end x -->`;
  assertEquals(copiesIn("a.md", block(repository)), []);
  for (const name of [repository, jsr, container]) {
    const copies = copiesIn("a.md", `${block(name)} ${name.toUpperCase()}`);
    assert(copies.includes(`a.md: ${name}`), name);
  }
});

Deno.test("isDecided(): one name with the placeholder is enough to publish nothing", () => {
  const decided = ["acme/gettoken", "@acme/gettoken", "ghcr.io/acme/gettoken", "home-owner/x"];
  assertEquals(isDecided(decided), true);
  for (
    const name of ["_OWNER_/x", "OWNER/x", "@_owner_/x", "@owner/x", "registry.example/OWNER/x"]
  ) {
    assertEquals(isDecided([...decided, name]), false, name);
  }
});

Deno.test("withAbsoluteLinks(): relative links lead to the repository, others are unchanged", () => {
  const [page, file] = [`${homepage}/blob/v1`, `${homepage}/raw/v1`];
  assertEquals(
    withAbsoluteLinks("![a](d/a.svg) [b](S.md#x) [![a](a.svg)](c.md) [d](https://d/) [e](#e)", "1"),
    `![a](${file}/d/a.svg) [b](${page}/S.md#x) [![a](${file}/a.svg)](${page}/c.md) ` +
      "[d](https://d/) [e](#e)",
  );
});

function copiesIn(path: string, text: string): string[] {
  const own = withoutBlocks(text).toLowerCase();
  return names.filter((name) => own.includes(name.toLowerCase())).map((name) => `${path}: ${name}`);
}

/** The files of the project. `.git`, and folders that are made, are left out. */
async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(new URL(folder || ".", root))) {
    const path = folder + name;
    if (isDirectory && !/^(\.git|\.cache|dist|node_modules)$/.test(name)) {
      yield* filesBelow(`${path}/`);
    } else if (isFile) yield path;
  }
}

Deno.test("a placeholder is a name that nobody can take", () => {
  for (const name of isHomeDecided ? [] : names) assert(/(^|[@/])_/.test(name), name);
});
