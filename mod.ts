/**
 * Gets OAuth 2 access tokens for machines, by the client credentials grant (RFC 6749 §4.4), from
 * Microsoft Entra ID, Auth0 and other identity providers.
 *
 * @example
 * ```ts
 * const flow = new ClientCredentialsFlow({
 *   provider: "auth0",
 *   domain: "acme.eu.auth0.com",
 *   audience: "https://api.acme.example",
 *   clientId: "…",
 *   clientSecret: "…",
 * });
 * const token = await flow.getToken();
 * await fetch(url, { headers: { authorization: token.authorizationHeader() } });
 * ```
 *
 * @module
 */

import config from "./deno.json" with { type: "json" };
import type { FlowOptions } from "./lib/flow/flow_options.ts";
import { type Library, LibraryFlow } from "./lib/flow/library_flow.ts";
import type { Token } from "./lib/flow/token.ts";
import { createLibraryHost } from "./lib/platform/library_host.ts";
import { builtIn } from "./providers/mod.ts";

export type * from "./lib/contract/provider.ts";
export { GettokenError } from "./lib/core/errors.ts";
export type * from "./lib/flow/flow_options.ts";
export type * from "./lib/flow/provider_settings.ts";
export type * from "./lib/flow/setting_value.ts";
export type { Token } from "./lib/flow/token.ts";

const library: Library = {
  catalog: builtIn,
  version: config.version,
  createHost: createLibraryHost,
};

/** Gets tokens for one client from one provider. */
export class ClientCredentialsFlow {
  readonly #flow: LibraryFlow;

  /** @throws {GettokenError} if an option is invalid. No request is sent. */
  constructor(options: FlowOptions) {
    this.#flow = new LibraryFlow(options, library);
  }

  /**
   * Gets a token. Calls at the same time share one request.
   *
   * @throws {GettokenError}
   */
  async getToken(): Promise<Token> {
    return await this.#flow.getToken();
  }
}
