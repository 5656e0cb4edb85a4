import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { FileProblem } from "../../../lib/core/host.ts";
import { type OpenPipe, PipeReader } from "../../../lib/platform/read_pipes.ts";
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

type Look = string | 0 | undefined;

/** A reader of a pipe that has this at each look, and whether the pipe was closed. */
function readerOf(looks: readonly Look[], patience?: number) {
  const rest = [...looks];
  const state = { opened: [] as string[], isClosed: false };
  const pipe: OpenPipe = {
    read(into) {
      const look = rest.length > 1 ? rest.shift() : rest[0];
      if (look === "broken") return Promise.reject(new Deno.errors.IsADirectory("canary"));
      if (typeof look !== "string") return Promise.resolve(look);
      return Promise.resolve(new TextEncoder().encodeInto(look, into).written);
    },
    [Symbol.asyncDispose]() {
      state.isClosed = true;
      return Promise.resolve();
    },
  };
  const reader = new PipeReader(patience, (path) => {
    state.opened.push(path);
    return Promise.resolve(pipe);
  });
  return { reader, state };
}

Deno.test("readPipe(): all bytes, up to the limit; pipe closed", async () => {
  const cases: readonly (readonly [looks: readonly Look[], awaitWriter: boolean, string])[] = [
    [["abc", "def", 0], false, "abcdef"],
    [["abc", undefined, "def", undefined, 0], false, "abcdef"],
    [[0], false, ""],
    [[0, 0, "abc", undefined, "d", 0], true, "abcd"],
    [[0, undefined, 0], true, ""],
    [["abcdefg", 0], false, "too_large"],
    [["endless"], true, "too_large"],
  ];
  for (const [looks, awaitWriter, outcome] of cases) {
    const { reader, state } = readerOf(looks);
    const read = () => reader.readPipe("/dev/fd/63", { limit: 6, awaitWriter });
    assertEquals(await outcomeOf(read), outcome);
    assert(state.isClosed);
  }
  const { reader, state } = readerOf(["broken"]);
  const read = () => reader.readPipe("/tmp/fifo", { limit: 6, awaitWriter: true });
  await assertRejects(read, Deno.errors.IsADirectory);
  assert(state.isClosed);
});

Deno.test("readPipe(): read once, later calls return the same", async () => {
  const { reader, state } = readerOf(["abc", 0]);
  const read = (limit: number) =>
    outcomeOf(() => reader.readPipe("/tmp/fifo", { limit, awaitWriter: true }));
  assertEquals(await Promise.all([read(9), read(3), read(2)]), ["abc", "abc", "too_large"]);
  assertEquals(state.opened, ["/tmp/fifo"]);
});

Deno.test("readPipe(): no writer, or one that does not end: timed_out", async () => {
  for (const looks of [[0], [undefined], ["abc", undefined]] as const) {
    const { reader, state } = readerOf(looks, 0);
    const read = () => reader.readPipe("/tmp/fifo", { limit: 9, awaitWriter: true });
    assertEquals(await outcomeOf(read), "timed_out");
    assert(state.isClosed);
  }
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
    const read = (path: string) =>
      outcomeOf(() => reader.readPipe(path, { limit: 9, awaitWriter: false }));
    assertEquals([await read("/dev/stdin"), await read("/dev/stdin")], ["abc", "abc"]);
    assertEquals(await read("/proc/self/fd/0"), "already_read");
    assertEquals(await outcomeOf(() => reader.readStdin(9)), "already_read");
  });
});
