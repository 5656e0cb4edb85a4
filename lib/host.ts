/**
 * The world outside: environment, files, network, terminal, clock. All input and output of gettoken
 * goes through a {@linkcode Host}, so a test can give it another world.
 *
 * @module
 */

import { GettokenError } from "./errors.ts";

/** What gettoken needs from the machine it runs on. */
export interface Host {
  /** The value of an environment variable, `undefined` if it is not set. */
  env(name: string): string | undefined;
  /**
   * The bytes of a regular file.
   *
   * @param limit The most bytes it may have.
   * @throws {FileProblem} if there is no such file, it is not a regular file, too large or unreadable.
   */
  readFile(path: string, limit: number): Promise<Uint8Array<ArrayBuffer>>;
  /** A path as an absolute `file:` URL, relative ones from the working directory. */
  fileUrl(path: string): Promise<URL>;
  /** Loads an ECMAScript module. */
  importModule(url: URL): Promise<unknown>;
  /** `fetch` of the web platform. */
  fetch(url: string, init: RequestInit): Promise<Response>;
  /**
   * Writes to stdout and returns when all of it is written.
   *
   * @throws {GettokenError} `output_failed`
   */
  writeStdout(text: string): Promise<void>;
  /** Writes to stderr. Failures are ignored: there is nowhere left to report them. */
  writeStderr(text: string): void;
  /** Shows a passing line on the terminal, in place of the last one; `""` removes it. */
  writeStatus(text: string): void;
  /** Whether a stream is a terminal. */
  isTerminal(stream: "stdin" | "stdout" | "stderr"): boolean;
  /** Asks for a value on the terminal without showing what is typed. */
  promptSecret(message: string): Promise<string>;
  /** Calls back after a while; returns the way to call that off. */
  later(milliseconds: number, callback: () => void): () => void;
  /** A signal that aborts with a `TimeoutError` after so many milliseconds. */
  timeout(milliseconds: number): AbortSignal;
  /** The time now, in milliseconds since 1970. */
  now(): number;
}

/** Why {@linkcode Host.readFile} has no bytes. */
export class FileProblem extends Error {
  override readonly name = "FileProblem";
  readonly kind: "missing" | "not_a_file" | "too_large" | "unreadable";

  constructor(kind: FileProblem["kind"]) {
    super(kind);
    this.kind = kind;
  }
}

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
