/**
 * Environment variables as the library reads them, in Deno, Node and Bun.
 *
 * @module
 */

import type { FlowHost } from "../core/flow_host.ts";
import { namesOn, readVariable, variableNames } from "../platform/read_variables.ts";
import { type Globals, type Runtime, runtimeOf, systemOf } from "./runtimes.ts";

/** Variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Reads variables. */
export type Environment = Pick<FlowHost, "env" | "envNames">;

/** The environment of a flow that must not read it. */
export const emptyEnvironment: Environment = { env: () => undefined, envNames: () => [] };

/**
 * The environment of the process. Variables that the runtime handles itself are left out: Node and Bun trust the certificates of `NODE_EXTRA_CA_CERTS` without us, and Node uses the
 * proxies only if `NODE_USE_ENV_PROXY` is set.
 */
export function libraryEnvironment(
  runtime: Runtime = runtimeOf(),
  variables: Variables = (globalThis as Globals).process?.env ?? {},
): Environment {
  if (runtime === "deno") return { env: readVariable, envNames: variableNames };
  const usesProxies = runtime !== "node" || variables.NODE_USE_ENV_PROXY === "1";
  const isLeftOut = (name: string) =>
    name === "NODE_EXTRA_CA_CERTS" || (!usesProxies && /^(all|https?|no)_proxy$/i.test(name));
  return {
    env: (name) => isLeftOut(name) ? undefined : variables[name],
    envNames: () => namesOn(systemOf(), Object.keys(variables)).filter((name) => !isLeftOut(name)),
  };
}
