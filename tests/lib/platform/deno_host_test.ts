import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { denoHost } from "../../../lib/platform/deno_host.ts";
import { FileProblem } from "../../../lib/core/host.ts";
import { failureOf, withOthers } from "../helpers.ts";

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

Deno.test("fileUrl(): any characters: the file of that name", async () => {
  const names = ["a.ts", "./a.ts", "../a.ts", "a b.ts", "a#b?c.ts", "100%41.ts", "é漢😀.ts", "~/a"];
  for (const name of names) {
    assertEquals(fileURLToPath(await denoHost.fileUrl(name)), resolve(name));
    assertEquals(fileURLToPath(await denoHost.fileUrl(resolve(name))), resolve(name));
  }
});

Deno.test("realPath(): links resolved; missing file: unchanged", async () => {
  assertEquals(
    await denoHost.realPath(resolve(thisFile, "../../core/../platform")),
    resolve(thisFile, ".."),
  );
  assertEquals(await denoHost.realPath("./no/such/../file"), "./no/such/../file");
});

Deno.test("fetch(): sends a request", async () => {
  assertEquals(await (await denoHost.fetch("data:,hello", {})).text(), "hello");
});

Deno.test("later(): calls back unless cancelled", async () => {
  const calls: string[] = [];
  await new Promise<void>((done) => {
    const callOff = denoHost.later(0, () => calls.push("called off"));
    denoHost.later(0, () => {
      calls.push("called");
      done();
    });
    callOff();
  });
  assertEquals(calls, ["called"]);
});

Deno.test("timeout(): aborts with TimeoutError", async () => {
  const signal = denoHost.timeout(1);
  // The time-out alone would not keep the test alive.
  const { promise, resolve } = Promise.withResolvers<void>();
  const alive = setInterval(() => {}, 1000);
  signal.addEventListener("abort", () => resolve());
  await promise;
  clearInterval(alive);
  assertInstanceOf(signal.reason, DOMException);
  assertEquals(signal.reason.name, "TimeoutError");
});

Deno.test("now(): the current time", () => {
  assert(Math.abs(denoHost.now() - Date.now()) < 1000);
});

Deno.test("columns(): undefined if not a terminal, otherwise from 60 to 100", () => {
  for (const stream of ["stdout", "stderr"] as const) {
    const columns = denoHost.columns(stream);
    assertEquals(columns !== undefined, Deno[stream].isTerminal());
    assertEquals(columns === undefined || (columns >= 60 && columns <= 100), true);
  }
});

Deno.test("isTerminal(): each stream", () => {
  for (const stream of ["stdin", "stdout", "stderr"] as const) {
    assertEquals(denoHost.isTerminal(stream), Deno[stream].isTerminal());
  }
});

/** What arrives at a stream that takes three bytes at a time while something is written. */
async function arriving(
  stream: "stdout" | "stderr",
  write: () => unknown,
  take: (bytes: Uint8Array) => number = ({ length }) => Math.min(length, 3),
): Promise<string> {
  const received: number[] = [];
  const receive = (bytes: Uint8Array) => {
    const taken = take(bytes);
    received.push(...bytes.subarray(0, taken));
    return taken;
  };
  await withOthers(Deno[stream] as typeof Deno.stdout, {
    write: (bytes) => Promise.resolve().then(() => receive(bytes)),
    writeSync: receive,
  }, write);
  return new TextDecoder().decode(new Uint8Array(received));
}

function breaking(): number {
  throw new Deno.errors.BrokenPipe("canary");
}

Deno.test("writeStdout(): slow reader: everything is written", async () => {
  assertEquals(await arriving("stdout", () => denoHost.writeStdout("tokén.😀\n")), "tokén.😀\n");
});

Deno.test("writeStdout(), writeStderr(), writeStatus(): no control sequence reaches a terminal", async () => {
  const text = "a\x1b]52;c;eA==\x07\tb\u202e\u009b2Jc\n";
  const shown = "a ]52;c;eA== b 2Jc\n";
  assertEquals(await arriving("stdout", () => denoHost.writeStdout(text)), shown);
  assertEquals(await arriving("stderr", () => denoHost.writeStderr(text)), shown);
  const status = await arriving("stderr", () => {
    denoHost.writeStatus(text);
    denoHost.writeStatus("");
  });
  assertEquals(status, `\r\x1b[K${shown.trim()}\r\x1b[K`);
});

Deno.test("writeUnchanged(), sendToTerminal(): control sequences not changed", async () => {
  const text = "a\x1b]52;c;eA==\x07\u202e";
  assertEquals(await arriving("stdout", () => denoHost.writeUnchanged(text)), text);
  assertEquals(await arriving("stderr", () => denoHost.sendToTerminal(text)), text);
});

Deno.test("writeStdout(): reader closed: output_failed, without the runtime's message", async () => {
  await arriving("stdout", async () => {
    const { message } = await failureOf("output_failed", () => denoHost.writeStdout("x"));
    assertEquals(message, "Cannot write to stdout");
  }, breaking);
});

Deno.test("writeStderr(): slow reader: everything is written", async () => {
  assertEquals(await arriving("stderr", () => denoHost.writeStderr("tokén.😀\n")), "tokén.😀\n");
});

Deno.test("writeStderr(): reader closed: ignored", async () => {
  assertEquals(await arriving("stderr", () => denoHost.writeStderr("x"), breaking), "");
});

Deno.test("writeStatus(): replaces the last line; removed at the end", async () => {
  const erase = "\r\x1b[K";
  const text = await arriving("stderr", () => {
    denoHost.writeStatus("");
    denoHost.writeStatus("one");
    denoHost.writeStatus("two");
    denoHost.writeStatus("");
    denoHost.writeStatus("");
  });
  assertEquals(text, `${erase}one${erase}two${erase}`);
});

Deno.test("writeStderr(): removes the status line first", async () => {
  const text = await arriving("stderr", () => {
    denoHost.writeStatus("waiting");
    denoHost.writeStderr("text\n");
    denoHost.writeStatus("");
  });
  assertEquals(text, "\r\x1b[Kwaiting\r\x1b[Ktext\n");
});

Deno.test("present(): unusable certificate: setting_invalid, without the runtime's message", async () => {
  const { message } = await failureOf(
    "setting_invalid",
    () => denoHost.present({ certificate: "canary", key: "canary" }),
  );
  assertEquals(message, "The runtime rejects the client certificate or its key");
});

Deno.test("fileUrl() takes such a URL; filePath() is its path, if a file can have it", async () => {
  const url = await denoHost.fileUrl(thisFile);
  assertEquals((await denoHost.fileUrl(url.href)).href, url.href);
  assertEquals(await denoHost.filePath(url), thisFile);
  assertEquals(await denoHost.filePath(new URL(`${url.href}%2F..`)), undefined);
});

Deno.test(
  "othersMayRead(), othersMayWrite() on Windows: false, whatever the mode that is reported",
  {
    ignore: !isWindows,
  },
  async () => {
    assertEquals((await Deno.stat(thisFile)).mode! & 0o666, 0o666);
    assertEquals(await denoHost.othersMayRead(thisFile), false);
    assertEquals(await denoHost.othersMayWrite(thisFile), false);
  },
);
