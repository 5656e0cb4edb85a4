/**
 * The {@linkcode FlowHost} interface: what getting a token needs from the machine, in the program and in
 * the library.
 *
 * @module
 */

/** Input and output of a flow: files, network, clock. */
export interface FlowHost {
  /** The operating system: `linux`, `darwin`, `windows` and others. */
  readonly os: string;
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
   * Opens a folder that only this user can enter (mode 0700). A missing one is created. On Windows,
   * folders have no modes: its access rights are those of the folder above it.
   *
   * @throws {UnsafeFolder} if other users have access to it.
   * @throws {GettokenError} `output_failed` if it cannot be written to.
   */
  openStore(folder: string): Promise<FileStore>;
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
  isTerminal(stream: "stdin" | "stdout" | "stderr"): boolean;
  /** Calls back later; returns a function that cancels it. */
  later(milliseconds: number, callback: () => void): () => void;
  /** Waits. A signal that aborts ends that early. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** `Math.random()` */
  random(): number;
  /** A signal that aborts with a `TimeoutError`, unless the host is closed before. */
  timeout(milliseconds: number): AbortSignal;
  /** Closes connections, and ends time limits. */
  close?(): void;
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

/** The result of a TLS handshake. */
export interface TlsProbe {
  /** The server's certificate in DER, trusted or not. */
  readonly certificate?: Uint8Array | undefined;
  /** The runtime's error, not to be shown, if requests would fail. */
  readonly failure?: unknown;
}

/** A folder that only this user can enter. */
export interface FileStore {
  /**
   * The bytes of a regular file, `limit` at most.
   *
   * @throws {FileProblem}
   */
  read(name: string, limit: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Waits until no other process has locked a name, and locks it until the lock is disposed of. In Node
   * and Bun, which have no locks of files, it does not wait.
   *
   * @throws {GettokenError} `output_failed`
   */
  lock(name: string): Promise<Disposable>;
  /**
   * Prepares {@linkcode FileStore.write}, which then works after the write permission is dropped.
   *
   * @throws {GettokenError} `output_failed` after the write permission is dropped.
   */
  prepareWriting(): Promise<void>;
  /**
   * Writes a file, which appears complete or not at all, and removes cache files older than a day.
   *
   * @throws {GettokenError} `output_failed`
   */
  write(name: string, content: Uint8Array<ArrayBuffer>): Promise<void>;
}
