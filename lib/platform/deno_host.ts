/**
 * The {@linkcode Host} that `main.ts` uses, implemented with Deno. Rarely needed code is imported on
 * demand.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { filesIn, foldersIn } from "./read_files.ts";
import { readVariable, variableNames } from "./read_variables.ts";
import { pipeReader, readChecked } from "./checked_files.ts";
import { waiting } from "./signals.ts";
import { printable, printableLines } from "../core/text.ts";

/** Whether files have modes. On Windows the runtime reports 0666 for all. */
const hasModes = Deno.build.os !== "windows";

/** The host of the program. */
export const denoHost: Host = {
  os: Deno.build.os,

  denoVersion: Deno.version.deno,

  env: readVariable,

  envNames: variableNames,

  readFile: (path, limit) => readChecked(path, limit, Deno.statSync),

  readFileOrPipe: (path, limit) => readChecked(path, limit, Deno.statSync, true),

  readStdin: async (limit) => await (await pipeReader()).readStdin(limit),

  async othersMayRead(path) {
    if (!hasModes) return false;
    try {
      const { mode } = await Deno.stat(path);
      return ((mode ?? 0) & 0o044) !== 0;
    } catch {
      return false;
    }
  },

  async othersMayWrite(path) {
    if (!hasModes) return false;
    try {
      const { mode, isDirectory } = await Deno.stat(path);
      // With the sticky bit, only the owner of a file can replace it.
      const sticky = isDirectory && ((mode ?? 0) & 0o1000) !== 0;
      return ((mode ?? 0) & 0o002) !== 0 && !sticky;
    } catch {
      return false;
    }
  },

  async fileUrl(path) {
    const url = /^file:\/\//i.test(path) ? URL.parse(path) : null;
    return url ?? (await import("node:url")).pathToFileURL(path);
  },

  async filePath(url) {
    const { fileURLToPath } = await import("node:url");
    try {
      return fileURLToPath(url);
    } catch {
      return undefined;
    }
  },

  async realPath(path) {
    try {
      return await Deno.realPath(path);
    } catch {
      return path;
    }
  },

  foldersIn: (path) => Promise.resolve(foldersIn(path)),

  filesIn: (path) => Promise.resolve(filesIn(path)),

  async changeFiles(folder, changes) {
    const { changeFiles } = await import("./change_files.ts");
    await changeFiles(folder, changes);
  },

  prepareFiles: async (files) => (await import("./output_files.ts")).prepareFiles(files),

  async openStore(folder) {
    const { openFileStore } = await import("./file_store.ts");
    return openFileStore(folder, (path, limit) => readChecked(path, limit, Deno.lstatSync));
  },

  lookInto: async (folder) => await (await import("./private_folder.ts")).lookInto(folder),

  dropWritePermission: () => void Deno.permissions.revokeSync({ name: "write" }),

  startWorker: async (source) =>
    waiting((await import("./isolated_worker.ts")).startWorker(source)),

  trust(certificates) {
    trusted = certificates;
    client = Deno.createHttpClient({ caCerts: [...trusted] });
  },

  present({ certificate, key }) {
    try {
      const identified = Deno.createHttpClient({ caCerts: [...trusted], cert: certificate, key });
      client?.close();
      client = identified;
    } catch {
      const message = "The runtime rejects the client certificate or its key";
      throw new GettokenError("setting_invalid", message);
    }
  },

  async probeTls(target, deadline) {
    const { probeTls } = await import("./tls_probe.ts");
    return await waiting(probeTls(target, trusted, deadline));
  },

  fetch: (url, init) => waiting(fetch(url, client ? { ...init, client } : init)),

  async writeStdout(text) {
    await this.writeUnchanged(printableLines(text));
  },

  async writeUnchanged(text) {
    try {
      const bytes = new TextEncoder().encode(text);
      for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await writeSome(rest));
    } catch {
      throw new GettokenError("output_failed", "Cannot write to stdout", {
        hint: "The reader may have closed the pipe, or the disk may be full.",
      });
    }
  },

  writeStderr(text) {
    this.sendToTerminal(printableLines(text));
  },

  sendToTerminal(sequence) {
    this.writeStatus("");
    writeAllToStderr(sequence);
  },

  writeStatus(text) {
    if (text === "" && !statusIsShown) return;
    // Runs however the program ends.
    if (!statusIsShown) addEventListener("unload", removeStatus);
    writeAllToStderr(eraseLine + printable(text, maxStatus));
    statusIsShown = text !== "";
    if (!statusIsShown) removeEventListener("unload", removeStatus);
  },

  isTerminal: (stream) => Deno[stream].isTerminal(),

  columns(stream) {
    if (!Deno[stream].isTerminal()) return undefined;
    try {
      // Some terminals have no size.
      return Math.min(Math.max(Deno.consoleSize().columns || 80, 60), 100);
    } catch {
      return 80;
    }
  },

  promptSecret: async (message) => await (await import("./secret_prompt.ts")).promptSecret(message),

  loadPrompts: () => waiting(import("./prompts.ts")),

  later(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },

  sleep: (milliseconds) => waiting(new Promise((done) => setTimeout(done, milliseconds))),

  random: () => Math.random(),

  timeout: (milliseconds) => AbortSignal.timeout(milliseconds),

  now: () => Date.now(),
};

/** Set if additional CA certificates are trusted or a client certificate is presented. */
let client: Deno.HttpClient | undefined;
let trusted: readonly string[] = [];

/** Up to this many bytes are written synchronously, without a thread: they fit into a pipe's buffer. */
const shortText = 4096;

/** Writes as much as stdout accepts. A long write must not block signal handling. */
async function writeSome(bytes: Uint8Array): Promise<number> {
  if (bytes.length <= shortText) return Deno.stdout.writeSync(bytes);
  return await waiting(Deno.stdout.write(bytes));
}

let statusIsShown = false;
/** The maximum length of a status line, in characters. */
const maxStatus = 200;
const eraseLine = "\r\x1b[K";

function removeStatus(): void {
  denoHost.writeStatus("");
}

function writeAllToStderr(text: string): void {
  try {
    const bytes = new TextEncoder().encode(text);
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(Deno.stderr.writeSync(rest));
  } catch {
    // stderr was closed, so nobody reads it.
  }
}
