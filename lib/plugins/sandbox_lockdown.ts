/**
 * Runs in the worker of a sandbox before sandbox_worker.ts: leaves the language, and removes what
 * reaches the machine or breaks the runtime. @module
 */

import type { Limits } from "./sandbox_messages.ts";

/**
 * Removes, limits and freezes globals. Must not use anything declared outside it.
 *
 * @param globals Globals to define.
 * @returns Whether a pattern is small enough to run.
 */
export function lockDown(
  limits: Limits,
  globals: Readonly<Record<string, unknown>>,
): (pattern: RegExp) => boolean {
  const isBounded = boundPatterns();
  boundLists();
  for (const [name, value] of Object.entries(globals)) {
    Reflect.defineProperty(globalThis, name, { value });
  }
  removeEverythingBut([
    ...["Object", "Array", "String", "Number", "Boolean", "Symbol", "BigInt", "Math", "JSON"],
    ...["Date", "Intl", "RegExp", "Map", "Set", "WeakMap", "WeakSet", "WeakRef", "Promise"],
    ...["Proxy", "Reflect", "Iterator", "ArrayBuffer", "DataView", "Uint8Array", "Uint16Array"],
    ...["Uint32Array", "Int8Array", "Int16Array", "Int32Array", "Float32Array", "Float64Array"],
    ...["Error", "AggregateError", "EvalError", "RangeError", "ReferenceError", "SyntaxError"],
    ...["TypeError", "URIError", "SuppressedError", "globalThis", "undefined", "NaN", "Infinity"],
    ...["parseInt", "parseFloat", "isNaN", "isFinite", "encodeURI", "encodeURIComponent"],
    ...["decodeURI", "decodeURIComponent", "URL", "URLSearchParams", "URLPattern", "TextEncoder"],
    ...["TextDecoder", "atob", "btoa", "console", "dispatchEvent", "nodeType"],
  ]);
  freezeEverything();
  return isBounded;

  /**
   * Makes every method that runs a pattern check its size first: V8 14 ends the process when it
   * compiles a pattern with thousands of nested groups. Patterns are checked when they run and not
   * when they are created, so literals are checked as well.
   *
   * Also removes `RegExp.input`, `RegExp.$1` and the like, which remember the last match: the host
   * tests patterns on secrets.
   *
   * @returns Whether a pattern is small enough.
   */
  function boundPatterns(): (pattern: RegExp) => boolean {
    const { prototype } = RegExp;
    const { get: getSource } = Object.getOwnPropertyDescriptor(prototype, "source") ?? {};
    // Throws unless it is a genuine RegExp. The methods are of no use on other objects.
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
      // Throws if less stack than that is left: the module may have used most of it.
      if (groupsOf(source) > 10) Reflect.apply(() => {}, undefined, arguments128KiB);
      return source;
    };
    // These two create a second pattern, with the constructor that the first one names.
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
   * Limits the methods that allocate a list as long as the string or object that they are called
   * on: the engine ends the process if that is longer than 2 ** 27. Other methods throw.
   */
  function boundLists(): void {
    const { split } = String.prototype;
    const { sort } = Array.prototype;
    const requireShort = (length: number): void => {
      if (length > 2 ** 24) throw new RangeError("Invalid length");
    };
    // A copy, since a proxy could report another length to the engine.
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

  /** Removes globals, and everything that makes code from a string. */
  function removeEverythingBut(kept: readonly string[]): void {
    for (const level of chainOf(globalThis)) {
      for (const name of Reflect.ownKeys(level)) {
        if (level === Object.prototype || typeof name === "symbol") continue;
        if (level === globalThis && kept.includes(name)) continue;
        // Without Deno's queueMicrotask, the engine's own appears.
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

  /** Freezes what the runtime and this code rely on. */
  function freezeEverything(): void {
    // In some versions, the prototype of the global object can always be replaced.
    Reflect.deleteProperty(Object, "setPrototypeOf");
    Reflect.deleteProperty(Reflect, "setPrototypeOf");
    Reflect.deleteProperty(Object.prototype, "__proto__");
    for (const name of Reflect.ownKeys(globalThis)) {
      const { value, writable } = Object.getOwnPropertyDescriptor(globalThis, name) ?? {};
      const lock = { configurable: false, ...(writable && { writable: false }) };
      Reflect.defineProperty(globalThis, name, lock);
      freeze(value);
      freeze(value?.prototype);
      // The runtime's own registry of event listeners.
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
      // Ordinary code assigns to members of a frozen base: `this.name = "MyError"`.
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
}
