/**
 * The machine itself, by way of Deno.
 *
 * @module
 */

import { GettokenError } from "./errors.ts";
import { FileProblem, type Host } from "./host.ts";

/** The machine itself. */
export const denoHost: Host = {
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

  async fileUrl(path) {
    const { pathToFileURL } = await import("node:url");
    return pathToFileURL(path);
  },

  importModule(url) {
    return import(url.href);
  },

  fetch(url, init) {
    return fetch(url, init);
  },

  async writeStdout(text) {
    try {
      let rest = new TextEncoder().encode(text);
      while (rest.length > 0) {
        rest = rest.subarray(await Deno.stdout.write(rest));
      }
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
    writeAllToStderr(eraseLine + text);
    statusIsShown = text !== "";
  },

  isTerminal(stream) {
    return Deno[stream].isTerminal();
  },

  async promptSecret(message) {
    const { Secret } = await import("@cliffy/prompt/secret");
    return await Secret.prompt({ message, hidden: true, writer: Deno.stderr });
  },

  later(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },

  timeout(milliseconds) {
    return AbortSignal.timeout(milliseconds);
  },

  now() {
    return Date.now();
  },
};

/** Synchronous, since there is nothing to do meanwhile and the other form takes three times as long. */
function look(path: string): Deno.FileInfo {
  return Deno.statSync(path);
}

let statusIsShown = false;
const eraseLine = "\r\x1b[K";

function writeAllToStderr(text: string): void {
  try {
    const bytes = new TextEncoder().encode(text);
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(Deno.stderr.writeSync(rest));
  } catch {
    // Whoever closed stderr does not want to read it.
  }
}
