/** Runs a module in a worker without permissions. Only data leaves the worker. @module */

import { GettokenError } from "../core/errors.ts";
import type { Host, IsolatedWorker } from "../core/host.ts";
import { isJsonObject, type JsonObject, parseJson } from "../core/json.ts";
import { placeIn, withFileNames } from "./link_module.ts";
import type { Log } from "../core/log.ts";
import type { ModuleFile } from "./module_graph.ts";
import { lockDown } from "./sandbox_lockdown.ts";
import type { Described, Limits, Request, Task, TaskOutcome, Thrown } from "./sandbox_messages.ts";
import { sandboxWorker } from "./sandbox_worker.ts";
import { SandboxedPattern, Unusable } from "./sandboxed_values.ts";
import { printable } from "../core/text.ts";

/**
 * The total time that a module may take to load and to answer, in milliseconds. On a slow or busy
 * machine it is longer: {@linkcode timeFactor} times what an empty sandbox takes to start.
 */
const timeLimit = 3000;
const longestTimeLimit = 120_000;

/** An empty sandbox starts in about 25 ms. From 150 ms on, the limit is longer. */
const timeFactor = 20;

const limits: Limits = {
  size: 200_000,
  depth: 8,
  lines: 100,
  line: 1000,
  patternLength: 10_000,
  patternGroups: 100,
};

/** The length limit of a message. The other limits allow less. */
const maxReply = 50 * limits.size;

/**
 * A module in its sandbox. It runs one task at a time, and all tasks share one time limit.
 */
export class Sandbox {
  readonly #host: Host;
  readonly #name: string;
  readonly #worker: IsolatedWorker;
  /** The pending request, and how to settle it. */
  #sent: { readonly id: number; settle(outcome: TaskOutcome | undefined): void } | undefined;
  /** Settles when there is no pending request. */
  #answered: Promise<void> | undefined;
  /** The files of the module, for the places in its errors. */
  #files: readonly ModuleFile[] = [];
  // The first request is the start.
  #requests = -1;
  #linesLeft = limits.lines;
  #timeLimit = longestTimeLimit;
  #timeLeft = longestTimeLimit;
  #hasEnded = false;
  /** Why it ended, for messages. */
  #ending = "exited unexpectedly";

  private constructor(host: Host, log: Log, name: string, worker: IsolatedWorker) {
    this.#host = host;
    this.#name = name;
    this.#worker = worker;
    this.#worker.onMessage((message) => this.#receive(message, log));
    this.#worker.onFailure((what) => {
      this.#ending = what;
      this.stop();
    });
  }

  /**
   * Starts an empty sandbox, and sets the time limit for a module in it.
   *
   * @param name The module, for messages.
   * @throws {GettokenError} `provider_module` if it does not start within the longest limit.
   */
  static async start(host: Host, log: Log, name: string): Promise<Sandbox> {
    const worker = await host.startWorker(
      `(${sandboxWorker})(self, ${JSON.stringify(limits)}, ${lockDown})`,
    );
    const sandbox = new Sandbox(host, log, name, worker);
    const start = host.now();
    await sandbox.#ask({ start: true }, "");
    const limit = Math.max(timeLimit, timeFactor * (host.now() - start));
    sandbox.#timeLimit = sandbox.#timeLeft = Math.min(limit, longestTimeLimit);
    return sandbox;
  }

  /**
   * Loads a module.
   *
   * @param url A `data:` URL.
   * @param files What is linked in it.
   * @returns Its default export. Functions and patterns in it run in the sandbox; a value that cannot
   * be used is {@linkcode Unusable}.
   * @throws {GettokenError} `provider_module`, and so do the functions and patterns.
   */
  async load(url: string, files: readonly ModuleFile[] = []): Promise<unknown> {
    this.#files = files;
    return await this.#ask({ load: url }, "");
  }

  /** From now on, functions of the module that read another setting than these throw an error. */
  async declare(settings: readonly string[]): Promise<void> {
    await this.#ask({ declare: settings }, "");
  }

  /** Terminates the worker, whatever the module is doing. */
  stop(): void {
    this.#hasEnded = true;
    this.#worker.stop();
    this.#sent?.settle(undefined);
  }

  /** Receives a message from the worker, which may be anything. */
  #receive(message: unknown, log: Log): void {
    const { id, outcome, said } = readReply(message);
    if (this.#sent && this.#sent.id === id) this.#sent.settle(outcome as TaskOutcome);
    else if (typeof said === "string" && this.#linesLeft-- > 0) {
      log.step(`${this.#name} says: ${printable(said.slice(0, limits.line), 500)}`);
    } else this.stop();
  }

  /** Runs a task. The path is the part of the module that it concerns: `settings.x.check()`. */
  async #ask(task: Task, path: string): Promise<unknown> {
    const outcome = await this.#inTurn(() => this.#outcomeOf(task, path));
    if (outcome === undefined) throw this.#failure(path, this.#ending);
    let failure: GettokenError;
    try {
      if ("value" in outcome) return this.#revive(outcome.value, path);
      failure = this.#thrown(outcome.thrown, path);
    } catch {
      failure = this.#failure(path, "returned a value that cannot be transferred");
    }
    throw failure;
  }

  /** Does some work after all work that began before. */
  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    // Two requests at once make a worker of Deno 2.9 panic, which ends the program.
    while (this.#answered) await this.#answered;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#answered = promise;
    try {
      return await work();
    } finally {
      this.#answered = undefined;
      resolve();
    }
  }

  async #outcomeOf(task: Task, path: string): Promise<TaskOutcome | undefined> {
    if (this.#hasEnded) return undefined;
    const id = this.#requests++;
    const { promise, resolve, reject } = Promise.withResolvers<TaskOutcome | undefined>();
    this.#sent = { id, settle: resolve };
    this.#worker.send({ id, task } satisfies Request);
    const start = this.#host.now();
    const cancel = this.#host.later(this.#timeLeft, () => {
      const limit = `within ${Math.round(this.#timeLimit / 1000)} s`;
      reject(this.#failure(path, `did not ${path ? "answer" : "load"} ${limit}`));
      this.stop();
    });
    try {
      return await promise;
    } finally {
      cancel();
      this.#sent = undefined;
      this.#timeLeft -= this.#host.now() - start;
    }
  }

  /** Restores a value of the module. Its functions run in the sandbox. */
  #revive(described: Described, path: string): unknown {
    const call = (id: number) => (...args: unknown[]) => this.#ask({ call: id, args }, `${path}()`);
    switch (described[0]) {
      case "plain":
        return described[1];
      case "list":
        return described[1].map((item, index) => this.#revive(item, `${path}[${index}]`));
      case "object": {
        const prefix = path ? `${path}.` : "";
        return Object.fromEntries(
          described[1].map(([name, value]) => [
            name,
            // `await` would call it.
            name === "then" && value[0] === "function"
              ? new Unusable("is a function")
              : this.#revive(value, prefix + name),
          ]),
        );
      }
      case "function":
        return call(described[1]);
      case "pattern":
        return new SandboxedPattern(call(described[1]), call(described[2]));
      case "unusable":
        return new Unusable(printable(described[1], 100));
      default:
        throw new TypeError("Unknown kind of value");
    }
  }

  #failure(path: string, what: string): GettokenError {
    const subject = path ? `${this.#name}: ${printable(path, 200)}` : this.#name;
    return new GettokenError("provider_module", `${subject} ${what}`);
  }

  /** The error for what the module threw. Its message can be shown: modules get no secrets. */
  #thrown({ name, message, stack }: Thrown, path: string): GettokenError {
    const said = message.slice(0, limits.line);
    const [line = ""] = withFileNames(this.#files, said).replace(parserPrefix, "").split("\n", 1);
    const words = printable(line.replace(/ at \S+:\d+:\d+$/, ""), 300);
    const place = placeIn(this.#files, stack);
    const details = place ? [`in ${place}`] : [];
    if (path === "" && (name === "SyntaxError" || parserPrefix.test(said))) {
      return new GettokenError("provider_module", `${this.#name}: syntax error: ${words}`, {
        details,
        hint: / export named /.test(words) ? "If it is a type, use import type." : undefined,
      });
    }
    const kind = words ? `${printable(name, 40)}: ${words}` : printable(name, 40);
    const subject = path
      ? `${this.#name}: ${printable(path, 200)}`
      : `Cannot load ${this.#name}: it`;
    return new GettokenError("provider_module", `${subject} threw ${kind}`, {
      details,
      hint: / is not defined$/.test(words) ? onlyTheLanguage : undefined,
    });
  }
}

/** Parses a message of the worker, if it is not too long. Its members may be anything. */
function readReply(message: unknown): JsonObject {
  if (typeof message !== "string" || message.length > maxReply) return {};
  const reply = parseJson(message);
  return isJsonObject(reply) ? reply : {};
}

/** The prefix of syntax errors when gettoken runs from source. */
const parserPrefix = /^(SyntaxError|The module's source code could not be parsed): /;

const onlyTheLanguage = "A module has the language and URL, but no access to the machine: " +
  "gettoken reads the settings and sends the requests.";
