/**
 * A machine that exists only in memory, for tests of everything that goes through a `Host`.
 *
 * @module
 */

import { FileProblem, type Host } from "../lib/host.ts";

/** What the fake machine holds. */
export interface FakeWorld {
  /** Environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** Regular files, by absolute path; the working directory is `/here`. */
  readonly files?: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>;
  /** Paths that cannot be read, and why. */
  readonly problems?: Readonly<Record<string, FileProblem["kind"]>>;
  /** Modules, by absolute path. */
  readonly modules?: Readonly<Record<string, unknown>>;
  /** The streams that are terminals. */
  readonly terminals?: readonly ("stdin" | "stdout" | "stderr")[];
  /** What is typed when a secret is asked for. */
  readonly typed?: string;
  /** Answers requests; without it every request fails the test. */
  readonly fetch?: (request: Request) => Response | Promise<Response>;
  /** The time, in milliseconds since 1970. */
  readonly now?: number;
}

/** A fake machine, and what happened to it. */
export interface FakeHost extends Host {
  readonly stdout: string;
  readonly stderr: string;
  /** The passing line that a terminal shows now. */
  readonly status: string;
  /** Every passing line that was shown. */
  readonly statuses: readonly string[];
  /** The prompts that were shown. */
  readonly prompts: readonly string[];
  /** The requests that were sent. */
  readonly requests: readonly Request[];
  /** Lets the earliest timer ring; `false` if there is none. */
  ring(): boolean;
  /** The time-outs that were asked for, in milliseconds. */
  readonly timeouts: readonly number[];
  /** Lets the time of every time-out be up. */
  expire(): void;
}

/** Makes a fake machine. */
export function fakeHost(world: FakeWorld = {}): FakeHost {
  const base = new URL("file:///here/");
  const timers = new Map<number, { at: number; callback: () => void }>();
  const requests: Request[] = [];
  const prompts: string[] = [];
  const timeouts: number[] = [];
  const deadlines: AbortController[] = [];
  const statuses: string[] = [];
  let stdout = "";
  let stderr = "";
  let status = "";
  let clock = world.now ?? Date.UTC(2026, 0, 9, 2, 2, 12);
  let timerCount = 0;

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
    prompts,
    requests,
    statuses,
    timeouts,

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

    env: (name) => world.env?.[name],
    readFile(path, limit) {
      const { pathname } = new URL(path, base);
      const problem = world.problems?.[pathname];
      const content = world.files?.[pathname];
      if (problem) return Promise.reject(new FileProblem(problem));
      if (content === undefined) return Promise.reject(new FileProblem("missing"));
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      if (bytes.length > limit) return Promise.reject(new FileProblem("too_large"));
      return Promise.resolve(bytes);
    },
    fileUrl: (path) => Promise.resolve(new URL(path, base)),
    importModule(url) {
      const module = world.modules?.[url.pathname];
      return module === undefined
        ? Promise.reject(new Error("no such module"))
        : Promise.resolve(module);
    },
    async fetch(url, init) {
      const request = new Request(url, init);
      requests.push(request.clone());
      if (world.fetch === undefined) throw new Error(`Unexpected request to ${url}`);
      return await world.fetch(request);
    },
    writeStdout(text) {
      stdout += text;
      return Promise.resolve();
    },
    writeStderr(text) {
      status = "";
      stderr += text;
    },
    writeStatus(text) {
      status = text;
      if (text !== "") statuses.push(text);
    },
    isTerminal: (stream) => world.terminals?.includes(stream) ?? false,
    promptSecret(message) {
      prompts.push(message);
      return Promise.resolve(world.typed ?? "");
    },
    later(milliseconds, callback) {
      const id = timerCount++;
      timers.set(id, { at: clock + milliseconds, callback });
      return () => void timers.delete(id);
    },
    timeout(milliseconds) {
      timeouts.push(milliseconds);
      const deadline = new AbortController();
      deadlines.push(deadline);
      return deadline.signal;
    },
    now: () => clock,
  };
}
