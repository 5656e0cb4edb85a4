/**
 * The machine itself, by way of Deno.
 *
 * @module
 */

import { GettokenError } from "./errors.ts";
import { FileProblem, type Host } from "./host.ts";
import { moduleUrl } from "./module_url.ts";

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

  async readFile(path, limit) {
    try {
      if (descriptor.test(path)) return await readPipe(path, limit);
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
    try {
      return await readToEnd(Deno.stdin, limit);
    } catch (error) {
      throw error instanceof FileProblem ? error : new FileProblem("unreadable");
    }
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

  foldersIn(path) {
    return namesIn(path, ({ isDirectory }) => isDirectory);
  },

  filesIn(path) {
    return namesIn(path, ({ isFile }) => isFile);
  },

  ownFile(path) {
    return Deno.readTextFile(new URL(`../${path}`, import.meta.url));
  },

  async changeFiles(folder, changes) {
    const { changeFiles } = await import("./change_files.ts");
    await changeFiles(folder, changes);
  },

  async prepareFiles(files) {
    const { prepareFiles } = await import("./prepared_files.ts");
    return prepareFiles(files);
  },

  async lock(folder, name) {
    const { lockFile } = await import("./lock_file.ts");
    await lockFile(folder, name);
  },

  async openStore(folder) {
    const { openFileStore } = await import("./file_store.ts");
    return openFileStore(folder);
  },

  async lookInto(folder) {
    try {
      const { mode } = await Deno.stat(folder);
      const entries = await Array.fromAsync(Deno.readDir(folder));
      const names = entries.filter(({ isFile }) => isFile).map(({ name }) => name);
      const files = await Promise.all(names.map(async (name) => {
        const { size, mtime } = await Deno.lstat(`${folder}/${name}`);
        return { name, size, written: mtime?.getTime() ?? 0 };
      }));
      // No mode on Windows: there, folders of a user are private unless shared on purpose.
      return { isPrivate: ((mode ?? 0) & 0o077) === 0, files };
    } catch {
      return undefined;
    }
  },

  renounceWriting() {
    Deno.permissions.revokeSync({ name: "write" });
  },

  startWorker(source) {
    const worker = new Worker(moduleUrl(source), {
      type: "module",
      deno: { permissions: "none" },
    });
    let tellFailure = (_what: string): void => {};
    const stopWatching = watchMemory(() => tellFailure("took more than 512 MiB of memory"));
    return {
      send: (message) => worker.postMessage(message),
      onMessage: (receive) => worker.onmessage = ({ data }) => receive(data),
      onFailure(failed) {
        tellFailure = failed;
        worker.onerror = (event) => {
          // Else it would end the program.
          event.preventDefault();
          failed("ended by itself");
        };
        worker.onmessageerror = () => failed("said what cannot be understood");
      },
      stop() {
        stopWatching();
        worker.terminate();
      },
    };
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
    this.writeStatus("");
    writeAllToStderr(text);
  },

  writeStatus(text) {
    if (text === "" && !statusIsShown) return;
    // However the program ends.
    if (!statusIsShown) addEventListener("unload", removeStatus);
    writeAllToStderr(eraseLine + text);
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

/** The names of some of what is in a folder, in order. */
async function namesIn(
  path: string,
  isWanted: (entry: Deno.DirEntry) => boolean,
): Promise<readonly string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(path));
    return entries.filter(isWanted).map(({ name }) => name).sort();
  } catch {
    return [];
  }
}

/** Synchronous, since there is nothing to do meanwhile and the other form takes three times as long. */
function look(path: string): Deno.FileInfo {
  return Deno.statSync(path);
}

/** What shells make of `<(command)`: a pipe that is open already, so nobody waits for its writer. */
const descriptor = /^\/(?:dev|proc\/self)\/fd\/\d+$/;

async function readPipe(path: string, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  using pipe = await Deno.open(path);
  return await readToEnd(pipe, limit);
}

/** Reads what has no length of its own, and no more of it than allowed. */
async function readToEnd(
  source: Pick<Deno.FsFile, "read">,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(limit + 1);
  for (let length = 0; length <= limit;) {
    const count = await source.read(bytes.subarray(length));
    if (count === null) return bytes.slice(0, length);
    length += count;
  }
  throw new FileProblem("too_large");
}

/** The most memory that the program may take for a worker, in bytes. */
const workerMemory = 512 * 1024 * 1024;

/**
 * Calls back when the program has taken too much memory since now: the engine would end it.
 *
 * @returns How to call that off.
 */
function watchMemory(exceeded: () => void): () => void {
  const before = Deno.memoryUsage().rss;
  const timer = setInterval(() => {
    if (Deno.memoryUsage().rss - before > workerMemory) exceeded();
  }, 50);
  Deno.unrefTimer(timer);
  return () => clearInterval(timer);
}

/** What is written at once, in bytes: a pipe that anyone reads has room for it. */
const shortText = 4096;

/** Writes as much as stdout takes. For a long text a signal must be able to end the waiting. */
async function writeSome(bytes: Uint8Array): Promise<number> {
  if (bytes.length > shortText) return await Deno.stdout.write(bytes);
  // The other form starts a thread.
  return Deno.stdout.writeSync(bytes);
}

let statusIsShown = false;
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
