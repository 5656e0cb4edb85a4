import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { FileProblem } from "../../../lib/core/host.ts";
import { filesIn, foldersIn, readPipe, readStdin } from "../../../lib/platform/read_files.ts";
import { withOthers } from "../helpers.ts";

/** A stream of a string, three bytes at a time; without a string, reading fails. */
function streamOf(text: string | undefined): Pick<Deno.FsFile, "read"> {
  let rest = new TextEncoder().encode(text);
  return {
    read(into) {
      if (text === undefined) return Promise.reject(new Deno.errors.IsADirectory("canary"));
      if (rest.length === 0) return Promise.resolve(null);
      const given = rest.subarray(0, Math.min(3, into.length));
      into.set(given);
      rest = rest.subarray(given.length);
      return Promise.resolve(given.length);
    },
  };
}

/** The result of reading: the content, or the kind of failure. */
async function outcomeOf(read: () => Promise<Uint8Array>): Promise<string> {
  try {
    return new TextDecoder().decode(await read());
  } catch (error) {
    assertInstanceOf(error, FileProblem);
    return error.kind;
  }
}

function fromStdin(text: string | undefined, limit: number): Promise<string> {
  return withOthers(Deno.stdin, streamOf(text), () => outcomeOf(() => readStdin(limit)));
}

Deno.test("readStdin(): small chunks: all bytes, up to the limit", async () => {
  for (const text of ["", "a", "tokén.😀\n"]) {
    const { length } = new TextEncoder().encode(text);
    assertEquals(await fromStdin(text, length), text);
    assertEquals(await fromStdin(text, length + 1), text);
  }
});

Deno.test("readStdin(): kinds of failures", async () => {
  assertEquals(await fromStdin("1234567", 6), "too_large");
  assertEquals(await fromStdin("1".repeat(1000), 6), "too_large");
  assertEquals(await fromStdin(undefined, 6), "unreadable");
});

/** Reads a pipe with this content, and asserts that it is closed. */
async function fromPipe(text: string | undefined): Promise<Uint8Array> {
  let isOpen = false;
  const pipe = { ...streamOf(text), [Symbol.dispose]: () => void (isOpen = false) };
  function open(path: string | URL): Promise<Deno.FsFile> {
    assertEquals(path, "/dev/fd/63");
    isOpen = true;
    return Promise.resolve(pipe as Deno.FsFile);
  }
  try {
    return await withOthers(Deno, { open }, () => readPipe("/dev/fd/63", 6));
  } finally {
    assert(!isOpen);
  }
}

Deno.test("readPipe(): all bytes, up to the limit; pipe closed", async () => {
  assertEquals(await outcomeOf(() => fromPipe("s3cr3t")), "s3cr3t");
  assertEquals(await outcomeOf(() => fromPipe("s3cr3t!")), "too_large");
  await assertRejects(() => fromPipe(undefined), Deno.errors.IsADirectory);
});

const thisFile = fileURLToPath(import.meta.url);

Deno.test("foldersIn(): folders only; missing folder: none", async () => {
  const project = resolve(thisFile, "../../../..");
  assertEquals(await foldersIn(resolve(project, "examples")), []);
  assertEquals(await foldersIn(resolve(project, "tests/e2e")), ["attacks", "faults"]);
  assertEquals(await foldersIn(`${thisFile}/nosuch`), []);
});

Deno.test("filesIn(): files only; missing folder: none", async () => {
  const project = resolve(thisFile, "../../../..");
  assertEquals(await filesIn(resolve(project, "examples")), ["acme.ts"]);
  assert(!(await filesIn(resolve(project, "tests/e2e"))).includes("faults"));
  assertEquals(await filesIn(`${thisFile}/nosuch`), []);
});
