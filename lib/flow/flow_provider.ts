/**
 * The provider of a flow: built in, or an object of the caller.
 *
 * @module
 */

import { builtInName, isModulePath } from "../contract/names.ts";
import type { Awaitable, Provider, ProviderCatalog } from "../contract/provider.ts";
import { GettokenError } from "../core/errors.ts";
import { isJsonObject } from "../core/json.ts";
import { likelyNames } from "../core/likely_names.ts";
import { either, printable } from "../core/text.ts";
import { completeProvider } from "../plugins/extend_provider.ts";
import { guardProvider } from "../plugins/guard_provider.ts";
import { withSecretsMarked } from "../plugins/module_rules.ts";
import { contractProblems } from "../plugins/validate_provider.ts";
import { wrapFunctions } from "../plugins/wrap_functions.ts";

/** A provider that may have to be loaded. */
export interface FlowProvider {
  /** Whether it is an object of the caller. */
  readonly isOwn: boolean;
  /** The provider, if it need not be loaded. */
  readonly ready?: Provider;
  readonly load: () => Promise<Provider>;
}

/**
 * Finds a provider, and checks an object of the caller as far as nothing must be loaded for it.
 *
 * @throws {GettokenError} `usage`, `unknown_provider`, `provider_module`
 */
export function findProvider(provider: unknown, catalog: ProviderCatalog): FlowProvider {
  if (typeof provider === "string") {
    const entry = catalog[builtInName(catalog, provider) ?? ""];
    if (entry) return { isOwn: false, load: entry.load };
    throw unknownProvider(provider, catalog);
  }
  if (!isJsonObject(provider)) {
    throw new GettokenError("usage", "provider must be the name of a provider, or a provider", {
      hint: `The built-in providers are ${Object.keys(catalog).join(", ")}.`,
      settings: [{ name: "provider", problem: "is neither a name nor a provider" }],
    });
  }
  if (provider.extends === undefined) {
    const ready = requireValid(provider);
    return { isOwn: true, ready, load: () => Promise.resolve(ready) };
  }
  return {
    isOwn: true,
    async load() {
      const completed = await completeProvider(provider, catalog);
      if ("value" in completed) return requireValid(completed.value);
      throw invalidProvider(completed.problems);
    },
  };
}

function unknownProvider(name: string, catalog: ProviderCatalog): GettokenError {
  const names = Object.entries(catalog).flatMap(([name, { aliases }]) => [name, ...aliases]);
  const likely = likelyNames(name, names);
  const hint = isModulePath(name)
    ? "Import the module, and set provider to its default export."
    : likely.length > 0
    ? `Did you mean ${either(likely)}?`
    : `The built-in providers are ${Object.keys(catalog).join(", ")}.`;
  return new GettokenError("unknown_provider", `Unknown provider "${printable(name, 60)}"`, {
    hint,
  });
}

/** Checks a provider, marks its secrets, and guards its functions, as those of a module. */
function requireValid(provider: unknown): Provider {
  const problems = contractProblems(provider);
  if (problems.length > 0) throw invalidProvider(problems);
  const valid = withSecretsMarked(provider as Provider);
  return guardProvider(wrapFunctions(valid, explaining(valid.name)), valid.name);
}

/** With a single problem in its message, because of an error that nobody catches, Deno prints no more. */
function invalidProvider(problems: readonly string[]): GettokenError {
  const details = problems.map((problem) => printable(problem, 300));
  const what = "provider is not a valid provider";
  const message = details.length === 1 ? `${what}: ${details[0]}` : what;
  const isModule = details.some((problem) => /^default is not part/.test(problem));
  const hint = isModule ? "Set provider to the module's default export." : undefined;
  return new GettokenError("provider_module", message, { details, hint });
}

/** Turns what a function throws into a failure of the provider. It gets no secrets to put in there. */
function explaining(name: string) {
  return <Input, Value>(path: string, run: (input: Input) => Awaitable<Value>) =>
  async (
    input: Input,
  ): Promise<Value> => {
    try {
      return await run(input);
    } catch (error) {
      const said = error instanceof Error ? `${error.name}: ${error.message}` : typeof error;
      const message = `${name}: ${path}() threw ${printable(said, 300)}`;
      throw new GettokenError("provider_module", message);
    }
  };
}
