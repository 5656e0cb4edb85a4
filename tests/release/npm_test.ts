import { assert, assertEquals, assertMatch } from "@std/assert";
import { libraryDependencies } from "../../tools/library/packages.ts";
import {
  npmPackages,
  npmTarballs,
  processorsOf,
  tarballPath,
} from "../../tools/release/channels/npm.ts";
import { project } from "../../tools/release/project.ts";
import { targets } from "../../tools/release/targets.ts";

const packages = npmPackages("1.2.3");
const main = packages.at(-1)!;
const platforms = packages.slice(0, -1);

Deno.test("npm: a package for each platform, then the one with the command", () => {
  assertEquals(platforms.map(({ target }) => target), [...targets]);
  assertEquals(main.manifest.name, project.npm);
  assertEquals(main.manifest.bin, { gettoken: "launcher.cjs" });
});

Deno.test("npm: the command depends on the same version of every platform package", () => {
  assertEquals(
    main.manifest.optionalDependencies,
    Object.fromEntries(platforms.map(({ manifest }) => [manifest.name, "1.2.3"])),
  );
  for (const { manifest } of packages) assertEquals(manifest.version, "1.2.3");
});

Deno.test("npm: the library is an ES module with types, and the command CommonJS for Node 18", () => {
  const { type, exports, files, engines, dependencies } = main.manifest;
  assertEquals([type, engines], ["module", { node: ">=18" }]);
  assertEquals(exports, {
    ".": { types: "./library/mod.d.ts", default: "./library/mod.js" },
    "./package.json": "./package.json",
  });
  assertEquals(files, ["launcher.cjs", "library"]);
  assertEquals(dependencies, libraryDependencies);
  for (const { manifest } of platforms) assertEquals(manifest.dependencies, undefined);
});

Deno.test("npm: a platform package is named as Node names the platform, and installs there only", () => {
  const installs = Object.fromEntries(
    platforms.map(({ manifest: { name, os, cpu, libc } }) => [name, [os, cpu, libc]]),
  );
  assertEquals(installs[`${project.npm}-linux-x64`], [["linux"], ["x64"], ["glibc"]]);
  assertEquals(installs[`${project.npm}-darwin-arm64`], [["darwin"], ["arm64"], undefined]);
});

Deno.test("npm: the program for Windows on x64 installs on arm64 as long as there is no other", () => {
  const [x64, arm64] = [{ os: "win32", cpu: "x64" }, { os: "win32", cpu: "arm64" }] as const;
  const mac = { os: "darwin", cpu: "arm64" } as const;
  assertEquals(processorsOf(x64, [x64, mac]), ["x64", "arm64"]);
  assertEquals(processorsOf(x64, [x64, arm64]), ["x64"]);
  assertEquals(processorsOf(arm64, [x64, arm64]), ["arm64"]);
});

Deno.test("npm: npx is shown with --yes, since npm asks on stdout", () => {
  const lines = packages.flatMap(({ readme }) => readme.match(/npx .*/g) ?? []);
  assertEquals(lines.map((line) => line.split(" ")[1]), ["--yes"]);
});

Deno.test("npm: no package has an install script", () => {
  for (const { manifest } of packages) assert(!("scripts" in manifest), manifest.name);
});

Deno.test("npm: the tarball has the name that npm gives it, and the same bytes each time", async () => {
  const release = { version: "1.2.3", archives: [] };
  const library = new Map([["mod.js", "export {};\n"], ["lib/x.d.ts", "export {};\n"]]);
  const content = { programs: "", library };
  const [file, ...others] = await npmTarballs(release, content, 6);
  assertEquals(others, []);
  const scoped = { manifest: { name: "@acme/x", version: "1.2.3" }, readme: "", file: "" };
  assertEquals(tarballPath(scoped), "npm/acme-x-1.2.3.tgz");
  assertEquals(file?.path, `npm/${project.npm.replace("@", "").replace("/", "-")}-1.2.3.tgz`);
  assertEquals(await npmTarballs(release, content, 6), [file!]);
});

Deno.test("npm: the launcher needs no other package and no compiler", async () => {
  const source = await Deno.readTextFile(
    new URL("../../packaging/npm/launcher.cjs", import.meta.url),
  );
  assertMatch(source, /^#!\/usr\/bin\/env node\n/);
  const required = Array.from(source.matchAll(/require\("([^"]+)"\)/g), ([, name = ""]) => name);
  assert(required.length > 0);
  assertEquals(required.filter((name) => !/^node:|^\.\/package\.json$/.test(name)), []);
});
