/**
 * Runs in the worker of a sandbox: loads the module, describes its exports, and calls its functions.
 * The module can do whatever this code can, so sandbox.ts validates every message. The lock-down
 * protects the runtime, which ends the program if its own code in the worker fails. @module
 */

import type { lockDown } from "./sandbox_lockdown.ts";
import type { Described, Limits, Reply, Request, TaskOutcome, Thrown } from "./sandbox_messages.ts";

/** The part of a worker's global object that is used here. */
interface Scope {
  postMessage(message: string): void;
  setImmediate(callback: () => void): unknown;
  addEventListener(type: "message", receive: (event: { readonly data: Request }) => void): void;
}

/** How the runtime reports an error that nobody caught. */
interface FailureEvent {
  readonly type: string;
  readonly reason?: unknown;
  readonly error?: unknown;
  preventDefault(): void;
}

/**
 * Runs a module. Must not use anything declared outside it: only its source and that of
 * {@linkcode lockDown} go to the worker.
 */
export function sandboxWorker(scope: Scope, limits: Limits, lock: typeof lockDown): void {
  const postMessage = scope.postMessage.bind(scope);
  const setImmediate = scope.setImmediate.bind(scope);
  const functions: ((...args: unknown[]) => unknown)[] = [];
  let hasLoaded = false;
  let declared: readonly string[] | undefined;
  let failure: TaskOutcome | undefined;
  let room = 0;
  let lines = limits.lines;

  scope.addEventListener("message", async ({ data: { id, task } }) => {
    let outcome: TaskOutcome;
    try {
      const value = "start" in task
        ? undefined
        : "load" in task
        ? await load(task.load)
        : "declare" in task
        ? void (declared = task.declare)
        : await functions[task.call]?.(...task.args.map(withDeclaredOnly));
      room = limits.size;
      outcome = { value: describe(() => value, undefined, limits.depth) };
    } catch (error) {
      outcome = { thrown: describeError(error) };
    }
    // Stops later: the runtime reports unhandled rejections at the end of a turn.
    setImmediate(() => setImmediate(() => reply({ id, outcome: failure ?? outcome })));
  });
  const methods = ["log", "info", "warn", "error", "debug", "trace", "dir"];
  const isBounded = lock(limits, {
    // The runtime calls this by its name, and prints to stderr unless an event is prevented.
    dispatchEvent(event: FailureEvent): boolean {
      if (event.type === "unhandledrejection" || event.type === "error") {
        failure ??= { thrown: describeError(event.error ?? event.reason) };
        event.preventDefault();
      }
      return false;
    },
    // The runtime reads this from the target of each message. The module must not replace it.
    nodeType: undefined,
    console: Object.fromEntries(methods.map((name) => [name, write])),
  });

  async function load(url: string): Promise<unknown> {
    if (hasLoaded) return undefined;
    hasLoaded = true;
    try {
      return (await import(url)).default;
    } catch (error) {
      throw error instanceof SuppressedError ? error.suppressed : error;
    }
  }

  /** The settings, or another argument. To read a setting that is not declared is an error. */
  function withDeclaredOnly(argument: unknown): unknown {
    if (declared === undefined || typeof argument !== "object" || argument === null) {
      return argument;
    }
    // JSON.stringify() and `await` read these of any object.
    const known = new Set([...declared, "toJSON", "then"]);
    return new Proxy(argument, {
      get(target, name) {
        if (typeof name === "symbol" || name in target || known.has(name)) {
          return Reflect.get(target, name);
        }
        throw new TypeError(`the provider has no setting "${name}"`);
      },
    });
  }

  function reply(message: Reply): void {
    postMessage(JSON.stringify(message));
  }

  function write(...values: unknown[]): void {
    if (lines-- > 0) reply({ said: values.map(asText).join(" ").slice(0, limits.line) });
  }

  function describe(read: () => unknown, owner: unknown, depth: number): Described {
    try {
      return describeValue(read(), owner, depth);
    } catch {
      return ["unusable", "throws an error when it is read"];
    }
  }

  function describeValue(value: unknown, owner: unknown, depth: number): Described {
    if (value === undefined) return ["plain"];
    if (value === null || typeof value === "number" || typeof value === "boolean") {
      return ["plain", value];
    }
    if (typeof value === "string") {
      if (value.length > room) return ["unusable", "is too long"];
      room -= value.length;
      return ["plain", value];
    }
    if (typeof value === "function") {
      return ["function", keep((...args) => Reflect.apply(value, owner, args))];
    }
    return typeof value === "object"
      ? describeObject(value, depth - 1)
      : ["unusable", `is a ${typeof value}`];
  }

  function describeObject(value: object, depth: number): Described {
    if (value instanceof RegExp) {
      const pattern = new RegExp(value.source, String(value.flags).replace(/[gy]/g, ""));
      if (!isBounded(pattern)) return ["unusable", "is too large"];
      return [
        "pattern",
        keep((text) => pattern.test(String(text))),
        keep((text) => pattern.exec(String(text))),
      ];
    }
    const names = Array.isArray(value) ? undefined : Object.keys(value);
    const { length } = names ?? value as unknown[];
    const size = length + (names?.join("").length ?? 0);
    // The length of a proxy may be anything, even negative or NaN.
    if (!(size >= 0 && size <= room) || depth < 0) return ["unusable", "is too large"];
    room -= size;
    const member = (name: PropertyKey): Described =>
      describe(() => Reflect.get(value, name), value, depth);
    return names
      ? ["object", names.map((name) => [name, member(name)] as const)]
      : ["list", Array.from({ length }, (_, index) => member(index))];
  }

  function keep(run: (...args: unknown[]) => unknown): number {
    return functions.push(run) - 1;
  }

  function describeError(error: unknown): Thrown {
    try {
      if (error instanceof Error) {
        return {
          name: String(error.name).slice(0, limits.line),
          message: String(error.message).slice(0, limits.line),
          stack: String(error.stack).slice(-limits.size),
        };
      }
    } catch {
      // Reading it throws.
    }
    return { name: typeof error, message: "", stack: "" };
  }

  function asText(value: unknown): string {
    try {
      return typeof value === "string" ? value : JSON.stringify(value) ?? String(value);
    } catch {
      return typeof value;
    }
  }
}
