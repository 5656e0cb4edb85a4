/** A sandbox's worker for tests, without the rest of the sandbox. @module */

import { assert, assertEquals } from "@std/assert";
import type { IsolatedWorker } from "../../../lib/core/host.ts";
import { moduleUrl } from "../../../lib/core/encodings.ts";
import type { Described, Limits, Reply, Task } from "../../../lib/plugins/sandbox_messages.ts";
import { lockDown } from "../../../lib/plugins/sandbox_lockdown.ts";
import { sandboxWorker } from "../../../lib/plugins/sandbox_worker.ts";
import { type FakeHost, fakeHost } from "../../fake_host.ts";

export const limits: Limits = {
  ...{ size: 100, depth: 3, lines: 3, line: 20 },
  ...{ patternLength: 1000, patternGroups: 20 },
};

/** A worker with nothing in it but what goes to every sandbox. */
export class BareWorker implements Disposable {
  readonly #host: FakeHost;
  readonly #worker: IsolatedWorker;
  readonly #failed = Promise.withResolvers<never>();
  #receive: (reply: Reply) => void = () => {};

  private constructor(host: FakeHost, worker: IsolatedWorker) {
    this.#host = host;
    this.#worker = worker;
    this.#worker.onMessage((message) => {
      assert(typeof message === "string");
      this.#receive(JSON.parse(message));
    });
    this.#worker.onFailure(() => this.#failed.reject(new Error("the worker failed")));
  }

  static async start(given = limits): Promise<BareWorker> {
    const host = fakeHost();
    const source = `(${sandboxWorker})(self, ${JSON.stringify(given)}, ${lockDown})`;
    return new BareWorker(host, await host.startWorker(source));
  }

  /** All that it says up to the reply with this number. */
  async replies(id: number, task: Task): Promise<Reply[]> {
    const replies: Reply[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#receive = (reply) => {
      replies.push(reply);
      if ("id" in reply && reply.id === id) resolve();
    };
    this.#worker.send({ id, task });
    await Promise.race([promise, this.#failed.promise]);
    return replies;
  }

  /** What comes of a task, if it says nothing else. */
  async outcome(task: Task): Promise<unknown> {
    const [reply, ...others] = await this.replies(17, task);
    assertEquals(others, []);
    assert(reply && "id" in reply && reply.id === 17);
    return reply.outcome;
  }

  [Symbol.dispose](): void {
    this.#host[Symbol.dispose]();
  }
}

/** What comes of loading a module. */
export async function outcomeOf(source: string): Promise<unknown> {
  using worker = await BareWorker.start();
  return await worker.outcome({ load: moduleUrl(source) });
}

/** What a module exports, which is data. */
export async function valueOf(expression: string, before = ""): Promise<Described> {
  const outcome = await outcomeOf(`${before}\nexport default ${expression};`);
  assert(typeof outcome === "object" && outcome);
  if ("value" in outcome) return outcome.value as Described;
  throw new Error("threw", { cause: outcome });
}

/** What a module throws. */
export async function thrownBy(
  source: string,
): Promise<{ name: string; message: string; stack: string }> {
  const outcome = await outcomeOf(source) as { thrown?: never };
  assert(outcome.thrown, JSON.stringify(outcome));
  return outcome.thrown;
}

export function plain(value: string): Described {
  return ["plain", value];
}

/** The source of a variable with the runtime's own registry. */
export const books = `const books = Object.getOwnPropertySymbols(globalThis)
  .map((symbol) => globalThis[symbol]).find((value) => value.listeners);`;
