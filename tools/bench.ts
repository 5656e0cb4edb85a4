/**
 * Measures gettoken and compares it with what bounds its speed: a three-line `fetch` of the same
 * token, and an empty program. Native programs are measured as well, if they are installed.
 *
 *     deno task bench [--rounds N] [--strict]
 *
 * It measures the compiled program, and the same modules under the Deno that runs this. Compare the
 * ratios of one run; the milliseconds depend on the machine. With `--strict`, the exit status is 1 if
 * a bound does not hold.
 *
 * @module
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { manyAtOnce, manyInRow } from "./bench/cache.ts";
import { bounds, judge, moduleBounds, table, type Verdict } from "./bench/figures.ts";
import { installedPeers } from "./bench/peers.ts";
import { bundledPrograms, compiledPrograms, type Place } from "./bench/programs.ts";
import { measure, type Rounds } from "./bench/timing.ts";
import { baseFor } from "./compile/bases.ts";
import { projectDir } from "./paths.ts";
import { runTool, say, ToolError } from "./tool.ts";

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      rounds: { type: "string", default: "50" },
      strict: { type: "boolean", default: false },
    },
  });
  const time = Number(values.rounds);
  if (!Number.isSafeInteger(time) || time < 1) throw new ToolError("--rounds takes a whole number");
  const rounds = { time, memory: Math.ceil(time / 5) };

  await using server = await startServer();
  const folder = await Deno.makeTempDir();
  try {
    const verdicts = await report({ origin: server.origin, folder }, rounds);
    const failed = verdicts.filter(({ holds }) => !holds).length;
    print(`${verdicts.length - failed} of ${verdicts.length} bounds hold`);
    if (values.strict && failed > 0) Deno.exitCode = 1;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Measures and prints everything. */
async function report(place: Place, rounds: Rounds): Promise<Verdict[]> {
  const { version } = (await baseFor(Deno.build.target)).info;
  say("Compiling and bundling");
  const compiled = [...await compiledPrograms(place), ...await installedPeers(place.origin)];
  const bundled = await bundledPrograms(place);

  say(`Measuring: medians of ${rounds.time} rounds, memory of ${rounds.memory}`);
  const ofCompiled = await measure(compiled, rounds);
  const first = judge([...bounds, ...moduleBounds], ofCompiled);
  print(table(`Compiled with Deno ${version}`, ofCompiled), lines(first));

  const ofBundled = await measure(bundled, rounds);
  const second = judge(bounds, ofBundled);
  print(table(`The same modules, run by Deno ${Deno.version.deno}`, ofBundled), lines(second));

  const cache = await manyAtOnce(place);
  print(`Cache\n${lines(cache)}\n${await manyInRow(place)}`);
  return [...first, ...second, ...cache];
}

function lines(verdicts: readonly Verdict[]): string {
  return verdicts.map(({ line }) => line).join("\n");
}

function print(...blocks: string[]): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${blocks.join("\n\n")}\n\n`));
}

/** Starts the token endpoint. */
async function startServer(): Promise<{ origin: string } & AsyncDisposable> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-net", join(projectDir, "tools", "bench", "server.ts")],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value: port = "" } = await reader.read();
  return {
    origin: `http://127.0.0.1:${port.trim()}`,
    async [Symbol.asyncDispose]() {
      child.kill();
      await reader.cancel();
      await child.status;
    },
  };
}

if (import.meta.main) await runTool(main);
