/**
 * What decides whether two runs need the same token. Secrets are not in it: the seal depends on them.
 *
 * @module
 */

import type { Provider, Settings } from "../contract/provider.ts";
import { sha256 } from "../core/encodings.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";

/** Who requests the token, and where. */
export interface KeyContext {
  /** The program and its version. */
  readonly program: string;
  readonly provider: Provider;
  /** The code of the provider's module, if it is not built in. */
  readonly code: string | undefined;
}

/** Everything that a token depends on besides the secrets, as a string. */
export async function cacheKey(
  { program, provider, code }: KeyContext,
  { values, network, credential }: Pick<ResolvedSettings, "values" | "network" | "credential">,
): Promise<string> {
  const module = code === undefined ? null : await sha256(code);
  return JSON.stringify([
    program,
    provider.name,
    module,
    credential,
    sorted(values),
    sorted(network),
  ]);
}

function sorted(settings: Settings): readonly (readonly [string, string | undefined])[] {
  return Object.entries(settings).sort(([a], [b]) => a < b ? -1 : 1);
}
