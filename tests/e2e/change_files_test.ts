/**
 * Tests of changeFiles() with real files, each in a separate process.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { FileChange } from "../../lib/core/host.ts";
import { runScript, testIn, treeOf } from "./writing.ts";

/** The files afterwards, and the result of the process. */
interface Changed {
  readonly code?: string;
  readonly message?: string;
  readonly hint?: string;
  /** Whether the process still has permission to write. */
  readonly canWrite: boolean;
}

const script = `
import { changeFiles } from ${
  JSON.stringify(new URL("../../lib/platform/change_files.ts", import.meta.url))
};
const [folder, changes] = Deno.args;
const outcome = await changeFiles(folder, JSON.parse(changes)).catch(
  ({ code, message, hint }) => ({ code, message, hint }),
);
const canWrite = await Deno.writeTextFile(folder + "/after", "").then(() => true, () => false);
console.log(JSON.stringify({ ...outcome, canWrite }));
`;

/** Changes files in a folder, with these permissions. */
function change(
  folder: string,
  changes: readonly FileChange[],
  permissions: readonly string[] = ["--allow-read", "--allow-write"],
  umask?: string,
): Promise<Changed> {
  return runScript(script, [folder, JSON.stringify(changes)], permissions, umask);
}

testIn("changeFiles() writes, replaces and removes files and folders", async (folder) => {
  await Deno.mkdir(`${folder}/in/old`);
  await Deno.writeTextFile(`${folder}/in/old/x`, "old");
  await Deno.writeTextFile(`${folder}/in/replaced`, "old and longer");
  await Deno.writeTextFile(`${folder}/in/gone`, "old");
  const changed = await change(`${folder}/in`, [
    { path: "a/b/new", content: "neŵ", isNew: true },
    { path: "replaced", content: "new" },
    { path: "old" },
    { path: "gone" },
    { path: "never/was" },
  ]);
  assertEquals(changed, { canWrite: false });
  assertEquals(await treeOf(`${folder}/in`), {
    "a/": "",
    "a/b/": "",
    "a/b/new": "neŵ",
    "replaced": "new",
  });
});

testIn("changeFiles(): new folders have mode 0700", async (folder) => {
  assertEquals(await change(`${folder}/not/yet`, [{ path: "a/b", content: "" }]), {
    canWrite: false,
  });
  for (const made of ["not", "not/yet", "not/yet/a"]) {
    assertEquals(((await Deno.stat(`${folder}/${made}`)).mode ?? 0) & 0o777, 0o700, made);
  }
});

testIn("changeFiles(): special characters in names have no meaning", async (folder) => {
  const names = ["a\\b", "50%", "with space", "#1?", "é", "-rf"];
  const changes = names.map((path) => ({ path, content: path }));
  assertEquals(await change(`${folder}/in`, changes), { canWrite: false });
  assertEquals(await treeOf(`${folder}/in`), Object.fromEntries(names.map((name) => [name, name])));
});

testIn("changeFiles() with a new file that exists: nothing changed", async (folder) => {
  await Deno.writeTextFile(`${folder}/in/mine.ts`, "mine");
  await Deno.symlink("nowhere", `${folder}/in/link.ts`);
  for (const name of ["mine.ts", "link.ts"]) {
    const changed = await change(`${folder}/in`, [
      { path: "other", content: "other" },
      { path: name, content: "new", isNew: true },
    ]);
    assertEquals(changed, {
      code: "output_failed",
      message: `Cannot write ${folder}/in/${name}: it already exists`,
      hint: "Nothing was changed.",
      canWrite: false,
    });
  }
  await Deno.remove(`${folder}/in/link.ts`);
  assertEquals(await treeOf(`${folder}/in`), { "mine.ts": "mine" });
});

for (const [umask, useUmask] of [["000", 0o666], ["022", 0o644], ["077", 0o600]] as const) {
  testIn(
    `changeFiles() under umask ${umask}: private unless the umask is to decide`,
    async (folder) => {
      const changes: readonly FileChange[] = [
        { path: "new/folder/private", content: "x" },
        { path: "new/folder/other", content: "x", useUmask: true },
      ];
      await change(folder, changes, undefined, umask);
      const modes = ["new", "new/folder", "new/folder/private", "new/folder/other"]
        .map((path) => (Deno.statSync(`${folder}/${path}`).mode ?? 0) & 0o777);
      assertEquals(modes, [0o700, 0o700, 0o600, useUmask]);
    },
  );
}

testIn("changeFiles() with one unwritable file: nothing changed", async (folder) => {
  await Deno.writeTextFile(`${folder}/in/file`, "file");
  const changed = await change(`${folder}/in`, [
    { path: "first", content: "first" },
    { path: "file", content: "new" },
    { path: "file/below", content: "x" },
  ]);
  assertEquals(
    changed.message,
    `Cannot write ${folder}/in/file/below: part of its path is not a folder`,
  );
  assertEquals(await treeOf(`${folder}/in`), { file: "file" });
});

testIn("changeFiles() fails: error names the path, no temporary file remains", async (folder) => {
  await Deno.mkdir(`${folder}/in/taken`);
  const cases = { "taken": "it is a folder", ["x".repeat(300)]: "its name is too long" };
  for (const [path, reason] of Object.entries(cases)) {
    const changes = [{ path: "first", content: "x" }, { path, content: "x" }];
    const { message } = await change(`${folder}/in`, changes);
    assertEquals(message?.replace(/^.*: /, ""), reason);
    assertEquals(await treeOf(`${folder}/in`), { "taken/": "" });
  }
});

testIn("changeFiles() with a path that is not a folder: error", async (folder) => {
  await Deno.writeTextFile(`${folder}/file`, "file");
  const { message } = await change(`${folder}/file`, [{ path: "x", content: "x" }]);
  assertEquals(message, `Cannot write ${folder}/file/x: part of its path is not a folder`);
});

testIn("changeFiles() writes nothing outside the folder", async (folder) => {
  for (const path of ["../x", "a/../../x", `../in-beside`, `../${"../".repeat(9)}tmp/x`]) {
    assertEquals(await change(`${folder}/in`, [{ path, content: "x" }]), {
      code: "output_failed",
      message: `Cannot write ${folder}/in/${path}: gettoken has no permission to write there`,
      canWrite: false,
    });
  }
  assertEquals(await treeOf(folder), { "in/": "" });
});

testIn("changeFiles() removes nothing outside the folder", async (folder) => {
  await Deno.writeTextFile(`${folder}/mine`, "mine");
  const { code } = await change(`${folder}/in`, [{ path: "../mine" }]);
  assertEquals(code, "output_failed");
  assertEquals(await treeOf(folder), { "in/": "", "mine": "mine" });
});

testIn("changeFiles() follows no link out of the folder", async (folder) => {
  await Deno.mkdir(`${folder}/out`);
  await Deno.writeTextFile(`${folder}/out/mine`, "mine");
  await Deno.mkdir(`${folder}/in/a`);
  await Deno.symlink(`${folder}/out`, `${folder}/in/link`);
  await Deno.symlink(`../../out`, `${folder}/in/a/link`);
  const before = await treeOf(`${folder}/out`);
  for (const path of ["link/new", "link/mine", "link/new/folder/x", "a/link/new", "link/../new"]) {
    for (const content of [{ content: "x" }, { content: "x", isNew: true }, {}]) {
      assertEquals(await change(`${folder}/in`, [{ path, ...content }]), {
        code: "output_failed",
        message: `Cannot write ${folder}/in/${path}: part of its path is a symbolic link`,
        canWrite: false,
      });
    }
  }
  assertEquals(await treeOf(`${folder}/out`), before);
});

testIn("changeFiles() replaces or removes a link, not what it leads to", async (folder) => {
  await Deno.mkdir(`${folder}/out`);
  await Deno.writeTextFile(`${folder}/out/mine`, "mine");
  for (const name of ["replaced", "removed"]) {
    await Deno.symlink(`../out/mine`, `${folder}/in/${name}`);
  }
  await Deno.symlink(`../out`, `${folder}/in/folder`);
  const changes = [{ path: "replaced", content: "new" }, { path: "removed" }, { path: "folder" }];
  assertEquals(await change(`${folder}/in`, changes), { canWrite: false });
  assertEquals(await treeOf(folder), {
    "in/": "",
    "in/replaced": "new",
    "out/": "",
    "out/mine": "mine",
  });
});

testIn("changeFiles() with a link to a folder: files changed in its target", async (folder) => {
  await Deno.symlink("in", `${folder}/link`);
  assertEquals(await change(`${folder}/link`, [{ path: "a/x", content: "x" }]), {
    canWrite: false,
  });
  assertEquals(await treeOf(`${folder}/in`), { "a/": "", "a/x": "x" });
});

testIn("changeFiles(): drops the permission to write", async (folder) => {
  const cases = [["--allow-read"], ["--allow-read", `--allow-write=${folder}/in/other`]];
  for (const permissions of cases) {
    assertEquals(await change(`${folder}/in`, [{ path: "x", content: "x" }], permissions), {
      code: "output_failed",
      message: `Cannot write ${folder}/in: gettoken has no permission to write there`,
      canWrite: false,
    });
  }
  assertEquals(await treeOf(folder), { "in/": "" });
});
