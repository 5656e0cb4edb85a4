/**
 * The types of the npm package, in a project of TypeScript without the types of Deno.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { join } from "node:path";
// deno-lint-ignore no-import-prefix -- the program does not need it
import ts from "npm:typescript@5.9.3";
import { project } from "../../../tools/release/project.ts";
import { filesOf } from "../release/local_jsr.ts";
import { newFolder } from "./runtimes.ts";

const program = `import { ClientCredentialsFlow, GettokenError, type Provider } from "gettoken";

const mine: Provider = {
  apiVersion: 1,
  name: "mine",
  title: "Mine",
  docs: "https://login.example.com/docs",
  settings: { domain: { description: "Domain of the server", format: "origin" } },
  endpoint: ({ domain }) => ({ tokenEndpoint: \`\${domain}/token\` }),
};
const token = await new ClientCredentialsFlow({
  provider: mine,
  domain: "login.example.com",
  clientId: "x",
  clientSecret: "y",
  signal: AbortSignal.timeout(1000),
  fetch: (url, init) => fetch(url, init),
}).getToken();
// @ts-expect-error -- the types are more than any
new ClientCredentialsFlow({ provider: mine, clientId: 1 });
export const header: string = token.authorizationHeader();
export const expiry: Date | undefined = token.expiresAt;
export const statusOf = (error: unknown): number =>
  error instanceof GettokenError ? error.exitStatus : 1;
`;

const resolutions = {
  node10: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Node10 },
  node16: { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
};

for (const [name, resolution] of Object.entries(resolutions)) {
  Deno.test(`a program in strict TypeScript that imports the library: no errors (${name})`, async () => {
    await using folder = await newFolder();
    assertEquals(await errorsIn(folder.path, program, resolution), []);
  });
}

Deno.test("the types: none is a generic Uint8Array, which TypeScript before 5.7 does not know", async () => {
  await using folder = await newFolder();
  const library = join(folder.path, "..", "node_modules", project.npm, "library");
  const generic = [];
  for (const path of await filesOf(library)) {
    if (!path.endsWith(".d.ts")) continue;
    if (/Uint8Array</.test(await Deno.readTextFile(join(library, path)))) generic.push(path);
  }
  assertEquals(generic, []);
});

async function errorsIn(
  folder: string,
  source: string,
  resolution: ts.CompilerOptions,
): Promise<string[]> {
  const path = join(folder, "program.ts");
  await Deno.writeTextFile(path, source);
  const found = ts.getPreEmitDiagnostics(ts.createProgram([path], {
    ...resolution,
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
    types: [],
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    // Those of the library are checked.
    skipDefaultLibCheck: true,
  }));
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
