/**
 * Runs the property tests in tests/properties/ with more random values than `deno task test`, and
 * with a new seed each time:
 *
 *     deno task fuzz                 for about one minute
 *     deno task fuzz 600             for about ten minutes
 *     deno task fuzz --seed 1234     once, with the values of this seed
 *
 * @module
 */
import { parseArgs } from "node:util";
import { packageFlags } from "./mirror.ts";
import { projectDir } from "./paths.ts";
import { runTool, say, ToolError } from "./tool.ts";

/** The factor for the number of values. A round takes about 20 s. */
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

/** Runs every property test with the values of a seed. */
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
  if (success) return say(`seed ${seed}: all property tests passed (${seconds} s)`);
  for (const output of [stdout, stderr]) say(new TextDecoder().decode(output));
  throw new ToolError(`a property test failed; to repeat it: deno task fuzz --seed ${seed}`);
}

if (import.meta.main) await runTool(main);
