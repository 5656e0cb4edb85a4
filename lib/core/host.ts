/**
 * The {@linkcode Host} interface: environment, files, network, terminal, clock. All input and output
 * goes through it, so tests can replace it.
 *
 * @module
 */

/** What gettoken needs from the machine it runs on. */
export interface Host {
  /** The operating system: `linux`, `darwin`, `windows` and others. */
  readonly os: string;
  /** The version of Deno that runs the program. */
  readonly denoVersion: string;
  /** The value of an environment variable, `undefined` if it is not set. */
  env(name: string): string | undefined;
  /** The names of all environment variables; in upper case on Windows, which ignores case. */
  envNames(): readonly string[];
  /**
   * The bytes of a regular file, or of a shell's process substitution: `<(pass show acme)`.
   *
   * @param limit The most bytes it may have.
   * @throws {FileProblem}
   */
  readFile(path: string, limit: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * The bytes of a file, a named pipe or a device. A pipe is read only once, within a time limit;
   * later calls return the same.
   *
   * @param limit The most bytes it may have.
   * @throws {FileProblem}
   */
  readFileOrPipe(path: string, limit: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * The bytes of stdin, to its end; only once, within a time limit.
   *
   * @param limit The most bytes it may have.
   * @throws {FileProblem}
   */
  readStdin(limit: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Whether other users of this machine may read a file; `false` if that is unknown. */
  othersMayRead(path: string): Promise<boolean>;
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
   * Opens a folder that only this user can enter (mode 0700). A missing one is created. On Windows,
   * folders have no modes: its access rights are those of the folder above it.
   *
   * @throws {UnsafeFolder} if other users have access to it.
   * @throws {GettokenError} `output_failed` if it cannot be written to.
   */
  openStore(folder: string): Promise<FileStore>;
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
  /** From now on, requests also trust these CA certificates (PEM). */
  trust(certificates: readonly string[]): void;
  /**
   * From now on, requests present this client certificate to servers that ask for one.
   *
   * @throws {GettokenError} `setting_invalid` if the runtime cannot use it.
   */
  present(identity: TlsIdentity): void;
  /** The certificate of an `https:` server. No request is sent. `deadline` aborts the attempt. */
  probeTls(target: URL, deadline: AbortSignal): Promise<TlsProbe>;
  fetch(url: string, init: RequestInit): Promise<Response>;
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
  isTerminal(stream: "stdin" | "stdout" | "stderr"): boolean;
  /** The width for lines on a terminal, from 60 to 100. `undefined` if the stream is not one. */
  columns(stream: "stdout" | "stderr"): number | undefined;
  /** Prompts for a value on the terminal, with echo off. */
  promptSecret(message: string): Promise<string>;
  /** The prompts for values that are not secret. */
  loadPrompts(): Promise<Prompts>;
  /** Calls back later; returns a function that cancels it. */
  later(milliseconds: number, callback: () => void): () => void;
  sleep(milliseconds: number): Promise<void>;
  /** `Math.random()` */
  random(): number;
  /** A signal that aborts with a `TimeoutError`. */
  timeout(milliseconds: number): AbortSignal;
  /** The time now, in milliseconds since 1970. */
  now(): number;
}

/** A client certificate for mutual TLS. */
export interface TlsIdentity {
  /** The certificate, followed by its chain (PEM). */
  readonly certificate: string;
  /** Its private key: unencrypted PKCS#8 (PEM). */
  readonly key: string;
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

/** The result of a TLS handshake. */
export interface TlsProbe {
  /** The server's certificate in DER, trusted or not. */
  readonly certificate?: Uint8Array | undefined;
  /** The runtime's error, not to be shown, if requests would fail. */
  readonly failure?: unknown;
}

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

/** A folder that only this user can enter. */
export interface FileStore {
  /**
   * The bytes of a regular file, `limit` at most.
   *
   * @throws {FileProblem}
   */
  read(name: string, limit: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Waits until no other process has locked a name, and locks it until the lock is disposed of.
   *
   * @throws {GettokenError} `output_failed`
   */
  lock(name: string): Promise<Disposable>;
  /**
   * Prepares {@linkcode FileStore.write}, which then works after {@linkcode Host.dropWritePermission}.
   *
   * @throws {GettokenError} `output_failed` after {@linkcode Host.dropWritePermission}.
   */
  prepareWriting(): Promise<void>;
  /**
   * Writes a file, which appears complete or not at all, and removes cache files older than a day.
   *
   * @throws {GettokenError} `output_failed`
   */
  write(name: string, content: Uint8Array<ArrayBuffer>): Promise<void>;
}

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
