/**
 * Provider modules: languages and names that work, and the errors for modules that cannot be loaded.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { verifiedClaims } from "../idp/ask_for_token.ts";
import { type Idp, startIdp } from "../idp/idp.ts";
import {
  FROM_SOURCE,
  type Program,
  type RunOptions,
  type RunResult,
  testProgram,
} from "./program.ts";

type Files = Readonly<Record<string, string>>;

/** A provider for the OpenID provider of the test IdP, with more members. */
function provider(more = ""): string {
  return `{
  apiVersion: 1, name: "mine", title: "My ID", docs: "https://mine.example/docs",
  settings: {
    domain: { description: "Host", example: "id.mine.example", format: "origin", required: true },
  },
  clientAuthentication: ["client_secret_post"],
  endpoint: ({ domain }) => ({ tokenEndpoint: domain + "/oidc/token" }),
  ${more}
}`;
}

/** The environment for such a provider. */
function environmentFor({ origin, oidc }: Idp): Record<string, string> {
  return {
    GETTOKEN_DOMAIN: origin,
    GETTOKEN_CLIENT_ID: oidc.clients.post.clientId,
    GETTOKEN_CLIENT_SECRET: oidc.clients.post.clientSecret,
  };
}

const importTypes = 'import type { Provider } from "./gettoken.d.ts";';
const withEndpoint = (expression: string) =>
  `export default ${provider(`endpoint: ({ domain }) => (${expression}),`)}`;

/** Modules that work. The main file is `./mine.ts` or `./mine.js`. */
const good: Readonly<Record<string, Files>> = {
  "satisfies Provider": {
    "mine.ts": `${importTypes}\nexport default ${provider()} satisfies Provider;`,
  },
  "a constant with a type": {
    "mine.ts": `${importTypes}\nconst mine: Provider = ${provider()};\nexport default mine;`,
  },
  "a type among other imports": {
    "mine.ts": 'import { type Path, path } from "./path.ts";\n' +
      withEndpoint("{ tokenEndpoint: domain + (path as Path) }"),
    "path.ts": 'export type Path = `/${string}`;\nexport const path: Path = "/oidc/token";',
  },
  "interfaces, generics and assertions": {
    "mine.ts": `interface Named<T extends string> { readonly name: T }
      const first = <T,>(list: readonly T[]): T => list[0]!;
      const named: Named<"/oidc/token"> = { name: "/oidc/token" } as const;
      ${withEndpoint("{ tokenEndpoint: domain + first([named]).name }")}`,
  },
  "an enum": {
    "mine.ts": `enum Path { Token = "/oidc/token" }
      ${withEndpoint("{ tokenEndpoint: domain + Path.Token }")}`,
  },
  "a class with parameter properties": {
    "mine.ts": `class Path { constructor(private readonly path: string) {}
        under(domain?: string): string { return domain + this.path; } }
      ${withEndpoint('{ tokenEndpoint: new Path("/oidc/token").under(domain) }')}`,
  },
  "files of each kind, in folders": {
    "mine.ts": 'import { base } from "./lib/base.js";\nimport "./lib/nothing.mjs";\n' +
      'import paths from "./paths.json" with { type: "json" };\n' +
      withEndpoint("{ tokenEndpoint: domain + base + paths.token }"),
    "lib/base.js": 'import { slash } from "../slash.mts";\nexport const base = `${slash}oidc`;',
    "lib/nothing.mjs": "",
    "slash.mts": 'export const slash: string = "/";',
    "paths.json": '{ "token": "/token" }',
  },
  "JavaScript": { "mine.js": withEndpoint("{ tokenEndpoint: `${domain}/oidc/token` }") },
  "promises": {
    "mine.ts": `${importTypes}
      const path = await Promise.resolve("/oidc/token");
      export default ${
      provider(`endpoint: async ({ domain }) => ({ tokenEndpoint: domain + (await path) }),
        parameters: () => Promise.resolve({ resource: [] }),`)
    } satisfies Provider;`,
  },
  "discovery": { "mine.ts": withEndpoint("{ issuer: domain + '/oidc' }") },
  "a byte-order mark and CRLF": {
    "mine.ts": `\ufeff${importTypes}\nexport default ${provider()} satisfies Provider;\n`
      .replaceAll("\n", "\r\n"),
  },
  "a name with special characters of URLs": {
    "mine #1 100%.ts": `export default ${provider()} as unknown;`,
  },
};

testProgram("modules in TypeScript and JavaScript: token printed", async (gettoken) => {
  await using idp = await startIdp();
  for (const [what, files] of Object.entries(good)) {
    const [entry = ""] = Object.keys(files);
    const { status, stdout, stderr } = await gettoken.run([`./${entry}`], {
      files,
      env: environmentFor(idp),
      secrets: idp.secrets,
    });
    assertEquals([status, stderr], [0, ""], what);
    await verifiedClaims(stdout.trim(), { ...idp.oidc, audience: idp.oidc.resource });
  }
}, { fronts: FROM_SOURCE });

/** Modules that cannot be loaded, and what the message must contain. */
const bad: Readonly<Record<string, readonly [files: Files, ...says: RegExp[]]>> = {
  "no file": [{}, /mine\.ts: there is no such file/],
  "a syntax error in TypeScript": [
    { "mine.ts": "type T = string;\nexport default {\n  name: ;\n}" },
    /mine\.ts: syntax error/,
    /line 3, column 9/,
  ],
  "a syntax error that the JavaScript engine reports": [
    { "mine.ts": "const a: number = 1;\n\nlet b = 1; let b = 2;" },
    /mine\.ts: syntax error/,
    /mine\.ts, line 3, column 16/,
  ],
  "a syntax error in an imported file": [
    { "mine.ts": 'import "./lib/other.ts";', "lib/other.ts": "\n  const = 1;" },
    /\.\/lib\/other\.ts/,
    /line 2, column 9/,
  ],
  "a missing import": [
    { "mine.ts": '\nimport "./other.ts";' },
    /\.\/other\.ts: there is no such file/,
    /mine\.ts, line 2/,
  ],
  "an import without its extension": [
    { "mine.ts": 'import "./other";', "other.ts": "export const a = 1;" },
    /\.\/other:/,
    /Did you mean \.\/other\.ts\?/,
  ],
  "an npm package": [
    { "mine.ts": 'import "npm:lodash";' },
    /npm:lodash/,
    /can import only local files/,
  ],
  "a bare name": [{ "mine.ts": 'import "lodash";' }, /lodash/, /can import only local files/],
  "a file from the web": [
    { "mine.ts": 'import "https://x.example/y.ts";' },
    /https:\/\/x\.example\/y\.ts/,
    /can import only local files/,
  ],
  "a module of the runtime": [
    { "mine.ts": 'import "node:fs";' },
    /node:fs/,
    /can import only local files/,
  ],
  "a dynamic import": [
    { "mine.ts": 'export default await import("./other.ts");', "other.ts": "" },
    /line 1/,
    /import \{ name \} from/,
  ],
  "an import cycle": [
    {
      "mine.ts": 'import "./a.ts";\nexport default 1;',
      "a.ts": 'import "./b.ts";',
      "b.ts": 'import "./a.ts";',
    },
    /\.\/a\.ts → \.\/b\.ts → \.\/a\.ts/,
  ],
  "a namespace": [{ "mine.ts": "namespace N { export const a = 1; }" }, /a namespace/, /line 1/],
  "a decorator": [{ "mine.ts": "@sealed\nclass A {}" }, /a decorator/, /line 1/],
  "an enum with computed values": [{ "mine.ts": "enum E { A = 'a'.length }" }, /an enum/, /line 1/],
  "no provider": [
    { "mine.ts": "export default { apiVersion: 1, name: 'x' };" },
    /mine\.ts is not a provider/,
    /endpoint must be a function/,
  ],
  "a name that is taken": [
    { "mine.ts": `export default ${provider('name: "entra",')}` },
    /mine\.ts is not a provider/,
    /name is taken: entra/,
  ],
  "a file that is not UTF-8": [{ "mine.ts": "\ud800" }, /mine\.ts/],
};

testProgram(
  "module that cannot be loaded: status 8, message names file and cause",
  async (gettoken) => {
    for (const [what, [files, ...says]] of Object.entries(bad)) {
      const { status, stderr } = await gettoken.run(["./mine.ts"], { files });
      assertEquals(status, 8, `${what}: ${stderr}`);
      for (const text of says) assertMatch(stderr, text, what);
    }
  },
);

/** A temporary working directory, and a home folder. */
class Desk implements AsyncDisposable {
  readonly #gettoken: Program;
  readonly folder: string;
  readonly #home: string;

  constructor(gettoken: Program, folder: string, home: string) {
    this.#gettoken = gettoken;
    this.folder = folder;
    this.#home = home;
  }

  static async at(gettoken: Program): Promise<Desk> {
    return new Desk(gettoken, await Deno.makeTempDir(), await Deno.makeTempDir());
  }

  /** Runs a command line in the working directory. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const env = { HOME: this.#home, ...options.env };
    return await this.#gettoken.run(args, { ...options, env, folder: this.folder });
  }

  /** The file of this name below the home folder. The path depends on the system. */
  async fileAtHome(name: string): Promise<string> {
    const found = await this.#find(this.#home, name);
    assert(found, `there is no ${name} at home`);
    return found;
  }

  async #find(folder: string, name: string): Promise<string | undefined> {
    for await (const entry of Deno.readDir(folder)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory) {
        const found = await this.#find(path, name);
        if (found) return found;
      } else if (entry.name === name) return path;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
    await Deno.remove(this.#home, { recursive: true });
  }
}

/** The environment for a provider made by `gettoken provider new acme.ts`. */
function acmeEnvironment({ origin, oidc }: Idp): Record<string, string> {
  return {
    GETTOKEN_DOMAIN: origin,
    GETTOKEN_WORKSPACE: "orders",
    GETTOKEN_CLIENT_ID: oidc.clients.post.clientId,
    GETTOKEN_CLIENT_SECRET: oidc.clients.post.clientSecret,
  };
}

testProgram("gettoken provider new, check, add, run: token printed", async (gettoken) => {
  await using idp = await startIdp();
  await using desk = await Desk.at(gettoken);
  const written = await desk.run(["provider", "new", "acme.ts"]);
  assertEquals([written.status, written.stderr], [0, ""]);
  assertStringIncludes(written.stdout, "gettoken provider check acme.ts");

  const checked = await desk.run(["provider", "check", "acme.ts"]);
  assertEquals([checked.status, checked.stderr], [0, ""], checked.stdout);
  const asJson = await desk.run(["provider", "check", "acme.ts", "--json"]);
  assertEquals(JSON.parse(asJson.stdout).ok, true);

  const options = { env: acmeEnvironment(idp), secrets: idp.secrets };
  const { status, stdout, stderr } = await desk.run(["./acme.ts"], options);
  assertEquals([status, stderr], [0, ""]);
  await verifiedClaims(stdout.trim(), { ...idp.oidc, audience: idp.oidc.resource });

  const again = await desk.run(["provider", "new", "acme.ts"]);
  assertEquals([again.status, again.stdout], [9, ""]);
  assertStringIncludes(again.stderr, "it already exists");
});

testProgram(
  "gettoken provider check: no request leaves the machine",
  async (gettoken) => {
    await using idp = await startIdp();
    const { status, stdout, stderr } = await gettoken.run(["provider", "check", "mine.ts"], {
      reports: true,
      files: {
        "mine.ts": `export default ${
          provider(`settings: {}, endpoint: () => ({ tokenEndpoint: "${idp.origin}/oidc/token" }),
          explain: [{ error: "x", hint: "{nothing} is here" }],`)
        };`,
      },
    });
    assertEquals(status, 8);
    assertMatch(stdout, /FAIL .*placeholder/);
    assertStringIncludes(stdout, "explain[0]");
    assertMatch(stderr, /mine\.ts: 1 of \d+ checks/);
    assertEquals(idp.requests, []);
  },
);

testProgram("gettoken provider check with a provider for keys only: passes", async (gettoken) => {
  const { status, stdout, stderr } = await gettoken.run(["provider", "check", "mine.ts"], {
    files: {
      "mine.ts": `export default ${
        provider(`settings: {}, endpoint: () => ({ tokenEndpoint: "https://id.example/token" }),
        clientAuthentication: ["private_key_jwt"],`)
      };`,
    },
  });
  assertEquals([status, stderr], [0, ""]);
  assertMatch(stdout, /ok +A token is returned with each client authentication method/);
});

testProgram("gettoken provider add: the copy runs until it changes", async (gettoken) => {
  await using idp = await startIdp();
  await using desk = await Desk.at(gettoken);
  const options = { env: environmentFor(idp), secrets: idp.secrets };
  const source = 'import { path } from "./lib/path.ts";\n' +
    withEndpoint("{ tokenEndpoint: domain + (path as string) }");
  await Deno.mkdir(`${desk.folder}/lib`);
  await Deno.writeTextFile(`${desk.folder}/mine.ts`, source);
  await Deno.writeTextFile(
    `${desk.folder}/lib/path.ts`,
    'export const path: string = "/oidc/token";',
  );
  const added = await desk.run(["provider", "add", "./mine.ts"]);
  assertEquals([added.status, added.stderr], [0, ""]);
  assertStringIncludes(added.stdout, "Added mine: My ID");

  // The copy runs.
  await Deno.remove(`${desk.folder}/mine.ts`);
  const { status, stdout, stderr } = await desk.run(["mine"], options);
  assertEquals([status, stderr], [0, ""]);
  await verifiedClaims(stdout.trim(), { ...idp.oidc, audience: idp.oidc.resource });
  assertStringIncludes((await desk.run(["provider", "list"])).stdout, "My ID");
  assertStringIncludes((await desk.run(["providers"])).stdout, "My ID");
  assertStringIncludes((await desk.run(["--help"])).stdout, "mine");

  const requests = idp.requests.length;
  for (const name of ["path.ts", "mine.ts"]) {
    const file = await desk.fileAtHome(name);
    const before = await Deno.readTextFile(file);
    await Deno.writeTextFile(file, `${before}\n`);
    const changed = await desk.run(["mine"], options);
    assertEquals(changed.status, 8);
    assertStringIncludes(changed.stderr, `${name} was changed since it was added`);
    assertStringIncludes(changed.stderr, "gettoken provider add");
    await Deno.writeTextFile(file, before);
  }
  assertEquals(idp.requests.length, requests);

  const removed = await desk.run(["provider", "remove", "mine"]);
  assertEquals([removed.status, removed.stdout], [0, "Removed mine\n"]);
  assertEquals((await desk.run(["mine"], options)).status, 2);
});

testProgram(
  "module named by ./.env only: not loaded; by a named file: loaded",
  async (gettoken) => {
    await using idp = await startIdp();
    const { GETTOKEN_CLIENT_SECRET: secret, ...others } = environmentFor(idp);
    const lines = Object.entries({ GETTOKEN_PROVIDER: "./mine.ts", ...others })
      .map(([name, value]) => `${name}=${value}\n`).join("");
    const files = { "mine.ts": `export default ${provider()}` };
    const { secrets } = idp;
    const evil = { "mine.ts": "for (;;);" };
    const together = { ".env": `${lines}GETTOKEN_CLIENT_SECRET=${secret}` };
    const GETTOKEN_CLIENT_SECRET = secret ?? "";
    for (
      const { env, file } of [
        { env: {}, file: together },
        { env: { GETTOKEN_CLIENT_SECRET }, file: { ".env": lines } },
      ]
    ) {
      const refused = await gettoken.run([], { files: { ...evil, ...file }, env, secrets });
      assertEquals(refused.status, 3);
      assertStringIncludes(refused.stderr, "GETTOKEN_ENV_FILE=.env");
      assertEquals(idp.requests.length, 0);
    }
    for (
      const { args, env } of [
        { args: ["--env-file", ".env"], env: {} },
        { args: [], env: { GETTOKEN_ENV_FILE: ".env" } },
      ]
    ) {
      const named = await gettoken.run(args, {
        files: { ...files, ".env": lines },
        env: { ...env, GETTOKEN_CLIENT_SECRET },
        secrets,
      });
      assertEquals(named.status, 0, named.stderr);
    }
  },
);

testProgram(
  "gettoken -v and --dry-run with a module: host of the credential shown",
  async (gettoken) => {
    await using idp = await startIdp();
    const { host } = new URL(idp.origin);
    const files = { "mine.ts": `console.log("hello");\nexport default ${provider()}` };
    const options = { files, env: environmentFor(idp), secrets: idp.secrets };
    const verbose = await gettoken.run(["./mine.ts", "-v"], options);
    assertEquals(verbose.status, 0);
    assertStringIncludes(
      verbose.stderr,
      `gettoken: sending the credential to http://${host} (module ./mine.ts)\n`,
    );
    assertStringIncludes(verbose.stderr, "./mine.ts says: hello\n");
    const dry = await gettoken.run(["./mine.ts", "--dry-run"], options);
    assertEquals(dry.status, 0);
    assertStringIncludes(dry.stdout, `POST ${idp.origin}/oidc/token`);
  },
);
