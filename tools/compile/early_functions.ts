/**
 * Makes the engine compile at once what every run calls. Otherwise it first skims each function, and
 * reads it again for the first call. A function in parentheses is compiled when it is read.
 *
 * @module
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { environment, FOLDERS } from "../environment.ts";
import { runProgram } from "../run_program.ts";
import { PERMISSIONS } from "../source.ts";
import { ToolError } from "../tool.ts";

/** A function in a source, as positions. */
export interface SourceFunction {
  readonly start: number;
  readonly end: number;
  readonly isCalled: boolean;
}

/** A function as V8 reports it: the first range is all of it. */
interface Coverage {
  readonly url: string;
  readonly functions: readonly {
    readonly ranges: readonly [
      { readonly startOffset: number; readonly endOffset: number; readonly count: number },
    ];
  }[];
}

/**
 * Changes a file of a bundle, for runs that get a token with settings from the environment.
 *
 * @param name the name of the file, which is beside `main.js`
 * @throws {ToolError} when such a run fails
 */
export async function compileEarly(bundle: string, name: string): Promise<void> {
  const path = join(bundle, name);
  const functions = await functionsOf(bundle, name);
  await Deno.writeTextFile(path, withEarlyFunctions(await Deno.readTextFile(path), functions));
}

/** The same module, with the functions in parentheses that it declares and a run calls. */
export function withEarlyFunctions(
  source: string,
  functions: readonly SourceFunction[],
): string {
  const early = functions.filter((one) =>
    one.isCalled && isDeclaration(source, one) &&
    !functions.some((other) => other.start < one.start && one.end <= other.end)
  ).toSorted((one, other) => one.start - other.start);
  if (early.length === 0) return source;
  const bindings = early.map(({ start, end }) => {
    const [, before = "", name = "", rest = ""] =
      /^((?:async )?function) ([\w$]+)([^]*)$/.exec(source.slice(start, end)) ?? [];
    return `${name}=(${before}${rest})`;
  });
  const others = early.toReversed().reduce(
    (text, { start, end }) => text.slice(0, start) + text.slice(end),
    source,
  );
  // First, because declared functions can be called before their declaration.
  return `var ${bindings.join(",")};${others}`;
}

/** Whether a function is a statement of its own and not part of an expression or an export. */
function isDeclaration(source: string, { start, end }: SourceFunction): boolean {
  return /^(async )?function [\w$]+\(/.test(source.slice(start, end)) &&
    /^[;}\n]?$/.test(source.charAt(start - 1));
}

/** The functions of a file, from a run in which a token comes without a request. */
async function functionsOf(bundle: string, name: string): Promise<SourceFunction[]> {
  const folder = await Deno.makeTempDir();
  try {
    const [entry, coverage] = [join(folder, "run.js"), join(folder, "coverage")];
    await Deno.writeTextFile(entry, runWithoutNetwork(join(bundle, "main.js")));
    const { status, stderr } = await runProgram(Deno.execPath(), [
      ...["run", "--quiet", "--no-check", "--no-config", "--no-lock", ...PERMISSIONS],
      ...[`--coverage=${coverage}`, entry, "auth0"],
    ], { cwd: folder, clearEnv: true, env: { ...environment(FOLDERS), ...settings } });
    const found = status === 0 ? await readCoverage(coverage, name) : undefined;
    if (found) return found;
    throw new ToolError(`Cannot bundle: a run to find the functions of ${name} failed\n${stderr}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const settings = {
  AUTH0_DOMAIN: "https://acme.example",
  AUTH0_AUDIENCE: "https://api.acme.example/",
  AUTH0_CLIENT_ID: "some-client",
  AUTH0_CLIENT_SECRET: "some-secret",
};

/** A module that runs the main module with a server's reply in place of the network. */
function runWithoutNetwork(main: string): string {
  const claims = btoa(JSON.stringify({ aud: settings.AUTH0_AUDIENCE })).replaceAll("=", "");
  const body = JSON.stringify({
    access_token: `e30.${claims}.c2ln`,
    token_type: "Bearer",
    expires_in: 86_400,
  });
  const headers = { "content-type": "application/json", "content-length": `${body.length}` };
  return `globalThis.fetch = async () => {
  const headers = { ...${JSON.stringify(headers)}, date: new Date().toUTCString() };
  return new Response(${JSON.stringify(body)}, { headers });
};
// Deno 2.6 writes no coverage after it.
Deno.exit = (status) => Deno.exitCode = status;
await import(${JSON.stringify(pathToFileURL(main).href)});
`;
}

async function readCoverage(folder: string, name: string): Promise<SourceFunction[] | undefined> {
  for await (const file of Deno.readDir(folder)) {
    if (!file.name.endsWith(".json")) continue;
    const text = await Deno.readTextFile(join(folder, file.name));
    const { url, functions }: Coverage = JSON.parse(text);
    if (!url.endsWith(`/${name}`)) continue;
    return functions
      .map(({ ranges: [{ startOffset: start, endOffset: end, count }] }) => ({
        start,
        end,
        isCalled: count > 0,
      }))
      // The module itself.
      .slice(1);
  }
}
