/**
 * Compares the compiled program with a compiled three-line `fetch` of the same token and with `curl`:
 *
 *     deno task bench [--rounds N]
 *
 * The programs take turns, so that other load on the machine affects all of them. Compare the ratios
 * of one run; the milliseconds depend on the machine.
 *
 * @module
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { exportPKCS8, generateKeyPair } from "jose";
import { cacheReport } from "./bench/cache.ts";
import { commandFor, isInstalled, median, type Program, timed } from "./bench/timing.ts";
import { compile, compileGettoken, outputFor } from "./compile.ts";
import { cacheDir, projectDir } from "./paths.ts";
import { runTool, say, ToolError } from "./tool.ts";

/** Measurements of one program. */
interface Figures {
  /** Median wall time in milliseconds. */
  readonly wall: number;
  /** Median peak memory in MiB; `undefined` where the system does not report it. */
  readonly memory: number | undefined;
}

/** Targets: ratio to the three-line program, and milliseconds more than a built-in provider. */
const target = { wall: 1.15, memory: 6, module: 80, added: 40 } as const;
const warmUps = 5;
async function main(): Promise<void> {
  const { values } = parseArgs({
    args: Deno.args,
    options: { rounds: { type: "string", default: "30" } },
  });
  const rounds = Number(values.rounds);
  if (!Number.isSafeInteger(rounds) || rounds < 1) {
    throw new ToolError("--rounds takes a whole number");
  }

  await using server = await startServer();
  const programs = await programsFor(server.origin);
  const figures = await measure(programs, rounds);
  say(table(programs, figures, rounds));
  say(await cacheReport({ server: server.origin, gettoken: outputFor(), rounds }));
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

/** Compiles our programs. The first program is the baseline. */
async function programsFor(origin: string): Promise<Program[]> {
  const folder = join(cacheDir, "bench");
  const baseline = join(folder, "three_line_fetch");
  const gettoken = outputFor();
  await Deno.mkdir(folder, { recursive: true });
  await compile({
    entry: join(projectDir, "tools", "bench", "three_line_fetch.ts"),
    output: baseline,
    flags: ["--allow-net"],
  });
  await compileGettoken({ output: gettoken });

  const endpoint = `${origin}/oauth/token`;
  const form = "grant_type=client_credentials&client_id=bench&client_secret=bench-secret";
  const settings = {
    AUTH0_DOMAIN: origin,
    AUTH0_AUDIENCE: "https://api.example/",
    AUTH0_CLIENT_ID: "bench",
    AUTH0_CLIENT_SECRET: "bench-secret",
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  await Deno.writeTextFile(join(folder, ".env"), lines.join(""), { mode: 0o600 });
  await Deno.chmod(join(folder, ".env"), 0o600);
  const ofAcme = {
    GETTOKEN_DOMAIN: origin,
    GETTOKEN_WORKSPACE: "bench",
    GETTOKEN_CLIENT_ID: "bench",
    GETTOKEN_CLIENT_SECRET: "bench-secret",
  };
  const client = { GETTOKEN_TOKEN_URL: endpoint, GETTOKEN_CLIENT_ID: "bench" };
  const signing = await Promise.all((["RS256", "ES256"] as const).map(async (algorithm) => ({
    ...{ name: `  signing ${algorithm}`, command: gettoken, args: ["oidc"] },
    env: { ...client, GETTOKEN_PRIVATE_KEY_FILE: await writeKey(folder, algorithm) },
  })));
  const module = join(projectDir, "examples", "acme.ts");
  const home = { HOME: join(folder, "home"), APPDATA: join(folder, "home") };
  const add = ["provider", "add", "--yes", module];
  await commandFor({ name: "", command: gettoken, args: add, env: home }).output();

  const programs: Program[] = [
    { name: "three-line fetch", command: baseline, args: [endpoint] },
    { name: "gettoken", command: gettoken, args: ["auth0"], env: settings },
    { name: "  with a .env file", command: gettoken, args: ["auth0"], cwd: folder },
    { name: "  with options", command: gettoken, args: ["auth0", "-o", "json"], env: settings },
    ...signing,
    { name: "  with a module", command: gettoken, args: [module], env: ofAcme },
    { name: "  with an added one", command: gettoken, args: ["acme"], env: { ...ofAcme, ...home } },
    { name: "curl", command: "curl", args: ["-s", "-d", form, endpoint] },
  ];
  return await isInstalled("curl") ? programs : programs.slice(0, -1);
}

/** Writes a new private key to a PEM file and returns its path. */
async function writeKey(folder: string, algorithm: "RS256" | "ES256"): Promise<string> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const path = join(folder, `${algorithm}.pem`);
  await Deno.writeTextFile(path, await exportPKCS8(privateKey), { mode: 0o600 });
  return path;
}

async function measure(
  programs: readonly Program[],
  rounds: number,
): Promise<Figures[]> {
  const walls: number[][] = programs.map(() => []);
  const peaks: number[][] = programs.map(() => []);
  for (let round = -warmUps; round < rounds; round++) {
    // Each round starts with another program, so that the order changes.
    for (let turn = 0; turn < programs.length; turn++) {
      const index = (round + warmUps + turn) % programs.length;
      const program = programs[index];
      const wall = program ? await timed(program) : NaN;
      if (round >= 0) walls[index]?.push(wall);
    }
  }
  // Separate runs, because measuring the memory would slow down the timed ones.
  for (let round = 0; round < rounds; round++) {
    for (const [index, program] of programs.entries()) {
      const peak = await peakMemory(program);
      if (peak !== undefined) peaks[index]?.push(peak);
    }
  }
  return programs.map((_, index) => ({
    wall: median(walls[index] ?? []) ?? NaN,
    memory: median(peaks[index] ?? []),
  }));
}

/** Peak memory of a run in MiB, from Linux's `VmHWM`. */
async function peakMemory(program: Program): Promise<number | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  const child = commandFor(program, { stdout: "null" }).spawn();
  let running = true;
  child.status.then(() => running = false);
  let peak: number | undefined;
  while (running) {
    const status = await Deno.readTextFile(`/proc/${child.pid}/status`).catch(() => "");
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    if (kibibytes !== undefined) peak = Number(kibibytes) / 1024;
  }
  return peak;
}

function table(programs: readonly Program[], figures: readonly Figures[], rounds: number): string {
  const [baseline] = figures;
  if (baseline === undefined) return "";
  const rows = programs.map(({ name }, index) => {
    const { wall, memory } = figures[index] ?? { wall: NaN, memory: undefined };
    return [
      name.padEnd(20),
      `${wall.toFixed(1)} ms`.padStart(10),
      `${(wall / baseline.wall).toFixed(2)} x`.padStart(9),
      memory === undefined ? "" : `${memory.toFixed(1)} MiB`.padStart(12),
    ].join("");
  });
  const [, gettoken] = figures;
  const [module, added] = figures.slice(programs.findIndex(({ name }) => /module/.test(name)));
  const more = (gettoken?.memory ?? NaN) - (baseline.memory ?? NaN);
  const beside = (one?: Figures) =>
    `${((one?.wall ?? NaN) - (gettoken?.wall ?? NaN)).toFixed(0)} ms`;
  return [
    `\nMedians of ${rounds} rounds after ${warmUps} to warm up`,
    `${"".padEnd(20)}${"wall".padStart(10)}${"ratio".padStart(9)}${"peak memory".padStart(12)}`,
    ...rows,
    "",
    `gettoken compared with the three-line fetch: ${
      ((gettoken?.wall ?? NaN) / baseline.wall).toFixed(2)
    }` +
    ` times the wall time (target: at most ${target.wall}), ${more.toFixed(1)} MiB more memory` +
    ` (target: at most ${target.memory})`,
    `a module compared with a built-in provider: ${
      beside(module)
    } more (target: at most ${target.module} ms),` +
    ` an added one: ${beside(added)} more (target: at most ${target.added} ms)`,
  ].join("\n");
}

if (import.meta.main) await runTool(main);
