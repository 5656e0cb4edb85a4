/**
 * Benchmark of the cache: one run compared with an empty program, many runs in a row compared with
 * `curl`, and many runs at the same time, which make one request.
 *
 * @module
 */

import { join } from "node:path";
import { compile } from "../compile.ts";
import { cacheDir } from "../paths.ts";
import { ToolError } from "../tool.ts";
import { commandFor, isInstalled, median, type Program, timed } from "./timing.ts";

/** Where to measure, and how often. */
export interface CacheBench {
  /** The origin of the token endpoint. */
  readonly server: string;
  /** The compiled program. */
  readonly gettoken: string;
  readonly rounds: number;
}

const target = { hit: 1.1, row: 0.5 } as const;
const inRow = 50;
const atOnce = 200;

/** Runs the benchmark and returns the report. */
export async function cacheReport(bench: CacheBench): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    return [
      "",
      await oneRun(bench, `${folder}/one`),
      await isInstalled("curl") ? await manyInRow(bench, `${folder}/row`) : "",
      ...await manyAtOnce(bench, `${folder}/many`),
    ].join("\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A run of gettoken with its own cache folder. */
function cachedRun({ gettoken, server }: CacheBench, cache: string, path = ""): Program {
  return {
    name: "gettoken --cache",
    command: gettoken,
    args: ["oidc"],
    env: {
      GETTOKEN_TOKEN_URL: `${server}${path}/oauth/token`,
      GETTOKEN_CLIENT_ID: "bench",
      GETTOKEN_CLIENT_SECRET: "bench-secret",
      GETTOKEN_CACHE: "1",
      // The variable differs between systems.
      ...{ XDG_CACHE_HOME: cache, HOME: cache, LOCALAPPDATA: cache },
    },
  };
}

async function oneRun(bench: CacheBench, cache: string): Promise<string> {
  const output = join(cacheDir, "bench", "empty");
  const entry = `${output}.ts`;
  await Deno.writeTextFile(entry, "");
  await compile({ entry, output });
  const empty: Program = { name: "empty", command: output, args: [], isSilent: true };
  const cached = cachedRun(bench, cache);
  await timed(cached);
  const walls: { empty: number; cached: number }[] = [];
  for (let round = 0; round < bench.rounds; round++) {
    walls.push({ empty: await timed(empty), cached: await timed(cached) });
  }
  const nothing = median(walls.map((wall) => wall.empty)) ?? NaN;
  const hit = median(walls.map((wall) => wall.cached)) ?? NaN;
  return `a cached token compared with an empty program: ${hit.toFixed(1)} ms and ${
    nothing.toFixed(1)
  } ms,` +
    ` ${(hit / nothing).toFixed(2)} times (target: at most ${target.hit})`;
}

async function manyInRow(bench: CacheBench, cache: string): Promise<string> {
  const { args, ...cached } = cachedRun(bench, cache, "/slow");
  const form = "grant_type=client_credentials&client_id=bench&client_secret=bench-secret";
  const curl: Program = {
    name: "curl",
    command: "curl",
    args: ["-s", "-d", form, `${bench.server}/slow/oauth/token`],
  };
  const ours = await timeInRow({ ...cached, args: [...args, "--cache"] });
  const theirs = await timeInRow(curl);
  return `${inRow} runs in a row, where the server takes 100 ms: ${ours.toFixed(0)} ms with` +
    ` --cache and ${theirs.toFixed(0)} ms with curl,` +
    ` ${(ours / theirs).toFixed(2)} times (target: below ${target.row})`;
}

async function timeInRow(program: Program): Promise<number> {
  let sum = 0;
  for (let run = 0; run < inRow; run++) sum += await timed(program);
  return sum;
}

async function manyAtOnce(bench: CacheBench, cache: string): Promise<string[]> {
  const lines = [];
  for (const [what, target] of [["a cold", 1], ["a warm", 0]] as const) {
    const before = await requestCount(bench);
    const outputs = Array.from(
      { length: atOnce },
      () => commandFor(cachedRun(bench, cache)).output(),
    );
    const ended = await Promise.all(outputs);
    const failed = ended.filter(({ success }) => !success).length;
    if (failed > 0) throw new ToolError(`${failed} runs failed`);
    const tokens = new Set(ended.map(({ stdout }) => new TextDecoder().decode(stdout)));
    const requests = await requestCount(bench) - before;
    lines.push(
      `${atOnce} runs at once on ${what} cache: ${requests} token requests (target: ${target}),` +
        ` ${tokens.size} token (target: 1)`,
    );
  }
  return lines;
}

async function requestCount({ server }: CacheBench): Promise<number> {
  return Number(await (await fetch(`${server}/count`)).text());
}
