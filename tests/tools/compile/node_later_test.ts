import { assertEquals } from "@std/assert";
import { withNodeLater } from "../../../tools/compile/node_later.ts";

Deno.test("a bundle of a later Deno: Node's modules are loaded by process", () => {
  const source = 'var a=1;import{createRequire as __req}from "node:module";' +
    "var m$=__req(import.meta.url);var n=2;";
  assertEquals(
    withNodeLater(source),
    "var a=1;var m$=name=>process.getBuiltinModule(name);var n=2;",
  );
});

Deno.test("a bundle of Deno 2.6: Node's modules are loaded by process", () => {
  const source =
    'var k=1,m=(a=>typeof require<"u"?require:typeof Proxy<"u"?new Proxy(a,{get:(b,c)=>' +
    '(typeof require<"u"?require:b)[c]}):a)(function(a){if(typeof require<"u")return ' +
    "require.apply(this,arguments);throw Error('Dynamic require of \"'+a+'\" is not supported')});f()";
  assertEquals(withNodeLater(source), "var k=1,m=(name=>process.getBuiltinModule(name));f()");
});

Deno.test("a file without require: not changed", () => {
  assertEquals(withNodeLater("export const a = 1;"), undefined);
});
