/**
 * Writes real files that were named before, each time by a process of its own.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { runScript, testIn, treeOf } from "./writing.ts";

/** What became of the files, and of the process that wrote them. */
interface Written {
  readonly problem?: string;
  /** Whether the process itself could still write when it was ready. */
  readonly couldWrite: boolean;
}

const address = (path: string) =>
  JSON.stringify(new URL(`../../lib/platform/${path}`, import.meta.url));

const script = `
import { denoHost } from ${address("deno_host.ts")};
const [folder, files, between] = Deno.args;
Deno.chdir(folder);
let problem, couldWrite = false;
try {
  const write = await denoHost.prepareFiles(JSON.parse(files).map((file) => ({ namedBy: "--out", ...file })));
  if (between) eval(between);
  denoHost.dropWritePermission();
  couldWrite = await Deno.writeTextFile("after", "").then(() => true, () => false);
  await write("tök\\n");
} catch ({ message }) {
  problem = message;
}
console.log(JSON.stringify({ problem, couldWrite }));
`;

/**
 * Writes files below a folder.
 *
 * @param between What the process does after it is ready and before it writes.
 */
function write(
  folder: string,
  files: readonly { readonly path: string; readonly append: boolean }[],
  between = "",
): Promise<Written> {
  const permissions = ["--allow-read", "--allow-write"];
  return runScript(script, [folder, JSON.stringify(files), between], permissions);
}

/** Writes one file in place of what is there. */
function replace(folder: string, path: string, between = ""): Promise<Written> {
  return write(folder, [{ path, append: false }], between);
}

const well: Written = { couldWrite: false };

testIn("prepareFiles() makes a file that is its owner's alone", async (folder) => {
  for (const path of ["new", "in/new", `${folder}/in/absolute`, "in/../with space", "é\\%"]) {
    assertEquals(await replace(folder, path), well);
    const written = path.startsWith("/") ? path : `${folder}/${path}`;
    assertEquals(await Deno.readTextFile(written), "tök\n");
    assertEquals(((await Deno.stat(written)).mode ?? 0) & 0o777, 0o600);
  }
  assertEquals(Object.keys(await treeOf(folder)).length, 6);
});

testIn("prepareFiles() puts a new file in the place of the old one", async (folder) => {
  await Deno.writeTextFile(`${folder}/x`, "old and longer", { mode: 0o644 });
  using reader = await Deno.open(`${folder}/x`);
  assertEquals(await replace(folder, "x"), well);
  assertEquals(await treeOf(folder), { "in/": "", x: "tök\n" });
  assertEquals(((await Deno.stat(`${folder}/x`)).mode ?? 0) & 0o777, 0o600);
  // Whoever has opened the old file sees all of that, and nothing of the new one.
  assertEquals(await new Response(reader.readable).text(), "old and longer");
});

testIn("prepareFiles() writes behind what is there, on a line of its own", async (folder) => {
  const before = { empty: "", whole: "a=b\n", open: "a=b" };
  for (const [path, content] of Object.entries(before)) {
    await Deno.writeTextFile(`${folder}/${path}`, content, { mode: 0o644 });
  }
  const files = Object.keys(before).map((path) => ({ path, append: true }));
  assertEquals(await write(folder, files), well);
  assertEquals(await treeOf(folder), {
    "in/": "",
    empty: "tök\n",
    whole: "a=b\ntök\n",
    open: "a=b\ntök\n",
  });
  assertEquals(((await Deno.stat(`${folder}/open`)).mode ?? 0) & 0o777, 0o644);
});

testIn("prepareFiles() refuses what is no place for a file", async (folder) => {
  await Deno.writeTextFile(`${folder}/file`, "mine");
  await Deno.symlink("file", `${folder}/link`);
  await Deno.symlink("nowhere", `${folder}/dangling`);
  await new Deno.Command("mkfifo", { args: [`${folder}/pipe`] }).output();
  const before = Object.keys(await Array.fromAsync(Deno.readDir(folder)));
  const cases: Readonly<Record<string, string>> = {
    "nosuch/x": "there is no such folder",
    "file/x": "part of its path is not a folder",
    "in": "it is a folder",
    "in/": "it is a folder",
    "nosuch/": "there is no such folder",
    ".": "it is a folder",
    "link": "it is a symbolic link",
    "dangling": "it is a symbolic link",
    "pipe": "it is not a regular file",
  };
  for (const [path, reason] of Object.entries(cases)) {
    const { problem } = await replace(folder, path);
    assertEquals(problem, `Cannot write ${path} (--out): ${reason}`);
  }
  // Of what is no file of anybody's, some versions of the runtime tell nothing at all.
  for (const path of ["/dev/null", "/dev/stdout", "/proc/self/fd/1"]) {
    const { problem } = await replace(folder, path);
    assertMatch(`${problem}`, /^Cannot write/);
  }
  assertEquals(await Deno.readTextFile(`${folder}/file`), "mine");
  assertEquals(Object.keys(await Array.fromAsync(Deno.readDir(folder))), before);
});

testIn(
  "prepareFiles() writes behind regular files that are there, and nothing else",
  async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "mine");
    await Deno.symlink("file", `${folder}/link`);
    for (
      const [path, reason] of [["nosuch", "there is no such file"], [
        "link",
        "it is a symbolic link",
      ]]
    ) {
      const files = [{ path: "file", append: true }, { path: `${path}`, append: true }];
      assertEquals((await write(folder, files)).problem, `Cannot write ${path} (--out): ${reason}`);
    }
    assertEquals(await Deno.readTextFile(`${folder}/file`), "mine");
  },
);

testIn("prepareFiles() looks again before it writes", async (folder) => {
  await Deno.writeTextFile(`${folder}/mine`, "mine");
  const { problem } = await replace(folder, "in/x", 'Deno.symlinkSync("../mine", "in/x")');
  assertEquals(problem, "Cannot write in/x (--out): it is a symbolic link");
  const gone = await replace(folder, "in/y", 'Deno.removeSync("in", { recursive: true })');
  assertEquals(gone.problem, "Cannot write in/y (--out): there is no such folder");
  assertEquals(await treeOf(folder), { mine: "mine" });
});

testIn("prepareFiles() leaves nothing behind when it cannot finish", async (folder) => {
  const long = "x".repeat(300);
  const { problem } = await replace(folder, long);
  assertMatch(`${problem}`, /its name is too long$/);
  assertEquals(await treeOf(folder), { "in/": "" });
});

testIn("WritingWorker writes what it was started for, and nothing else", async (folder) => {
  await Deno.writeTextFile(`${folder}/in/mine`, "");
  await Deno.writeTextFile(`${folder}/in/other`, "");
  await Deno.writeTextFile(`${folder}/mine`, "");
  const work = `
import { WritingWorker } from ${address("writing_worker.ts")};
const [folder] = Deno.args;
const worker = new WritingWorker({ read: [folder], write: [folder + "/in/mine"] }, "files");
const problems = [];
for (const name of ["in/mine", "in/other", "mine", "in/../mine", "in/mine/../other"]) {
  const path = folder + "/" + name;
  const part = path + ".part";
  for (const how of [{ append: true }, { append: false }]) {
    const job = { tasks: [{ name: "it", path, part, content: "x", ...how }] };
    problems.push(await worker.run(job).then(() => "", ({ message }) => message));
  }
}
worker.stop();
console.log(JSON.stringify(problems));
`;
  const problems = await runScript<string[]>(work, [folder], ["--allow-read", "--allow-write"]);
  const refused = "Cannot write it: gettoken has no permission to write there";
  assertEquals(problems, ["", ...Array(9).fill(refused)]);
  assertEquals(await treeOf(folder), { "in/": "", "in/mine": "x", "in/other": "", "mine": "" });
});
