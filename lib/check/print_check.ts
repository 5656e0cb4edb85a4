/** The command `provider check`: checks a module and prints the results. @module */

import { allPass, attempt, type Attempted, type CheckResult, runCheck } from "./check_result.ts";
import { checkProvider, type CheckResults } from "./provider.ts";
import { GettokenError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { loadModule } from "../plugins/load_module.ts";
import type { Context } from "../contract/context.ts";
import type { Provider } from "../contract/provider.ts";
import { printable, shellWord, wrapIndented } from "../core/text.ts";

/** What is printed. */
interface Report extends CheckResults {
  /** The module as the user names it. */
  readonly module: string;
  readonly provider: Provider | undefined;
}

/** Loads a module, checks its provider and prints the results, see {@linkcode printResults}. */
export async function printCheck(context: Context, path: string, json: boolean): Promise<void> {
  const loaded = await attempt(async () => (await loadModule(context, path)).provider);
  await printResults(context.host, path, loaded, json);
}

/**
 * Checks a provider if its module was loaded, and prints the results.
 *
 * @param json Whether to print them as JSON.
 * @throws {GettokenError} `provider_module`, once all is printed, if a check fails.
 */
export async function printResults(
  host: Host,
  path: string,
  loaded: Attempted<Provider>,
  json: boolean,
): Promise<void> {
  const report = await reportOn(host, printable(path, 200), loaded);
  await host.writeStdout(json ? asJson(report) : asText(report, host.columns("stdout")));
  if (allPass(report.results)) return;
  throw new GettokenError("provider_module", `${report.module}: ${countOf(report)}`);
}

async function reportOn(host: Host, module: string, loaded: Attempted<Provider>): Promise<Report> {
  const title = "The module loads in the sandbox and matches the contract";
  const first = await runCheck("module", title, ({ problems, notes }) => {
    if (loaded.value) return;
    const { message, details, hint } = loaded.failure;
    problems.push(message, ...details);
    if (hint !== undefined) notes.push(hint);
  });
  if (loaded.failure) {
    return { module, provider: undefined, results: [first], isComplete: false };
  }
  const { results, isComplete } = await checkProvider(host, loaded.value);
  return { module, provider: loaded.value, results: [first, ...results], isComplete };
}

/** The number of checks that failed, as a sentence. */
function countOf({ results }: Report): string {
  const failed = results.filter((result) => !allPass([result])).length;
  return `${failed} of ${results.length} checks failed`;
}

function asJson({ module, provider, results }: Report): string {
  return JSON.stringify({
    module,
    name: provider?.name ?? null,
    title: provider?.title ?? null,
    ok: allPass(results),
    checks: results.map((result) => ({
      check: result.name,
      ok: allPass([result]),
      problems: result.problems,
      notes: result.notes,
    })),
  }) + "\n";
}

function asText(report: Report, width: number | undefined): string {
  const { module, provider, results } = report;
  const heading = provider ? `${provider.title} (${provider.name}), ${module}` : module;
  return [
    heading,
    "",
    ...results.flatMap((result) => linesOf(result, width)),
    "",
    lastLine(report),
    "",
  ].join("\n");
}

function linesOf(result: CheckResult, width = 80): string[] {
  const { title, problems, notes } = result;
  const passes = allPass([result]);
  const remarks = passes ? notes : notes.map((note) => `Note: ${note}`);
  const status = passes ? (notes.length > 0 ? "note" : "ok") : "FAIL";
  return [
    `${status.padEnd(4)}  ${title}`,
    ...[...problems, ...remarks].flatMap((text) =>
      wrapIndented(text, width, "      - ", "        ")
    ),
  ];
}

function lastLine(report: Report): string {
  const { module, results, isComplete } = report;
  if (allPass(results)) {
    return `All ${results.length} checks passed. Next: gettoken ${shellWord(module)} --help`;
  }
  return `${countOf(report)}.${isComplete ? "" : " More checks run once these pass."}`;
}
