import { assertEquals } from "@std/assert";
import { withEarlyFunctions } from "../../../tools/compile/early_functions.ts";
import type { SourceFunction } from "../../../tools/compile/recorded_run.ts";

/** A function of a source, which is written out. */
function functionIn(source: string, text: string, isCalled = true): SourceFunction {
  const start = source.indexOf(text);
  return { start, end: start + text.length, isCalled };
}

Deno.test("withEarlyFunctions(): declared and called functions are in parentheses, first", () => {
  const [one, two] = ["function one(a){return a}", "async function $2(){}"];
  const source = `let b=one(1);${one}${two}export{one as o};`;
  assertEquals(
    withEarlyFunctions(source, [functionIn(source, two), functionIn(source, one)]),
    "var one=(function(a){return a}),$2=(async function(){});let b=one(1);export{one as o};",
  );
});

Deno.test("withEarlyFunctions(): a module with them works as before", async () => {
  const declared = "function add(a,b){return b===0?a:add(a+1,b-1)}";
  const source = `export const sum=add(2,3);${declared}export{add as plus};`;
  const early = withEarlyFunctions(source, [functionIn(source, declared)]);
  const { sum, plus } = await import(`data:text/javascript,${encodeURIComponent(early)}`);
  assertEquals([sum, plus(1, 1), plus.name], [5, 2, "add"]);
});

const unchanged = {
  "is not called": ["function a(){}", "function a(){}", false],
  "is a generator": ["function*a(){}", "function*a(){}"],
  "is part of an expression": ["let a=function a(){}", "function a(){}"],
  "is exported where it is declared": ["export function a(){}", "function a(){}"],
  "is an arrow": ["let a=b=>b", "b=>b"],
  "is a method": ["let a={function b(){}}", "function b(){}"],
} as const;

for (const [what, [source, text, isCalled]] of Object.entries(unchanged)) {
  Deno.test(`withEarlyFunctions(): a function that ${what} stays`, () => {
    assertEquals(withEarlyFunctions(source, [functionIn(source, text, isCalled)]), source);
  });
}

Deno.test("withEarlyFunctions(): a function in another one stays", () => {
  const [outer, inner] = ["function a(){b();function b(){}}", "function b(){}"];
  const functions = [functionIn(outer, outer, false), functionIn(outer, inner)];
  assertEquals(withEarlyFunctions(outer, functions), outer);
});
