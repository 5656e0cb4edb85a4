/**
 * Checks a provider module and prints what holds.
 *
 * @module
 */

import type { Context } from "../contract/context.ts";
import { allHold, type Attempt, attempt, type Check, checking } from "./check.ts";
import { checkProvider } from "./provider.ts";
import { GettokenError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { loadModule } from "../plugins/load_module.ts";
import type { Provider } from "../contract/provider.ts";
import { printable, wrap } from "../core/text.ts";

/** What is printed. */
interface Report {
  /** The module as the user names it. */
  readonly module: string;
  readonly provider: Provider | undefined;
  readonly checks: readonly Check[];
  readonly isComplete: boolean;
}

/**
 * Checks a provider module and prints the result.
 *
 * @param json Whether to print it as JSON.
 * @param load Loads the module.
 * @throws {GettokenError} `provider_module`, once all is printed, if something does not hold.
 */
export async function printCheck(
  context: Context,
  path: string,
  json: boolean,
  load: (context: Context, path: string) => Promise<Provider> = loadProviderOf,
): Promise<void> {
  const report = await reportOn(context.host, path, await attempt(() => load(context, path)));
  await context.host.writeStdout(json ? asJson(report) : asText(report));
  if (allHold(report.checks)) return;
  throw new GettokenError("provider_module", `${report.module}: ${countOf(report)}`);
}

async function loadProviderOf(context: Context, path: string): Promise<Provider> {
  return (await loadModule(context, path)).provider;
}

async function reportOn(host: Host, path: string, loaded: Attempt<Provider>): Promise<Report> {
  const what = "It loads without any permission, and keeps the contract";
  const first = await checking("module", what, ({ problems, notes }) => {
    if ("value" in loaded) return;
    const { message, details, hint } = loaded.failure;
    problems.push(message, ...details);
    if (hint !== undefined) notes.push(hint);
  });
  const module = printable(path, 200);
  if ("failure" in loaded) {
    return { module, provider: undefined, checks: [first], isComplete: false };
  }
  const { checks, isComplete } = await checkProvider(host, loaded.value);
  return { module, provider: loaded.value, checks: [first, ...checks], isComplete };
}

/** How many checks do not hold, in words. */
function countOf({ checks }: Report): string {
  const failed = checks.filter((check) => !allHold([check])).length;
  return `${failed} of ${checks.length} checks ${failed === 1 ? "does" : "do"} not hold`;
}

function asJson({ module, provider, checks }: Report): string {
  return JSON.stringify({
    module,
    name: provider?.name ?? null,
    title: provider?.title ?? null,
    ok: allHold(checks),
    checks: checks.map((check) => ({
      check: check.check,
      ok: allHold([check]),
      problems: check.problems,
      notes: check.notes,
    })),
  }) + "\n";
}

function asText(report: Report): string {
  const { module, provider, checks } = report;
  const heading = provider ? `${provider.title} (${provider.name}), ${module}` : module;
  return [heading, "", ...checks.flatMap(linesOf), "", lastLine(report), ""].join("\n");
}

/** What fits a terminal of 80 columns beside the indentation. */
const width = 72;

function linesOf(check: Check): string[] {
  const { what, problems, notes } = check;
  const holds = allHold([check]);
  const remarks = holds ? notes : notes.map((note) => `Note: ${note}`);
  const status = holds ? (notes.length > 0 ? "note" : "ok") : "FAIL";
  return [
    `${status.padEnd(4)}  ${what}`,
    ...[...problems, ...remarks].flatMap((text) =>
      wrap(text, width).map((line, index) => `      ${index === 0 ? "- " : "  "}${line}`)
    ),
  ];
}

function lastLine(report: Report): string {
  const { module, checks, isComplete } = report;
  if (allHold(checks)) return `All ${checks.length} checks hold. Next: gettoken ${module} --help`;
  return `${countOf(report)}.${isComplete ? "" : " There are more once these do."}`;
}
