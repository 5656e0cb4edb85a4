import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { stripTypes } from "../../../lib/plugins/strip_types.ts";
import { failureOf, forEachCase } from "../helpers.ts";

function strip(source: string): Promise<string> {
  return stripTypes("./acme.ts", source);
}

/** What a TypeScript module exports. */
async function exportsOf(source: string): Promise<Record<string, unknown>> {
  const code = new TextEncoder().encode(await strip(source));
  return { ...await import(`data:text/javascript;base64,${code.toBase64()}`) };
}

Deno.test("stripTypes() leaves JavaScript that does the same", async () => {
  const source = `
    import type { Provider } from "./gettoken.d.ts";
    import { type Setting, type Settings } from "./gettoken.d.ts";
    import { Awaitable } from "./gettoken.d.ts";
    interface Shape<T> { readonly [key: string]: T; method?(): void; new (x: T): Shape<T> }
    type Names = keyof Shape<string> | \`x\${string}\`;
    declare const elsewhere: unique symbol;
    declare function nowhere(this: Window): asserts elsewhere;
    declare global { interface Window { a: 1 } }
    declare module "x" { export const a: number; }
    declare namespace Ambient { const a: number; }
    declare enum Nowhere { A = "a".length }
    function twice(value: string): string;
    function twice(value: number): number;
    function twice(value: any): any { return value + value; }
    abstract class Base<T extends object = {}> implements Shape<T> {
      static #count: number = 1;
      declare ghost: string;
      abstract title: string;
      optional?: number;
      definite!: string;
      [key: string]: any;
      constructor(private readonly first: number, public second = 2, third?: T) {}
      abstract name(): string;
      get sum(): number { return this.first + this.second + Base.#count; }
    }
    class Named extends Base { override title = "t"; override name() { return this.title!; } }
    const pick = <T,>(list: readonly T[], at: number): T | undefined => list[at]!;
    export const sum = new Named(1).sum as number;
    export const name = (<Named>new Named(3, 4)).name();
    export const list = [pick<string>(["a"], 0)!, twice("b"), twice(1 as any)] satisfies unknown[];
    export const divided = sum! / 2 as number / 1;
    export const set = /[\\p{L}--[a-z]]/v.test("a" as string);
    export const later = (async <T>(value: T): Promise<T> => value)<string>;
    export type { Names, Setting };
    export default { url: import.meta.url.slice(0, 5) } as const satisfies object;
  `;
  const { later, ...exported } = await exportsOf(source);
  assert(typeof later === "function");
  assertEquals(exported, {
    sum: 4,
    name: "t",
    list: ["a", "bb", 2],
    divided: 2,
    set: false,
    default: { url: "data:" },
  });
});

Deno.test("stripTypes() leaves every line where it is", async () => {
  const source = [
    "#!/usr/bin/env -S deno run",
    "interface A {",
    "  a: string;",
    "}",
    "enum B {",
    "  C,",
    "}",
    "export const a: {",
    "  b: A;",
    "} | undefined = undefined; export const place = new Error().stack;",
    "",
  ];
  for (const end of ["\n", "\r\n"]) {
    const code = await strip(source.join(end));
    assertEquals(code.split(end).length, source.length);
    assertStringIncludes(code.split(end)[9] ?? "", "export const place");
  }
});

Deno.test("stripTypes() leaves out imports that are used as types only", async () => {
  await forEachCase({
    'import type { A } from "./a.ts";': false,
    'import { type A } from "./a.ts";': false,
    'import A from "./a.ts"; export const a: A = 1;': false,
    'export type { A } from "./a.ts";': false,
    'export type * from "./a.ts";': false,
    'import { a } from "./a.ts"; export const b = { a };': true,
    'import { type A, a } from "./a.ts"; export { a };': true,
    'import "./a.ts";': true,
    'export { A } from "./a.ts";': true,
    'import type from "./a.ts"; type;': true,
    'import a from "./a.json" with { type: "json" }; a;': true,
  }, async (stays, source) => {
    assertEquals((await strip(source)).includes("./a."), stays);
  });
});

Deno.test("stripTypes() makes enums whose members are plain", async () => {
  const source = `
    enum Region { EU = "eu", US = 'us', }
    export const enum Level { /* the least */ Low, Middle = 5, High, "very high" = -1 }
    // enum Sum { A = 1 + 1 }
    export { Region };
  `;
  assertEquals(await exportsOf(source), {
    Region: { EU: "eu", US: "us" },
    Level: {
      ...{ 0: "Low", 5: "Middle", 6: "High", "-1": "very high" },
      ...{ Low: 0, Middle: 5, High: 6, "very high": -1 },
    },
  });
});

Deno.test("stripTypes() refuses what is more than types", async () => {
  await forEachCase({
    'enum A { B = "a" + "b" }': "an enum with computed values",
    "enum A { B = 1 } enum A { C = B }": "an enum with computed values",
    "export const enum /* a */ A {\nB = `b` }": "an enum with computed values",
    "namespace A { export const b = 1; }": "a namespace",
    "export namespace A.B { export const c = 1; }": "a namespace",
    "let a; module /* { */ A { a = 1; }": "a namespace",
    'import a = require("a");': "an import assignment",
    "export import a = B.c;": "an import assignment",
    "import a=B.c; a;": "an import assignment",
    "export = { a: 1 };": "an export assignment",
    "@a class B {}": "a decorator",
    "@a() export class B {}": "a decorator",
    "class A { @b c = 1; }": "a decorator",
  }, async (what, code) => {
    const source = "// enum A { B = C }, @a, namespace A {}, import a = b, export = c\r\n" +
      "/** @a */ const text = 'enum A { B = C }', template = `\n namespace A {} @a ${text}`;\n" +
      code;
    const { message, details, hint } = await failureOf("provider_module", () => strip(source));
    assertEquals(message, `Cannot load ./acme.ts: it has ${what}`);
    assertEquals(details, ["line 4"]);
    assert(hint);
  });
});

Deno.test("stripTypes() is not misled by what only looks like more than types", async () => {
  const source = [
    "/** @param a an enum A { B = C } */",
    "// @ts-ignore: import a = b, export = c",
    "declare enum A { B = C }",
    "declare const enum D { E = `e` }",
    "import type F = require('f');",
    "const namespace = 1, module = { enum: `@a namespace A { enum A { B = C }`, export: /@a/ };",
    "const members = { namespace: { enum: {}, module: {} } };",
    "const cast = namespace as {} ?? module satisfies {} ?? namespace in {} ? namespace : {};",
    "export default [namespace, module.enum.length, 'a@b', module.export.source, members, cast];",
  ].join("\n");
  const members = { namespace: { enum: {}, module: {} } };
  assertEquals(await exportsOf(source), { default: [1, 33, "a@b", "@a", members, 1] });
});

Deno.test("stripTypes(): a statement would end elsewhere: refused", async () => {
  await forEachCase({
    "function f() {\n  return <\n    T,\n  >(a: T) => a; }": 3,
    "function* f() {\n  yield <\n    T>a; }": 3,
    "class A {\n  get!: T\n  b() {}\n}": 3,
    "let a = b as T\n\n[1].forEach(c)": 3,
    "let a = { b } satisfies T\n(c)": 2,
    "let a = b\ntype C = D\n`e`": 3,
  }, async (line, source) => {
    const { message, details, hint } = await failureOf("provider_module", () => strip(source));
    assertEquals(
      message,
      "Cannot load ./acme.ts: it has a statement whose end would move without its types",
    );
    assertEquals(details, [`line ${line}`]);
    assertStringIncludes(hint ?? "", "semicolon");
  });
  await forEachCase({
    "a type at the end": "let a = b as T;\n[1].forEach(c);",
    "a bracket after a bracket": "const a: T = f(\n  [1],\n  (2),\n);",
    "type parameters": "function f<\n  T,\n>(a: T): T[] {\n  return\n}\n[1].forEach(c)",
    "a member of that name": "class A {\n  set: B<\n    C\n  > = d\n  get?: E\n}",
    "a text": "const a = `return\n(${b as T}\n(c)`",
    "a member after another": "class A {\n  b() {}\n  c(): void;\n  [d]() {}\n}",
  }, async (source) => void await strip(source));
});

Deno.test("stripTypes() says where a source is wrong, and shows none of it", async () => {
  await forEachCase({
    "const canary = 1;\r\nconst b = {\n  c: ,\n};": "line 3, column 6: Unexpected token",
    "export default {\n  canary: 1\n": 'line 3, column 1: Unexpected token, expected ","',
    "let a = `canary": "line 1, column 10: Unterminated template",
    "let canary = <div>a</div>;": "line 1, column 22: Unterminated regular expression",
    "let a = 1;\n\x1b": "line 2, column 1: Unexpected character ' '",
    "class A { constructor(private { canary }) {} }":
      "Expected identifier after access modifiers in constructor arg.",
  }, async (detail, source) => {
    const { message, details } = await failureOf("provider_module", () => strip(source));
    assertEquals(message, "Cannot load ./acme.ts: syntax error");
    assertEquals(details, [detail]);
    assertNotMatch(details.join(), /canary/);
  });
});
