/**
 * Tests of prepareFiles() with real files, each in a separate process.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { runScript, testIn, treeOf } from "./writing.ts";

/** The files afterwards, and the result of the process. */
interface Written {
  readonly problem?: string;
  /** Whether the process itself still had permission to write after preparing. */
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
 * @param between code to run between preparing and writing
 */
function write(
  folder: string,
  files: readonly { readonly path: string; readonly append: boolean }[],
  between = "",
): Promise<Written> {
  const permissions = ["--allow-read", "--allow-write"];
  return runScript(script, [folder, JSON.stringify(files), between], permissions);
}

/** Writes one file and replaces an existing one. */
function replace(folder: string, path: string, between = ""): Promise<Written> {
  return write(folder, [{ path, append: false }], between);
}

const well: Written = { couldWrite: false };

testIn("prepareFiles(): the new file has mode 0600", async (folder) => {
  for (const path of ["new", "in/new", `${folder}/in/absolute`, "in/../with space", "é\\%"]) {
    assertEquals(await replace(folder, path), well);
    const written = path.startsWith("/") ? path : `${folder}/${path}`;
    assertEquals(await Deno.readTextFile(written), "tök\n");
    assertEquals(((await Deno.stat(written)).mode ?? 0) & 0o777, 0o600);
  }
  assertEquals(Object.keys(await treeOf(folder)).length, 6);
});

testIn("prepareFiles() with an existing file: replaced by a new file", async (folder) => {
  await Deno.writeTextFile(`${folder}/x`, "old and longer", { mode: 0o644 });
  using reader = await Deno.open(`${folder}/x`);
  assertEquals(await replace(folder, "x"), well);
  assertEquals(await treeOf(folder), { "in/": "", x: "tök\n" });
  assertEquals(((await Deno.stat(`${folder}/x`)).mode ?? 0) & 0o777, 0o600);
  // A process that has opened the old file reads only the old content.
  assertEquals(await new Response(reader.readable).text(), "old and longer");
});

testIn("prepareFiles() appends: content is on a new line", async (folder) => {
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

testIn("prepareFiles() with a path that cannot be a file: error", async (folder) => {
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
  // Some versions of the runtime report no owner for such a path.
  for (const path of ["/dev/null", "/dev/stdout", "/proc/self/fd/1"]) {
    const { problem } = await replace(folder, path);
    assertMatch(`${problem}`, /^Cannot write/);
  }
  assertEquals(await Deno.readTextFile(`${folder}/file`), "mine");
  assertEquals(Object.keys(await Array.fromAsync(Deno.readDir(folder))), before);
});

testIn(
  "prepareFiles() appends to existing regular files only",
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

testIn("prepareFiles(): file changed after preparing: error, nothing written", async (folder) => {
  await Deno.writeTextFile(`${folder}/mine`, "mine");
  const { problem } = await replace(folder, "in/x", 'Deno.symlinkSync("../mine", "in/x")');
  assertEquals(problem, "Cannot write in/x (--out): it is a symbolic link");
  const gone = await replace(folder, "in/y", 'Deno.removeSync("in", { recursive: true })');
  assertEquals(gone.problem, "Cannot write in/y (--out): there is no such folder");
  assertEquals(await treeOf(folder), { mine: "mine" });
});

testIn("prepareFiles() fails: no temporary file remains", async (folder) => {
  const long = "x".repeat(300);
  const { problem } = await replace(folder, long);
  assertMatch(`${problem}`, /its name is too long$/);
  assertEquals(await treeOf(folder), { "in/": "" });
});

testIn("WritingWorker: writes only the prepared files", async (folder) => {
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
