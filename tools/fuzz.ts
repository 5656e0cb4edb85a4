/**
 * Tries the properties in tests/properties/ on many more random values than the tests do, and on
 * new ones each time:
 *
 *     deno task fuzz                 for about a minute
 *     deno task fuzz 600             for about ten
 *     deno task fuzz --seed 1234     once more, on the values that this seed makes
 *
 * @module
 */
import { parseArgs } from "node:util";
import { packageFlags } from "./mirror.ts";
import { projectDir } from "./paths.ts";
import { runTool, say, ToolError } from "./tool.ts";

/** How many times as many values as in the tests. A round with them takes some 20 s. */
const TIMES = 5;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { seed: { type: "string" } },
    allowPositionals: true,
  });
  if (values.seed !== undefined) return await tryAll(wholeNumber("--seed", values.seed));
  const [seconds = "60"] = positionals;
  const end = Date.now() + wholeNumber("the number of seconds", seconds) * 1000;
  do await tryAll(newSeed()); while (Date.now() < end);
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new ToolError(`${name} must be a whole number, not ${text}`);
}

function newSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}

/** Tries every property on the values that a seed makes. */
async function tryAll(seed: number): Promise<void> {
  const start = performance.now();
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["test", "--no-check", "--no-prompt", "--quiet", ...await packageFlags()],
      ...["--allow-read", "tests/properties/", "--", `--seed=${seed}`, `--times=${TIMES}`],
    ],
    cwd: projectDir,
    stdin: "null",
    env: { NO_COLOR: "1" },
  }).output();
  const seconds = Math.round((performance.now() - start) / 1000);
  if (success) return say(`seed ${seed}: all properties hold (${seconds} s)`);
  for (const output of [stdout, stderr]) say(new TextDecoder().decode(output));
  throw new ToolError(`not all properties hold; again: deno task fuzz --seed ${seed}`);
}

if (import.meta.main) await runTool(main);
