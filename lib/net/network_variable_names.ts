/**
 * The variables that count in the environment only, and not in files.
 *
 * @module
 */

import type { EnvFile } from "../settings/env_file.ts";
import { runOptions } from "../settings/run_options.ts";

/** They name a proxy each. The runtime reads them by itself. */
export const proxyVariables: readonly string[] = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"]
  .flatMap((name) => [name, name.toLowerCase()]);

/** The variables that say how requests travel and whom they trust. */
export const networkVariables: readonly string[] = [
  ...proxyVariables,
  ...["NO_PROXY", "no_proxy"],
  ...["DENO_CERT", "DENO_TLS_CA_STORE", "NODE_EXTRA_CA_CERTS", "SSLKEYLOGFILE"],
];

/** Warnings about variables in a file that do not count there. */
export function ineffectiveVariables({ path, named, values }: EnvFile): string[] {
  const options = Object.values(runOptions).filter((option) =>
    option.readFrom === "environment" ||
    // A setting that is not a run option has a check of its own.
    (!named && option.readFrom === "named files" && "parse" in option)
  );
  return [...networkVariables, ...options.map(({ variable }) => variable)]
    .filter((name) => values.has(name))
    .map((name) => `${name} in ${path} has no effect; set it in the environment`);
}
