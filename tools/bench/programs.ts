/**
 * The programs that the benchmark measures: gettoken, compiled and as the bundle that a Deno runs,
 * and beside it programs of the same kind that do as little as possible.
 *
 * @module
 */

import { join } from "node:path";
import { exportPKCS8, generateKeyPair } from "jose";
import { compile, compileGettoken, outputFor } from "../compile.ts";
import { bundleGettoken } from "../compile/bundle.ts";
import { denoDir } from "../deno.ts";
import { projectDir } from "../paths.ts";
import { bundleArguments } from "../source.ts";
import { commandFor, type Program } from "./timing.ts";

/** Where the programs work. */
export interface Place {
  /** The origin of the token endpoint. */
  readonly origin: string;
  /** A folder for their files. */
  readonly folder: string;
}

/** A program before its name and arguments are known. */
type Kind = Omit<Program, "name">;

/** A program and its arguments, as a kind of gettoken. */
interface Kinds {
  readonly fetch: Kind;
  readonly empty: Kind;
  readonly gettoken: Kind;
}

const threeLines = join(projectDir, "tools", "bench", "three_line_fetch.js");
const secret = { GETTOKEN_CLIENT_ID: "bench", GETTOKEN_CLIENT_SECRET: "bench-secret" };

/** Compiles the programs. */
export async function compiledPrograms(place: Place): Promise<Program[]> {
  const file = (name: string) => join(place.folder, name);
  await compile({ entry: threeLines, output: file("three_line_fetch"), flags: ["--allow-net"] });
  await compile({ entry: await emptyModule(place), output: file("empty") });
  const gettoken = outputFor();
  await compileGettoken({ output: gettoken });
  const kinds = {
    fetch: { command: file("three_line_fetch"), args: [] },
    empty: { command: file("empty"), args: [] },
    gettoken: { command: gettoken, args: [] },
  };
  return [...boundedPrograms(place, kinds), ...await otherPrograms(place, gettoken)];
}

/** Bundles gettoken for the Deno that runs this. */
export async function bundledPrograms(place: Place): Promise<Program[]> {
  const bundle = join(place.folder, "bundle");
  await Deno.remove(bundle, { recursive: true }).catch(() => {});
  const main = await bundleGettoken(bundle);
  // A compiled program has no code cache either.
  const flags = ["--quiet", "--no-config", "--no-lock", "--no-code-cache"];
  const env = { DENO_DIR: await denoDir(), DENO_NO_UPDATE_CHECK: "1" };
  const run = (...args: string[]): Kind => ({ command: Deno.execPath(), args, env });
  return boundedPrograms(place, {
    fetch: run("run", ...flags, "--allow-net", threeLines),
    empty: run("run", ...flags, await emptyModule(place)),
    gettoken: run(...bundleArguments(main).toSpliced(1, 0, "--no-code-cache")),
  });
}

async function emptyModule({ folder }: Place): Promise<string> {
  const path = join(folder, "empty.js");
  await Deno.writeTextFile(path, "");
  return path;
}

/** The programs that the bounds name. The first is what the others are compared with. */
function boundedPrograms({ origin, folder }: Place, kinds: Kinds): Program[] {
  const { fetch, empty, gettoken } = kinds;
  const run = (name: string, args: string[], env: Record<string, string> = {}): Program => ({
    ...gettoken,
    name,
    args: [...gettoken.args, ...args],
    env: { ...gettoken.env, ...env },
  });
  const text = (name: string, ...args: string[]): Program => ({
    ...run(name, args),
    prints: "text",
  });
  const endpoint = `${origin}/oauth/token`;
  const cached = cacheEnvironment(endpoint, join(folder, "cache"));
  return [
    { ...fetch, name: "three-line fetch", args: [...fetch.args, endpoint] },
    run("environment", ["auth0"], auth0(origin)),
    run("options", ["auth0", "-o", "json"], auth0(origin)),
    { ...empty, name: "empty program", prints: "nothing" },
    run("a token from the cache", ["oidc"], cached),
    text("--version", "--version"),
    text("-h", "-h"),
    text("completions bash", "completions", "bash"),
    text("completion of TAB", "completions", "complete", "auth0", "--cl"),
  ];
}

function auth0(origin: string): Record<string, string> {
  return {
    AUTH0_DOMAIN: origin,
    AUTH0_AUDIENCE: "https://api.example/",
    AUTH0_CLIENT_ID: "bench",
    AUTH0_CLIENT_SECRET: "bench-secret",
  };
}

/** The environment of a run with its own cache folder. The variable differs between systems. */
export function cacheEnvironment(endpoint: string, cache: string): Record<string, string> {
  const folders = { XDG_CACHE_HOME: cache, HOME: cache, LOCALAPPDATA: cache };
  return { ...secret, GETTOKEN_TOKEN_URL: endpoint, GETTOKEN_CACHE: "1", ...folders };
}

/** Runs for which there is no bound, or one that only the compiled program has. */
async function otherPrograms({ origin, folder }: Place, gettoken: string): Promise<Program[]> {
  const lines = Object.entries(auth0(origin)).map(([name, value]) => `${name}=${value}\n`);
  await Deno.writeTextFile(join(folder, ".env"), lines.join(""), { mode: 0o600 });
  const module = join(projectDir, "examples", "acme.ts");
  const acme = { ...secret, GETTOKEN_DOMAIN: origin, GETTOKEN_WORKSPACE: "bench" };
  const home = { HOME: join(folder, "home"), APPDATA: join(folder, "home") };
  const add = ["provider", "add", "--yes", module];
  await commandFor({ name: "", command: gettoken, args: add, env: home }).output();
  const signing = await Promise.all((["RS256", "ES256"] as const).map(async (algorithm) => ({
    ...{ name: `signing ${algorithm}`, command: gettoken, args: ["oidc"] },
    env: {
      GETTOKEN_TOKEN_URL: `${origin}/oauth/token`,
      GETTOKEN_CLIENT_ID: "bench",
      GETTOKEN_PRIVATE_KEY_FILE: await writeKey(folder, algorithm),
    },
  })));
  return [
    { name: "a .env file", command: gettoken, args: ["auth0"], cwd: folder },
    ...signing,
    { name: "a module", command: gettoken, args: [module], env: acme },
    { name: "an added module", command: gettoken, args: ["acme"], env: { ...acme, ...home } },
  ];
}

/** Writes a new private key to a PEM file and returns its path. */
async function writeKey(folder: string, algorithm: "RS256" | "ES256"): Promise<string> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const path = join(folder, `${algorithm}.pem`);
  await Deno.writeTextFile(path, await exportPKCS8(privateKey), { mode: 0o600 });
  return path;
}
