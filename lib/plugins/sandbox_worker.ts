/**
 * What runs in the worker of a sandbox: it takes everything away from a module but the language,
 * loads it, describes what it exports, and calls its functions.
 *
 * Once the module runs, it is as mighty as this code. So nothing here makes what the worker says
 * trustworthy, and the other side (sandbox.ts) takes it all as foreign. What is taken away and
 * frozen here guards the runtime instead, which shows what a module throws, or ends the whole
 * program, when its own code in the worker is made to fail.
 *
 * @module
 */

import type { Described, Limits, Outcome, Reply, Request, Thrown } from "./sandbox_messages.ts";

/** The part of a worker's global object that this needs. */
interface Scope {
  postMessage(message: string): void;
  setImmediate(callback: () => void): unknown;
  addEventListener(type: "message", receive: (event: { readonly data: Request }) => void): void;
}

/** How the runtime tells of an error that nobody caught. */
interface FailureEvent {
  readonly type: string;
  readonly reason?: unknown;
  readonly error?: unknown;
  preventDefault(): void;
}

/**
 * Runs a module. The text of this function is all that goes to the worker, so it uses nothing from
 * outside itself.
 */
export function sandboxWorker(scope: Scope, limits: Limits): void {
  const postMessage = scope.postMessage.bind(scope);
  const setImmediate = scope.setImmediate.bind(scope);
  const functions: ((...args: unknown[]) => unknown)[] = [];
  let hasLoaded = false;
  let failure: Outcome | undefined;
  let room = 0;
  let lines = limits.lines;

  scope.addEventListener("message", async ({ data: { id, task } }) => {
    let outcome: Outcome;
    try {
      const value = "load" in task
        ? await load(task.load)
        : await functions[task.call]?.(...task.args);
      room = limits.size;
      outcome = { value: describe(value, undefined, limits.depth) };
    } catch (error) {
      outcome = { thrown: describeError(error) };
    }
    // Not at once: a promise that was rejected and left alone is found out at the end of a turn.
    setImmediate(() => setImmediate(() => reply({ id, outcome: failure ?? outcome })));
  });
  const isBounded = boundPatterns();
  boundLists();
  // The runtime calls this by its name. What nobody prevents, it shows on stderr.
  define("dispatchEvent", (event: FailureEvent): boolean => {
    if (event.type === "unhandledrejection" || event.type === "error") {
      failure ??= { thrown: describeError(event.error ?? event.reason) };
      event.preventDefault();
    }
    return false;
  });
  // It asks the target of each message for this, and on its way may meet what a module put there.
  define("nodeType", undefined);
  const methods = ["log", "info", "warn", "error", "debug", "trace", "dir"];
  define("console", Object.fromEntries(methods.map((name) => [name, write])));
  removeEverythingBut([
    ...["Object", "Array", "String", "Number", "Boolean", "Symbol", "BigInt", "Math", "JSON"],
    ...["Date", "Intl", "RegExp", "Map", "Set", "WeakMap", "WeakSet", "WeakRef", "Promise"],
    ...["Proxy", "Reflect", "Iterator", "ArrayBuffer", "DataView", "Uint8Array", "Uint16Array"],
    ...["Uint32Array", "Int8Array", "Int16Array", "Int32Array", "Float32Array", "Float64Array"],
    ...["Error", "AggregateError", "EvalError", "RangeError", "ReferenceError", "SyntaxError"],
    ...[
      "TypeError",
      "URIError",
      "SuppressedError",
      "globalThis",
      "undefined",
      "NaN",
      "Infinity",
      "parseInt",
    ],
    ...["parseFloat", "isNaN", "isFinite", "encodeURI", "encodeURIComponent", "decodeURI"],
    ...["decodeURIComponent", "URL", "URLSearchParams", "URLPattern", "TextEncoder"],
    ...["TextDecoder", "atob", "btoa", "console", "dispatchEvent", "nodeType"],
  ]);
  freezeEverything();

  function define(name: string, value: unknown): void {
    Reflect.defineProperty(globalThis, name, { value });
  }

  /**
   * Makes every method that runs a pattern check its size first: V8 14 ends the process when it
   * compiles a pattern that is nested thousands of groups deep. The check is where patterns run and
   * not where they are made, so it includes literals.
   *
   * Also removes what RegExp remembers of the last match (`RegExp.input`, `RegExp.$1`): the host
   * tests patterns on the shape of a secret.
   *
   * @returns Whether a pattern is small enough.
   */
  function boundPatterns(): (pattern: RegExp) => boolean {
    const { prototype } = RegExp;
    const { get: getSource } = Object.getOwnPropertyDescriptor(prototype, "source") ?? {};
    // Throws unless it is a genuine RegExp. Other objects have no use for these methods.
    const sourceOf = (pattern: unknown): string => Reflect.apply(getSource!, pattern, []);
    const groupsOf = (source: string): number => {
      let groups = 0;
      for (let at = source.indexOf("("); at !== -1; at = source.indexOf("(", at + 1)) groups++;
      return groups;
    };
    const isBounded = (source: string): boolean =>
      source.length <= limits.patternLength && groupsOf(source) <= limits.patternGroups;
    const arguments128KiB = new Array(2 ** 14).fill(0);
    const boundedSourceOf = (pattern: unknown): string => {
      const source = sourceOf(pattern);
      if (!isBounded(source)) throw new RangeError("Regular expression is too large");
      // Throws if less stack than that is left: the module may have used nearly all of it.
      if (groupsOf(source) > 10) Reflect.apply(() => {}, undefined, arguments128KiB);
      return source;
    };
    // These two create a second pattern with a constructor that the first one names.
    const copying: readonly PropertyKey[] = [Symbol.split, Symbol.matchAll];
    for (const name of ["exec", "test", Symbol.match, Symbol.replace, Symbol.search, ...copying]) {
      const native = Reflect.get(prototype, name);
      const value = function (this: RegExp, ...args: unknown[]): unknown {
        const source = boundedSourceOf(this);
        if (!copying.includes(name)) return Reflect.apply(native, this, args);
        const copy = new RegExp(source, this.flags);
        copy.lastIndex = this.lastIndex;
        return Reflect.apply(native, copy, args);
      };
      Object.assign(prototype, { [name]: value });
    }
    Reflect.deleteProperty(prototype, "compile");
    const kept: readonly PropertyKey[] = ["length", "name", "prototype", "escape", Symbol.species];
    for (const name of Reflect.ownKeys(RegExp)) {
      if (!kept.includes(name)) Reflect.deleteProperty(RegExp, name);
    }
    return (pattern) => isBounded(sourceOf(pattern));
  }

  /**
   * Bounds the methods that allocate a list as long as the string or object that they are called
   * on: the engine ends the process when that is longer than 2 ** 27. Other methods throw.
   */
  function boundLists(): void {
    const { split } = String.prototype;
    const { sort } = Array.prototype;
    const requireShort = (length: number): void => {
      if (length > 2 ** 24) throw new RangeError("Invalid length");
    };
    // A copy, since a proxy could give the engine another length.
    const sortedCopy = (list: ArrayLike<unknown>, compare: never): unknown[] => {
      const length = Number(list.length);
      requireShort(length);
      return Reflect.apply(sort, Array.from({ length }, (_, index) => list[index]), [compare]);
    };
    Object.assign(String.prototype, {
      split(this: unknown, ...args: unknown[]): unknown {
        const text = String(this);
        requireShort(text.length);
        return Reflect.apply(split, text, args);
      },
    });
    Object.assign(Array.prototype, {
      sort(this: unknown[], compare: never): unknown {
        return Object.assign(this, sortedCopy(this, compare));
      },
      toSorted(this: unknown[], compare: never): unknown {
        return sortedCopy(this, compare);
      },
    });
  }

  /** Takes global objects away, and every way to make code from text. */
  function removeEverythingBut(kept: readonly string[]): void {
    for (const level of chainOf(globalThis)) {
      for (const name of Reflect.ownKeys(level)) {
        if (level === Object.prototype || typeof name === "symbol") continue;
        if (level === globalThis && kept.includes(name)) continue;
        // When Deno's queueMicrotask is gone, the engine's own comes to light.
        if (!Reflect.deleteProperty(level, name) || Object.hasOwn(level, name)) {
          Reflect.defineProperty(level, name, { value: undefined });
        }
      }
    }
    const kinds = [function () {}, async function () {}, function* () {}, async function* () {}];
    for (const kind of kinds) {
      Reflect.defineProperty(Object.getPrototypeOf(kind), "constructor", { value: undefined });
    }
  }

  /** Makes unchangeable what the runtime and this code stand on. */
  function freezeEverything(): void {
    // In some versions, the global object can always be given another prototype.
    Reflect.deleteProperty(Object, "setPrototypeOf");
    Reflect.deleteProperty(Reflect, "setPrototypeOf");
    Reflect.deleteProperty(Object.prototype, "__proto__");
    for (const name of Reflect.ownKeys(globalThis)) {
      const { value, writable } = Object.getOwnPropertyDescriptor(globalThis, name) ?? {};
      const lock = { configurable: false, ...(writable && { writable: false }) };
      Reflect.defineProperty(globalThis, name, lock);
      freeze(value);
      freeze(value?.prototype);
      // The runtime's own books, where it looks up who is to be told of a message.
      if (typeof name === "symbol") freezeMembers(value);
    }
    // The runtime reads it when a module throws while it loads, see link_module.ts.
    Object.freeze(SuppressedError.prototype);
    for (const iterator of [[].values(), new Map().values(), new Set().values()]) freeze(iterator);
  }

  function freeze(value: unknown): void {
    for (const level of chainOf(value)) {
      if (level === globalThis) continue;
      const isBase = [Object.prototype, Error.prototype].includes(level) || level instanceof Error;
      // What a base has is assigned to in everyday code: `this.name = "MyError"`.
      if (isBase) Object.preventExtensions(level);
      else Object.freeze(level);
    }
  }

  function freezeMembers(value: unknown): void {
    for (const member of Object.values(value ?? {})) {
      if (Object.isFrozen(member)) continue;
      Object.freeze(member);
      freezeMembers(member);
    }
  }

  /** A value and its prototypes, if it is an object. */
  function chainOf(value: unknown): object[] {
    return Object(value) === value
      ? [value as object, ...chainOf(Object.getPrototypeOf(value))]
      : [];
  }

  async function load(url: string): Promise<unknown> {
    if (hasLoaded) return undefined;
    hasLoaded = true;
    try {
      return (await import(url)).default;
    } catch (error) {
      throw error instanceof SuppressedError ? error.suppressed : error;
    }
  }

  function reply(message: Reply): void {
    postMessage(JSON.stringify(message));
  }

  function write(...values: unknown[]): void {
    if (lines-- > 0) reply({ said: values.map(asText).join(" ").slice(0, limits.line) });
  }

  function describe(value: unknown, owner: unknown, depth: number): Described {
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
    if (typeof value !== "object") return ["unusable", `is a ${typeof value}`];
    try {
      return describeObject(value, depth - 1);
    } catch {
      return ["unusable", "throws an error when it is read"];
    }
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
    // The length of a proxy may be anything, below zero and no number, too.
    if (!(size >= 0 && size <= room) || depth < 0) return ["unusable", "is too large"];
    room -= size;
    const member = (name: PropertyKey): Described => {
      try {
        return describe(Reflect.get(value, name), value, depth);
      } catch {
        return ["unusable", "throws an error when it is read"];
      }
    };
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
      // It throws when it is looked at.
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
