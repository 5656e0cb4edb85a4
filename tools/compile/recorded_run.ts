/**
 * Runs a bundle to see which of its files and functions a token needs. A reply takes the place of the
 * network.
 *
 * @module
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { environment, FOLDERS } from "../environment.ts";
import { runProgram } from "../run_program.ts";
import { PERMISSIONS } from "../source.ts";
import { ToolError } from "../tool.ts";

/** A file that the run loaded. */
export interface LoadedFile {
  /** Its name in the bundle: `start.js`. */
  readonly name: string;
  readonly functions: readonly SourceFunction[];
}

/** A function in a file, as positions. */
export interface SourceFunction {
  readonly start: number;
  readonly end: number;
  readonly isCalled: boolean;
}

/** A file as V8 reports it. The first function is the module; the first range of each is all of it. */
interface Coverage {
  readonly url: string;
  readonly functions: readonly {
    readonly ranges: readonly [
      { readonly startOffset: number; readonly endOffset: number; readonly count: number },
    ];
  }[];
}

const settings = {
  AUTH0_DOMAIN: "https://acme.example",
  AUTH0_AUDIENCE: "https://api.acme.example/",
  AUTH0_CLIENT_ID: "some-client",
  AUTH0_CLIENT_SECRET: "some-secret",
};

/**
 * Gets a token with settings from the environment.
 *
 * @param bundle the folder of `main.js`
 * @param before code that runs first
 * @throws {ToolError} when the run fails
 */
export async function recordRun(
  bundle: string,
  before = "",
): Promise<{ readonly files: readonly LoadedFile[]; readonly stderr: string }> {
  const folder = await Deno.makeTempDir();
  try {
    const [entry, coverage] = [join(folder, "run.mjs"), join(folder, "coverage")];
    await Deno.writeTextFile(entry, before + runWithoutNetwork(join(bundle, "main.js")));
    const { status, stderr } = await runProgram(Deno.execPath(), [
      ...["run", "--quiet", "--no-check", "--no-config", "--no-lock", ...PERMISSIONS],
      ...[`--coverage=${coverage}`, entry, "auth0"],
    ], { cwd: folder, clearEnv: true, env: { ...environment(FOLDERS), ...settings } });
    if (status !== 0) throw new ToolError(`A run of the bundle failed:\n${stderr}`);
    return { files: await loadedFiles(coverage, bundle), stderr };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A module that runs the main module with a server's reply in place of the network. */
function runWithoutNetwork(main: string): string {
  const claims = btoa(JSON.stringify({ aud: settings.AUTH0_AUDIENCE })).replaceAll("=", "");
  const body = JSON.stringify({
    access_token: `e30.${claims}.c2ln`,
    token_type: "Bearer",
    expires_in: 86_400,
  });
  const headers = { "content-type": "application/json", "content-length": `${body.length}` };
  return `
const headers = { ...${JSON.stringify(headers)}, date: new Date().toUTCString() };
const reply = new Response(${JSON.stringify(body)}, { headers });
globalThis.fetch = async () => reply;
// Deno 2.6 writes no coverage after it.
Deno.exit = (status) => Deno.exitCode = status;
await import(${JSON.stringify(pathToFileURL(main).href)});
`;
}

async function loadedFiles(coverage: string, bundle: string): Promise<LoadedFile[]> {
  const files: LoadedFile[] = [];
  const start = `${pathToFileURL(bundle).href}/`;
  for await (const { name } of Deno.readDir(coverage)) {
    if (!name.endsWith(".json")) continue;
    const { url, functions }: Coverage = JSON.parse(await Deno.readTextFile(join(coverage, name)));
    if (!url.startsWith(start)) continue;
    files.push({
      name: url.slice(start.length),
      functions: functions.slice(1).map(({ ranges: [range] }) => ({
        ...{ start: range.startOffset, end: range.endOffset, isCalled: range.count > 0 },
      })),
    });
  }
  return files;
}
