/**
 * Benchmark of the cache: many runs in a row compared with `curl`, and many runs at the same time,
 * which make one request.
 *
 * @module
 */

import { outputFor } from "../compile.ts";
import { ToolError } from "../tool.ts";
import type { Verdict } from "./figures.ts";
import { cacheEnvironment, type Place } from "./programs.ts";
import { commandFor, type Program, timed } from "./timing.ts";

const inRow = 50;
const atOnce = 200;

/** A run of gettoken with its own cache folder. */
function cachedRun(endpoint: string, cache: string): Program {
  const env = cacheEnvironment(endpoint, cache);
  return { name: "gettoken --cache", command: outputFor(), args: ["oidc"], env };
}

/** Compares many runs in a row with as many of `curl`, at an endpoint that takes 100 ms. */
export async function manyInRow({ origin, folder }: Place): Promise<string> {
  const endpoint = `${origin}/slow/oauth/token`;
  const form = "grant_type=client_credentials&client_id=bench&client_secret=bench-secret";
  const curl: Program = { name: "curl", command: "curl", args: ["-s", "-d", form, endpoint] };
  const ours = await timeInRow(cachedRun(endpoint, `${folder}/row`));
  const theirs = await timeInRow(curl).catch(() => NaN);
  return `${inRow} runs in a row, where the server takes 100 ms: ${ours.toFixed(0)} ms with` +
    ` --cache, ${theirs.toFixed(0)} ms with curl`;
}

async function timeInRow(program: Program): Promise<number> {
  let sum = 0;
  for (let run = 0; run < inRow; run++) sum += await timed(program);
  return sum;
}

/** Runs many at the same time, without and with a token in the cache, and counts the requests. */
export async function manyAtOnce({ origin, folder }: Place): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const run = cachedRun(`${origin}/oauth/token`, `${folder}/many`);
  for (const [what, most] of [["an empty", 1], ["a filled", 0]] as const) {
    const before = await requestCount(origin);
    const ended = await Promise.all(Array.from({ length: atOnce }, () => commandFor(run).output()));
    const failed = ended.filter(({ success }) => !success).length;
    if (failed > 0) throw new ToolError(`${failed} runs failed`);
    const tokens = new Set(ended.map(({ stdout }) => new TextDecoder().decode(stdout))).size;
    const requests = await requestCount(origin) - before;
    const holds = requests === most && tokens === 1;
    const line = `${holds ? "pass" : "fail"}  ${atOnce} runs at once on ${what} cache: ` +
      `${requests} requests (exactly ${most}), ${tokens} different tokens (exactly 1)`;
    verdicts.push({ line, holds });
  }
  return verdicts;
}

async function requestCount(origin: string): Promise<number> {
  return Number(await (await fetch(`${origin}/count`)).text());
}
