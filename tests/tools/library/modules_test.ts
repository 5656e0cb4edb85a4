import { assertEquals, assertThrows } from "@std/assert";
import config from "../../../deno.json" with { type: "json" };
import { packagesIn } from "../../../tools/library/modules.ts";
import {
  libraryDependencies,
  libraryPackages,
  npmNames,
  npmVersion,
} from "../../../tools/library/packages.ts";
import { ToolError } from "../../../tools/tool.ts";

Deno.test("packagesIn(): the packages that modules import, without files and modules of Node", async () => {
  const sources = [
    'import { a } from "./a.js";\nimport b from "jose/jwt/sign";\nexport * from "@a/b/c";',
    'await import("node-forge"); await import("node:crypto"); await import(url); import.meta.url;',
  ];
  assertEquals(await packagesIn(sources), ["@a/b", "jose", "node-forge"]);
});

Deno.test("dependencies of the library: keys alone need any, in the versions of deno.json", () => {
  assertEquals(libraryPackages, ["jose", "node-forge"]);
  const specifiers = Object.entries(libraryDependencies).map(([name, version]) =>
    `npm:${name}@${version}`
  );
  assertEquals(specifiers, [config.imports.jose, config.imports["node-forge"]]);
});

Deno.test("npmNames(): the packages from npm, which the bundler leaves out", () => {
  const imports = { a: "npm:a@1.2.3", "@b/c": "npm:@b/c@1", d: "jsr:d@1.2.3", e: "./e.ts" };
  assertEquals(npmNames(imports), ["a", "@b/c"]);
});

Deno.test("npmVersion(): a range, and a package from JSR: refused", () => {
  const imports = { a: "npm:a@^1.2.3", b: "jsr:b@1.2.3", c: "npm:c@1.2.3" };
  assertEquals(npmVersion("c", imports), "1.2.3");
  for (const name of ["a", "b", "d"]) {
    assertThrows(() => npmVersion(name, imports), ToolError, `no exact version`);
  }
});
