import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import type { IsolatedWorker } from "../../../lib/core/host.ts";
import { Log } from "../../../lib/core/log.ts";
import { moduleUrl } from "../../../lib/core/encodings.ts";
import { Sandbox } from "../../../lib/plugins/sandbox.ts";
import type { Described, Reply, Request } from "../../../lib/plugins/sandbox_messages.ts";
import { SandboxedPattern, Unusable } from "../../../lib/plugins/sandboxed_values.ts";
import { type FakeHost, fakeHost } from "../../fake_host.ts";
import { assertOneLine, failureOf, forEachCase, toldBy } from "../helpers.ts";

/** What a module exports, as far as the tests look at it. */
type Exported = Readonly<Record<string, unknown>> & {
  readonly run: (...args: readonly unknown[]) => Promise<unknown>;
};

function sandboxOn(host: FakeHost, verbosity: Log["verbosity"] = "normal"): Promise<Sandbox> {
  const log = new Log(host);
  log.verbosity = verbosity;
  return Sandbox.start(host, log, "./mine.ts");
}

/** Loads a module with this source. */
async function load(sandbox: Sandbox, source: string): Promise<Exported> {
  return await sandbox.load(moduleUrl(source)) as Exported;
}

/** What a module with this default export exports. */
async function exportedBy(host: FakeHost, expression: string): Promise<Exported> {
  return await load(await sandboxOn(host), `export default ${expression};`);
}

Deno.test("Sandbox.load() gives the data that a module exports, as they were", async () => {
  await forEachCase<unknown>({
    "texts": ["", "x", "\0\u2028", "\ud800", "__proto__"],
    "numbers": [0, 1.5, -1e300],
    "truths": [true, false],
    "nothing": [null, undefined],
    "objects": { a: { b: { c: [] } }, "": 1, "a b": undefined },
    "lists": [[], [[], [1]]],
  }, async (value) => {
    using host = fakeHost();
    const source = JSON.stringify(value, (_, item) => item === undefined ? "undefined" : item)
      .replaceAll('"undefined"', "undefined");
    assertEquals(await exportedBy(host, source), value);
  });
});

Deno.test("Sandbox.load() gives nothing when a module exports nothing", async () => {
  using host = fakeHost();
  assertEquals(
    await (await sandboxOn(host)).load(moduleUrl("export const a = 1;")),
    undefined,
  );
});

Deno.test("Sandbox.load() gives data that have nothing of their prototypes", async () => {
  using host = fakeHost();
  const exported = await exportedBy(
    host,
    `{ ["__proto__"]: { polluted: 1 }, made: new (class Made { own = 1; get got() { return 2; } }),
       date: new Date(0), none: { __proto__: null, a: 1 } }`,
  );
  assertEquals(Object.keys(exported), ["__proto__", "made", "date", "none"]);
  assertEquals([exported.made, exported.date, exported.none], [{ own: 1 }, {}, { a: 1 }]);
  assertEquals([exported.polluted, ({} as Exported).polluted], [undefined, undefined]);
});

Deno.test("Sandbox.load() gives functions that run in the sandbox", async () => {
  using host = fakeHost();
  const exported = await exportedBy(
    host,
    `{
      calls: 0,
      run(...args) { return [++this.calls, ...args]; },
      nested: { run: async ({ a }) => ({ b: await Promise.resolve(a), again: (x) => x + 1 }) },
    }`,
  );
  assertEquals(await exported.run("a", { b: undefined }), [1, "a", { b: undefined }]);
  assertEquals(await exported.run(), [2]);
  const nested = await (exported.nested as Exported).run({ a: "x" }) as Exported;
  assertEquals(nested.b, "x");
  assertEquals(await (nested.again as Exported["run"])(1), 2);
});

Deno.test("Sandbox.load() never gives what looks like a promise", async () => {
  using host = fakeHost();
  // It has no such member yet when the worker waits for it.
  const odd = "get then() { return ++looks < 2 ? undefined : () => {}; }";
  const { then, run } = await load(
    await sandboxOn(host),
    `let looks = 0; export default { ${odd}, run() { looks = 0; return { ${odd} }; } };`,
  );
  assertInstanceOf(then, Unusable);
  assertInstanceOf((await run() as Exported).then, Unusable);
});

Deno.test("Sandbox.load() gives regular expressions that run in the sandbox", async () => {
  using host = fakeHost();
  const { plain, sticky, odd } = await exportedBy(
    host,
    `{
      plain: /^(E)(\\d+)?$/i,
      sticky: /b/gy,
      odd: new (class extends RegExp { exec() { return ["y"]; } test() { return "maybe"; } })("x"),
    }`,
  );
  assertInstanceOf(plain, SandboxedPattern);
  assertEquals([await plain.test("e12"), await plain.test("12")], [true, false]);
  assertEquals(await plain.exec("e12"), ["e12", "e", "12"]);
  assertEquals(await plain.exec("e"), ["e", "e", undefined]);
  assertEquals(await plain.exec("x"), null);
  // Whoever tests twice does not mean to go on where the first test ended.
  assertInstanceOf(sticky, SandboxedPattern);
  assertEquals([await sticky.test("ab"), await sticky.test("ab")], [true, true]);
  assertInstanceOf(odd, SandboxedPattern);
  assertEquals([await odd.test("x"), await odd.test("y")], [true, false]);
  assertEquals(await odd.exec("x"), ["x"]);
});

Deno.test("Sandbox.load() says why a value cannot be used", async () => {
  await forEachCase<readonly [expression: string, reason: string]>({
    "a symbol": ["Symbol('x')", "is a symbol"],
    "a large number": ["10n", "is a bigint"],
    "a long string": ["'x'.repeat(200_001)", "is too long"],
    "a string of 100 MB": ["'x'.repeat(1e8)", "is too long"],
    "a long list": ["Array(200_001).fill(0)", "is too large"],
    "the longest list": ["Array(2 ** 32 - 1)", "is too large"],
    "an object with many members": [
      "Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => ['k' + i, i]))",
      "is too large",
    ],
    "an object with a long name": ["{ ['x'.repeat(200_001)]: 1 }", "is too large"],
    "a list of any length": ["new Proxy([], { get: () => NaN })", "is too large"],
    "a list of a length below zero": ["new Proxy([], { get: () => -1e9 })", "is too large"],
    "a getter that throws": ["{ get a() { throw 1; } }.a", "throws an error when it is read"],
    "names that cannot be listed": [
      "new Proxy({}, { ownKeys() { throw 1; } })",
      "throws an error when it is read",
    ],
    "a prototype that cannot be read": [
      "new Proxy({}, { getPrototypeOf() { throw 1; } })",
      "throws an error when it is read",
    ],
    "nothing any more": [
      "(r => (r.revoke(), r.proxy))(Proxy.revocable({}, {}))",
      "throws an error when it is read",
    ],
    "a pattern that cannot be read": [
      "Object.defineProperty(/x/, 'source', { get() { throw 1; } })",
      "throws an error when it is read",
    ],
  }, async ([expression, reason]) => {
    using host = fakeHost();
    const source = expression.startsWith("{ get ")
      ? expression.replace(/^\{ get a(.*)\}\.a$/, "{ get odd$1, right: 'x' }")
      : `{ odd: ${expression}, right: 'x' }`;
    const { odd, right } = await exportedBy(host, source);
    assertInstanceOf(odd, Unusable);
    assertEquals([odd.reason, right], [reason, "x"]);
  });
});

Deno.test("Sandbox.load() gives no more in all than what is allowed", async () => {
  using host = fakeHost();
  const { first, second, run } = await exportedBy(
    host,
    "{ first: 'x'.repeat(150_000), second: 'x'.repeat(60_000), run: () => 'x'.repeat(199_000) }",
  );
  assertEquals((first as string).length, 150_000);
  assertInstanceOf(second, Unusable);
  // Each answer anew.
  assertEquals((await run() as string).length, 199_000);
  assertEquals((await run() as string).length, 199_000);
});

Deno.test("Sandbox.load() goes no deeper than what is allowed, and ends in a circle", async () => {
  using host = fakeHost();
  const { deep, circle } = await load(
    await sandboxOn(host),
    `const circle = {}; circle.again = circle; let deep = "x";
     for (let i = 0; i < 1e5; i++) deep = [deep];
     export default { deep, circle };`,
  );
  for (let value of [deep, circle]) {
    let depth = 0;
    while (!(value instanceof Unusable)) {
      [value] = Object.values(value as object);
      depth++;
    }
    assertEquals([value.reason, depth], ["is too large", 7]);
  }
});

Deno.test("Sandbox.load() says what a module threw while it was loaded", async () => {
  await forEachCase<readonly [statement: string, told: string]>({
    "an error": ["throw new TypeError('no such thing')", "TypeError: no such thing"],
    "an error of its own": [
      "class MyError extends Error { constructor(m) { super(m); this.name = 'MyError'; } } " +
      "throw new MyError('x')",
      "MyError: x",
    ],
    "an error without words": ["throw new RangeError()", "RangeError"],
    "many lines": ["throw new Error('one\\ntwo')", "Error: one"],
    "words that a terminal would obey": [
      "throw Object.assign(new Error('a\\x1b[31m\\u202eb'), { name: 'Odd\\x9b' })",
      "Odd: a [31m b",
    ],
    "far too many words": ["throw new Error('x'.repeat(1e7))", `Error: ${"x".repeat(299)}…`],
    "a long name": [
      "throw Object.assign(new Error('x'), { name: 'y'.repeat(1e6) })",
      `${"y".repeat(39)}…: x`,
    ],
    "a text": ["throw 'canary'", "string"],
    "nothing": ["throw undefined", "undefined"],
    "null": ["throw null", "object"],
    "a symbol": ["throw Symbol('canary')", "symbol"],
    "an object": ["throw { name: 'canary' }", "object"],
    "a later failure": ["await null; throw new Error('x')", "Error: x"],
    "a failure that nobody waits for": [
      "Promise.reject(new Error('x')); export default {};",
      "Error: x",
    ],
  }, async ([statement, told]) => {
    using host = fakeHost();
    const failure = await failureOf(
      "provider_module",
      async () => await load(await sandboxOn(host), statement),
    );
    assertEquals(failure.message, `Cannot load ./mine.ts: it threw ${told}`);
    assertEquals([failure.details, failure.hint], [[], undefined]);
    assertNotMatch(toldBy(failure), /canary/);
    assertOneLine(failure.message);
  });
});

Deno.test("Sandbox.load() says what a module has that wants what is not there", async () => {
  using host = fakeHost();
  const failure = await failureOf(
    "provider_module",
    async () => await load(await sandboxOn(host), "await fetch('https://id.example');"),
  );
  assertEquals(
    failure.message,
    "Cannot load ./mine.ts: it threw ReferenceError: fetch is not defined",
  );
  assertStringIncludes(failure.hint ?? "", "no access to the machine");
});

Deno.test("Sandbox.load() says where something was thrown", async () => {
  using host = fakeHost();
  const source = "\n  throw new Error('x');";
  const url = new URL("file:///here/mine.ts");
  const file = { url, name: "./mine.ts", source, script: source, code: source, imports: [] };
  const linked = moduleUrl(source).replace(";base64", ";file=0;base64");
  const sandbox = await sandboxOn(host);
  const failure = await failureOf("provider_module", () => sandbox.load(linked, [file]));
  assertEquals(failure.details, ["in ./mine.ts, line 2, column 9"]);
});

Deno.test("Sandbox.load() says that the syntax is wrong, in the engine's words", async () => {
  using host = fakeHost();
  const { message } = await failureOf(
    "provider_module",
    async () => await load(await sandboxOn(host), "let a = 1;\nlet a = 2;"),
  );
  assertMatch(message, /^\.\/mine\.ts: syntax error: .*\ba\b/);
  assertNotMatch(message, /data:|could not be parsed/);
  assertOneLine(message);
});

Deno.test("Sandbox.load() names the function that threw", async () => {
  using host = fakeHost();
  const sandbox = await sandboxOn(host);
  const fail = "() => { throw new SyntaxError('x') }";
  const { run, settings } = await load(
    sandbox,
    `export default { run: async () => null.x, settings: { a: { check: ${fail} } } };`,
  );
  const inRun = await failureOf("provider_module", () => run());
  assertMatch(inRun.message, /^\.\/mine\.ts: run\(\) threw TypeError: Cannot read/);
  const { a } = settings as { a: { check: () => Promise<unknown> } };
  const { message } = await failureOf("provider_module", () => a.check());
  assertEquals(message, "./mine.ts: settings.a.check() threw SyntaxError: x");
});

Deno.test("Sandbox.load() names the pattern or the list that contains a function", async () => {
  using host = fakeHost();
  const { list } = await exportedBy(host, "{ list: [{ run() { throw 1 } }] }");
  const [first] = list as readonly Exported[];
  const { message } = await failureOf("provider_module", () => first?.run());
  assertEquals(message, "./mine.ts: list[0].run() threw number");
});

/** Errors that resist being looked at. */
const awkwardErrors: Readonly<Record<string, string>> = {
  "a name that throws": "{ __proto__: Error.prototype, get name() { throw new Error('x'); } }",
  "a message that throws":
    "{ __proto__: Error.prototype, get message() { throw new Error('x'); } }",
  "a stack that throws": "Object.defineProperty(new Error('x'), 'stack', { get() { throw 1; } })",
  "a name that is not a string": "Object.assign(new Error('x'), { name: Symbol('x') })",
  "a message that is not a string":
    "Object.assign(new Error('x'), { message: { toString: null } })",
  "an error that is not what it seems": "new Proxy(new Error('x'), { get() { throw 1; } })",
  "an error of no kind": "new Proxy({}, { getPrototypeOf() { throw 1; } })",
  "nothing any more": "(r => (r.revoke(), r.proxy))(Proxy.revocable({}, {}))",
  "an endless chain of causes": "{ __proto__: Error.prototype, get cause() { return this; } }",
};

Deno.test("Sandbox.load() answers for errors that cannot be looked at", async () => {
  await forEachCase(awkwardErrors, async (error) => {
    for (const how of ["throw odd;", "return Promise.reject(odd);", "Promise.reject(odd);"]) {
      using host = fakeHost();
      const { run } = await load(
        await sandboxOn(host),
        `export default { run: () => { const odd = ${error}; ${how} } };`,
      );
      const { message } = await failureOf("provider_module", () => run());
      assertMatch(message, /^\.\/mine\.ts: run\(\) threw [\w()]+(: x)?$/);
    }
  });
});

Deno.test("Sandbox.load() finds out when a function leaves a failure alone", async () => {
  await forEachCase({
    "at once": "Promise.reject(new Error('x'));",
    "a little later": "(async () => { await null; await null; throw new Error('x'); })();",
    "in a chain": "Promise.resolve().then(() => null).then(() => { throw new Error('x'); });",
  }, async (statement) => {
    using host = fakeHost();
    const { run } = await exportedBy(host, `{ run() { ${statement} return "fine"; } }`);
    const { message } = await failureOf("provider_module", () => run());
    assertEquals(message, "./mine.ts: run() threw Error: x");
    // What has failed once is not to be relied on.
    await failureOf("provider_module", () => run());
  });
});

Deno.test("Sandbox.load() does not mind a failure that the module takes care of", async () => {
  using host = fakeHost();
  const { run } = await exportedBy(
    host,
    `{ async run() {
      const failing = Promise.reject(new Error("x"));
      await null;
      return await failing.catch(() => "fine");
    } }`,
  );
  assertEquals(await run(), "fine");
});

Deno.test("Sandbox.load() waits 3 s for a module, and no longer", async () => {
  await forEachCase({
    "a promise that never settles": "await new Promise(() => {});",
    "an export that never settles": "export default { then() {} };",
    "one promise after the other": "for (const end = Date.now() + 500; Date.now() < end;) await 0;",
    "a loop": "for (const end = Date.now() + 500; Date.now() < end;);",
  }, async (source) => {
    using host = fakeHost();
    const sandbox = await sandboxOn(host);
    const start = host.now();
    const loading = failureOf("provider_module", () => load(sandbox, source));
    assertEquals(host.ring(), true);
    assertEquals((await loading).message, "./mine.ts did not load within 3 s");
    assertEquals(host.now() - start, 3000);
  });
});

Deno.test("Sandbox.load() waits 3 s for a function, and no longer", async () => {
  await forEachCase({
    "a promise that never settles": "new Promise(() => {})",
    "something like a promise": "({ then() {} })",
    "a promise of itself": "({ then(settle) { settle(this); } })",
    "a getter that takes long":
      "({ get a() { for (const end = Date.now() + 500; Date.now() < end;); } })",
    "a pattern that takes long": "/^(a+)+$/.test('a'.repeat(26) + '!')",
  }, async (expression) => {
    using host = fakeHost();
    const { run } = await exportedBy(host, `{ run: () => ${expression} }`);
    const start = host.now();
    const asking = failureOf("provider_module", () => run());
    assertEquals(host.ring(), true);
    assertEquals((await asking).message, "./mine.ts: run() did not answer within 3 s");
    assertEquals(host.now() - start, 3000);
    // It is of no use any more.
    const { message } = await failureOf("provider_module", () => run());
    assertEquals(message, "./mine.ts: run() exited unexpectedly");
  });
});

Deno.test("Sandbox.load() sets no alarm any more when the answer has come", async () => {
  using host = fakeHost();
  const { run } = await exportedBy(host, "{ run: () => 1 }");
  await run();
  assertEquals(host.ring(), false);
});

Deno.test("Sandbox.stop() ends what goes on, and lets nothing begin", async () => {
  using host = fakeHost();
  const sandbox = await sandboxOn(host);
  const { run } = await load(sandbox, "export default { run: () => new Promise(() => {}) };");
  const asking = failureOf("provider_module", () => run());
  sandbox.stop();
  assertEquals((await asking).message, "./mine.ts: run() exited unexpectedly");
  await failureOf("provider_module", () => run());
  await failureOf("provider_module", () => load(sandbox, ""));
  assertEquals(host.ring(), false);
});

Deno.test("Sandbox: a module writes to the console: printed with -v only", async () => {
  const source = `
    console.log("one", 2, { three: [3] }, null, undefined);
    console.error("two\\x1b[31m\\nlines", "x".repeat(1e6));
    const circle = {}; circle.again = circle;
    console.warn(circle, 10n, Symbol("x"), () => {}, { toJSON() { throw 1; } });
    console.info(); console.debug("d"); console.trace("t"); console.dir("r");
    export default {};`;
  using host = fakeHost();
  await load(await sandboxOn(host, "verbose"), source);
  const lines = host.stderr.split("\n");
  assertEquals(lines[0], 'gettoken: ./mine.ts says: one 2 {"three":[3]} null undefined');
  assertMatch(lines[1] ?? "", /^gettoken: \.\/mine\.ts says: two \[31m lines x{480,486}…$/);
  assertEquals(lines[2], "gettoken: ./mine.ts says: object bigint Symbol(x) () => {} object");
  assertEquals(lines.slice(3), [
    ...["", "d", "t", "r"].map((said) => `gettoken: ./mine.ts says: ${said}`.trimEnd()),
    "",
  ]);
  for (const verbosity of ["quiet", "normal"] as const) {
    using host = fakeHost();
    await load(await sandboxOn(host, verbosity), source);
    assertEquals(host.stderr, "");
  }
});

Deno.test("Sandbox: a module writes many lines: 100 are printed", async () => {
  using host = fakeHost();
  const { run } = await load(
    await sandboxOn(host, "verbose"),
    `const write = () => { for (let i = 0; i < 1e5; i++) console.log(i); };
     write(); export default { run: write };`,
  );
  await run();
  const lines = host.stderr.trimEnd().split("\n");
  assertEquals([lines.length, lines.at(-1)], [100, "gettoken: ./mine.ts says: 99"]);
});

/** A worker in which the module has taken over: it says whatever we let it say. */
class WildWorker implements IsolatedWorker {
  readonly requests: Request[] = [];
  isStopped = false;
  say: (message: unknown) => void = () => {};
  fail: (what: string) => void = () => {};
  /** How it starts: calls back when it has. */
  start: (started: () => void) => void = queueMicrotask;

  /** It starts as every worker does. */
  send(message: unknown): void {
    const request = structuredClone(message) as Request;
    if ("start" in request.task) this.start(() => this.#reply(request, { value: ["plain"] }));
    else this.requests.push(request);
  }

  onMessage(receive: (message: unknown) => void): void {
    this.say = receive;
  }

  onFailure(failed: (what: string) => void): void {
    this.fail = failed;
  }

  stop(): void {
    this.isStopped = true;
  }

  /** Answers the last request. */
  answer(outcome: unknown): void {
    this.#reply(this.requests.at(-1), outcome);
  }

  #reply(request: Request | undefined, outcome: unknown): void {
    this.say(JSON.stringify({ id: request?.id, outcome } as Reply));
  }
}

interface Wild {
  readonly host: FakeHost;
  readonly worker: WildWorker;
  readonly sandbox: Sandbox;
}

/** A sandbox in which the module has taken over. */
async function wild(verbosity?: Log["verbosity"]): Promise<Wild> {
  const worker = new WildWorker();
  const host = fakeHost();
  host.startWorker = () => Promise.resolve(worker);
  return { host, worker, sandbox: await sandboxOn(host, verbosity) };
}

type WildFunction = Wild & Pick<Exported, "run">;

/** A function of such a module. */
async function wildFunction(): Promise<WildFunction> {
  const { worker, sandbox, host } = await wild();
  const loading = load(sandbox, "");
  worker.answer({ value: ["object", [["run", ["function", 0]]]] });
  return { host, worker, sandbox, run: (await loading).run };
}

Deno.test("Sandbox: a reply is malformed: refused", async () => {
  await forEachCase<unknown>({
    "nothing": null,
    "a text": "value",
    "an empty object": {},
    "a list": [],
    "no value": { value: null },
    "a value that is no list": { value: "plain" },
    "a value of no kind": { value: ["odd", 1] },
    "a kind that objects inherit": { value: ["toString"] },
    "no list": { value: ["list"] },
    "a list that is a string": { value: ["list", "xx"] },
    "an endless list": { value: ["list", { length: 1e9 }] },
    "a list of what is no value": { value: ["list", [1]] },
    "no members": { value: ["object"] },
    "members that are not an object": { value: ["object", [1]] },
    "a member without a value": { value: ["object", [["a"]]] },
    "a reason that is not a string": { value: ["unusable", { toString: 1 }] },
    "no reason": { value: ["unusable"] },
    "no error": { thrown: null },
    "an empty error": { thrown: {} },
    "an error that is a string": { thrown: "x" },
    "a name that is not a string": { thrown: { name: 1, message: "x", stack: "" } },
    "a message that is not a string": { thrown: { name: "E", message: ["x"], stack: "" } },
  }, async (outcome) => {
    const { host, worker, sandbox } = await wild();
    const loading = failureOf("provider_module", () => load(sandbox, ""));
    worker.answer(outcome);
    assertEquals((await loading).message, "./mine.ts returned a value that cannot be transferred");
    assertEquals(host.stderr, "");
  });
  const { worker, sandbox } = await wild();
  const loading = failureOf("provider_module", () => load(sandbox, ""));
  worker.say(`{"id":0,"outcome":{"value":${'["list",['.repeat(1e5)}${"]]".repeat(1e5)}}}`);
  assertEquals((await loading).message, "./mine.ts returned a value that cannot be transferred");
});

Deno.test("Sandbox ends a worker that says what it was not asked", async () => {
  const hostile: Record<string, unknown> = { id: 0, outcome: { value: ["plain", 1] } };
  hostile.itself = hostile;
  await forEachCase<unknown>({
    "nothing": undefined,
    "null": null,
    "a number": 1,
    "a truth": true,
    "an empty string": "",
    "no JSON": "{",
    "JSON that is no object": "[]",
    "JSON that is a string": '"x"',
    "JSON that is nothing": "null",
    "a reply to nothing": '{"id":7,"outcome":{"value":["plain",1]}}',
    "a number as a string": '{"id":"0","outcome":{"value":["plain",1]}}',
    "a number like a list": '{"id":[0],"outcome":{"value":["plain",1]}}',
    "a prototype": '{"__proto__":{"id":0,"outcome":{"value":["plain",1]}}}',
    "a line that is not a string": '{"said":{"toString":1}}',
    "an object instead of JSON": { id: 0, outcome: { value: ["plain", 1] } },
    "a circle": hostile,
    "an object with getters": {
      get id(): never {
        throw new Error("was read");
      },
    },
    "a string like an object": Object("{}"),
    "bytes": new Uint8Array(1e6),
    "more than anybody can say": `{"id":0,"outcome":{"value":["plain","${"x".repeat(1e7)}"]}}`,
  }, async (message) => {
    const { host, worker, sandbox } = await wild("verbose");
    const loading = failureOf("provider_module", () => load(sandbox, ""));
    worker.say(message);
    assertEquals((await loading).message, "./mine.ts exited unexpectedly");
    assertEquals([worker.isStopped, host.stderr, host.ring()], [true, "", false]);
  });
});

Deno.test("Sandbox ends a worker that writes more than it may", async () => {
  const { host, worker } = await wild("verbose");
  for (let line = 0; line < 100; line++) worker.say('{"said":"x"}');
  assertEquals([worker.isStopped, host.stderr.split("\n").length], [false, 101]);
  worker.say('{"said":"x"}');
  assertEquals([worker.isStopped, host.stderr.split("\n").length], [true, 101]);
});

Deno.test("Sandbox shows no line of a worker that a terminal would obey", async () => {
  const { host, worker } = await wild("verbose");
  worker.say(JSON.stringify({ said: `\x1b]0;x\x07\n\u202e${"x".repeat(1e6)}` }));
  const [line = "", ...others] = host.stderr.split("\n");
  assertOneLine(line);
  assert(line.length < 600);
  assertEquals(others, [""]);
});

Deno.test("Sandbox takes a second answer for what nobody asked", async () => {
  const { worker, sandbox } = await wild();
  const loading = load(sandbox, "");
  worker.answer({ value: ["plain", 1] });
  assertEquals(await loading as unknown, 1);
  worker.answer({ value: ["plain", 2] });
  assertEquals(worker.isStopped, true);
});

Deno.test("Sandbox says how a worker failed", async () => {
  const { worker, sandbox } = await wild();
  const loading = failureOf("provider_module", () => load(sandbox, ""));
  worker.fail("took too much");
  assertEquals((await loading).message, "./mine.ts took too much");
  assertEquals(worker.isStopped, true);
});

Deno.test("Sandbox believes what a worker gives to be data, and nothing else", async () => {
  const { worker, sandbox } = await wild();
  const loading = load(sandbox, "");
  const value: Described = ["object", [
    ["__proto__", ["object", [["polluted", ["plain", true]]]]],
    ["then", ["function", 0]],
    ["constructor", ["plain", "x"]],
    ["reason", ["unusable", `\x1b[31m${"x".repeat(1e6)}`]],
  ]];
  worker.answer({ value });
  const exported = await loading;
  assertEquals(Object.getPrototypeOf(exported), Object.prototype);
  assertEquals([exported.polluted, ({} as Exported).polluted], [undefined, undefined]);
  assertEquals([typeof exported.then, exported.constructor as unknown], ["object", "x"]);
  assertInstanceOf(exported.reason, Unusable);
  assertOneLine(exported.reason.reason);
  assert(exported.reason.reason.length <= 100);
});

Deno.test("Sandbox cuts and cleans what a worker says that it threw", async () => {
  const { worker, sandbox } = await wild();
  const loading = load(sandbox, "");
  const long = `\x1b[31m\u202e${"x".repeat(1e6)}`;
  worker.answer({ value: ["object", [[`a${long}`, ["function", 0]]]] });
  const [run] = Object.values(await loading) as Exported["run"][];
  const asking = failureOf("provider_module", () => run?.());
  worker.answer({ thrown: { name: long, message: long, stack: long } });
  const ended = failureOf("provider_module", () => run?.());
  worker.fail("ended oddly");
  for (const { message } of [await asking, await ended]) {
    assertOneLine(message);
    assert(message.length < 1000);
  }
});

Deno.test("Sandbox waits 3 s in all", async () => {
  const { host, worker, sandbox } = await wild();
  const start = host.now();
  const loading = load(sandbox, "");
  host.later(2000, () => worker.answer({ value: ["object", [["run", ["function", 0]]]] }));
  host.ring();
  const { run } = await loading;
  const asking = failureOf("provider_module", () => run());
  host.ring();
  assertEquals((await asking).message, "./mine.ts: run() did not answer within 3 s");
  assertEquals(host.now() - start, 3000);
  assertEquals(worker.isStopped, true);
});

/** A sandbox whose worker takes this long to start. */
function slowSandbox(host: FakeHost, milliseconds: number): Promise<Sandbox> {
  const worker = new WildWorker();
  worker.start = (started) => void host.later(milliseconds, started);
  host.startWorker = () => {
    // When it has been asked to start.
    setTimeout(() => host.ring());
    return Promise.resolve(worker);
  };
  return sandboxOn(host);
}

Deno.test("Sandbox: the machine is slow to start it: the module has more time", async () => {
  const limits = { 10: 3, 150: 3, 200: 4, 1000: 20, 6000: 120, 119_000: 120 };
  for (const [milliseconds, seconds] of Object.entries(limits)) {
    using host = fakeHost();
    const sandbox = await slowSandbox(host, Number(milliseconds));
    const start = host.now();
    const loading = failureOf("provider_module", () => load(sandbox, ""));
    host.ring();
    assertEquals((await loading).message, `./mine.ts did not load within ${seconds} s`);
    assertEquals(host.now() - start, seconds * 1000);
  }
});

Deno.test("Sandbox: it does not start within 120 s: error", async () => {
  using host = fakeHost();
  const { message } = await failureOf("provider_module", () => slowSandbox(host, 121_000));
  assertEquals(message, "./mine.ts did not load within 120 s");
});

Deno.test("Sandbox asks a module one thing at a time, whatever callers do", async () => {
  using host = fakeHost();
  const { run, odd } = await exportedBy(
    host,
    `{ async run(value) { await null; return value; }, odd: /[13579]$/ }`,
  );
  const numbers = Array.from({ length: 20 }, (_, index) => index);
  const answers = await Promise.all(
    numbers.map(async (number) => [await run(number), await (odd as RegExp).test(`${number}`)]),
  );
  assertEquals(answers, numbers.map((number) => [number, number % 2 === 1]));
});

Deno.test("Sandbox asks in the order of the calls, and not before the answer is there", async () => {
  const { worker, run } = await wildFunction();
  const answers = ["a", "b", "c"].map((value) => run(value));
  for (const [index, value] of ["a", "b", "c"].entries()) {
    assertEquals(worker.requests.slice(1).length, index + 1);
    assertEquals(worker.requests.at(-1)?.task, { call: 0, args: [value] });
    worker.answer({ value: ["plain", value] });
    assertEquals(await answers[index], value);
  }
});

Deno.test("Sandbox goes on when a function throws or gives what makes no sense", async () => {
  const { worker, run } = await wildFunction();
  const throwing = failureOf("provider_module", () => run());
  const odd = failureOf("provider_module", () => run());
  const answer = run();
  worker.answer({ thrown: { name: "Error", message: "x", stack: "" } });
  await throwing;
  worker.answer({ value: "plain" });
  await odd;
  worker.answer({ value: ["plain", 1] });
  assertEquals(await answer, 1);
});

Deno.test("Sandbox lets no call wait for one that is never answered", async () => {
  const endings: Record<string, (world: WildFunction) => void> = {
    "did not answer within 3 s": ({ host }) => host.ring(),
    "exited unexpectedly": ({ sandbox }) => sandbox.stop(),
    "took too much": ({ worker }) => worker.fail("took too much"),
  };
  for (const [ending, end] of Object.entries(endings)) {
    const world = await wildFunction();
    const [first, ...others] = [1, 2, 3].map(() => failureOf("provider_module", () => world.run()));
    end(world);
    assertEquals((await first)?.message, `./mine.ts: run() ${ending}`);
    for (const other of others) assertStringIncludes((await other).message, "./mine.ts: run() ");
    assertEquals([world.worker.requests.length, world.host.ring()], [2, false]);
  }
});

Deno.test("Sandbox counts the time of each call once, and not that of those before it", async () => {
  const { host, worker, run } = await wildFunction();
  const start = host.now();
  const answers = [1, 2].map(() => run());
  const late = failureOf("provider_module", () => run());
  for (const answer of answers) {
    host.later(1000, () => worker.answer({ value: ["plain", 1] }));
    host.ring();
    assertEquals(await answer, 1);
  }
  host.ring();
  assertEquals((await late).message, "./mine.ts: run() did not answer within 3 s");
  assertEquals(host.now() - start, 3000);
});

Deno.test("Sandbox sends only the requested tasks", async () => {
  const { worker, sandbox } = await wild();
  const loading = sandbox.load("data:x");
  worker.answer({ value: ["object", [["run", ["function", 5]], ["odd", ["pattern", 6, 7]]]] });
  const { run, odd } = await loading as Exported & { odd: SandboxedPattern };
  for (
    const ask of [() => run("a", 1), () => odd.test("b"), () => odd.exec("c")]
  ) {
    const asking = ask();
    worker.answer({ value: ["plain"] });
    await asking;
  }
  assertEquals(worker.requests, [
    { id: 0, task: { load: "data:x" } },
    { id: 1, task: { call: 5, args: ["a", 1] } },
    { id: 2, task: { call: 6, args: ["b"] } },
    { id: 3, task: { call: 7, args: ["c"] } },
  ]);
});
