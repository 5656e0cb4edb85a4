/**
 * A machine that exists only in memory, for tests of everything that goes through a `Host`.
 *
 * @module
 */

import { posix, win32 } from "node:path";
import { startWorker } from "../lib/platform/isolated_worker.ts";
import { namesOn } from "../lib/platform/read_variables.ts";
import { GettokenError } from "../lib/core/errors.ts";
import type { TlsIdentity, TlsProbe } from "../lib/core/flow_host.ts";
import { FileProblem, type Host, type IsolatedWorker } from "../lib/core/host.ts";
import { printable, printableLines } from "../lib/core/text.ts";

/** The state of the fake machine. */
export interface FakeWorld {
  /** Environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** Regular files, by absolute path; the working directory is `/here`, or `C:\\here`. */
  readonly files?: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>;
  /** What comes in at stdin; empty by default. */
  readonly stdin?: string | Uint8Array<ArrayBuffer>;
  /** Paths that cannot be read, and why. */
  readonly problems?: Readonly<Record<string, FileProblem["kind"]>>;
  /** Links by absolute path, and where each leads. */
  readonly links?: Readonly<Record<string, string>>;
  /** The operating system, which says how paths are written; Linux by default. */
  readonly os?: string;
  /** The streams that are terminals. */
  readonly terminals?: readonly ("stdin" | "stdout" | "stderr")[];
  /** The width of the terminals; 80 by default. */
  readonly columns?: number;
  /** What is typed when a secret is asked for. */
  readonly typed?: string;
  /** What is answered to other questions, one after the other. */
  readonly answers?: readonly string[];
  /** Answers requests; without it every request fails the test. */
  readonly fetch?: (request: Request) => Response | Promise<Response>;
  /** What is found when the certificate of a server is looked at. */
  readonly tls?: TlsProbe;
  /** Files and folders that all users may write to, by absolute path. */
  readonly writable?: readonly string[];
  /** Files that other users may read and folders that they may look into, by absolute path. */
  readonly shared?: readonly string[];
  /** When another program releases its locks; no locks by default. */
  readonly locked?: Promise<void>;
  /** Why stores cannot be opened, if they cannot. */
  readonly unsafe?: GettokenError;
  /** Whether stores can be opened but not written to. */
  readonly full?: boolean;
  /** The time, in milliseconds since 1970. */
  readonly now?: number;
  /** What comes up when a random number is drawn; ½ by default. */
  readonly random?: number;
}

/** A fake machine, and what happened to it. */
export interface FakeHost extends Host, Disposable {
  readonly stdout: string;
  readonly stderr: string;
  /** The passing line that a terminal shows now. */
  readonly status: string;
  /** Every passing line that was shown. */
  readonly statuses: readonly string[];
  /** The prompts for secrets that were shown. */
  readonly prompts: readonly string[];
  /** The other questions that were asked. */
  readonly questions: readonly string[];
  /** The addresses whose certificates were looked at. */
  readonly probes: readonly string[];
  /** What was said to be wrong with answers. */
  readonly refusals: readonly string[];
  /** The files that nobody but their owner may read. */
  readonly privateFiles: ReadonlySet<string>;
  /** The files as they are now, by absolute path. */
  readonly files: ReadonlyMap<string, string | Uint8Array<ArrayBuffer>>;
  /** What this program has locked now, by absolute path. */
  readonly locks: ReadonlySet<string>;
  /** Whether the program can still write files. */
  readonly mayWrite: boolean;
  /** Ends the workers, which are real ones. */
  [Symbol.dispose](): void;
  /** The certificates that are trusted besides the usual ones. */
  readonly trusted: readonly string[];
  /** What is shown in TLS, with the number of requests that went before it; the last counts. */
  readonly presented: readonly (TlsIdentity & { readonly after: number })[];
  /** How long was slept each time, in milliseconds. It takes no time but that of the fake clock. */
  readonly sleeps: readonly number[];
  /** The requests that were sent. */
  readonly requests: readonly Request[];
  /** Lets the earliest timer ring; `false` if there is none. */
  ring(): boolean;
  /** The time-outs that were asked for, in milliseconds. */
  readonly timeouts: readonly number[];
  /** Lets the time of every time-out be up. */
  expire(): void;
}

/** The paths of an operating system, whatever the one is that the tests run on. */
function pathsOf(os: string) {
  const isWindows = os === "windows";
  const rules = isWindows ? win32 : posix;
  const absolute = (path: string) => rules.resolve(isWindows ? "C:\\here" : "/here", path);
  return {
    ...rules,
    absolute,
    /** Paths mean what they say: `#`, `?` and `%` are characters like others. */
    toUrl(path: string): URL {
      if (/^file:\/\//i.test(path)) return new URL(path);
      const escaped = absolute(path).replaceAll(rules.sep, "/")
        .replace(/[%\\\n\r\t?#]/g, encodeURIComponent);
      // //server/share/acme.ts, /here/acme.ts or C:/here/acme.ts
      return new URL(escaped.startsWith("/") ? escaped : `/${escaped}`, "file:");
    },
    fromUrl({ hostname, pathname }: URL): string | undefined {
      if (/%2f/i.test(pathname) || (isWindows && /%5c/i.test(pathname))) return undefined;
      const path = decodeURIComponent(pathname);
      if (!isWindows) return hostname === "" ? path : undefined;
      if (hostname !== "") return `\\\\${hostname}${path.replaceAll("/", "\\")}`;
      return /^\/[a-z]:\//i.test(path) ? path.slice(1).replaceAll("/", "\\") : undefined;
    },
  };
}

/** The environment of an operating system. */
function variablesOf(os: string, env: FakeWorld["env"] = {}): ReadonlyMap<string, string> {
  const names = namesOn(os, Object.keys(env));
  return new Map(Object.values(env).map((value, index) => [names[index] ?? "", value]));
}

/** The bytes of a content, if they are not too many. */
function bounded(
  content: string | Uint8Array<ArrayBuffer>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return bytes.length > limit
    ? Promise.reject(new FileProblem("too_large"))
    : Promise.resolve(bytes);
}

/** Makes a fake machine. */
export function fakeHost(world: FakeWorld = {}): FakeHost {
  const os = world.os ?? "linux";
  const paths = pathsOf(os);
  const absolutePath = paths.absolute;
  const variables = variablesOf(os, world.env);
  const timers = new Map<number, { at: number; callback: () => void }>();
  const requests: Request[] = [];
  const prompts: string[] = [];
  const questions: string[] = [];
  const refusals: string[] = [];
  const probes: string[] = [];
  const privateFiles = new Set<string>();
  const answers = [...world.answers ?? []];
  const timeouts: number[] = [];
  const deadlines: AbortController[] = [];
  const statuses: string[] = [];
  const workers: IsolatedWorker[] = [];
  const sleeps: number[] = [];
  const trusted: string[] = [];
  const presented: (TlsIdentity & { after: number })[] = [];
  const files = new Map(Object.entries(world.files ?? {}));
  const locks = new Set<string>();
  let stdin = world.stdin ?? "";
  let mayWrite = true;
  let stdout = "";
  let stderr = "";
  let status = "";
  let clock = world.now ?? Date.UTC(2026, 0, 9, 2, 2, 12);
  let timerCount = 0;

  function nextAnswer(message: string): string {
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`There is no answer to "${message}"`);
    return answer;
  }

  return {
    get stdout() {
      return stdout;
    },
    get stderr() {
      return stderr;
    },
    get status() {
      return status;
    },
    files,
    locks,
    get mayWrite() {
      return mayWrite;
    },
    privateFiles,
    probes,
    questions,
    refusals,
    requests,
    prompts,
    sleeps,
    statuses,
    timeouts,
    trusted,
    presented,

    ring() {
      const [next] = [...timers].sort(([, a], [, b]) => a.at - b.at);
      if (next === undefined) return false;
      const [id, { at, callback }] = next;
      timers.delete(id);
      clock = Math.max(clock, at);
      callback();
      return true;
    },
    expire() {
      const reason = new DOMException("The operation timed out", "TimeoutError");
      for (const deadline of deadlines) deadline.abort(reason);
    },

    [Symbol.dispose]() {
      for (const worker of workers) worker.stop();
    },

    os,
    denoVersion: "2.6.8",
    env: (name) => variables.get(os === "windows" ? name.toUpperCase() : name),
    envNames: () => [...variables.keys()],
    readFile(path, limit) {
      const absolute = absolutePath(path);
      const problem = world.problems?.[absolute];
      const content = files.get(absolute);
      if (problem) return Promise.reject(new FileProblem(problem));
      if (content === undefined) return Promise.reject(new FileProblem("missing"));
      return bounded(content, limit);
    },
    readFileOrPipe(path, limit) {
      return this.readFile(path, limit);
    },
    readStdin(limit) {
      const content = stdin;
      stdin = "";
      return bounded(content, limit);
    },
    othersMayRead(path) {
      return Promise.resolve(world.shared?.includes(absolutePath(path)) ?? false);
    },
    othersMayWrite(path) {
      return Promise.resolve(world.writable?.includes(absolutePath(path)) ?? false);
    },
    fileUrl: (path) => Promise.resolve(paths.toUrl(path)),
    filePath: (url) => Promise.resolve(paths.fromUrl(url)),
    realPath(path) {
      return Promise.resolve(world.links?.[path] ?? absolutePath(path));
    },
    foldersIn(path) {
      const prefix = `${absolutePath(path)}${paths.sep}`;
      const below = [...files.keys()].filter((file) => file.startsWith(prefix))
        .map((file) => file.slice(prefix.length).split(paths.sep));
      return Promise.resolve(
        [...new Set(below.flatMap(([name = "", ...rest]) => rest.length > 0 ? name : []))].sort(),
      );
    },
    filesIn(path) {
      const prefix = `${absolutePath(path)}${paths.sep}`;
      const names = [...files.keys()].filter((file) => file.startsWith(prefix))
        .map((file) => file.slice(prefix.length));
      return Promise.resolve(names.filter((name) => !name.includes(paths.sep)).sort());
    },
    changeFiles(folder, changes) {
      const changed = changes.map((change) => ({
        ...change,
        path: paths.join(folder, change.path),
      }));
      if (!mayWrite || changed.some(({ path, isNew }) => isNew && files.has(path))) {
        throw new GettokenError("output_failed", "Cannot write");
      }
      for (const { path, content, useUmask } of changed) {
        if (content !== undefined && !useUmask) privateFiles.add(path);
        for (const file of files.keys()) {
          if (file === path || file.startsWith(`${path}${paths.sep}`)) files.delete(file);
        }
        if (content !== undefined) files.set(path, content);
      }
      return Promise.resolve();
    },
    prepareFiles(targets) {
      const broken = targets.find(({ path, append }) =>
        append ? !files.has(absolutePath(path)) : world.problems?.[absolutePath(path)]
      );
      if (!mayWrite || broken) throw new GettokenError("output_failed", "Cannot write");
      return Promise.resolve((text: string) => {
        for (const { path, append } of targets) {
          const before = append ? files.get(absolutePath(path)) ?? "" : "";
          files.set(absolutePath(path), before + text);
        }
        return Promise.resolve();
      });
    },
    openStore(folder) {
      if (world.unsafe) return Promise.reject(world.unsafe);
      if (!mayWrite) return Promise.reject(new GettokenError("output_failed", "Cannot write"));
      return Promise.resolve({
        read: (name, limit) => this.readFile(paths.join(folder, name), limit),
        async lock(name) {
          await world.locked;
          const lock = paths.join(folder, name);
          locks.add(lock);
          return { [Symbol.dispose]: () => void locks.delete(lock) };
        },
        prepareWriting: () => Promise.resolve(),
        write(name, content) {
          if (world.full) return Promise.reject(new GettokenError("output_failed", "It is full"));
          files.set(paths.join(folder, name), content);
          return Promise.resolve();
        },
      });
    },
    lookInto(folder) {
      if (world.unsafe) return Promise.reject(world.unsafe);
      const inside = [...files].filter(([path]) => paths.dirname(path) === folder);
      if (inside.length === 0) return Promise.resolve(undefined);
      return Promise.resolve({
        ...(os === "windows" ? {} : { isPrivate: !(world.shared?.includes(folder) ?? false) }),
        files: inside.map(([path, { length }]) => ({
          name: paths.basename(path),
          size: length,
          written: Date.UTC(2026, 0, 9),
        })),
      });
    },
    dropWritePermission() {
      mayWrite = false;
    },
    // Not that of the Deno host, which also handles signals until the process ends.
    startWorker(source) {
      const worker = startWorker(source);
      workers.push(worker);
      return Promise.resolve(worker);
    },
    trust(certificates) {
      trusted.push(...certificates);
    },
    present(identity) {
      presented.push({ ...identity, after: requests.length });
    },
    probeTls(target) {
      probes.push(target.href);
      return Promise.resolve(world.tls ?? {});
    },
    async fetch(url, init) {
      const request = new Request(url, init);
      requests.push(request.clone());
      if (world.fetch === undefined) throw new Error(`Unexpected request to ${url}`);
      return await world.fetch(request);
    },
    writeStdout(text) {
      stdout += printableLines(text);
      return Promise.resolve();
    },
    writeUnchanged(text) {
      stdout += text;
      return Promise.resolve();
    },
    writeStderr(text) {
      status = "";
      stderr += printableLines(text);
    },
    sendToTerminal(sequence) {
      status = "";
      stderr += sequence;
    },
    writeStatus(text) {
      status = printable(text, 200);
      if (text !== "") statuses.push(text);
    },
    isTerminal: (stream) => world.terminals?.includes(stream) ?? false,
    columns: (stream) => world.terminals?.includes(stream) ? world.columns ?? 80 : undefined,
    promptSecret(message) {
      prompts.push(message);
      return Promise.resolve(world.typed ?? "");
    },
    loadPrompts: () =>
      Promise.resolve({
        async promptText(message, problemOf) {
          questions.push(message);
          for (;;) {
            const answer = nextAnswer(message);
            const problem = await problemOf(answer);
            if (problem === undefined) return answer;
            refusals.push(problem);
          }
        },
        promptChoice(message, choices) {
          questions.push(message);
          const answer = nextAnswer(message);
          if (!choices.includes(answer)) throw new Error(`"${answer}" is not in ${choices}`);
          return Promise.resolve(answer);
        },
        promptYesOrNo(message) {
          questions.push(message);
          return Promise.resolve(nextAnswer(message) === "yes");
        },
      }),
    later(milliseconds, callback) {
      const id = timerCount++;
      timers.set(id, { at: clock + milliseconds, callback });
      return () => void timers.delete(id);
    },
    sleep(milliseconds) {
      sleeps.push(milliseconds);
      clock += milliseconds;
      return Promise.resolve();
    },
    random: () => world.random ?? 0.5,
    timeout(milliseconds) {
      timeouts.push(milliseconds);
      const deadline = new AbortController();
      deadlines.push(deadline);
      return deadline.signal;
    },
    now: () => clock,
  };
}
