/**
 * Loads a provider from a module of the user's own.
 *
 * @module
 */

import { GettokenError } from "./errors.ts";
import { guardProvider } from "./guard_provider.ts";
import { FileProblem, type Host } from "./host.ts";
import type { Provider } from "./provider.ts";
import { contractProblems } from "./provider_contract.ts";
import { printable } from "./text.ts";
import { moduleTimeLimit, within } from "./time_limit.ts";

/** The most bytes a provider module may have. */
const maxModuleBytes = 1024 * 1024;

/**
 * Loads a module and checks that it keeps the contract.
 *
 * @throws {GettokenError} `provider_module`
 */
export async function loadModule(host: Host, path: string): Promise<Provider> {
  const shown = printable(path, 200);
  await requireFile(host, path, shown);
  const late = new GettokenError("provider_module", `${shown} did not load within 4 s`);
  let module: unknown;
  try {
    const loading = host.importModule(await host.fileUrl(path));
    module = await within(host, moduleTimeLimit, loading, () => late);
  } catch (error) {
    throw error === late ? late : loadFailure(error, shown);
  }
  const provider = module && (module as { default?: unknown }).default;
  const problems = look(shown, () => contractProblems(provider));
  if (problems.length > 0) {
    throw new GettokenError("provider_module", `${shown} is not a provider`, {
      details: problems.map((problem) => printable(problem, 300)),
      hint: "It must export one as default: see examples/acme.ts and lib/provider.ts.",
    });
  }
  return look(shown, () => guardProvider(host, provider as Provider, shown));
}

async function requireFile(host: Host, path: string, shown: string): Promise<void> {
  try {
    await host.readFile(path, maxModuleBytes);
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    const reason = error.kind === "missing" ? "there is no such file" : "it cannot be read";
    throw new GettokenError("provider_module", `Cannot load ${shown}: ${reason}`);
  }
}

/** What comes of looking at a module's members, which may throw. */
function look<T>(shown: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw new GettokenError("provider_module", `${shown} throws when its members are read`);
  }
}

/** Says where a module failed to load, not what it said: its message may hold anything. */
function loadFailure(error: unknown, shown: string): GettokenError {
  const isError = error instanceof Error;
  const kind = isError ? printable(error.name, 40) : "something that is not an Error";
  const isSyntax = kind === "SyntaxError" && /\.[cm]?ts$/.test(shown);
  return new GettokenError("provider_module", `Cannot load ${shown}: it threw ${kind}`, {
    details: isError ? placeOf(error) : [],
    hint: isSyntax
      ? "If this is the compiled program: it loads JavaScript, so remove the types and name it .js."
      : undefined,
  });
}

/** The first place in a source that an error names. */
function placeOf({ message, stack }: Error): string[] {
  const place = /(?<file>\w+:\/\/\S+?):(?<line>\d+):(?<column>\d+)/.exec(`${message}\n${stack}`);
  if (!place?.groups) return [];
  const { file = "", line, column } = place.groups;
  return [`in ${printable(file, 300)}, line ${line}, column ${column}`];
}
