import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { linkModule, placeIn, withFileNames } from "../../../lib/plugins/link_module.ts";
import { readModule } from "../../../lib/plugins/module_graph.ts";
import { fakeHost, type FakeWorld } from "../../fake_host.ts";
import { failureOf, forEachCase } from "../helpers.ts";

type Files = NonNullable<FakeWorld["files"]>;

async function load(files: Files, path = "./acme.ts"): Promise<Record<string, unknown>> {
  const { url } = await linkModule(await readModule(fakeHost({ files }), path));
  return { ...await import(url) };
}

/** The place of the error that comes of loading a module, or of what it exports as `fail`. */
async function placeOfFailure(files: Files, path = "./acme.ts"): Promise<string | undefined> {
  const read = await readModule(fakeHost({ files }), path);
  const error = await assertRejects(async () => {
    const { fail } = await import((await linkModule(read)).url);
    fail();
  }, Error);
  const thrown = error instanceof SuppressedError ? error.suppressed as Error : error;
  return placeIn(read, thrown.stack ?? "");
}

Deno.test("linkModule() makes a module that loads", async () => {
  assertEquals(
    await load({
      "/here/acme.ts": [
        'import { twice, type Value } from "./lib/twice.ts";',
        'import data, { } from "./my%20data.json" with {',
        '  type: "json",',
        "};",
        "export { größe as \"a b\" } from './größe.js';",
        'export * from "./lib/constants.mjs";',
        'export { two as from } from /* from "./x.js" */ "./lib/constants.mjs";',
        'import { from as /* from */ as } from "./lib/from.js";',
        "export default as(twice)(data[0] as Value) satisfies Value;",
        'export const words = `import("./x.js") from "${data[1]}"`;',
      ].join("\n"),
      "/here/lib/twice.ts": 'import { two } from "./constants.mjs";\n' +
        "export type Value = number; export const twice = (value: Value) => two * value;",
      "/here/lib/constants.mjs": "\ufeff#!/usr/bin/env import\r\nexport const two = 2;\r\n",
      "/here/lib/from.js": "export const from = (value) => value;",
      "/here/größe.js": "export const größe = 'groß – 📏';",
      "/here/my data.json": '[21, "\\u2028 import"]',
    }),
    {
      "a b": "groß – 📏",
      default: 42,
      from: 2,
      two: 2,
      words: 'import("./x.js") from "\u2028 import"',
    },
  );
});

Deno.test("linkModule() runs a file once, although others share it", async () => {
  const { default: count } = await load({
    "/here/acme.ts": 'import "./a.ts"; import "./b.ts"; export { default } from "./count.ts";',
    "/here/a.ts": 'import count from "./count.ts"; count.value++;',
    "/here/b.ts": 'import count from "./count.ts"; count.value++;',
    "/here/count.ts": "export default { value: 0 };",
  });
  assertEquals(count, { value: 2 });
});

Deno.test("linkModule() keeps files apart that have the same content", async () => {
  const { default: isSame } = await load({
    "/here/acme.ts": 'import a from "./a.ts"; import b from "./b.ts"; export default a === b;',
    "/here/a.ts": "export default {};",
    "/here/b.ts": "export default {};",
  });
  assertEquals(isSame, false);
});

Deno.test("linkModule() makes 4 MiB, and no more", async () => {
  const link = async (files: Files) =>
    (await linkModule(await readModule(fakeHost({ files }), "./acme.ts"))).url;
  const half = `/*${"x".repeat(500_000)}*/`;
  const imports = (count: number) =>
    Array.from({ length: count }, (_, index) => `import "./${index}.ts";`).join("");
  const files = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`/here/${i}.ts`, half]));
  const url = await link({ ...files, "/here/acme.ts": imports(4) });
  assert(url.length < 4 * 1024 * 1024);
  await import(url);
  // A chain in which each file is about twice what it imports.
  const doubling = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [
      index === 39 ? "/here/acme.ts" : `/here/${index}.ts`,
      index === 0 ? "" : `import "./${index - 1}.ts";\nexport * from "./${index - 1}.ts";`,
    ]),
  );
  for (const tooMuch of [{ ...files, "/here/acme.ts": imports(6) }, doubling]) {
    const { message, hint } = await failureOf("provider_module", () => link(tooMuch));
    assertEquals(
      message,
      "Cannot load ./acme.ts: it is larger than 4 MiB with its imports",
    );
    assertStringIncludes(hint ?? "", "import");
  }
});

const padding = `\n// ${"x".repeat(300)}\n`;

Deno.test("placeIn() returns the place where a module failed", async () => {
  await forEachCase<readonly [source: string, place: string]>({
    "a function that throws": [
      'export function fail() {\n  throw new Error("no");\n}',
      "line 4, column 9",
    ],
    "code that throws": ["  null.a;", "line 3, column 8"],
    "what the parser finds": ["const a = ;", "line 3, column 11"],
    "what only the engine finds": ["let a;\nlet a;", "line 4, column 5"],
    "a name that is not exported": ['import { a } from "./b.js"', "line 3, column 10"],
  }, async ([source, place], name) => {
    const files = { "/here/a.js": padding + source, "/here/b.js": `export default "${name}";` };
    assertEquals(await placeOfFailure(files, "./a.js"), `./a.js, ${place}`);
    const importing = { ...files, "/here/acme.ts": 'export * from "./a.js";' };
    assertEquals(await placeOfFailure(importing), `./a.js, ${place}`);
  });
});

Deno.test("placeIn(): an error on the first line: the column is that of the source", async () => {
  assertEquals(
    await placeOfFailure({ "/here/acme.js": "  null.a;" }, "./acme.js"),
    "./acme.js, line 1, column 8",
  );
  const exported = "export const fail = () => null.a;";
  assertEquals(
    await placeOfFailure({ "/here/acme.js": exported }, "./acme.js"),
    "./acme.js, line 1, column 32",
  );
});

Deno.test("linkModule(): a module throws while it loads: a SuppressedError with what it threw", async () => {
  await forEachCase({
    "an error that cannot be read":
      "throw { __proto__: Error.prototype, get message() { throw new Error('x'); } };",
    "later": "await null; throw { __proto__: Error.prototype, get name() { throw 1; } };",
    "a message that is not a string": "throw Object.assign(new Error('x'), { message: Symbol() });",
    "a comment at the end": "throw 1; //",
    "nothing": "throw undefined;",
  }, async (source) => {
    for (
      const files of [
        { "/here/acme.js": source },
        { "/here/acme.js": 'import "./b.js";', "/here/b.js": source },
      ]
    ) {
      const error = await assertRejects(() => load(files, "./acme.js"), SuppressedError);
      assertEquals(error.error, undefined);
      assert(Object.hasOwn(error, "suppressed"));
    }
  });
});

Deno.test("linkModule(): a module reads its own source: it still cannot name its guard", async () => {
  const { guard } = await load({
    "/here/acme.js": `const [, guard] = /using (\\w+)/.exec(atob(import.meta.url.split(",")[1]));
      export { guard };`,
  }, "./acme.js");
  const own = `${guard}.done = true; throw 1;`;
  await assertRejects(() => load({ "/here/acme.js": own }, "./acme.js"), SuppressedError);
});

Deno.test("placeIn(): types were removed: no column from the line", async () => {
  const source = 'export const fail = (): never => {\n  throw new Error("no" as string);\n};\n';
  assertEquals(await placeOfFailure({ "/here/acme.ts": source }), "./acme.ts, line 2");
  const plain = source.replace(" as string", "");
  assertEquals(await placeOfFailure({ "/here/acme.ts": plain }), "./acme.ts, line 2, column 9");
});

Deno.test("placeIn(): nothing is returned when the stack names no file of the module", async () => {
  const files = await readModule(fakeHost({ files: { "/here/acme.js": "\n" } }), "./acme.js");
  for (
    const stack of [
      "",
      "Error: no\n    at data:text/javascript;base64,AAAA:1:2",
      "Error: no\n    at data:text/javascript;file=7;base64,AAAA:1:2",
      "Error: The module 'data:text/javascript;file=0;base64,AAAA' has no such export",
    ]
  ) {
    assertEquals(placeIn(files, stack), undefined);
  }
  const stack = "Error\n    at data:text/javascript;file=0;base64,AAAA......BBB=:2:2";
  assertEquals(placeIn(files, stack), "./acme.js, line 2, column 2");
});

Deno.test("withFileNames() puts names in place of the URLs of a module", async () => {
  const files = await readModule(
    fakeHost({
      files: { "/here/acme.js": '\nimport { a } from "./b.js"; a;', "/here/b.js": "" },
    }),
    "./acme.js",
  );
  const { message } = await assertRejects(
    async () => await import((await linkModule(files)).url),
    SyntaxError,
  );
  assertEquals(
    withFileNames(files, message),
    "The requested module './b.js' does not provide an export named 'a' at ./acme.js:2:10",
  );
  const other = "data:text/javascript;base64,AAAA data:text/javascript;file=7;base64,AAAA";
  assertEquals(withFileNames(files, other), other);
});
