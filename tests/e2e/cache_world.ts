/**
 * Helpers for tests of the cache: a cache folder, a token endpoint, and a search of every stored byte.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { type Handler, type ScriptedServer, scriptedServer } from "../idp/scripted_server.ts";
import { filesIn } from "./folder.ts";
import { leaks } from "./leaks.ts";
import type { Program, RunOptions, RunResult } from "./program.ts";

/** The secret of the client. */
export const secret = "canary-s3cr3t-0123456789";
const scope = "canary-scope";

/** A cache folder, and a server that returns another token for each request. */
export interface CacheWorld extends AsyncDisposable {
  readonly server: ScriptedServer;
  /** The user's cache folder in these tests. */
  readonly cache: string;
  /** Where gettoken stores tokens. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  run(gettoken: Program, args?: readonly string[], options?: RunOptions): Promise<RunResult>;
}

/** Starts the server and creates the folder. */
export async function cacheWorld(reply: Handler = numbered()): Promise<CacheWorld> {
  const server = scriptedServer(reply);
  const cache = await Deno.makeTempDir();
  const env = {
    GETTOKEN_TOKEN_URL: `${server.origin}/token`,
    GETTOKEN_CLIENT_ID: "canary-client",
    GETTOKEN_CLIENT_SECRET: secret,
    GETTOKEN_SCOPE: scope,
    XDG_CACHE_HOME: cache,
    HOME: cache,
  };
  const folder = Deno.build.os === "darwin"
    ? `${cache}/Library/Caches/gettoken`
    : `${cache}/gettoken`;
  return {
    server,
    cache,
    folder,
    env,
    run: (gettoken, args = ["--cache"], options = {}) =>
      gettoken.run(["oidc", ...args], {
        secrets: [secret],
        ...options,
        env: { ...env, ...options.env },
      }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await Deno.remove(cache, { recursive: true });
    },
  };
}

/** Returns an unsigned JWT that contains the number of the request. */
export function numbered(more: Readonly<Record<string, unknown>> = {}): Handler {
  let count = 0;
  return () =>
    Response.json({
      access_token: tokenNumber(++count),
      token_type: "Bearer",
      expires_in: 3600,
      ...more,
    });
}

/** The token for the request with this number. */
export function tokenNumber(count: number): string {
  const part = (value: unknown) =>
    btoa(JSON.stringify(value)).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_");
  return [{ alg: "none" }, { sub: "canary-subject", count }, `signature-${count}`].map(part)
    .join(".");
}

/** Asserts that no file and no file name contains anything that was sent or received. */
export async function assertSealed({ cache, server }: CacheWorld): Promise<void> {
  const tokens = server.requests.flatMap((_, index) => tokenNumber(index + 1));
  const parts = tokens.flatMap((token) => token.split(".").slice(1));
  const values = [secret, scope, "canary", "Bearer", "127.0.0.1", "expires", ...tokens, ...parts];
  for (const [path, content] of await bytesIn(cache)) {
    for (const value of values) {
      assert(!leaks(`${path} ${content}`, value), `"${value}" can be read in ${path}`);
    }
  }
}

/** The files below a folder, with each byte as one character. */
async function bytesIn(folder: string): Promise<[path: string, content: string][]> {
  const paths = [...(await filesIn(folder)).keys()];
  return await Promise.all(paths.map(async (path) => {
    const bytes = await Deno.readFile(`${folder}/${path}`);
    return [path, new TextDecoder("latin1").decode(bytes)] as [string, string];
  }));
}

/** The path of the only cache entry. */
export async function keptFile({ folder }: CacheWorld): Promise<string> {
  const names = [...(await filesIn(folder)).keys()].filter((name) => /^[0-9a-f]{64}$/.test(name));
  assertEquals(names.length, 1);
  return `${folder}/${names[0]}`;
}
