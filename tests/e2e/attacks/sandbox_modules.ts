/**
 * Modules that try to crash or exhaust the process from inside the sandbox, or to find out what a
 * secret looks like, as data.
 *
 * @module
 */

import type { HostileModule } from "./hostile_modules.ts";

/** The source of a provider with these additional members, after some statements. */
function provider(members: string, statements = ""): string {
  return `${statements}
export default {
  apiVersion: 1, name: "evil", title: "Evil", docs: "https://evil.example/docs",
  settings: {},
  endpoint: () => ({ tokenEndpoint: "http://127.0.0.1:PORT/token" }),
  ${members}
};
`;
}

/** A module with these statements: the run exits with 8 and prints all of this. */
function stopped(statements: string, ...says: readonly RegExp[]): HostileModule {
  return {
    files: { "evil.js": provider("", statements) },
    says: [/^gettoken: [^\n]*\.\/evil\.js/, ...says],
  };
}

/** A module with these statements, which catch what they cause: the run succeeds. */
function survived(statements: string, members = ""): HostileModule {
  return { files: { "evil.js": provider(members, statements) }, harmless: true };
}

const tooLarge = /it threw RangeError: Regular expression is too large/;
const tooLong = /it threw RangeError: Invalid length/;
const overflow = /it threw RangeError: Maximum call stack size exceeded/;
/** Which comes first depends on the machine. */
const exhausted = /did not load within \d+ s|used more than 512 MiB of memory/;

/** An expression for a pattern with this opening and closing string around it, many times. */
function nested(open: string, close: string, flags = ""): string {
  return `new RegExp("${open}".repeat(30000) + "a" + "${close}".repeat(30000), "${flags}")`;
}

const patterns: Readonly<Record<string, HostileModule>> = {
  "nested groups": stopped(`${nested("(", ")")}.test("a");`, tooLarge),
  "nested groups in a literal": stopped(
    `/${"(".repeat(30000)}${")".repeat(30000)}/.exec("a");`,
    tooLarge,
  ),
  "nested groups in match()": stopped(
    `"a".match("(".repeat(30000) + ")".repeat(30000));`,
    tooLarge,
  ),
  "nested groups in matchAll()": stopped(
    `[..."a".matchAll("(".repeat(30000) + ")".repeat(30000))];`,
    tooLarge,
  ),
  "nested groups in search()": stopped(
    `"a".search({ toString: () => "(".repeat(30000) + ")".repeat(30000) });`,
    tooLarge,
  ),
  "nested groups in split()": stopped(`"a".split(${nested("(", ")")});`, tooLarge),
  "nested groups in replaceAll()": stopped(
    `"a".replaceAll(${nested("(", ")", "g")}, "");`,
    tooLarge,
  ),
  "nested lookbehinds": stopped(`${nested("(?<=", ")")}.test("a");`, tooLarge),
  "nested alternatives": stopped(`${nested("(b|", ")")}.test("a");`, tooLarge),
  "a tower of quantifiers": stopped(`${nested("(?:", ")*")}.test("a");`, tooLarge),
  "nested modifiers": stopped(`${nested("(?i:", ")")}.test("a");`, tooLarge),
  "thousands of named groups": stopped(
    'new RegExp(Array.from({ length: 9999 }, (_, i) => `(?<n${i}>a)?`).join("")).test("a");',
    tooLarge,
  ),
  "nested character classes": stopped(
    `${nested("[", "]", "v")}.test("a");`,
    /Invalid regular expression/,
  ),
  "thousands of Unicode classes": stopped(
    'new RegExp("\\\\p{L}".repeat(50000), "iu").test("a");',
    /too large|did not load within \d+ s|used more than 512 MiB of memory/,
  ),
  "huge counted repetitions": stopped(
    '/(?:(?:(?:a{1000}){1000}){1000}){1000}/.test("a".repeat(1e6));',
    exhausted,
  ),
  "a pattern as a member": {
    files: { "evil.js": provider(`errorCode: ${nested("(", ")")},`) },
    says: [/errorCode is too large/],
  },
  "a pattern without its own exec()": stopped(
    `const pattern = ${nested("(", ")")};
Object.defineProperty(pattern, "exec", { value: undefined });
pattern.test("a");`,
    tooLarge,
  ),
  "a pattern of a subclass": stopped(
    `new (class extends RegExp {})("(".repeat(30000) + ")".repeat(30000)).test("a");`,
    tooLarge,
  ),
  "a pattern swapped in by a species": survived(
    `const large = Object.defineProperty(${nested("(", ")", "g")}, "exec", { value: undefined });
const pattern = Object.defineProperty(/a/g, "constructor", {
  value: { [Symbol.species]: function () { return large; } },
});
"a".split(pattern);
[..."a".matchAll(pattern)];`,
  ),
  "a pattern compiled again": stopped(
    `/a/.compile("(".repeat(30000) + ")".repeat(30000)).test("a");`,
    /compile is not a function/,
  ),
  "split() of what is no pattern": stopped(
    `RegExp.prototype[Symbol.split].call({
  constructor: undefined, flags: "", toString: () => "(".repeat(30000) + ")".repeat(30000),
}, "a");`,
    /it threw TypeError/,
  ),
  "a pattern of 100 groups where hardly any stack is left": survived(
    `let tries = 0, runs = 0;
const source = "(?:".repeat(98) + "a" + ")*".repeat(98);
(function dig() {
  try {
    dig();
  } catch (error) {
    try {
      new RegExp(source + tries++).test("a");
      runs++;
    } catch {}
    if (runs < 3) throw error;
  }
})();`,
  ),
  "a pattern in a URLPattern": stopped(
    'new URLPattern({ pathname: "/(" + "(?:".repeat(3000) + "a" + ")*".repeat(3000) + ")" });',
    /it threw TypeError/,
  ),
};

/** The error that the runtime panics on when it rejects an `import()`. */
const unreadable = "{ __proto__: Error.prototype, get message() { throw new Error('evil'); } }";

const errors: Readonly<Record<string, HostileModule>> = {
  "throws an error without a readable message": stopped(`throw ${unreadable};`, /it threw object/),
  "throws it later": stopped(`await null; throw ${unreadable};`, /it threw object/),
  "throws it in a file that it imports": {
    files: {
      "evil.js": provider("", 'import "./b.js";'),
      "b.js": `export const a = 1;\nthrow ${unreadable};`,
    },
    says: [/\.\/evil\.js: it threw object/],
  },
  "throws an error whose name throws": stopped(
    "throw { __proto__: Error.prototype, get name() { throw 1; } };",
    /it threw object/,
  ),
  "throws an error whose message is a symbol": stopped(
    "throw Object.assign(new Error('x'), { message: Symbol('x') });",
    /it threw Error: Symbol\(x\)/,
  ),
  "throws an error whose name is an object": stopped(
    "throw Object.assign(new Error('x'), { name: { toString() { throw 1; } } });",
    /it threw object/,
  ),
  "throws an error whose message never ends": stopped(
    "throw { __proto__: Error.prototype, get message() { return this.message; } };",
    /it threw object/,
  ),
  "throws it when it disposes of something": stopped(
    `using a = { [Symbol.dispose]() { throw ${unreadable}; } };`,
    /syntax error/,
  ),
  "throws it when it disposes of something, in disguise": stopped(
    `us\\u0069ng a = { [Symbol.dispose]() { throw ${unreadable}; } };`,
    /syntax error/,
  ),
  "throws it when it disposes of something later": stopped(
    `await using a = { [Symbol.dispose]() { throw ${unreadable}; } };`,
    /syntax error/,
  ),
  "changes the error that says what was suppressed": stopped(
    'Object.defineProperty(SuppressedError.prototype, "message", { get() { throw 1; } });',
    /it threw TypeError: Cannot redefine property: message/,
  ),
  "throws a proxy of a proxy of a proxy …": stopped(
    "let odd = new Error('x'); for (let i = 0; i < 1e6; i++) odd = new Proxy(odd, {}); throw odd;",
    /it threw/,
  ),
  "throws an error with ten thousand causes": stopped(
    "let e = new Error('x'); for (let i = 0; i < 1e4; i++) e = new Error('y', { cause: e }); throw e;",
    /it threw Error: y/,
  ),
  "rejects a promise with a revoked proxy": stopped(
    "const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); Promise.reject(proxy);",
    /it threw object/,
  ),
};

const lists: Readonly<Record<string, HostileModule>> = {
  "splits 2 ** 28 characters": stopped('"x".repeat(2 ** 28).split("");', tooLong),
  "splits a padded string": stopped('"".padEnd(2 ** 29 - 24, "ab").split("");', tooLong),
  "sorts an object of a length of 2 ** 28": stopped(
    "Array.prototype.sort.call({ length: 2 ** 28 });",
    tooLong,
  ),
  "sorts a typed array as an array": stopped(
    "Array.prototype.toSorted.call(new Uint8Array(2 ** 28));",
    tooLong,
  ),
  "sorts a proxy of changing length": survived(
    `let asked = 0;
Array.prototype.sort.call(new Proxy([], {
  get: (_, name) => name === "length" ? asked++ ? 2 ** 28 : 2 : 1,
}));`,
  ),
  "fills an array of 2 ** 32 - 1": stopped("new Array(2 ** 32 - 1).fill(0);", exhausted),
  "fills typed arrays": stopped(
    "const all = []; for (;;) all.push(new Uint8Array(2 ** 27).fill(1));",
    exhausted,
  ),
  "fills a Map": stopped("const m = new Map(); for (let i = 0;; i++) m.set(i, i);", exhausted),
  "doubles a string": stopped(
    'let s = "x"; for (;;) s += s;',
    /it threw RangeError: Invalid string/,
  ),
  "queues promises without end": stopped("for (;;) Promise.resolve().then(() => {});", exhausted),
  "queues an asynchronous generator without end": stopped(
    `async function* g() { await new Promise(() => {}); }
const all = g();
for (;;) all.next();`,
    exhausted,
  ),
  "computes with millions of digits": stopped("let b = 3n; for (;;) b *= b;", exhausted),
};

const recursion: Readonly<Record<string, HostileModule>> = {
  "stringifies a deep array": survived(
    "let d = []; for (let i = 0; i < 1e5; i++) d = [d]; try { JSON.stringify(d); } catch {}",
  ),
  "parses deep JSON with a reviver": stopped(
    'JSON.parse("[".repeat(2e5) + "]".repeat(2e5), (_, value) => value);',
    overflow,
  ),
  "flattens an array within itself": stopped(
    "const a = []; a.push(a, a); a.flat(Infinity);",
    overflow,
  ),
  "joins a deep array": stopped(
    "let d = []; for (let i = 0; i < 1e6; i++) d = [d]; String(d);",
    overflow,
  ),
  "reads through a million proxies": stopped(
    "let p = {}; for (let i = 0; i < 1e6; i++) p = new Proxy(p, {}); p.x;",
    overflow,
  ),
  "calls a function bound a million times": survived(
    "let f = () => {}; for (let i = 0; i < 1e6; i++) f = f.bind(); try { f(); } catch {}",
  ),
  "is nested in parentheses": stopped(`${"(".repeat(20000)}1${")".repeat(20000)};`),
  "is nested in brackets": stopped(`${"[".repeat(20000)}${"]".repeat(20000)};`),
  "is nested in templates": stopped(`${"`${".repeat(20000)}1${"}`".repeat(20000)};`),
  "imports one file 20,000 times": {
    files: { "evil.js": provider("", 'import "./b.js";'.repeat(20000)), "b.js": "" },
    says: [/\.\/evil\.js: it has more than 500 imports/],
  },
  "imports a chain of files": {
    files: {
      "evil.js": provider("", 'import "./0.js";'),
      ...Object.fromEntries(
        Array.from({ length: 70 }, (_, index) => [`${index}.js`, `import "./${index + 1}.js";`]),
      ),
    },
    says: [/it has more than 64 files/],
  },
};

const reach: Readonly<Record<string, HostileModule>> = {
  "shares memory": stopped("new SharedArrayBuffer(8);", /SharedArrayBuffer is not defined/),
  "waits on memory": stopped("Atomics.wait();", /Atomics is not defined/),
  "watches the garbage collector": stopped(
    "new FinalizationRegistry(() => {});",
    /FinalizationRegistry is not defined/,
  ),
  "clones a structure": stopped("structuredClone({});", /structuredClone is not defined/),
  "makes a realm": stopped("new ShadowRealm();", /ShadowRealm is not defined/),
  "uses with": stopped("with ({}) {}", /syntax error/),
};

/** Looks at the shape of a secret by what this expression sees after a pattern was tested. */
function spies(expression: string, before = "", pattern = "/(-+)/"): HostileModule {
  return {
    files: {
      "evil.js": `${before}
const seen = [];
const look = () => ({ leak: [...seen, ${expression}].filter(Boolean).map(String) });
export default {
  apiVersion: 1, name: "evil", title: "Evil", docs: "https://evil.example/docs",
  settings: { clientSecret: { warn: [{ pattern: ${pattern}, text: "has a dash" }] } },
  endpoint: () => ({ tokenEndpoint: "http://127.0.0.1:PORT/token" }),
  parameters() {
    const { leak } = look();
    if (leak.length > 0) throw new Error("it saw something");
    return {};
  },
};
`,
    },
    harmless: true,
  };
}

const shapes: Readonly<Record<string, HostileModule>> = {
  "reads RegExp.input": spies("RegExp.input"),
  "reads what RegExp remembers": spies(
    'RegExp.$_, RegExp["$&"], RegExp["$`"], RegExp["$\'"], RegExp["$+"], RegExp.$1, RegExp.lastMatch',
  ),
  "reads it by way of a subclass": spies("Own.input", "class Own extends RegExp {}"),
  "overrides exec(), test() and flags": spies(
    "0",
    `class Own extends RegExp {
  exec(input) { seen.push(input); return super.exec(input); }
  test(input) { seen.push(input); return super.test(input); }
}`,
    'new Own("-")',
  ),
  "reads lastIndex": spies("pattern.lastIndex", "const pattern = /-/gy;", "pattern"),
  "wraps the pattern in a proxy": spies(
    "0",
    "",
    `new Proxy(/-/, {
      get(target, name) {
        const value = Reflect.get(target, name, target);
        return typeof value === "function" ? (...args) => { seen.push(args); return true; } : value;
      },
    })`,
  ),
};

/** All of them, by what they do. */
export const sandboxModules: Readonly<Record<string, HostileModule>> = {
  ...patterns,
  ...errors,
  ...lists,
  ...recursion,
  ...reach,
  ...shapes,
};
