import { assertEquals } from "@std/assert";
import {
  type Globals,
  refuseRuntime,
  runtimeOf,
  systemOf,
} from "../../../lib/runtimes/runtimes.ts";
import { failureOf, forEachCase } from "../helpers.ts";

/** The runtime's own `process`. */
function realProcess(more: Globals["process"]): Globals {
  return {
    Promise,
    process: Object.assign(Object.create({ [Symbol.toStringTag]: "process" }), more),
  };
}

const node = realProcess({ versions: { node: "22.0.0" } });
const page: Globals = { document: {} };
const worker: Globals = { importScripts: () => {}, WorkerNavigator: class {} };

const servers: Readonly<Record<string, readonly [globals: Globals, runtime: string]>> = {
  "Deno": [{ Deno: { version: { deno: "2.6.8" } }, ...node }, "deno"],
  "a worker of Deno": [{ Deno: { version: { deno: "2.6.8" } }, ...worker }, "deno"],
  "Node": [node, "node"],
  "Node with jsdom": [{ ...node, ...page }, "node"],
  "Bun": [realProcess({ versions: { node: "24.0.0", bun: "1.3.0" } }), "bun"],
  "the main process of Electron": [
    realProcess({ versions: { node: "22", electron: "38" }, type: "browser" }),
    "node",
  ],
  "Cloudflare Workers: no importScripts()": [{}, "other"],
  "an edge function with a process of its own": [{ process: { env: {} } }, "other"],
};

const browsers: Readonly<Record<string, Globals>> = {
  "a page": page,
  "a worker": worker,
  "a page whose bundler defines a process": { ...page, process: { versions: {}, env: {} } },
  "a page whose bundler defines a version": { ...page, process: { versions: { node: "16.8.0" } } },
  "a page of Electron with Node": {
    ...page,
    ...realProcess({ versions: { node: "22", electron: "38" }, type: "renderer" }),
  },
};

Deno.test("runtimeOf() recognises servers", async () => {
  await forEachCase(servers, ([globals, runtime]) => {
    assertEquals(runtimeOf(globals), runtime);
    refuseRuntime(globals);
  });
  assertEquals(runtimeOf(), "deno");
});

Deno.test("refuseRuntime(), browser: usage, with the reason", async () => {
  await forEachCase(browsers, async (globals) => {
    const { message } = await failureOf("usage", () => refuseRuntime(globals));
    assertEquals(
      message,
      "A web page cannot keep a client secret: everyone who opens it can read it",
    );
  });
});

Deno.test("refuseRuntime(), a Node without Promise.withResolvers(): usage, with both versions", async () => {
  const globals = { ...realProcess({ versions: { node: "20.20.2" } }), Promise: {} };
  const { message } = await failureOf("usage", () => refuseRuntime(globals));
  assertEquals(message, "The library needs Node 22 or newer, and this is 20.20.2");
});

Deno.test("systemOf(): the names of Deno", () => {
  const systems = ["win32", "linux", "darwin", undefined];
  assertEquals(
    systems.map((platform) => systemOf(realProcess(platform ? { platform } : {}))),
    ["windows", "linux", "darwin", "unknown"],
  );
  assertEquals(systemOf(), Deno.build.os);
});
