/**
 * Unusable provider modules. Hostile modules are in ../attacks/.
 *
 * @module
 */

import { type Fault, type Faults, variants } from "./fault.ts";

const head = 'apiVersion: 1, name: "acme", title: "Acme", docs: "https://acme.example/docs"';

/** The module `acme.ts` with these members. */
function provider(members: string, before = ""): string {
  return `${before}\nexport default { ${head}, settings: {}, ${members} };\n`;
}

const args = ["./acme.ts", "--client-id", "some-client"];

/** An unusable module: no request. */
function unusable(source: Fault["files"] | string, ...says: readonly RegExp[]): Fault {
  const files = typeof source === "string" ? { "acme.ts": source } : source ?? {};
  return { args, files, exit: 8, code: "provider_module", says };
}

const endpoint = 'endpoint: () => ({ tokenEndpoint: "https://a.example/token" })';

const loading: Faults = {
  "a module that is absent": unusable({}, /\.\/acme\.ts/),
  "a module that is a folder": unusable({ "acme.ts/x": "" }, /\.\/acme\.ts/),
  "a module that is a pipe": {
    ...unusable({}, /\.\/acme\.ts/),
    ...{ shell: "mkfifo acme.ts", made: ["acme.ts"] },
  },
  "a module that is empty": unusable("", /\.\/acme\.ts/),
  "a module that is too large": unusable(`//${"x".repeat(3_000_000)}`, /\.\/acme\.ts/),
  "a module of another kind": {
    ...unusable({ "acme.py": "import os" }, /\.py: its name does not end in/),
    args: ["./acme.py"],
  },
  "a module in the folder above": { ...unusable({}, /\.\.\/acme\.ts/), args: ["../acme.ts"] },
  "a mistake of syntax": unusable(
    "export default {\n  name: ,\n};",
    /\.\/acme\.ts: syntax error\n {2}line 2/,
  ),
  "a mistake of syntax beside a secret": {
    ...unusable("", /\.\/acme\.ts/),
    files: ({ secret }) => ({ "acme.ts": `const s = ${JSON.stringify(secret)} oops;` }),
  },
  "bytes that are not UTF-8": unusable({ "acme.ts": Uint8Array.of(0xff, 0xfe, 0) }, /\.\/acme\.ts/),
  "an import of a package": unusable(
    'import "npm:left-pad";\n',
    /\.\/acme\.ts: it imports a package\n {2}line 1/,
  ),
  "an import from the network": unusable(
    'import "https://a.example/x.ts";\n',
    /acme\.ts: it imports a file from the web\n {2}line 1/,
  ),
  "an import that is absent": unusable('import "./more.ts";\n', /\.\/more\.ts/),
  "an import of itself": unusable({ "acme.ts": 'import "./acme.ts";\nthrow 1;' }, /\.\/acme\.ts/),
};

const running: Faults = {
  "a module that throws": unusable('throw new Error("boom");', /\.\/acme\.ts.*threw/),
  "a module that throws nothing": unusable("throw null;", /\.\/acme\.ts/),
  "a module that throws an escape sequence": unusable('throw "\\x1b[31mred\\u202e";', /acme\.ts/),
  "a module that ends the program": unusable("Deno.exit(0);", /Deno is not defined/),
  "a module that never comes to an end": {
    ...unusable("while (true);", /\.\/acme\.ts.*within \d+ s/),
    seconds: 3,
  },
  "a module without a provider": unusable("export const x = 1;", /\.\/acme\.ts/),
  "a provider of another version": unusable(
    provider(endpoint).replace("apiVersion: 1", "apiVersion: 2"),
    /apiVersion/,
  ),
  "a provider without an endpoint": unusable(provider(""), /endpoint/),
  "a provider without a title": unusable(
    provider(endpoint).replace('title: "Acme", ', ""),
    /title/,
  ),
  "an endpoint that throws": unusable(
    provider('endpoint() { throw new Error("boom"); }'),
    /endpoint.*threw/,
  ),
  "an endpoint that is nothing": unusable(provider("endpoint: () => undefined"), /endpoint/),
  "an endpoint that is not a URL": unusable(
    provider('endpoint: () => ({ tokenEndpoint: "a.example" })'),
    /endpoint|address/,
  ),
  "an endpoint without TLS": {
    ...unusable(provider('endpoint: () => ({ tokenEndpoint: "http://a.example/" })'), /TLS/),
    ...{ exit: 3, code: "setting_invalid" },
  },
  "form fields that are not strings": unusable(
    provider(`${endpoint}, parameters: () => ({ a: 1 })`),
    /parameters/,
  ),
};

/** A valid module with this file name. */
function named(path: string): Fault {
  return {
    args: [`./${path}`, "--client-id", "some-client"],
    files: ({ origin }) => ({
      [path]: provider(`endpoint: () => ({ tokenEndpoint: "${origin}/token" })`),
    }),
    exit: 0,
  };
}

const odd: Faults = variants(
  [
    "a b.ts",
    "a,b=c.ts",
    "#?&.ts",
    "%41%zz.ts",
    "'\"`.ts",
    "é鍵.ts",
    "-v.ts",
    "<[{*}]>.ts",
    "a:b.ts",
  ]
    .map((path) => [`a module by the name of ${path}`, named(path)]),
);

export const moduleFaults: Faults = { ...loading, ...running, ...odd };
