// As the host calls it.

import { assertEquals, assertRejects } from "@std/assert";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { denoHost } from "../../../lib/platform/deno_host.ts";
import { endOnSignals } from "../../../lib/platform/signals.ts";
import { FileProblem } from "../../../lib/core/host.ts";
import { withOthers } from "../helpers.ts";

// Reading what may block handles signals until the process ends, which in a test would be a leak.
endOnSignals();

const thisFile = fileURLToPath(import.meta.url);

function problemOf(path: string, limit = 1024 * 1024): Promise<FileProblem["kind"]> {
  return kindOf(() => denoHost.readFile(path, limit));
}

async function kindOf(read: () => Promise<unknown>): Promise<FileProblem["kind"]> {
  return (await assertRejects(read, FileProblem)).kind;
}

async function wordsFor(path: string): Promise<string> {
  return (await assertRejects(() => denoHost.readFile(path, 9), FileProblem)).inWords();
}

Deno.test("readFile(): the bytes, up to the limit", async () => {
  const bytes = await Deno.readFile(thisFile);
  assertEquals(await denoHost.readFile(thisFile, bytes.length), bytes);
  assertEquals(await problemOf(thisFile, bytes.length - 1), "too_large");
});

Deno.test("readFile(): kinds of failures", async () => {
  assertEquals(await problemOf(`${thisFile}.nosuch`), "missing");
  assertEquals(await problemOf(resolve(thisFile, "..")), "not_a_file");
  assertEquals(await wordsFor(resolve(thisFile, "..")), "it is a folder");
  assertEquals(await wordsFor(""), "its path is empty");
});

/** Windows has neither these paths nor these errors: a path through a file is missing there. */
const isWindows = Deno.build.os === "windows";

Deno.test({
  name: "readFile(): a path that no file can have: unreadable",
  ignore: isWindows,
  async fn() {
    assertEquals(await problemOf(`${thisFile}/x`), "unreadable");
    assertEquals(await wordsFor(`${thisFile}/x`), "part of its path is not a folder");
    assertEquals(await wordsFor("x".repeat(300)), "its name is too long");
  },
});

Deno.test({
  name: "readFile() says that it cannot read what it may not",
  permissions: { read: false },
  fn: async () => assertEquals(await problemOf(thisFile), "unreadable"),
});

/** Reads a path that is not a regular file. */
async function readSpecial(
  path: string,
  kind: Partial<Deno.FileInfo>,
  readFile = denoHost.readFile,
): Promise<Uint8Array> {
  return await withOthers(Deno, {
    statSync: () => ({ isFile: false, size: 0, ...kind }) as Deno.FileInfo,
  }, () => readFile(path, 6));
}

Deno.test("readFile(): process substitution that is not open: unreadable", {
  ignore: isWindows,
}, async () => {
  for (const path of ["/dev/fd/63", "/proc/self/fd/63"]) {
    assertEquals(await kindOf(() => readSpecial(path, {})), "unreadable");
  }
});

Deno.test("readFileOrPipe(): device: read to its end; readFile() does not open it", {
  ignore: isWindows,
}, async () => {
  const device = { isCharDevice: true };
  assertEquals(await kindOf(() => readSpecial("/dev/null", device)), "not_a_file");
  assertEquals((await readSpecial("/dev/null", device, denoHost.readFileOrPipe)).length, 0);
  const endless = () => readSpecial("/dev/zero", device, denoHost.readFileOrPipe);
  assertEquals(await kindOf(endless), "too_large");
});

Deno.test("readFile(), readFileOrPipe(): folder, socket, block device: not opened", async () => {
  for (const path of ["/tmp/socket", "/dev/fd/x", "dev/fd/63", "/proc/1/fd/3", "/dev/fd/3/x"]) {
    for (const readFile of [denoHost.readFile, denoHost.readFileOrPipe]) {
      assertEquals(await kindOf(() => readSpecial(path, {}, readFile)), "not_a_file");
    }
  }
});
