import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { findImports } from "../../../lib/plugins/find_imports.ts";
import { moduleUrl } from "../../../lib/core/encodings.ts";
import { assertOneLine, failureOf, forEachCase } from "../helpers.ts";

/** The specifiers that a source imports; each at the returned position. */
async function importedBy(source: string): Promise<string[]> {
  const { code, imports } = await findImports("./acme.js", source);
  for (const { specifier, start, end } of imports) {
    assert([`"${specifier}"`, `'${specifier}'`].includes(code.slice(start, end)));
  }
  return imports.map(({ specifier }) => specifier);
}

async function codeOf(source: string): Promise<string> {
  return (await findImports("./acme.js", source)).code;
}

function run(code: string) {
  return import(`data:text/javascript;base64,${new TextEncoder().encode(code).toBase64()}`);
}

Deno.test("findImports() finds imports however they are written", async () => {
  await forEachCase({
    'import "./a.js";': ["./a.js"],
    "import a from './a.js'": ["./a.js"],
    'import a, { b as c, default as d } from "./a.js";': ["./a.js"],
    'import a, * as b from "./a.js";': ["./a.js"],
    'import{a}from"./a.js";import*as b from"./b.js";import"./c.js"': ["./a.js", "./b.js", "./c.js"],
    'import {\n  a, // it\'s "a"\n  b, /* } from "./c.js" */\n} from "./a.js";': ["./a.js"],
    'import { "a-b" as c } from "./a.js";': ["./a.js"],
    'import from from "./a.js"; import { from as as } from "./b.js"': ["./a.js", "./b.js"],
    'import type from "./a.js"; import defer from "./b.js"': ["./a.js", "./b.js"],
    'export { a } from "./a.js"; export * from "./b.js"': ["./a.js", "./b.js"],
    'export * as a from "./a.js"; export * as "b c" from "./b.js"': ["./a.js", "./b.js"],
    'export * from /* "./b.js" */ "./a.js"': ["./a.js"],
    'import été from "../é à.js"': ["../é à.js"],
    "export const a = 1;": [],
    "": [],
  }, async (specifiers, source) => assertEquals(await importedBy(source), specifiers));
});

Deno.test("findImports(): words before an import are escaped: positions are right", async () => {
  const source = '/* import */ import a from "./a.js";\n"import"; export { b } from "./b.js";';
  assertEquals(await importedBy(source), ["./a.js", "./b.js"]);
});

Deno.test("findImports() ignores strings, patterns and comments", async () => {
  const source = [
    '// import "./a.js"',
    '/* import "./a.js" */',
    "const a = 'import \"./a.js\"';",
    'const b = `import "./a.js" ${`import("./a.js")`}`;',
    'const c = [/import "a"/, 1 / 2, /[/]import("a")/];',
    'if (c) /import("a")/.test(b);',
  ].join("\n");
  assertEquals(await importedBy(source), []);
});

Deno.test("findImports() lets no comment name a file as a source", async () => {
  for (const name of ["sourceMappingURL", "sourceURL"]) {
    for (const sign of ["//#", "//@", "/*#"]) {
      const { code } = await findImports("./a.js", `${sign} ${name}=file:///dev/zero */`);
      assertEquals(code, `${sign} \\u0073${name.slice(1)}=file:///dev/zero */`);
    }
  }
});

Deno.test("findImports() takes a hashbang line for a comment", async () => {
  const source = '#!/usr/bin/env -S deno run import("./a.js")\nimport "./a.js";\n';
  assertEquals(await importedBy(source), ["./a.js"]);
  assert((await codeOf(source)).startsWith("//"));
});

Deno.test("findImports(): the import is not a local file: refused", async () => {
  await forEachCase({
    "npm:zod@4": "it imports a package",
    "jsr:@std/assert": "it imports a package",
    "zod": "it imports a package",
    "util.js": "it imports a package",
    "@std/assert/equals": "it imports a package",
    "#util": "it imports a package",
    "": "it imports a package",
    "https://evil.example/x.js": "it imports a file from the web",
    "HTTP://evil.example/x.js": "it imports a file from the web",
    "//evil.example/x.js": "it imports a file from the web",
    "node:fs": "it imports a module of the runtime",
    "data:text/javascript,x": "it imports code in a URL",
    "blob:null/1": "it imports code in a URL",
    "file:///etc/x.js": "it imports a file by its absolute path",
    "/etc/x.js": "it imports a file by its absolute path",
    "C:/x.js": "it imports a file by its absolute path",
  }, async (reason, specifier) => {
    for (const statement of [`import "${specifier}";`, `export * from '${specifier}'`]) {
      const failure = await failureOf("provider_module", () => codeOf(`\r\n\n${statement}`));
      assertEquals(failure.message, `Cannot load ./acme.js: ${reason}`);
      assertStringIncludes(failure.details.join(), `line 3: `);
      assertStringIncludes(failure.details.join(), specifier);
      assert(failure.hint);
    }
  });
});

Deno.test("findImports(): the import is not a static statement: refused", async () => {
  await forEachCase({
    'import("./a.js")': "uses dynamic import",
    "x = await import(name)": "uses dynamic import",
    "import\n// later\n(`./a.js`)": "uses dynamic import",
    'import.defer("./a.js")': "uses dynamic import",
    'import.source("./a.wasm")': "uses dynamic import",
    '`${import("./a.js")}`': "uses dynamic import",
    'import defer * as a from "./a.js"': "has an unsupported form of import",
    'import source a from "./a.wasm"': "has an unsupported form of import",
    'import a from "./\\x61.js"': "has an unsupported form of import",
  }, async (reason, statement) => {
    const failure = await failureOf("provider_module", () => codeOf(`let x;\n${statement}`));
    assertEquals(failure.message, `Cannot load ./acme.js: it ${reason}`);
    assertEquals(failure.details.length, 1);
    assertStringIncludes(failure.details.join(), "line 2: import");
    assertOneLine(failure.details.join());
    assertStringIncludes(failure.hint ?? "", 'import { name } from "./file.ts"');
  });
});

Deno.test("findImports() takes attributes out and keeps the lines", async () => {
  const source = 'import a from "./a.json" with { type: "json" };\n' +
    "export { default } from './b.json' with {\r\n  'type': 'json',\n}\nimport \"./c.js\";";
  const { code, imports } = await findImports("./acme.js", source);
  assertEquals(imports.map(({ isJson }) => isJson), [true, true, false]);
  assert(!code.includes("type"));
  assertEquals(code.replace(/[^\r\n]/g, ""), source.replace(/[^\r\n]/g, ""));
});

Deno.test("findImports() knows no other attributes", async () => {
  for (const attributes of ['{ type: "text" }', '{ type: "json", a: "b" }', "{}"]) {
    const source = `import a from "./a.json" with ${attributes};`;
    const { message, details } = await failureOf("provider_module", () => codeOf(source));
    assertEquals(message, "Cannot load ./acme.js: it imports with attributes");
    assertEquals(details, [`line 1: ${attributes}`]);
  }
});

Deno.test("findImports(): the code is incomplete: the place is named", async () => {
  await forEachCase({
    "const a = `b": "line 1, column 13: ",
    'let a;\r\n\tlet b = "c\n"': "line 2, column 12: ",
    "let a;\nlet b = 1)": "line 2, column 10: ",
    "let a;\nlet b = (1": "",
  }, async (place, source) => {
    const { message, details } = await failureOf("provider_module", () => codeOf(source));
    assertEquals(message, "Cannot load ./acme.js: syntax error");
    assertEquals(details, [`${place}unclosed or incomplete code`]);
  });
});

Deno.test("findImports() changes nothing that a module says or does", async () => {
  const source = [
    "class A { import(x) { return x } #import = 2; get() { return this.#import } }",
    "const { import: a, from } = { import: 1, from: 'from' };",
    'const texts = [\'import("x")\', "a\\import", \'\\\\import\', `import ${`from "x"`} import.`];',
    'const pattern = /^import\\(|\\bimport|from "/u;',
    "const matches = ['import(x)', 'aimport', 'from \"'].map((text) => pattern.test(text));",
    "const group = /(?<import>.)\\k<import>/.exec('xx').groups.import;",
    "const data = from\n/1;",
    "export { a as import, from };",
    "const results = [new A().import(1), new A().get(), from, texts, matches, group, data];",
    "export default [results, import.meta.url.length > 0];",
  ].join("\n");
  const code = await codeOf(source);
  assert(code !== source);
  assertEquals({ ...await run(code) }, { ...await run(source) });
});

type Wrap = (part: string) => string;

/** Code around something that the lexer then treats as part of a pattern, string or template. */
const deceptions: readonly Wrap[] = [
  (part) => `const f = function () {} / "[".length; ${part}; "]" / 1;`,
  (part) => `const f = class {} / "[".length; ${part}; "]" / 1;`,
  (part) => `a: {} /\`/; ${part}; /\`/;`,
  (part) => `for await (const a of []) /[/*]/; ${part}; /[*/]/;`,
  (part) => `let a = 1; a\n++\n/'/.lastIndex; ${part}; /'/;`,
  (part) => `\u00a0 /'/; ${part}; /'/;`,
];

/** Ways to load code from an address. */
const loads: readonly Wrap[] = [
  (address) => `import ${address}`,
  (address) => `import * as b from ${address}`,
  (address) => `export * from ${address}`,
  (address) => `export {} from // \u2028 ${address}`,
  (address) => `import(${address})`,
  (address) => `await import (${address})`,
  (address) => `import.meta, { import: import(${address}) }`,
  (address) => `({ import() { return import(${address}); } }).import()`,
];

Deno.test("findImports() leaves no way to load code when the lexer is deceived", async () => {
  const probe = globalThis as { loaded?: boolean };
  let attempts = 0;
  for (const [deceive, load] of deceptions.flatMap((a) => loads.map((b) => [a, b] as const))) {
    // An address of its own, since each is loaded only once.
    const source = deceive(load(`"data:text/javascript,globalThis.loaded=true//${attempts++}"`));
    delete probe.loaded;
    await run(source);
    // What it loads may run after its own end.
    for (let turn = 0; turn < 100 && !probe.loaded; turn++) {
      await new Promise((goOn) => setTimeout(goOn));
    }
    assert(probe.loaded, `is no attempt: ${source}`);

    const code = await codeOf(source);
    delete probe.loaded;
    await assertRejects(() => run(code));
    assertEquals(probe.loaded, undefined);
  }
});

Deno.test("findImports() leaves no way to load code in what only the lexer takes for an import", async () => {
  const evil = '"data:text/javascript,0"';
  for (
    const source of [
      `a: {} /'/; ' import /* '; import ${evil}; ' */ b from "./a.js"'; /'/;`,
      `a: {} /'/; ' export { b /* '; import(${evil}); ' */ } from "./a.js"'; /'/;`,
      `a: {} /'/; ' export * from /* '; export * from ${evil}; ' */ "./a.js"'; /'/;`,
    ]
  ) {
    await run(source);
    assertEquals(await importedBy(source), ["./a.js"]);
    const code = await codeOf(source);
    await assertRejects(() => run(code));
  }
});

Deno.test("findImports(): a using declaration: a syntax error", async () => {
  await forEachCase({
    "plain": "using a = null;",
    "after await": "await using a = null;",
    "in a block": "{using\ta=null}",
    "behind a comment": "using/* a = b */a = null;",
    "with comments": "using /**/ a /* */ = null;",
    "with an escape": "us\\u0069ng a = null;",
    "with another escape": "usin\\u{67} a = null;",
    "with an escape in the name": "using \\u0061 = null;",
    "with a no-break space": "using\xa0a = null;",
    "after a statement": "0;using a = null;",
  }, async (source) => {
    await import(moduleUrl(source));
    const { code } = await findImports("./a.js", source);
    await assertRejects(() => import(moduleUrl(code)), Error, undefined, code);
  });
});

Deno.test("findImports(): the word using elsewhere: the code does the same", async () => {
  const source = `const using = { using: "using a = b" }; // using a = b
    let focusing = \`using a = \${using.using}\`;
    focusing = focusing + /using a = b/.test(using.using);
    export default focusing;`;
  const { code } = await findImports("./a.js", source);
  assertEquals((await import(moduleUrl(code))).default, "using a = using a = btrue");
});
