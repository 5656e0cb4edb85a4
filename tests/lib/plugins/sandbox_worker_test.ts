import { assert, assertEquals, assertMatch } from "@std/assert";
import { moduleUrl } from "../../../lib/core/encodings.ts";
import type { Described } from "../../../lib/plugins/sandbox_messages.ts";
import { BareWorker, books, outcomeOf, plain, thrownBy, valueOf } from "./bare_worker.ts";
import { forEachCase } from "../helpers.ts";

Deno.test("sandboxWorker() describes what a module exports", async () => {
  await forEachCase<readonly [expression: string, described: Described]>({
    "undefined": ["undefined", ["plain"]],
    "null": ["null", ["plain", null]],
    "a text": ["'x'", ["plain", "x"]],
    "a number": ["1.5", ["plain", 1.5]],
    "no number": ["NaN", ["plain", null]],
    "a truth": ["false", ["plain", false]],
    "a list": ["['x', [], , ]", ["list", [["plain", "x"], ["list", []], ["plain"]]]],
    "an object": ["{ a: {}, b: undefined }", ["object", [["a", ["object", []]], ["b", ["plain"]]]]],
    "a function": ["() => 1", ["function", 0]],
    "a class": ["class {}", ["function", 0]],
    "a proxy of a function": [
      "[new Proxy(() => {}, { get() { throw 1; } })]",
      ["list", [["function", 0]]],
    ],
    "functions": ["[() => 1, async () => 2]", ["list", [["function", 0], ["function", 1]]]],
    "a pattern": ["/x/", ["pattern", 0, 1]],
    "a pattern, and a function": [
      "[/x/, () => 1]",
      ["list", [["pattern", 0, 1], ["function", 2]]],
    ],
    "a symbol": ["Symbol('x')", ["unusable", "is a symbol"]],
    "a large number": ["1n", ["unusable", "is a bigint"]],
    "a promise": ["Promise.resolve('x')", ["plain", "x"]],
    "a member that is a promise": ["[Promise.resolve('x')]", ["list", [["object", []]]]],
  }, async ([expression, described]) => assertEquals(await valueOf(expression), described));
});

Deno.test("sandboxWorker() keeps to the limits", async () => {
  const tooLong = ["unusable", "is too long"] as const;
  const tooLarge = ["unusable", "is too large"] as const;
  const [x, ofHundred] = [plain("x"), plain("x".repeat(100))];
  await forEachCase<readonly [expression: string, described: Described]>({
    "as long as may be": ["'x'.repeat(100)", ofHundred],
    "too long": ["'x'.repeat(101)", tooLong],
    "too long together": ["['x'.repeat(98), 'x']", ["list", [plain("x".repeat(98)), tooLong]]],
    "long, and something short": [
      "['x'.repeat(1e8), 'x'.repeat(98)]",
      ["list", [tooLong, plain("x".repeat(98))]],
    ],
    "as many as may be": ["Array(100)", ["list", Array(100).fill(["plain"])]],
    "too many": ["Array(101)", tooLarge],
    "too many together": ["[Array(98), Array(1)]", [
      "list",
      [["list", Array(98).fill(["plain"])], tooLarge],
    ]],
    "a name as long as may be": ["{ [`${'x'.repeat(98)}`]: 'x' }", [
      "object",
      [["x".repeat(98), x]],
    ]],
    "a name too long": ["{ [`${'x'.repeat(99)}`]: 'x' }", ["object", [["x".repeat(99), tooLong]]]],
    "a name much too long": ["{ [`${'x'.repeat(100)}`]: 'x' }", tooLarge],
    "as deep as may be": ["[[['x']]]", ["list", [["list", [["list", [x]]]]]]],
    "too deep": ["[[[[]]]]", ["list", [["list", [["list", [tooLarge]]]]]]],
  }, async ([expression, described]) => assertEquals(await valueOf(expression), described));
});

Deno.test("sandboxWorker() reads each member once", async () => {
  const described = await valueOf(
    "{ get a() { return ++reads; }, list: new Proxy([], { get: (_, name) => (++reads, 2) }) }",
    "let reads = 0;",
  );
  const list: Described = ["list", [["plain", 2], ["plain", 2]]];
  assertEquals(described, ["object", [["a", ["plain", 1]], ["list", list]]]);
});

Deno.test("sandboxWorker() calls the functions that it described", async () => {
  using worker = await BareWorker.start();
  await worker.outcome({
    load: moduleUrl(
      "let n = 0; export default { add(by) { return [this.n += by, () => ++n]; }, n: 1 };",
    ),
  });
  const first = await worker.outcome({ call: 0, args: [2] });
  assertEquals(first, { value: ["list", [["plain", 3], ["function", 1]]] });
  for (const expected of [1, 2]) {
    assertEquals(await worker.outcome({ call: 1, args: [] }), { value: ["plain", expected] });
  }
});

Deno.test("sandboxWorker() does nothing for a number that no function has", async () => {
  using worker = await BareWorker.start();
  await worker.outcome({ load: moduleUrl("export default { a() {} };") });
  for (const call of [1, -1, 0.5, NaN]) {
    assertEquals(await worker.outcome({ call, args: [] }), { value: ["plain"] });
  }
});

Deno.test("sandboxWorker() describes what a module throws", async () => {
  const { name, message, stack } = await thrownBy("\n  null.x;");
  assertEquals([name, message.slice(0, 11)], ["TypeError", "Cannot read"]);
  assertMatch(stack, /data:text\/javascript;base64,[\w+/=.]*:2:8/);
  assertEquals(await thrownBy("throw 'x';"), { name: "string", message: "", stack: "" });
  const cut = await thrownBy(
    "throw Object.assign(new Error('x'.repeat(1e6)), { name: 'y'.repeat(1e6) });",
  );
  assertEquals([cut.name.length, cut.message.length, cut.stack.length], [20, 20, 100]);
});

Deno.test("sandboxWorker() gives the first failure that was left alone as the outcome of all that follows", async () => {
  using worker = await BareWorker.start();
  const loaded = await worker.outcome({
    load: moduleUrl(
      "export default (name) => { Promise.reject({ __proto__: Error.prototype, name }); };",
    ),
  });
  assertEquals(loaded, { value: ["function", 0] });
  for (const name of ["first", "second"]) {
    const { thrown } = await worker.outcome({ call: 0, args: [name] }) as { thrown: Error };
    assertEquals(thrown.name, "first");
  }
});

Deno.test("sandboxWorker() passes on what a module writes, a few short lines of it", async () => {
  using worker = await BareWorker.start();
  const source = `console.log("a", { b: [1] }); console.error("c".repeat(30)); console.dir(); 
    console.warn("too many"); export default 1;`;
  assertEquals(await worker.replies(3, { load: moduleUrl(source) }), [
    { said: 'a {"b":[1]}' },
    { said: "c".repeat(20) },
    { said: "" },
    { id: 3, outcome: { value: ["plain", 1] } },
  ]);
});

Deno.test("sandboxWorker() says what a module threw that its guard suppressed", async () => {
  const source = `using guard = { [Symbol.dispose]() { throw undefined; } };
    throw new TypeError("x");`;
  const { name, message } = await thrownBy(source);
  assertEquals([name, message], ["TypeError", "x"]);
});

Deno.test("sandboxWorker() loads one module, even if another is asked for in the host's place", async () => {
  using worker = await BareWorker.start();
  const other = moduleUrl("console.log('loaded'); export default 'loaded';");
  const source = `${books}
    const [{ callback }] = books.listeners.message;
    await callback({ data: { id: 5, task: { load: ${JSON.stringify(other)} } } });
    export default "fine";`;
  const replies = await worker.replies(3, { load: moduleUrl(source) });
  assertEquals(replies.filter((reply) => "said" in reply), []);
  assertEquals(replies.at(-1), { id: 3, outcome: { value: ["plain", "fine"] } });
  assertEquals(replies.find((reply) => "id" in reply && reply.id === 5), {
    id: 5,
    outcome: { value: ["plain"] },
  });
});

Deno.test("sandboxWorker() is not upset by events that a module makes up", async () => {
  await forEachCase({
    "nothing": "undefined",
    "an event that cannot be read": "new Proxy({}, { get() { throw 1; } })",
    "an event that cannot be prevented":
      "{ type: 'error', error: 1, preventDefault() { throw 1; } }",
    "an event within itself": "{ get type() { dispatchEvent({}); return 'load'; } }",
  }, async (event) => {
    const source = `${books}
      const event = ${event};
      try { dispatchEvent(event); } catch {}
      for (const { callback } of books.listeners.message) callback(event).catch(() => {});`;
    const outcome = await outcomeOf(`${source}\nexport default "fine";`) as object;
    assert("value" in outcome || "thrown" in outcome);
  });
});

Deno.test("sandboxWorker(): an event reports a failure: it is the outcome", async () => {
  await forEachCase({
    "error": "{ type: 'error', error: new RangeError('x'), preventDefault }",
    "unhandledrejection":
      "{ type: 'unhandledrejection', reason: new RangeError('x'), preventDefault }",
  }, async (event) => {
    const source = `let prevented = 0;
      const preventDefault = () => prevented++;
      const isToldOn = dispatchEvent(${event});
      if (isToldOn || prevented !== 1) throw new Error("the runtime would show it");`;
    const { name, message } = await thrownBy(source);
    assertEquals([name, message], ["RangeError", "x"]);
  });
  const other = "dispatchEvent({ type: 'load', error: 1, reason: 1 }); export default 'fine';";
  assertEquals(await outcomeOf(other), { value: plain("fine") });
});
