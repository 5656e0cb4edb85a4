/**
 * A place where code of the user's own runs and can do nothing: a worker without any permission,
 * out of which only data comes.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { Host, IsolatedWorker } from "../core/host.ts";
import { isJsonObject, type JsonObject, parseJson } from "../core/json.ts";
import type { Log } from "../core/log.ts";
import type { Described, Limits, Outcome, Request, Task, Thrown } from "./sandbox_messages.ts";
import { sandboxWorker } from "./sandbox_worker.ts";
import { SandboxedPattern, Unusable } from "./sandboxed_values.ts";
import { printable } from "../core/text.ts";
import { moduleTimeLimit, within } from "./time_limit.ts";

const limits: Limits = {
  size: 200_000,
  depth: 8,
  lines: 100,
  line: 1000,
  patternLength: 10_000,
  patternGroups: 100,
};

/** The most characters of a reply. Within the limits, none is as long. */
const maxReply = 50 * limits.size;

/** What is known of the sources of a module, to tell what its errors are about. */
export interface ModuleSources {
  /** The place that the stack of an error names. */
  placeIn(stack: string): string | undefined;
  /** The words of an error, with names of files for URLs. */
  withFileNames(words: string): string;
}

/** A request that has been sent, and how to settle it. */
interface Sent {
  readonly id: number;
  readonly settle: (outcome: Outcome | undefined) => void;
}

/**
 * A module in its sandbox, which is asked one thing at a time. All waiting for it together takes no
 * longer than the time limit.
 */
export class Sandbox {
  readonly #host: Host;
  readonly #name: string;
  readonly #worker: IsolatedWorker;
  /** The request that waits for its outcome. */
  #sent: Sent | undefined;
  /** Settles when there is no such request any more. */
  #answered: Promise<void> | undefined;
  #sources: ModuleSources | undefined;
  #requests = 0;
  #linesLeft = limits.lines;
  #timeLeft = moduleTimeLimit;
  #hasEnded = false;
  /** What it ended with, for messages. */
  #ending = "ended by itself";

  private constructor(host: Host, log: Log, name: string, worker: IsolatedWorker) {
    this.#host = host;
    this.#name = name;
    this.#worker = worker;
    this.#worker.onMessage((message) => this.#receive(message, log));
    this.#worker.onFailure((what) => this.#fail(what));
  }

  /**
   * Starts an empty sandbox.
   *
   * @param name The module as messages name it.
   */
  static async start(host: Host, log: Log, name: string): Promise<Sandbox> {
    const worker = await host.startWorker(`(${sandboxWorker})(self, ${JSON.stringify(limits)})`);
    return new Sandbox(host, log, name, worker);
  }

  /**
   * Loads a module.
   *
   * @param url A `data:` URL.
   * @returns What it exports as default. Functions and patterns in it ask the sandbox; what cannot
   * be used is {@linkcode Unusable}.
   * @throws {GettokenError} `provider_module`, and so do the functions and patterns.
   */
  async load(url: string, sources?: ModuleSources): Promise<unknown> {
    this.#sources = sources;
    return await this.#ask({ load: url }, "");
  }

  /** Ends the sandbox, whatever the module is doing. */
  stop(): void {
    this.#hasEnded = true;
    this.#worker.stop();
    this.#sent?.settle(undefined);
  }

  #fail(what: string): void {
    this.#ending = what;
    this.stop();
  }

  /** Takes what the worker says, which may be anything. */
  #receive(message: unknown, log: Log): void {
    const { id, outcome, said } = readReply(message);
    if (this.#sent && this.#sent.id === id) this.#sent.settle(outcome as Outcome);
    else if (typeof said === "string" && this.#linesLeft-- > 0) {
      log.step(`${this.#name} says: ${printable(said.slice(0, limits.line), 500)}`);
    } else this.stop();
  }

  /** What comes of a task, for the part of the module that has this path: `settings.x.check()`. */
  async #ask(task: Task, path: string): Promise<unknown> {
    const outcome = await this.#inTurn(() => this.#outcomeOf(task, path));
    if (outcome === undefined) throw this.#failure(path, this.#ending);
    let failure: GettokenError;
    try {
      if ("value" in outcome) return this.#revive(outcome.value, path);
      failure = this.#thrown(outcome.thrown, path);
    } catch {
      failure = this.#failure(path, "gave something that is no data");
    }
    throw failure;
  }

  /** Does some work when all that was begun before it is done, and at once if there is none. */
  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    // Two requests at once make a worker of Deno 2.9 panic, and that ends the program.
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

  async #outcomeOf(task: Task, path: string): Promise<Outcome | undefined> {
    if (this.#hasEnded) return undefined;
    const id = this.#requests++;
    const { promise, resolve: settle } = Promise.withResolvers<Outcome | undefined>();
    this.#sent = { id, settle };
    this.#worker.send({ id, task } satisfies Request);
    const start = this.#host.now();
    try {
      const limit = moduleTimeLimit / 1000;
      const late = () =>
        this.#failure(path, `did not ${path ? "answer" : "load"} within ${limit} s`);
      return await within(this.#host, this.#timeLeft, promise, late);
    } catch (error) {
      this.stop();
      throw error;
    } finally {
      this.#sent = undefined;
      this.#timeLeft -= this.#host.now() - start;
    }
  }

  /** A value as it was, with functions that ask the sandbox. */
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
            // Else the object would be taken for a promise, and asked when it is settled.
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
        throw new TypeError("There is no such kind of value");
    }
  }

  #failure(path: string, what: string): GettokenError {
    const subject = path ? `${this.#name}: ${printable(path, 200)}` : this.#name;
    return new GettokenError("provider_module", `${subject} ${what}`);
  }

  /** The error for what the module threw. Its words are shown: it knows no secret. */
  #thrown({ name, message, stack }: Thrown, path: string): GettokenError {
    const said = message.slice(0, limits.line);
    const named = this.#sources?.withFileNames(said) ?? said;
    const words = printable(
      named.replace(parserPrefix, "").replace(/\n[^]*/, "").replace(/ at \S+:\d+:\d+$/, ""),
      300,
    );
    const place = this.#sources?.placeIn(stack);
    const details = place ? [`in ${place}`] : [];
    if (path === "" && (name === "SyntaxError" || parserPrefix.test(said))) {
      return new GettokenError("provider_module", `${this.#name}: syntax error: ${words}`, {
        details,
        hint: / export named /.test(words) ? "If it is a type, write import type." : undefined,
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

/** What a worker says, if it is as long as it may be. Nothing is known of its members. */
function readReply(message: unknown): JsonObject {
  if (typeof message !== "string" || message.length > maxReply) return {};
  const reply = parseJson(message);
  return isJsonObject(reply) ? reply : {};
}

/** What Deno puts before the words of its own parser, which it has when it runs from source. */
const parserPrefix = /^(SyntaxError|The module's source code could not be parsed): /;

const onlyTheLanguage = "A provider has the language and URL, but nothing of the machine: " +
  "gettoken reads the settings and sends the requests.";
