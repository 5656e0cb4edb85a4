import { assertEquals } from "@std/assert";
import { moduleUrl } from "../../../lib/core/encodings.ts";
import type { Described } from "../../../lib/plugins/sandbox_messages.ts";
import { BareWorker, books, limits, plain, thrownBy, valueOf } from "./bare_worker.ts";
import { forEachCase } from "../helpers.ts";

/** What a module is left. */
const language = [
  ...["AggregateError", "Array", "ArrayBuffer", "BigInt", "Boolean", "DataView", "Date", "Error"],
  ...["EvalError", "Float32Array", "Float64Array", "Infinity", "Int16Array", "Int32Array"],
  ...["Int8Array", "Intl", "Iterator", "JSON", "Map", "Math", "NaN", "Number", "Object"],
  ...["Promise", "Proxy", "RangeError", "ReferenceError", "Reflect", "RegExp", "Set", "String"],
  ...[
    "SuppressedError",
    "Symbol",
    "SyntaxError",
    "TextDecoder",
    "TextEncoder",
    "TypeError",
    "URIError",
    "URL",
  ],
  ...["URLPattern", "URLSearchParams", "Uint16Array", "Uint32Array", "Uint8Array", "WeakMap"],
  ...["WeakRef", "WeakSet", "atob", "btoa", "console", "decodeURI", "decodeURIComponent"],
  ...["dispatchEvent", "encodeURI", "encodeURIComponent", "globalThis", "isFinite", "isNaN"],
  ...["parseFloat", "parseInt"],
];

/** The source of a function that gives the names of all globals that are something. */
const namesOfGlobals = `() => {
  const names = [];
  for (let level = globalThis; level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const name of Reflect.ownKeys(level)) {
      if (typeof name !== "symbol" && globalThis[name] !== undefined) names.push(name);
    }
  }
  return names.sort().join(" ");
}`;

Deno.test("lockDown() leaves a module the language, and nothing of the machine", async () => {
  const { name, message } = await thrownBy(`throw (${namesOfGlobals})();`);
  assertEquals([name, message], ["string", ""]);
  using worker = await BareWorker.start();
  const source = `const names = (${namesOfGlobals})().split(" ");
    export default (index) => names[index];`;
  await worker.outcome({ load: moduleUrl(source) });
  for (const [index, name] of [...language, undefined].entries()) {
    const { value } = await worker.outcome({ call: 0, args: [index] }) as { value: Described };
    assertEquals(value, name === undefined ? ["plain"] : ["plain", name]);
  }
});

Deno.test("lockDown() leaves no name of the machine, not even after it is deleted", async () => {
  const names = [
    ...["Deno", "process", "Buffer", "global", "self", "window", "fetch", "Worker", "postMessage"],
    ...["close", "eval", "Function", "setTimeout", "setInterval", "setImmediate"],
    ...["queueMicrotask", "WebAssembly", "SharedArrayBuffer", "Atomics", "FinalizationRegistry"],
    ...["structuredClone", "reportError", "Event", "EventTarget", "MessagePort", "navigator"],
    ...["location", "localStorage", "crypto", "performance", "prompt", "addEventListener"],
    ...["removeEventListener", "onmessage", "onerror", "onunhandledrejection", "importScripts"],
  ];
  const found = await valueOf(
    `${JSON.stringify(names)}.filter((name) =>
       globalThis[name] !== undefined ||
       (Reflect.deleteProperty(globalThis, name), globalThis[name] !== undefined)).join()`,
  );
  assertEquals(found, ["plain", ""]);
});

Deno.test("lockDown() removes everything that makes code from strings", async () => {
  const functions = [
    ...["() => {}", "function () {}", "async () => {}", "function* () {}", "async function* () {}"],
    ...["class {}", "class { static m() {} }.m", "(() => {}).bind()", "new Proxy(() => {}, {})"],
    ...["Math.max", "console.log", "dispatchEvent", "import.meta.resolve", "URL", "parseInt"],
    ...[
      "(function* () {})().next",
      "new Intl.Collator().compare",
      "Promise.withResolvers().resolve",
    ],
    ...["Reflect.getOwnPropertyDescriptor(URL.prototype, 'href').get", "Error.captureStackTrace"],
  ];
  const source = `
    const functions = [${functions.join(", ")}];
    const ways = [
      (f) => f.constructor,
      (f) => Object.getPrototypeOf(f).constructor,
      (f) => Reflect.get(f, "constructor"),
      (f) => Object.getPrototypeOf(Object.getPrototypeOf(f)).constructor,
      (f) => f["const" + "ructor"],
    ];
    const makers = functions.flatMap((f) => ways.map((way) => way(f)));
    const mighty = makers.filter((maker) => maker !== undefined && maker !== Object);`;
  assertEquals(await valueOf("mighty.length", source), ["plain", 0]);
});

Deno.test("lockDown(): stack entries do not reveal functions", async () => {
  const source = `
    let seen = "nothing";
    try {
      Error.prepareStackTrace = (_, places) => places;
    } catch {
      seen = "no places";
    }
    const { stack } = new Error("x");
    if (Array.isArray(stack)) {
      const things = stack.flatMap((place) => [place.getThis(), place.getFunction()]);
      seen = things.every((thing) => thing === undefined) ? "places" : "things";
    }`;
  assertEquals(await valueOf("seen", source), ["plain", "no places"]);
});

/** Every way to run a pattern, `p`, over a string, `s`. */
const patternRuns = [
  ...[
    "RegExp.prototype.exec.call(p, s)",
    "p.test(s)",
    "s.match(p)",
    "s.search(p)",
    "s.split(p)",
    "s.replace(p, '')",
  ],
  ...["[...s.matchAll(p)]", "s.replaceAll(p, '')", "p[Symbol.match](s)", "p[Symbol.search](s)"],
  ...["RegExp.prototype.test.call(p, s)", "p[Symbol.split](s)", "p[Symbol.replace](s, '')"],
];

/** Patterns with more groups than allowed. */
const largePatterns: Readonly<Record<string, string>> = {
  "a literal": `/${"(".repeat(21)}${")".repeat(21)}/g`,
  "a pattern made from a string": `new RegExp("()".repeat(21), "g")`,
  "a pattern that is too long": `new RegExp("a".repeat(1001), "g")`,
  "a pattern without its own exec()":
    `Object.defineProperty(new RegExp("()".repeat(21), "g"), "exec", { value: undefined })`,
  "a pattern with another source":
    `Object.defineProperty(new RegExp("()".repeat(21), "g"), "source", { value: "a" })`,
  "a pattern of a class of its own":
    `new (class extends RegExp { exec(s) { return super.exec(s); } })("()".repeat(21), "g")`,
};

Deno.test("lockDown(): a large pattern is run in any way: RangeError", async () => {
  await forEachCase(largePatterns, async (pattern) => {
    const outcomes = `[${patternRuns.map((run) => `(s, p) => ${run}`)}].map((run) => {
      try {
        return run("a", ${pattern});
      } catch (error) {
        return error instanceof RangeError && /too large/.test(error.message) ? "" : error.message;
      }
    }).join("")`;
    assertEquals(await valueOf(outcomes), plain(""));
  });
});

Deno.test("lockDown(): a string is used as a large pattern: RangeError", async () => {
  for (const method of ["match", "matchAll", "search"]) {
    const { name } = await thrownBy(`[..."a".${method}("()".repeat(21)) ?? []];`);
    assertEquals(name, "RangeError", method);
  }
});

Deno.test("lockDown(): split() and matchAll() use no pattern that the module swaps in", async () => {
  await forEachCase({
    "a constructor": "{ value: { [Symbol.species]: make } }",
    "a constructor that changes": "{ get: () => ({ [Symbol.species]: make }) }",
  }, async (constructor) => {
    const source = `let swapped = 0;
      const make = function () { swapped++; return /b/g; };
      const pattern = Object.defineProperty(/a/g, "constructor", ${constructor});
      const parts = ["bab".split(pattern).join(), [..."bab".matchAll(pattern)].join()];`;
    assertEquals(await valueOf("[...parts, swapped].join(' ')", source), plain("b,b a 0"));
  });
});

Deno.test("lockDown(): the string iterator is replaced: patterns are still bounded", async () => {
  const { name } = await thrownBy(`
    Object.getPrototypeOf(""[Symbol.iterator]()).next = () => ({ done: true });
    new RegExp("()".repeat(21)).test("a");`);
  assertEquals(name, "RangeError");
});

Deno.test("lockDown(): hardly any stack is left: a pattern of many groups is not compiled", async () => {
  const source = `
    let tried = 0, compiled = 0;
    const pattern = "(?:".repeat(20) + "a" + ")*".repeat(20);
    (function dig() {
      try {
        dig();
      } catch (error) {
        // In little steps from the end of the stack to where there is enough of it.
        try {
          tried++;
          new RegExp(pattern + tried).test("a");
          compiled++;
        } catch {}
        if (compiled < 3) throw error;
      }
    })();`;
  const [, share] = await valueOf("tried > 500 ? 'late' : 'at once'", source);
  assertEquals(share, "late");
});

Deno.test("lockDown(): patterns within the bounds work as ever", async () => {
  const source = `class Own extends RegExp { exec(s) { return super.exec(s + "!"); } }
    const sticky = /a/y;
    sticky.lastIndex = 1;
    const all = /b/g;
    all.lastIndex = 2;`;
  const expression = `[
    /(?<year>\\d+)-(\\d+)/.exec("1970-01").groups.year, "a1b2".replace(/\\d/g, (n) => n * 2),
    "a, b,c".split(/,\\s*/), "a-b".split("-"), "abc".split(""), "abc".split(/b/, 1),
    sticky.test("ba"), sticky.lastIndex, [..."bab".matchAll(all)].length, "xay".search(/a/),
    "AbA".match(/a/gi), new Own("!$").test("x"), RegExp.escape("a.b").length > 3,
  ].join(" ")`.replaceAll("\\\\", "\\");
  assertEquals(
    await valueOf(expression, source),
    plain("1970 a2b4 a,b,c a,b a,b,c a true 2 1 1 A,A true true"),
  );
});

Deno.test("lockDown() leaves no memory of the last match", async () => {
  const names = "['input', '$_', 'lastMatch', '$&', 'lastParen', '$+', 'leftContext', '$\`', " +
    "'rightContext', \"$'\", '$1', '$2', '$3', '$4', '$5', '$6', '$7', '$8', '$9']";
  const source = `/(b)/.test("abc"); class Own extends RegExp {}`;
  const seen = `${names}.filter((name) => name in RegExp || Own[name] !== undefined).join()`;
  assertEquals(await valueOf(seen, source), plain(""));
});

Deno.test("lockDown(): a pattern is tested for the host: the module cannot see the string", async () => {
  const source = `const seen = [];
    class Spy extends RegExp {
      exec(s) { seen.push(s); return super.exec(s); }
      test(s) { seen.push(s); return super.test(s); }
      get flags() {
        return Object.defineProperty(Object("g"), "replace", { value: () => "g" });
      }
    }
    const pattern = new Spy("-");
    const spy = new Proxy(pattern, {
      get: (target, name) => {
        const value = Reflect.get(target, name, target);
        return typeof value === "function" ? (...args) => (seen.push(args), "") : value;
      },
    });
    export default [pattern, spy, () => seen.concat(RegExp.input ?? [], RegExp["$&"] ?? [])];`;
  using worker = await BareWorker.start();
  assertEquals(await worker.outcome({ load: moduleUrl(source) }), {
    value: ["list", [["pattern", 0, 1], ["pattern", 2, 3], ["function", 4]]],
  });
  for (const call of [0, 1, 2, 3]) await worker.outcome({ call, args: ["!-!"] });
  assertEquals(await worker.outcome({ call: 4, args: [] }), { value: ["list", []] });
});

Deno.test("lockDown() says that an exported pattern is too large", async () => {
  assertEquals(await valueOf(`new RegExp("()".repeat(21))`), ["unusable", "is too large"]);
  assertEquals(await valueOf(`new RegExp("()".repeat(20))`), ["pattern", 0, 1]);
  const source = `Object.defineProperty(/a/, "source", { value: "()".repeat(21) })`;
  assertEquals(await valueOf(source), ["unusable", "is too large"]);
});

Deno.test("lockDown(): a list of 2 ** 28 is about to be allocated: RangeError", async () => {
  const long = "const list = { length: 2 ** 28 }; let text = 'ab'; " +
    "while (text.length < 2 ** 28) text += text;";
  await forEachCase({
    "a string that is split": "text.split('')",
    "an object that is sorted": "[].sort.call(list)",
    "an object that is copied and sorted": "[].toSorted.call(list)",
  }, async (expression) => {
    const { name, message } = await thrownBy(`${long}\n${expression};`);
    assertEquals([name, message], ["RangeError", "Invalid length"]);
  });
  const growing = "let asked = 0; const list = { get length() { return asked++ ? 2 ** 28 : 2; } };";
  await forEachCase({
    "sort()": "[].sort.call(list).length > 0",
    "toSorted()": "[].toSorted.call(list).length === 2",
  }, async (expression) => assertEquals(await valueOf(expression, growing), ["plain", true]));
});

Deno.test("lockDown() sorts as ever", async () => {
  const source = `const list = [3, undefined, 10, 1];
    const words = ["b", "a"];
    const sorted = list.toSorted((a, b) => a - b);
    const isSame = list.sort() === list;`;
  assertEquals(
    await valueOf("[sorted, list, isSame, words.sort()].join(' ')", source),
    plain("1,3,10, 1,10,3, true a,b"),
  );
});

Deno.test("lockDown(): a pattern cannot be compiled again, and SuppressedError not be changed", async () => {
  await forEachCase({
    "compile": "/a/.compile('b');",
    "message": "Object.defineProperty(SuppressedError.prototype, 'message', { get() {} });",
    "name": "Object.defineProperty(SuppressedError.prototype, 'name', { get() {} });",
  }, async (statement) => assertEquals((await thrownBy(statement)).name, "TypeError"));
});

/** What a module could spoil for the runtime, and for what runs beside it. */
const spoilers: Readonly<Record<string, string>> = {
  "a method of lists": "Array.prototype.map = () => 1;",
  "the way through lists": "Array.prototype[Symbol.iterator] = () => { throw 1; };",
  "what goes through lists": "Object.getPrototypeOf([].values()).next = () => { throw 1; };",
  "a getter in all objects":
    "Object.defineProperty(Object.prototype, 'nodeType', { get() { throw 1; } });",
  "a setter in all objects": "Object.defineProperty(Object.prototype, 'data', { set() {} });",
  "a member of all objects": "Object.prototype.toJSON = () => 1;",
  "what all promises do": "Promise.prototype.then = () => { throw 1; };",
  "what all promises are":
    "Object.defineProperty(Promise.prototype, 'constructor', { get() { throw 1; } });",
  "how promises are made": "Promise.resolve = () => { throw 1; };",
  "what all functions do": "Object.getPrototypeOf(() => {}).call = () => { throw 1; };",
  "a global": "globalThis.JSON = { stringify: () => 1 };",
  "a member of a global": "JSON.stringify = () => 1;",
  "the globals' prototype": "Object.getPrototypeOf(globalThis).x = 1;",
  "how failures are reported": "globalThis.dispatchEvent = () => { throw 1; };",
  "how failures are reported, by force":
    "Object.defineProperty(globalThis, 'dispatchEvent', { value: 1 });",
  "what is written": "console.log = () => 1;",
  "how stacks are made": "Error.prepareStackTrace = () => { throw 1; };",
  "what makes errors of one kind": "class E extends Error {} E.prototype = 1;",
  "the books of the runtime":
    "for (const s of Object.getOwnPropertySymbols(globalThis)) delete globalThis[s];",
  "who hears the runtime": "books.listeners.message.length = 0;",
  "what the runtime calls": "books.listeners.message[0].callback = () => { throw 1; };",
  "what else the runtime calls": "books.listeners.error = [];",
  "a prototype": "Object.setPrototypeOf(globalThis, new Proxy({}, {}));",
  "a prototype, reflected": "Reflect.setPrototypeOf(globalThis, new Proxy({}, {}));",
  "a prototype, assigned": "Object.getOwnPropertyDescriptor(Object.prototype, '__proto__').set;",
};

Deno.test("lockDown(): a module cannot change what the runtime needs", async () => {
  await forEachCase(spoilers, async (spoiler) => {
    assertEquals((await thrownBy(`${books}\n${spoiler}`)).name, "TypeError");
  });
});

Deno.test("lockDown() goes on whatever a module did to all that it can change", async () => {
  // All that can be reached is spoiled, as far as it can be, in each of these ways.
  const boom = "() => { throw new Error('boom'); }";
  await forEachCase({
    "getters": `(o, n) => Reflect.defineProperty(o, n, { get: ${boom}, set: ${boom} })`,
    "values": `(o, n) => Reflect.defineProperty(o, n, { value: ${boom} })`,
    "nothing": "(o, n) => Reflect.deleteProperty(o, n)",
    "new members": `(o) => ["then", "toJSON", "source", "bubbles", "relatedTarget", "nodeType"]
      .forEach((n) => Reflect.defineProperty(o, n, { get: ${boom} }))`,
  }, async (spoil) => {
    using worker = await BareWorker.start();
    const source = `
      const { ownKeys, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
      const seen = new Set();
      const reach = (value) => {
        if (Object(value) !== value || seen.has(value)) return;
        seen.add(value);
        for (const name of ownKeys(value)) {
          const { value: member, get, set } = getOwnPropertyDescriptor(value, name);
          [member, get, set].forEach(reach);
        }
        reach(getPrototypeOf(value));
      };
      [globalThis, [].values(), async () => {}, (function* () {})(), new URL("data:x")].forEach(reach);
      const spoil = ${spoil};
      const all = [...seen].flatMap((value) => ownKeys(value).map((name) => [value, name]));
      for (const [value, name] of all) {
        try { spoil(value, name); } catch {}
      }
      export default () => "fine";`;
    assertEquals(await worker.outcome({ load: moduleUrl(source) }), { value: ["function", 0] });
    for (let call = 0; call < 3; call++) {
      assertEquals(await worker.outcome({ call: 0, args: [] }), { value: ["plain", "fine"] });
    }
  });
});

Deno.test("lockDown() leaves everyday code as it is", async () => {
  const source = `
    class MyError extends Error {
      constructor(message, options) {
        super(message, options);
        this.name = "MyError";
        this.message += "!";
      }
      toString() { return "mine"; }
    }
    class Names extends Map {
      #own = 1;
      get(name) { return (super.get(name) ?? 0) + this.#own; }
      toString() { return "names"; }
      static of(...entries) { return new this(entries); }
    }
    const odd = { constructor: 1, toString: () => "odd", valueOf: () => 2, hasOwnProperty: 3 };
    odd.toString = () => "very odd";
    odd.toLocaleString = odd.toString;
    const list = [3, 1, 2].sort();
    list.extra = 1;
    function* count() { yield* [1, 2]; }
    const later = async () => { for await (const n of count()) if (n === 2) return n; };
    const named = Object.assign(() => {}, { own: 1 });
    const caught = (() => { try { throw new MyError("x", { cause: 1 }); } catch (e) { return e; } })();
    const { a, ...rest } = { a: 1, b: 2 };
    export default [
      String(caught), caught.name, caught.message, caught instanceof Error, caught.cause,
      Names.of(["a", 1]).get("a"), String(Names.of()), String(odd), odd + 1,
      list.join(), [...count()].length, await later(), named.own, rest.b,
      new URL("b?c=d", "https://a.example/").searchParams.get("c"),
      new URLPattern({ pathname: "/:x" }).exec("https://a.example/y").pathname.groups.x,
      new TextDecoder().decode(new TextEncoder().encode("é")), atob(btoa("x")),
      new Intl.NumberFormat("en").format(1234), JSON.stringify(new Date(0)),
      "a-b".replace(/-(.)/, (_, letter) => letter.toUpperCase()), typeof import.meta.url,
      Object.groupBy([1], (n) => n)[1].length, Symbol.iterator in list, 2n ** 3n === 8n,
    ].join(" ");`;
  using worker = await BareWorker.start({ ...limits, size: 1000 });
  assertEquals(await worker.outcome({ load: moduleUrl(source) }), {
    value: plain(
      "mine MyError x! true 1 2 names very odd 3 1,2,3 2 2 1 2 d y é x 1,234 " +
        '"1970-01-01T00:00:00.000Z" aB string 1 true true',
    ),
  });
});
