/**
 * Shows what would be sent, and where every setting came from.
 *
 * @module
 */

import { explainSettings } from "../settings/explained_settings.ts";
import { requestLines, settingLines } from "./explanation_text.ts";
import type { Prepared } from "../oauth/get_token.ts";
import type { Log } from "../core/log.ts";
import type { Provider } from "../contract/provider.ts";
import type { Sources } from "../settings/sources.ts";

/** Describes a prepared token request on stderr, every secret as `***`. */
export async function showPrepared(
  { settings, endpoint, makeRequest }: Prepared,
  provider: Provider,
  sources: Sources,
  log: Log,
): Promise<void> {
  const request = await makeRequest();
  const lines = [
    "Settings:",
    ...settingLines(await explainSettings(provider, sources, settings, log)),
    `Endpoint: ${endpoint.metadata ? `found in ${endpoint.metadata}` : "given"}`,
    ...requestLines(request),
  ];
  for (const line of lines) log.line(line);
}
