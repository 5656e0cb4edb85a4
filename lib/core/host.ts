/**
 * The world outside: environment, files, network, terminal, clock. All input and output of gettoken
 * goes through a {@linkcode Host}, so a test can give it another world.
 *
 * @module
 */

/** What gettoken needs from the machine it runs on. */
export interface Host {
  /** The operating system: `linux`, `darwin`, `windows` and others. */
  readonly os: string;
  /** The value of an environment variable, `undefined` if it is not set. */
  env(name: string): string | undefined;
  /** The names of the environment variables that are set. */
  envNames(): readonly string[];
  /**
   * The bytes of a regular file, or of a pipe that a shell has set up: `<(pass show acme)`.
   *
   * @param limit The most bytes it may have.
   * @throws {FileProblem} if there is no such file, it is neither of the two, too large or unreadable.
   */
  readFile(path: string, limit: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * The bytes of stdin, to its end.
   *
   * @param limit The most bytes it may have.
   * @throws {FileProblem} if it is too large or unreadable.
   */
  readStdin(limit: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Whether other users of this machine may read a file; `false` if there is no telling. */
  othersMayRead(path: string): Promise<boolean>;
  /**
   * Whether all users of this machine may change a file, or replace the files in a folder; `false`
   * if that is unknown.
   */
  othersMayWrite(path: string): Promise<boolean>;
  /** A path as an absolute `file:` URL, relative ones from the working directory. */
  fileUrl(path: string): Promise<URL>;
  /** The path of a file or folder without links; as it is given if there is no such file. */
  realPath(path: string): Promise<string>;
  /** The names of the folders in a folder; none if there is no such folder. */
  foldersIn(path: string): Promise<readonly string[]>;
  /** The names of the regular files in a folder; none if there is no such folder. */
  filesIn(path: string): Promise<readonly string[]>;
  /** The text of a file that belongs to gettoken itself. */
  ownFile(path: OwnFile): Promise<string>;
  /**
   * Writes and removes files below a folder, and nowhere else. The folder is made if there is none.
   *
   * @throws {GettokenError} `output_failed`
   */
  changeFiles(folder: string, changes: readonly FileChange[]): Promise<void>;
  /**
   * Makes ready to write files later, also after {@linkcode Host.dropWritePermission}.
   *
   * @throws {GettokenError} `output_failed` if it is plain already that one cannot be written.
   */
  prepareFiles(files: readonly TargetFile[]): Promise<FileWriter>;
  /**
   * Opens a folder that only this user can enter (mode 0700). A missing one is created.
   *
   * @throws {UnsafeFolder} if other users have access to it.
   * @throws {GettokenError} `output_failed` if it cannot be written to.
   */
  openStore(folder: string): Promise<FileStore>;
  /**
   * The files in a folder as {@linkcode Host.openStore} creates it; `undefined` if there is none.
   *
   * @throws {UnsafeFolder} if other users have, or could get, access to it.
   * @throws {GettokenError} `output_failed` if it cannot be written to.
   */
  lookInto(folder: string): Promise<FolderContent | undefined>;
  /** From now on the program cannot write files. What is open for that stays so. */
  dropWritePermission(): void;
  /**
   * Starts a worker that has no permission at all.
   *
   * @param source What it runs: an ECMAScript module.
   */
  startWorker(source: string): Promise<IsolatedWorker>;
  /**
   * From now on, requests trust these certificates, too.
   *
   * @param certificates PEM texts of certificate authorities.
   */
  trust(certificates: readonly string[]): void;
  /**
   * From now on, requests show this certificate to servers that ask for one.
   *
   * @throws {GettokenError} `setting_invalid` if the runtime cannot use it.
   */
  present(identity: TlsIdentity): void;
  /**
   * The certificate that a server shows, without sending it anything.
   *
   * @param target An `https:` address.
   * @param deadline Aborts when there is no more time.
   */
  probeTls(target: URL, deadline: AbortSignal): Promise<TlsProbe>;
  /** `fetch` of the web platform. */
  fetch(url: string, init: RequestInit): Promise<Response>;
  /**
   * Writes printable lines to stdout and returns when all of it is written. Control characters and
   * others that a terminal acts on or does not show are replaced by spaces.
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
  /**
   * Writes printable lines to stderr, as {@linkcode Host.writeStdout} does. Failures are ignored:
   * there is nowhere left to report them.
   */
  writeStderr(text: string): void;
  /** Sends a control sequence to the terminal that stderr is. */
  sendToTerminal(sequence: string): void;
  /** Shows a passing line on the terminal, in place of the last one; `""` removes it. */
  writeStatus(text: string): void;
  /** Whether a stream is a terminal. */
  isTerminal(stream: "stdin" | "stdout" | "stderr"): boolean;
  /** Asks for a value on the terminal without showing what is typed. */
  promptSecret(message: string): Promise<string>;
  /** How to ask on the terminal for what is no secret. */
  loadPrompts(): Promise<Prompts>;
  /** Calls back after a while; returns the way to call that off. */
  later(milliseconds: number, callback: () => void): () => void;
  /** Lets some time pass. */
  sleep(milliseconds: number): Promise<void>;
  /** A random number from 0 up to, and not including, 1. */
  random(): number;
  /** A signal that aborts with a `TimeoutError` after so many milliseconds. */
  timeout(milliseconds: number): AbortSignal;
  /** The time now, in milliseconds since 1970. */
  now(): number;
}

/** What a client shows in TLS. */
export interface TlsIdentity {
  /** Its certificate, and after it those that vouch for it: PEM. */
  readonly certificate: string;
  /** The private key of the certificate, unsealed: PKCS#8 in PEM. */
  readonly key: string;
}

/** Questions on the terminal. */
export interface Prompts {
  /** Asks for a line of text, again and again until nothing is wrong with the answer. */
  promptText(message: string, problemOf: ProblemOf): Promise<string>;
  /** Lets one of several things be chosen; the first is what most will want. */
  promptChoice(message: string, choices: readonly string[]): Promise<string>;
  /** Asks what is answered by yes or no; no is what most will want. */
  promptYesOrNo(message: string): Promise<boolean>;
}

/** What is wrong with a text; `undefined` if nothing is. */
export type ProblemOf = (text: string) => string | undefined | Promise<string | undefined>;

/** Files of gettoken that it hands out. */
export type OwnFile = "lib/contract/provider.ts" | "examples/acme.ts";

/** What is found where a server should speak TLS. */
export interface TlsProbe {
  /** The server's certificate in DER, if it shows one, be it trusted or not. */
  readonly certificate?: Uint8Array | undefined;
  /** What is thrown when requests would fail: the runtime's own error, not to be shown. */
  readonly failure?: unknown;
}

/** A change to one file or folder. */
export interface FileChange {
  /** Where, below the folder that is changed: `acme/acme.ts`. */
  readonly path: string;
  /** The new content; without it, the file or folder is removed. */
  readonly content?: string;
  /** Whether to fail, with nothing changed, if there is such a file already. */
  readonly isNew?: boolean;
  /** Whether the umask decides the mode of the file, as for other programs. Otherwise it is 0600. */
  readonly useUmask?: boolean;
}

/** A file that is going to be written. */
export interface TargetFile {
  /** Where, as the user wrote it; relative ones count from the working directory. */
  readonly path: string;
  /** What named it, for messages: `--out`. */
  readonly namedBy: string;
  /** Whether to write behind what is there, which has to exist, instead of replacing it. */
  readonly append: boolean;
}

/** Writes the files that were named, and no others. */
export interface FileWriter {
  /**
   * Writes a text to each, once.
   *
   * @throws {GettokenError} `output_failed`
   */
  write(text: string): Promise<void>;
}

/** A folder of this user's own. */
export interface FileStore {
  /**
   * Reads a regular file.
   *
   * @param limit The most bytes it may have.
   * @throws {FileProblem}
   */
  read(name: string, limit: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Waits until no other process has locked a name, and locks it until the lock is disposed of or
   * this process ends.
   *
   * @throws {GettokenError} `output_failed`
   */
  lock(name: string): Promise<Disposable>;
  /**
   * Prepares {@linkcode FileStore.write}, which then works after {@linkcode Host.dropWritePermission}.
   *
   * @throws {GettokenError} `output_failed` if the program has given up writing.
   */
  prepareWriting(): Promise<void>;
  /**
   * Writes a file, which appears complete or not at all. Files of ours that are older than a day
   * are removed.
   *
   * @throws {GettokenError} `output_failed`
   */
  write(name: string, content: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** What can be told of a folder without opening a file. */
export interface FolderContent {
  /** Whether the mode denies access to other users. */
  readonly isPrivate: boolean;
  /** Its regular files. */
  readonly files: readonly {
    readonly name: string;
    /** In bytes. */
    readonly size: number;
    /** When it was written, in milliseconds since 1970. */
    readonly written: number;
  }[];
}

/** A worker that can do nothing but compute and speak to us. Nothing that it says can be trusted. */
export interface IsolatedWorker {
  send(message: unknown): void;
  /** Calls back with each message. */
  onMessage(receive: (message: unknown) => void): void;
  /** Calls back when it has failed, with what it did: `ended by itself`. */
  onFailure(failed: (what: string) => void): void;
  /** Ends it, whatever it is doing. */
  stop(): void;
}

/** Why {@linkcode Host.readFile} or {@linkcode Host.readStdin} failed. */
export class FileProblem extends Error {
  override readonly name = "FileProblem";

  constructor(readonly kind: "missing" | "not_a_file" | "too_large" | "unreadable") {
    super(kind);
  }

  /** The same in words: `there is no such file`. Those for some kinds can be replaced. */
  inWords(others: Partial<Record<FileProblem["kind"], string>> = {}): string {
    const words = {
      missing: "there is no such file",
      not_a_file: "it is not a regular file",
      too_large: "it is larger than 1 MiB",
      unreadable: "permission denied, or the disk does not answer",
    };
    return { ...words, ...others }[this.kind];
  }
}
