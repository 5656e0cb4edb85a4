/**
 * What a flow from the environment reads there besides settings: the provider, and the options that the
 * program has as well.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { FlowHost } from "../core/flow_host.ts";
import { providerVariable } from "../settings/known_variables.ts";
import { readRunOptions } from "../settings/read_run_options.ts";
import { inEnvironment } from "../settings/sources.ts";
import type { EnvironmentOptions, FlowOptions } from "./flow_options.ts";

/** The run options that a flow has. */
const names: readonly string[] = ["timeout", "retries", "minTtl", "cache"];

/**
 * The options, completed from the environment: `GETTOKEN_PROVIDER`, `GETTOKEN_TIMEOUT`,
 * `GETTOKEN_RETRIES`, `GETTOKEN_MIN_TTL`, `GETTOKEN_CACHE`.
 *
 * @throws {GettokenError} `setting_missing` without a provider; `setting_invalid`
 */
export function withEnvironment(options: EnvironmentOptions, host: FlowHost): FlowOptions {
  const { timeout, retries, minTtl, cache } = options;
  const given = {
    ...timeout !== undefined && { timeout },
    ...retries !== undefined && { retries },
    ...minTtl !== undefined && { minTtl },
    ...cache !== undefined && { cache: cache === "sealed" },
  };
  const { values, problems } = readRunOptions(given, { env: (name) => host.env(name), files: [] });
  const problem = problems.find(({ settings = [] }) =>
    settings.some(({ name = "" }) => names.includes(name))
  );
  if (problem) throw problem;
  return {
    ...options,
    provider: options.provider ?? providerIn(host),
    timeout: values.timeout,
    retries: values.retries,
    minTtl: values.minTtl,
    cache: cache ?? (values.cache ? "sealed" : "memory"),
  };
}

function providerIn(host: FlowHost): string {
  const name = inEnvironment(host, providerVariable);
  if (name !== undefined) return name;
  throw new GettokenError("setting_missing", "The provider is not set", {
    hint: `Set provider, or ${providerVariable} in the environment.`,
    settings: [{ name: "provider", variables: [providerVariable], problem: "is missing" }],
  });
}
