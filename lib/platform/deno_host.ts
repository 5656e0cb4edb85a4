/**
 * The machine itself, by way of Deno.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { FileProblem, type Host } from "../core/host.ts";
import { printable, printableLines } from "../core/text.ts";

/** The machine itself. */
export const denoHost: Host = {
  os: Deno.build.os,

  env(name) {
    try {
      return Deno.env.get(name);
    } catch {
      // The runtime's own message would show the value.
      throw new GettokenError("setting_invalid", `The variable ${name} is not valid UTF-8`);
    }
  },

  envNames() {
    return Object.keys(Deno.env.toObject());
  },

  async readFile(path, limit) {
    try {
      if (descriptor.test(path)) {
        return await (await import("./read_stream.ts")).readPipe(path, limit);
      }
      // Before it is opened: opening a FIFO would wait for its writer.
      const { isFile, size } = look(path);
      if (!isFile) throw new FileProblem("not_a_file");
      if (size > limit) throw new FileProblem("too_large");
      return await Deno.readFile(path);
    } catch (error) {
      if (error instanceof FileProblem) throw error;
      throw new FileProblem(error instanceof Deno.errors.NotFound ? "missing" : "unreadable");
    }
  },

  async readStdin(limit) {
    const { readStdin } = await import("./read_stream.ts");
    return await readStdin(limit);
  },

  async othersMayRead(path) {
    try {
      const { mode } = await Deno.stat(path);
      // No mode on Windows: there, files of a user are private unless shared on purpose.
      return mode !== null && (mode & 0o044) !== 0;
    } catch {
      return false;
    }
  },

  async othersMayWrite(path) {
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
    const { pathToFileURL } = await import("node:url");
    return pathToFileURL(path);
  },

  async realPath(path) {
    try {
      return await Deno.realPath(path);
    } catch {
      return path;
    }
  },

  async foldersIn(path) {
    const { foldersIn } = await import("./list_folder.ts");
    return await foldersIn(path);
  },

  async filesIn(path) {
    const { filesIn } = await import("./list_folder.ts");
    return await filesIn(path);
  },

  ownFile(path) {
    return Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
  },

  async changeFiles(folder, changes) {
    const { changeFiles } = await import("./change_files.ts");
    await changeFiles(folder, changes);
  },

  async prepareFiles(files) {
    const { prepareFiles } = await import("./output_files.ts");
    return prepareFiles(files);
  },

  async openStore(folder) {
    const { openFileStore } = await import("./file_store.ts");
    return openFileStore(folder);
  },

  async lookInto(folder) {
    const { lookInto } = await import("./list_folder.ts");
    return await lookInto(folder);
  },

  dropWritePermission() {
    Deno.permissions.revokeSync({ name: "write" });
  },

  async startWorker(source) {
    const { startWorker } = await import("./isolated_worker.ts");
    return startWorker(source);
  },

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
      const message = "The runtime cannot use the client's certificate for TLS";
      throw new GettokenError("setting_invalid", message);
    }
  },

  async probeTls(target, deadline) {
    const { probeTls } = await import("./tls_probe.ts");
    return await probeTls(target, trusted, deadline);
  },

  fetch(url, init) {
    return fetch(url, client ? { ...init, client } : init);
  },

  async writeStdout(text) {
    await this.writeUnchanged(printableLines(text));
  },

  async writeUnchanged(text) {
    try {
      const bytes = new TextEncoder().encode(text);
      for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await writeSome(rest));
    } catch {
      throw new GettokenError("output_failed", "Cannot write to stdout", {
        hint: "The reader may have ended, or the disk may be full.",
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
    // However the program ends.
    if (!statusIsShown) addEventListener("unload", removeStatus);
    writeAllToStderr(eraseLine + printable(text, maxStatus));
    statusIsShown = text !== "";
    if (!statusIsShown) removeEventListener("unload", removeStatus);
  },

  isTerminal(stream) {
    return Deno[stream].isTerminal();
  },

  async promptSecret(message) {
    const { promptSecret } = await import("./secret_prompt.ts");
    return await promptSecret(message);
  },

  loadPrompts() {
    return import("./prompts.ts");
  },

  later(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },

  async sleep(milliseconds) {
    await new Promise((done) => setTimeout(done, milliseconds));
  },

  random() {
    return Math.random();
  },

  timeout(milliseconds) {
    return AbortSignal.timeout(milliseconds);
  },

  now() {
    return Date.now();
  },
};

/** Sends requests where more certificates are trusted than usual, or one is shown. */
let client: Deno.HttpClient | undefined;
let trusted: readonly string[] = [];

/** Synchronous, since there is nothing to do meanwhile and the other form takes three times as long. */
function look(path: string): Deno.FileInfo {
  return Deno.statSync(path);
}

/** What shells make of `<(command)`: a pipe that is open already, so nobody waits for its writer. */
const descriptor = /^\/(?:dev|proc\/self)\/fd\/\d+$/;

/** What is written at once, in bytes: a pipe that anyone reads has room for it. */
const shortText = 4096;

/** Writes as much as stdout takes. For a long text a signal must be able to end the waiting. */
async function writeSome(bytes: Uint8Array): Promise<number> {
  if (bytes.length > shortText) return await Deno.stdout.write(bytes);
  // The other form starts a thread.
  return Deno.stdout.writeSync(bytes);
}

let statusIsShown = false;
/** The most characters of a passing line. */
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
    // Whoever closed stderr does not want to read it.
  }
}
