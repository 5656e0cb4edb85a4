/**
 * Runs the compiled gettoken against real servers and writes docs/interop.md:
 *
 *     deno task interop
 *
 * Needs a JDK of version 21 or newer and Maven. Where they are missing, it says so and runs nothing.
 *
 * @module
 */

import { join } from "node:path";
import type { Outcome, Server } from "../tests/interop/case.ts";
import { interopPage, tallyOf } from "../tests/interop/report.ts";
import { runCases } from "../tests/interop/run_cases.ts";
import { servers } from "../tests/interop/servers.ts";
import { compileIfChanged } from "./compile.ts";
import { replaceTextFile } from "./files.ts";
import { projectDir } from "./paths.ts";
import { runTool, say } from "./tool.ts";

async function main(): Promise<void> {
  const cleanup = new AsyncDisposableStack();
  const interrupt = new AbortController();
  let ending: Promise<void> | undefined;
  const end = () => ending ??= cleanup.disposeAsync();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      interrupt.abort();
      end();
    });
  }
  try {
    await compileIfChanged();
    await tryServers(cleanup, interrupt.signal);
  } catch (error) {
    // Whatever was under way has lost its processes.
    if (!interrupt.signal.aborted) throw error;
  } finally {
    await end();
  }
  if (interrupt.signal.aborted) Deno.exit(130);
}

/** Runs the cases of all servers, prints the tally, and writes the page if no server is missing. */
async function tryServers(cleanup: AsyncDisposableStack, interrupt: AbortSignal): Promise<void> {
  const tried: (readonly Outcome[] | undefined)[] = [];
  for (const server of servers) {
    if (interrupt.aborted) return;
    tried.push(await tryServer(server, cleanup, interrupt));
  }
  const outcomes = tried.flatMap((some) => some ?? []);
  for (const outcome of outcomes) if (outcome.cause !== undefined) say(reportOf(outcome));
  if (!tried.includes(undefined)) await writePage(outcomes);
  say(`${secondsSince(0)} s in all`);
  const { passed, failed } = tallyOf(outcomes);
  // deno-lint-ignore no-console -- the result of this tool
  console.log(`${passed} passed, ${failed} failed`);
  Deno.exitCode = failed > 0 ? 1 : 0;
}

/** Runs the cases of a server, or says why it cannot be started. */
async function tryServer(
  server: Server,
  cleanup: AsyncDisposableStack,
  interrupt: AbortSignal,
): Promise<readonly Outcome[] | undefined> {
  const { name, version } = server;
  const start = performance.now();
  const running = await server.start(cleanup);
  if ("missing" in running) {
    say(`Skipped ${name} ${version}: it needs ${running.missing}`);
    return undefined;
  }
  say(`${name} ${version} started in ${secondsSince(start)} s`);
  const first = performance.now();
  const outcomes = await runCases(server, running, interrupt);
  say(`${outcomes.length} cases in ${secondsSince(first)} s`);
  return outcomes;
}

/** Seconds since a value of `performance.now()`; 0 is the start of this process. */
function secondsSince(start: number): number {
  return Math.round((performance.now() - start) / 1000);
}

function reportOf({ server, topic, by, name, cause }: Outcome): string {
  const why = cause instanceof Error ? cause.message : String(cause);
  return `\n${server.name}, ${topic}, ${by}: ${name}\n${why}`;
}

async function writePage(outcomes: readonly Outcome[]): Promise<void> {
  const path = join(projectDir, "docs", "interop.md");
  await replaceTextFile(path, await formatted(interopPage(outcomes)));
}

/** Markdown as `deno fmt` writes it. */
async function formatted(text: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", "--ext=md", "-"],
    cwd: projectDir,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  return new TextDecoder().decode((await child.output()).stdout);
}

if (import.meta.main) await runTool(main);
