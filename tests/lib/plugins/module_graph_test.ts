import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { GettokenError } from "../../../lib/core/errors.ts";
import { FileProblem } from "../../../lib/core/host.ts";
import { type ModuleFile, readModule } from "../../../lib/plugins/module_graph.ts";
import { fakeHost, type FakeWorld } from "../../fake_host.ts";
import { assertOneLine, failureOf, forEachCase } from "../helpers.ts";

type Files = NonNullable<FakeWorld["files"]>;

function read(files: Files, path = "./acme.ts"): Promise<readonly ModuleFile[]> {
  return readModule(fakeHost({ files }), path);
}

/** The failure to read a module. Its message must begin like this. */
async function failureToRead(files: Files, name = "./acme.ts"): Promise<GettokenError> {
  const failure = await failureOf("provider_module", () => read(files));
  assertStringIncludes(failure.message, `Cannot load ${name}: `);
  return failure;
}

function namesOf(files: readonly ModuleFile[]): string[] {
  return files.map(({ name }) => name);
}

Deno.test("readModule() reads each file once, after those that it imports", async () => {
  const files = await read({
    "/here/acme.ts": 'import { a } from "./lib/a.ts";\nexport * from "./b.mts"; a;',
    "/here/lib/a.ts": 'export * from "../c.js";\nexport const a: number = 1;',
    "/here/b.mts": 'import "./d.mjs"; import "./lib/../c.js";',
    "/here/c.js": "export {};",
    "/here/d.mjs": "export {};",
  });
  assertEquals(namesOf(files), ["./c.js", "./lib/a.ts", "./d.mjs", "./b.mts", "./acme.ts"]);
  const [c, a, d, b, acme] = files;
  assertEquals(acme?.imports.map(({ file }) => file), [a, b]);
  assertEquals(b?.imports.map(({ file }) => file), [d, c]);
  const places = acme?.imports.map(({ start, end }) => acme.code.slice(start, end));
  assertEquals(places, ['"./lib/a.ts"', '"./b.mts"']);
});

Deno.test("readModule() returns the source, the script to store, and what runs", async () => {
  const source = '\ufeffexport const a: string = "import";\n';
  const [file] = await read({ "/here/acme.ts": source });
  assertEquals(file?.url.href, "file:///here/acme.ts");
  assertEquals(file?.source, source.replace("\ufeff", ""));
  assertEquals(file?.script, 'export const a = "import";\n');
  assertEquals(file?.code, 'export const a = "\\u0069mport";\n');
});

Deno.test("readModule() reads JavaScript as it is", async () => {
  const [file] = await read({ "/here/acme.js": "export const a = b < c > (d);" }, "./acme.js");
  assertEquals(file?.code, "export const a = b < c > (d);");
});

Deno.test("readModule() names the first file as the user did, others from its folder", async () => {
  const files = {
    "/here/sub/acme.ts": 'import "./lib/util.ts";',
    "/here/sub/lib/util.ts": "",
  };
  for (const path of ["sub/acme.ts", "/here/sub/acme.ts", "../here/./sub/acme.ts"]) {
    assertEquals(namesOf(await read(files, path)), ["./lib/util.ts", path]);
  }
});

Deno.test("readModule() reads files whatever characters their names have", async () => {
  await forEachCase({
    "my file.ts": ["./my file.ts", "./my%20file.ts"],
    "a#b.ts": ["./a%23b.ts"],
    "a?b.ts": ["./a%3Fb.ts"],
    "100%.ts": ["./100%25.ts"],
    "größe 📏.ts": ["./größe 📏.ts", "./gr%C3%B6%C3%9Fe%20📏.ts"],
    "a'b.ts": ["./a'b.ts"],
  }, async (specifiers, name) => {
    const own = { [`/here/${name}`]: "export {};" };
    assertEquals(namesOf(await read(own, `./${name}`)), [`./${name}`]);
    for (const specifier of specifiers) {
      const files = await read({ ...own, "/here/acme.ts": `import "${specifier}";` });
      assertEquals(namesOf(files), [`./${name}`, "./acme.ts"]);
    }
  });
});

Deno.test("readModule() says when a file cannot be read, and who imports it", async () => {
  await forEachCase({
    missing: "there is no such file",
    not_a_file: "it is not a file",
    too_large: "it is larger than 1 MiB",
    unreadable: "it cannot be read",
  }, async (reason, kind) => {
    const problems = { "/here/util.ts": kind as FileProblem["kind"] };
    const host = fakeHost({ problems, files: { "/here/acme.ts": '\nimport "./util.ts";' } });
    const direct = await failureOf("provider_module", () => readModule(host, "./util.ts"));
    assertEquals(direct.message, `Cannot load ./util.ts: ${reason}`);
    assertEquals([direct.details, direct.hint], [[], undefined]);
    const imported = await failureOf("provider_module", () => readModule(host, "./acme.ts"));
    assertEquals(imported.message, `Cannot load ./util.ts: ${reason}`);
    assertEquals(imported.details, ["imported by ./acme.ts, line 2"]);
  });
});

Deno.test("readModule() names the file that was meant", async () => {
  await forEachCase({
    "./util": "Did you mean ./util.ts?",
    "./util.js": "Did you mean ./util.ts?",
    "./util.tsx": "Did you mean ./util.ts?",
    "./data.v1": "Did you mean ./data.v1.json?",
    "./other.ts": undefined,
    "./%2Futil.ts": undefined,
  }, async (hint, specifier) => {
    const files = {
      "/here/acme.ts": `import "${specifier}";`,
      "/here/util.ts": "",
      "/here/data.v1.json": "",
    };
    const failure = await failureOf("provider_module", () => read(files));
    assertEquals(failure.hint, hint);
  });
  const own = await failureOf("provider_module", () => read({ "/here/acme.ts": "" }, "./acme"));
  assertEquals(own.hint, "Did you mean ./acme.ts?");
});

Deno.test("readModule() knows files that cannot be part of a module by their names", async () => {
  const otherName = "its name does not end in .ts, .mts, .js, .mjs or .json";
  await forEachCase({
    "./gettoken.d.ts": "it has only types",
    "./gettoken.d.mts": "it has only types",
    "./util.cjs": "it is a CommonJS module",
    "./util.cts": "it is a CommonJS module",
    "./util.tsx": otherName,
    "./util.wasm": otherName,
    "./util.ts.txt": otherName,
    "./lib": otherName,
    ".": otherName,
  }, async (reason, specifier) => {
    const failure = await failureOf(
      "provider_module",
      () => read({ "/here/acme.ts": `export * from "${specifier}";` }),
    );
    assert(failure.message.endsWith(reason), failure.message);
    assertEquals(failure.details, ["imported by ./acme.ts, line 1"]);
  });
});

Deno.test("readModule() needs no file of which only types are imported", async () => {
  const files = { "/here/acme.ts": 'import type { Provider } from "./gettoken.d.ts";' };
  assertEquals(namesOf(await read(files)), ["./acme.ts"]);
});

Deno.test("readModule(): an import is outside the module's folder: refused", async () => {
  for (const specifier of ["../a.ts", "./../a.ts", "./%2e%2e/a.ts", "./b/../../a.ts", ".."]) {
    const failure = await failureToRead({
      "/here/acme.ts": `\n\nimport "${specifier}";`,
      "/a.ts": "",
    });
    assertEquals(failure.message, "Cannot load ./acme.ts: it imports a file outside its folder");
    assertEquals(failure.details, [`line 3: ${specifier}`]);
    assertStringIncludes(failure.hint ?? "", "folder of the module");
  }
});

Deno.test("readModule() refuses imports with a query or a fragment", async () => {
  for (const specifier of ["./a.ts?b", "./a.ts#b"]) {
    const { message, hint } = await failureToRead({ "/here/acme.ts": `import "${specifier}"` });
    assertEquals(message, "Cannot load ./acme.ts: it has an import with ? or # in the path");
    assertStringIncludes(hint ?? "", "%23");
  }
});

Deno.test("readModule() refuses files that import each other in a circle", async () => {
  const failure = await failureToRead({
    "/here/acme.ts": 'import "./a.ts";',
    "/here/a.ts": 'import "./lib/b.ts";',
    "/here/lib/b.ts": 'import "../a.ts";',
  }, "./a.ts");
  assertEquals(failure.message, "Cannot load ./a.ts: it imports itself");
  assertEquals(failure.details, ["./a.ts → ./lib/b.ts → ./a.ts"]);
  const { details } = await failureToRead({ "/here/acme.ts": 'import "./acme.ts";' });
  assertEquals(details, ["./acme.ts → ./acme.ts"]);
});

Deno.test("readModule() makes a module of JSON", async () => {
  const json = '\ufeff{ "__proto__": ["\u2028 \\" import"] }';
  const [file] = await read({
    "/here/acme.ts": 'import data from "./a.json" with { type: "json" }; data;',
    "/here/a.json": json,
  });
  assertEquals(file?.script, json.slice(1));
  const module = await import(`data:text/javascript,${encodeURIComponent(file?.code ?? "")}`);
  assertEquals(Object.entries(module.default), [["__proto__", ['\u2028 " import']]]);
});

Deno.test("readModule(): invalid JSON: place without content", async () => {
  await forEachCase({
    '{\n  "canary": 1,\n}': "it is not valid JSON at line 3, column 1",
    "canary": "it is not valid JSON",
    "": "it is not valid JSON",
  }, async (reason, json) => {
    const { message, details } = await failureToRead({
      "/here/acme.ts": 'import a from "./a.json" with { type: "json" }; a;',
      "/here/a.json": json,
    }, "./a.json");
    assertEquals(message, `Cannot load ./a.json: ${reason}`);
    assertEquals(details, ["imported by ./acme.ts, line 1"]);
  });
});

Deno.test("readModule(): the JSON attribute and the extension differ: refused", async () => {
  const files = { "/here/a.json": "1", "/here/b.ts": "" };
  const without = await failureToRead({ ...files, "/here/acme.ts": 'import "./a.json";' });
  assertEquals(without.message, "Cannot load ./acme.ts: it imports JSON without the attribute");
  assertStringIncludes(without.hint ?? "", 'with { type: "json" }');
  const source = 'import "./b.ts" with { type: "json" };';
  const superfluous = await failureToRead({ ...files, "/here/acme.ts": source });
  assertEquals(
    superfluous.message,
    "Cannot load ./acme.ts: it imports a file as JSON that is not .json",
  );
  assertEquals(superfluous.details, ["line 1: ./b.ts"]);
});

Deno.test("readModule(): not UTF-8: refused", async () => {
  const { message } = await failureToRead({ "/here/acme.ts": new Uint8Array([0x2f, 0xe9]) });
  assertEquals(message, "Cannot load ./acme.ts: it is not valid UTF-8");
});

Deno.test("readModule() reads 64 files of 1 MiB, and no more", async () => {
  const size = 1024 * 1024;
  await read({ "/here/acme.ts": "/".repeat(size) });
  const { message } = await failureToRead({ "/here/acme.ts": "/".repeat(size + 1) });
  assertEquals(message, "Cannot load ./acme.ts: it is larger than 1 MiB");

  const named = (index: number) => index === 0 ? "acme.ts" : `${index}.ts`;
  const numbers = (length: number) => Array.from({ length }, (_, index) => index);
  const chain = (length: number) =>
    Object.fromEntries(
      numbers(length).map((index) => [
        `/here/${named(index)}`,
        index + 1 < length ? `import "./${named(index + 1)}";` : "",
      ]),
    );
  const fan = (length: number) => ({
    ...Object.fromEntries(numbers(length).map((index) => [`/here/${named(index)}`, ""])),
    "/here/acme.ts": numbers(length).slice(1).map((index) => `import "./${named(index)}";`).join(
      "",
    ),
  });
  for (const files of [chain, fan]) {
    assertEquals((await read(files(64))).length, 64);
    const { message } = await failureToRead(files(65));
    assertEquals(message, "Cannot load ./acme.ts: it has more than 64 files");
  }
});

Deno.test("readModule(): a file has more than 500 imports: refused", async () => {
  const importing = (count: number) => ({
    "/here/acme.ts": 'import "./b.ts";\n'.repeat(count),
    "/here/b.ts": "",
  });
  assertEquals((await read(importing(500))).length, 2);
  const { message } = await failureToRead(importing(501));
  assertEquals(message, "Cannot load ./acme.ts: it has more than 500 imports");
});

Deno.test("readModule() reads with a function from its options", async () => {
  const asked: string[] = [];
  const contents: Record<string, string> = {
    "file:///here/acme.ts": 'import a from "./a.json" with { type: "json" }; a < b > (c);',
    "file:///here/a.json": "1",
  };
  const files = await readModule(fakeHost(), "./acme.ts", {
    stripped: true,
    read(url) {
      asked.push(url.href);
      const content = contents[url.href];
      if (content === undefined) return Promise.reject(new FileProblem("missing"));
      return Promise.resolve(new TextEncoder().encode(content));
    },
  });
  assertEquals(asked, ["file:///here/acme.ts", "file:///here/a.json"]);
  // It would be a call if it still was TypeScript.
  assertStringIncludes(files.at(-1)?.code ?? "", "a < b > (c)");
  // The stored script can be read again.
  assertEquals(files.map(({ script }) => script), Object.values(contents).reverse());
});

Deno.test("readModule() bounds what such a function reads, and passes on its failures", async () => {
  const read = () => Promise.resolve(new Uint8Array(1024 * 1024 + 1));
  const { message } = await failureOf(
    "provider_module",
    () => readModule(fakeHost(), "./acme.ts", { read }),
  );
  assertEquals(message, "Cannot load ./acme.ts: it is larger than 1 MiB");
  const broken = () => Promise.reject(new RangeError("elsewhere"));
  await assertRejects(() => readModule(fakeHost(), "./acme.ts", { read: broken }), RangeError);
});

Deno.test("readModule() shows names on one harmless line", async () => {
  const long = `./\x1b[31m\n${"x".repeat(1000)}.ts`;
  const direct = await failureOf("provider_module", () => read({}, long));
  assertOneLine(direct.message);
  assert(direct.message.length < 300);
  const imported = await failureOf(
    "provider_module",
    () => read({ "/here/acme.ts": `import "./${"x".repeat(500)}%1b%0a.ts";` }),
  );
  assertOneLine(imported.message);
  assert(imported.message.length < 300);
});

Deno.test("readModule(): a link leads out of the module's folder: refused", async () => {
  const files = {
    "/here/acme.ts": 'import key from "./key.json" with { type: "json" };\nexport default key;',
    "/here/key.json": '{ "private": true }',
  };
  const links = { "/here/key.json": "/home/me/.docker/config.json" };
  const { message, hint } = await failureOf(
    "provider_module",
    () => readModule(fakeHost({ files, links }), "./acme.ts"),
  );
  assertEquals(
    message,
    "Cannot load ./key.json: it is a link to a file outside the module's folder",
  );
  assertEquals(hint, "Copy the file there instead.");
});

Deno.test("readModule() follows a link to the module's folder, and one that stays in it", async () => {
  const files = { "/here/acme.ts": 'import "./a.ts";', "/here/a.ts": "" };
  for (
    const links of [{ "/here/": "/real", "/here/a.ts": "/real/a.ts" }, {
      "/here/a.ts": "/here/lib/..b.ts",
    }]
  ) {
    const read = await readModule(fakeHost({ files, links }), "./acme.ts");
    assertEquals(read.map(({ name }) => name), ["./a.ts", "./acme.ts"]);
  }
});

Deno.test("readModule() on Windows: every form of a path, names with its separators", async () => {
  const files = {
    "C:\\here\\sub\\acme.ts": 'import "./lib/a.ts";',
    "C:\\here\\sub\\lib\\a.ts": "",
  };
  for (
    const path of [
      ...[".\\sub\\acme.ts", "sub/acme.ts", "..\\here\\sub\\acme.ts", "\\here\\sub\\acme.ts"],
      ...["C:\\here\\sub\\acme.ts", "C:/here/sub/acme.ts", "file:///C:/here/sub/acme.ts"],
    ]
  ) {
    const read = await readModule(fakeHost({ os: "windows", files }), path);
    assertEquals(read.map(({ name }) => name), [".\\lib\\a.ts", path]);
  }
});

Deno.test("readModule() on Windows: a module of a server in the network", async () => {
  const files = { "\\\\files\\team\\acme.ts": 'import "./a.ts";', "\\\\files\\team\\a.ts": "" };
  const [a] = await readModule(fakeHost({ os: "windows", files }), "\\\\files\\team\\acme.ts");
  assertEquals(a?.url.href, "file://files/team/a.ts");
});

Deno.test("readModule() on Windows: a link leads out of the module's folder: refused", async () => {
  const files = { "C:\\here\\acme.ts": 'import "./a.ts";', "C:\\here\\a.ts": "" };
  for (const target of ["C:\\users\\me\\a.ts", "D:\\here\\a.ts", "\\\\files\\here\\a.ts"]) {
    const host = fakeHost({ os: "windows", files, links: { "C:\\here\\a.ts": target } });
    const { message } = await failureOf("provider_module", () => readModule(host, ".\\acme.ts"));
    assertStringIncludes(message, "Cannot load .\\a.ts: it is a link to a file outside");
  }
});

Deno.test("readModule() where \\ is an ordinary character: the file of that name", async () => {
  const [file] = await read({ "/here/a\\b.ts": "" }, "./a\\b.ts");
  assertEquals([file?.name, file?.url.href], ["./a\\b.ts", "file:///here/a%5Cb.ts"]);
});

Deno.test("readModule() takes a file: URL", async () => {
  const files = { "/here/a b.ts": "" };
  assertEquals(namesOf(await read(files, "file:///here/a%20b.ts")), ["file:///here/a%20b.ts"]);
});
