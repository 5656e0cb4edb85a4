/**
 * Shows what would be sent, and where every setting came from.
 *
 * @module
 */

import type { Prepared } from "./get_token.ts";
import type { Log } from "./log.ts";
import { describeOrigin } from "./origin.ts";
import { shownValue } from "./settings.ts";
import { words } from "./text.ts";

/** Describes a prepared token request on stderr, every secret as `***`. */
export async function showPrepared(
  { settings, endpoint, makeRequest }: Prepared,
  log: Log,
): Promise<void> {
  const request = await makeRequest();
  log.line("Settings:");
  for (const [name, origin] of Object.entries(settings.origins)) {
    const value = shownValue(name, settings);
    log.line(`  ${words(name, " ")} = ${value}  (${describeOrigin(origin)})`);
  }
  log.line(`Endpoint: ${endpoint.metadata ? `found in ${endpoint.metadata}` : "given"}`);
  log.line("Request, not sent:");
  log.line(`  POST ${request.url}`);
  for (const [name, value] of Object.entries(request.headers)) {
    log.line(`  ${name}: ${value}`);
  }
  log.line("");
  for (const [name, value] of request.form) log.line(`  ${name}=${value}`);
  if (!request.presented?.length) return;
  log.line("What that presents:");
  for (const line of request.presented) log.line(`  ${line}`);
}
