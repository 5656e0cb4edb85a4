/**
 * The {@linkcode Host} interface: environment, files, network, terminal, clock. All input and output
 * goes through it, so tests can replace it.
 *
 * @module
 */

import type { FlowHost } from "./flow_host.ts";

/** What gettoken needs from the machine it runs on. */
export interface Host extends FlowHost {
  /** The version of Deno that runs the program. */
  readonly denoVersion: string;
  /**
   * Whether all users of this machine may change a file, or replace the files in a folder; `false`
   * if that is unknown.
   */
  othersMayWrite(path: string): Promise<boolean>;
  /** The `file:` URL of a path, which may be relative to the working directory, or such a URL. */
  fileUrl(path: string): Promise<URL>;
  /** The absolute path of a `file:` URL; `undefined` if no file of this system can have it. */
  filePath(url: URL): Promise<string | undefined>;
  /** The path with links resolved; the same path if there is no such file. */
  realPath(path: string): Promise<string>;
  /** The names of the folders in a folder; none if there is no such folder. */
  foldersIn(path: string): Promise<readonly string[]>;
  /** The names of the regular files in a folder; none if there is no such folder. */
  filesIn(path: string): Promise<readonly string[]>;
  /**
   * Writes and removes files below a folder, which is created if missing. Afterwards the program has
   * no write permission.
   *
   * @throws {GettokenError} `output_failed`
   */
  changeFiles(folder: string, changes: readonly FileChange[]): Promise<void>;
  /**
   * Prepares to write files later, even after {@linkcode Host.dropWritePermission}.
   *
   * @throws {GettokenError} `output_failed` if one cannot be written.
   */
  prepareFiles(files: readonly TargetFile[]): Promise<FileWriter>;
  /**
   * The files in a folder of {@linkcode Host.openStore}; `undefined` if the folder does not exist.
   *
   * @throws {UnsafeFolder} if other users have, or could get, access to it.
   * @throws {GettokenError} `output_failed` if it cannot be written to.
   */
  lookInto(folder: string): Promise<FolderContent | undefined>;
  /** From now on the program cannot write files, except those that were prepared. */
  dropWritePermission(): void;
  /** Starts a worker without any permission. It runs an ECMAScript module. */
  startWorker(source: string): Promise<IsolatedWorker>;
  /**
   * Writes lines to stdout. Characters that are not printable are replaced by spaces.
   *
   * @throws {GettokenError} `output_failed`
   */
  writeStdout(text: string): Promise<void>;
  /**
   * Writes a string to stdout unchanged, control characters included: the token.
   *
   * @throws {GettokenError} `output_failed`
   */
  writeUnchanged(text: string): Promise<void>;
  /** Writes lines to stderr, in the same way. Failures are ignored: nothing could report them. */
  writeStderr(text: string): void;
  /** Sends a control sequence to the terminal on stderr. */
  sendToTerminal(sequence: string): void;
  /** Shows a status line on the terminal, in place of the last one; `""` removes it. */
  writeStatus(text: string): void;
  /** The width for lines on a terminal, from 60 to 100. `undefined` if the stream is not one. */
  columns(stream: "stdout" | "stderr"): number | undefined;
  /** Prompts for a value on the terminal, with echo off. */
  promptSecret(message: string): Promise<string>;
  /** The prompts for values that are not secret. */
  loadPrompts(): Promise<Prompts>;
}

/** Prompts on the terminal. */
export interface Prompts {
  /** Prompts for a line until the answer is valid. */
  promptText(message: string, problemOf: ProblemOf): Promise<string>;
  /** Offers a list of choices; the first is the default. */
  promptChoice(message: string, choices: readonly string[]): Promise<string>;
  /** Asks a yes/no question; no is the default. */
  promptYesOrNo(message: string): Promise<boolean>;
}

/** What is wrong with an answer; `undefined` if it is valid. */
export type ProblemOf = (text: string) => string | undefined | Promise<string | undefined>;

/** A change to one file or folder. */
export interface FileChange {
  /** Relative to the folder that is changed: `acme/acme.ts`. */
  readonly path: string;
  /** The new content; without it, the file or folder is removed. */
  readonly content?: string;
  /** Whether to fail, with nothing changed, if the file already exists. */
  readonly isNew?: boolean;
  /** Whether the umask decides the mode of the file. Otherwise it is 0600 (not on Windows). */
  readonly useUmask?: boolean;
}

/** A file that is going to be written. */
export interface TargetFile {
  /** As the user wrote it. */
  readonly path: string;
  /** The option or variable that named it, for messages: `--out`. */
  readonly namedBy: string;
  /** Whether to append to the file, which must exist, instead of replacing it. */
  readonly append: boolean;
}

/** Writes the same content to all prepared files, once; fails with `output_failed`. */
export type FileWriter = (content: string) => Promise<void>;

/** A listing of the cache folder. */
export interface FolderContent {
  /** Whether the mode denies access to other users; missing on Windows, where files have no modes. */
  readonly isPrivate?: boolean;
  /** Its regular files. */
  readonly files: readonly {
    readonly name: string;
    /** In bytes. */
    readonly size: number;
    /** When it was written, in milliseconds since 1970. */
    readonly written: number;
  }[];
}

/** A worker that can only compute and send messages. Its messages are untrusted. */
export interface IsolatedWorker {
  send(message: unknown): void;
  onMessage(receive: (message: unknown) => void): void;
  /** Calls back when the worker has failed, with the reason: `exited unexpectedly`. */
  onFailure(failed: (what: string) => void): void;
  /** Terminates it at once. */
  stop(): void;
}

/** Why {@linkcode Host.readFile} or {@linkcode Host.readStdin} failed. */
export class FileProblem extends Error {
  override readonly name = "FileProblem";

  constructor(
    readonly kind:
      | ("missing" | "not_a_file" | "too_large" | "unreadable")
      | ("timed_out" | "already_read"),
    /** The problem in words, if more is known than its kind. */
    readonly reason?: string,
  ) {
    super(kind);
  }

  /** The problem in words: `there is no such file`. `others` overrides some of them. */
  inWords(others: Partial<Record<FileProblem["kind"], string>> = {}): string {
    const words = {
      missing: "there is no such file",
      not_a_file: "it is not a regular file",
      too_large: "it is larger than 1 MiB",
      unreadable: "it cannot be read",
      timed_out: "it is a pipe, and its content did not come within 30 s",
      already_read: "it was already read, and can be read only once",
    };
    return others[this.kind] ?? this.reason ?? words[this.kind];
  }
}
