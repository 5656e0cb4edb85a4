import { assertEquals, assertMatch, assertNotEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { projectDir } from "../../tools/paths.ts";
import { originOf } from "../../tools/release/bundled_packages.ts";
import { sbom, type SbomData } from "../../tools/release/sbom.ts";
import { findTarget } from "../../tools/release/targets.ts";
import { ToolError } from "../../tools/tool.ts";

const hash = "0123456789abcdef".repeat(4);
const base = { version: "2.6.10", sha256: hash, isOfficial: false };
const data: SbomData = {
  packages: [
    { registry: "npm", name: "jose", version: "6.0.0", license: "MIT", integrity: "sha512-AQI=" },
    { registry: "npm", name: "@a/b", version: "1.0.0", license: "(MIT OR Apache-2.0)" },
    { registry: "jsr", name: "@std/dotenv", version: "0.1.0", license: "MIT" },
  ],
  programs: [{ target: findTarget("linux-x64")!, sha256: hash, base }],
  checkout: { commit: "c0ffee", time: new Date("2026-01-02T03:04:05Z") },
};
const document = JSON.parse(sbom(data));

Deno.test("SBOM: packages with package URL, hash and license", () => {
  assertEquals(document.components.slice(2), [
    {
      ...{ type: "library", "bom-ref": "npm:jose@6.0.0", name: "jose", version: "6.0.0" },
      ...{ licenses: [{ license: { id: "MIT" } }], purl: "pkg:npm/jose@6.0.0" },
      hashes: [{ alg: "SHA-512", content: "0102" }],
    },
    {
      ...{ type: "library", "bom-ref": "npm:@a/b@1.0.0", group: "@a", name: "b", version: "1.0.0" },
      ...{ licenses: [{ expression: "(MIT OR Apache-2.0)" }], purl: "pkg:npm/%40a/b@1.0.0" },
    },
    {
      ...{ type: "library", "bom-ref": "jsr:@std/dotenv@0.1.0", group: "@std", name: "dotenv" },
      ...{ version: "0.1.0", licenses: [{ license: { id: "MIT" } }] },
      purl: "pkg:generic/%40std/dotenv@0.1.0",
    },
  ]);
});

Deno.test("SBOM: the base executable with version, hash and origin; the time of the commit", () => {
  const { name, version, description, hashes } = document.components[1];
  assertEquals([name, version, hashes[0].content], ["denort", "2.6.10", hash]);
  assertMatch(description, /not from Deno's own release$/);
  assertEquals(document.metadata.timestamp, "2026-01-02T03:04:05.000Z");
});

Deno.test("SBOM: every dependency is one of its components", () => {
  const refs = [document.metadata.component, ...document.components].map((one) => one["bom-ref"]);
  assertEquals(new Set(refs).size, refs.length);
  for (const { ref, dependsOn } of document.dependencies) {
    assertEquals([ref, ...dependsOn].filter((one) => !refs.includes(one)), []);
  }
  assertEquals(document.dependencies[1].dependsOn.length, 4);
});

Deno.test("SBOM: the same data gives the same serial number, other data another", () => {
  assertMatch(document.serialNumber, /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assertEquals(sbom(data), sbom({ ...data }));
  const other = JSON.parse(sbom({ ...data, packages: data.packages.slice(1) }));
  assertNotEquals(other.serialNumber, document.serialNumber);
});

for (
  const [source, name, version] of [
    ["/h/.cache/deno/npm/npm.example/jose/6.2.17/dist/x.js", "jose", "6.2.17"],
    ["/h/deno/npm/localhost_4873/@a/b/1.0.0/x.js", "@a/b", "1.0.0"],
    ["/tmp/x/https:/jsr.io/@cliffy/command/1.2.1/mod.ts", "@cliffy/command", "1.2.1"],
    ["/p/.cache/mirror/1/w@1/deps/jsr/@std/cli/1.0.0-rc.2/x.js", "@std/cli", "1.0.0-rc.2"],
  ] as const
) {
  Deno.test(`origin of ${source}: ${name} ${version}`, () => {
    const origin = originOf(source);
    assertEquals([origin?.name, origin?.version], [name, version]);
  });
}

Deno.test("origin of a module: none for the project's own, an error for an unknown place", () => {
  for (const own of ["lib/core/host.ts", "main.ts", "mod.ts", "program.ts", "quick.ts"]) {
    assertEquals(originOf(join(projectDir, own)), undefined);
  }
  assertThrows(() => originOf("/elsewhere/x.js"), ToolError, "/elsewhere/x.js");
  assertThrows(() => originOf(join(projectDir, "tools", "x.ts")), ToolError, "x.ts");
});
