/**
 * The variables that count in the environment only, and not in files.
 *
 * @module
 */

import type { EnvFile } from "../settings/env_file.ts";

/** They name a proxy each. The runtime reads them by itself. */
export const proxyVariables: readonly string[] = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"]
  .flatMap((name) => [name, name.toLowerCase()]);

/** The variables that say how requests travel and whom they trust. */
export const networkVariables: readonly string[] = [
  ...proxyVariables,
  ...["NO_PROXY", "no_proxy"],
  ...["DENO_CERT", "DENO_TLS_CA_STORE", "NODE_EXTRA_CA_CERTS", "SSLKEYLOGFILE"],
];

/** Remarks about such variables in a file. */
export function ineffectiveVariables({ path, values }: EnvFile): string[] {
  return [...networkVariables, "GETTOKEN_PROFILE", "GETTOKEN_ENV_FILE"].filter((name) =>
    values.has(name)
  )
    .map((name) => `${name} in ${path} has no effect; set it in the environment`);
}
