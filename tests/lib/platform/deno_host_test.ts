import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { denoHost } from "../../../lib/platform/deno_host.ts";
import { failureOf, withOthers } from "../helpers.ts";

const thisFile = fileURLToPath(import.meta.url);

const isWindows = Deno.build.os === "windows";

// The first test, because the host begins only once to listen.
Deno.test("writeStdout(): long text: signals are handled while it is written", async () => {
  const steps: string[] = [];
  await withOthers(Deno, {
    addSignalListener: (signal) => void steps.push(signal),
  }, async () => {
    await arriving("stdout", () => denoHost.writeStdout("x\n"));
    assertEquals(steps, [], "a short one takes no time");
    await arriving("stdout", () => denoHost.writeStdout("x".repeat(5000)), ({ length }) => {
      steps.push("written");
      return length;
    });
  });
  assert(steps.indexOf("SIGINT") >= 0 && steps.at(-1) === "written", steps.join());
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
