import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { FileProblem } from "../../../lib/core/host.ts";
import { PipeReader } from "../../../lib/platform/read_pipes.ts";
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
  return withOthers(
    Deno.stdin,
    streamOf(text),
    () => outcomeOf(() => new PipeReader().readStdin(limit)),
  );
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
    return await withOthers(Deno, { open }, () => new PipeReader().readPipe("/dev/fd/63", 6));
  } finally {
    assert(!isOpen);
  }
}

Deno.test("readPipe(): all bytes, up to the limit; pipe closed", async () => {
  assertEquals(await outcomeOf(() => fromPipe("s3cr3t")), "s3cr3t");
  assertEquals(await outcomeOf(() => fromPipe("s3cr3t!")), "too_large");
  await assertRejects(() => fromPipe(undefined), Deno.errors.IsADirectory);
});

Deno.test("readPipe(): read once, the content is kept", async () => {
  const reader = new PipeReader();
  const opened: string[] = [];
  const open = (path: string | URL) => {
    opened.push(`${path}`);
    return Promise.resolve({ ...streamOf("abc"), [Symbol.dispose]() {} } as Deno.FsFile);
  };
  await withOthers(Deno, { open }, async () => {
    const read = (limit: number) => outcomeOf(() => reader.readPipe("/tmp/fifo", limit));
    assertEquals(await Promise.all([read(9), read(3), read(2)]), ["abc", "abc", "too_large"]);
  });
  assertEquals(opened, ["/tmp/fifo"]);
});

Deno.test("readPipe(): no program writes: timed_out", async () => {
  const open = () => new Promise<never>(() => {});
  await withOthers(Deno, { open }, async () => {
    assertEquals(await outcomeOf(() => new PipeReader(0).readPipe("/tmp/fifo", 9)), "timed_out");
  });
});

Deno.test("readStdin(): never ends: timed_out", async () => {
  const stdin = { read: () => new Promise<never>(() => {}) };
  await withOthers(Deno.stdin, stdin, async () => {
    assertEquals(await outcomeOf(() => new PipeReader(0).readStdin(9)), "timed_out");
  });
});

Deno.test("readStdin(): second time: already_read, also as a path; a path is read once", async () => {
  await withOthers(Deno.stdin, streamOf("abc"), async () => {
    const reader = new PipeReader();
    const asPath = () => outcomeOf(() => reader.readPipe("/dev/stdin", 9));
    assertEquals([await asPath(), await asPath()], ["abc", "abc"]);
    assertEquals(await outcomeOf(() => reader.readPipe("/proc/self/fd/0", 9)), "already_read");
    assertEquals(await outcomeOf(() => reader.readStdin(9)), "already_read");
  });
});
