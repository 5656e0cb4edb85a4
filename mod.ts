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
import type { Library } from "./lib/flow/flow_client.ts";
import type { EnvironmentOptions, FlowOptions, TokenOptions } from "./lib/flow/flow_options.ts";
import { LibraryFlow } from "./lib/flow/library_flow.ts";
import type { Token } from "./lib/flow/token.ts";
import { createLibraryHost } from "./lib/runtimes/library_host.ts";
import { builtIn } from "./providers/mod.ts";

export type * from "./lib/contract/provider.ts";
export { GettokenError } from "./lib/core/errors.ts";
export type { FailureCode, FailureDetails, Retry, SettingProblem } from "./lib/core/errors.ts";
export type { LogRecord } from "./lib/core/log.ts";
export type * from "./lib/flow/flow_options.ts";
export type * from "./lib/flow/provider_settings.ts";
export type * from "./lib/flow/setting_value.ts";
export type { Token } from "./lib/flow/token.ts";

const library: Library = {
  catalog: builtIn,
  version: config.version,
  createHost: createLibraryHost,
};

/** Marks the options of a flow that reads the environment. */
const environment = Symbol("environment");

/**
 * Gets tokens for one client from one provider. Create one flow and use it for all calls: they share a
 * token, which is renewed shortly before it expires. Nothing runs in the background.
 */
export class ClientCredentialsFlow {
  readonly #flow: LibraryFlow;

  /**
   * Checks the options. No request is sent, and nothing is read.
   *
   * @throws {GettokenError} `usage`, `unknown_provider` or `provider_module` if an option is invalid.
   * Settings of a built-in provider are checked by the first call of
   * {@linkcode ClientCredentialsFlow.getToken}, which loads that provider.
   */
  constructor(options: FlowOptions) {
    this.#flow = new LibraryFlow(options, library, Object.hasOwn(Object(options), environment));
  }

  /**
   * A flow with its provider and settings from the environment, by the variables of the program:
   * `GETTOKEN_PROVIDER`, `GETTOKEN_CLIENT_ID`, the vendor's, such as `AUTH0_DOMAIN`, those that name
   * files, such as `GETTOKEN_CLIENT_SECRET_FILE`, and `GETTOKEN_TIMEOUT`, `GETTOKEN_RETRIES`,
   * `GETTOKEN_MIN_TTL` and `GETTOKEN_CACHE`. A job of GitHub Actions may use its ID token. They are
   * read for each request. `.env` files and profiles are not read.
   *
   * @param options Override the environment.
   * @throws {GettokenError} as the constructor does; `setting_missing` if nothing names a provider.
   */
  static fromEnvironment(options: EnvironmentOptions = {}): ClientCredentialsFlow {
    return flowFrom({ ...options, [environment]: true } as FlowOptions);
  }

  /**
   * Gets a token: the cached one, or a new one. Calls at the same time share one request; it is
   * aborted when all of their signals have aborted. If a token cannot be renewed, it is returned until
   * it expires, with a warning in the log. Failures are not cached.
   *
   * @throws {GettokenError} Its code says what went wrong: `refused` if the provider refuses, `aborted`
   * if a signal aborted, and `timed_out` if that was due to a time limit.
   */
  async getToken(options: TokenOptions = {}): Promise<Token> {
    return await this.#flow.getToken(options);
  }

  /**
   * Forgets a token that an API has refused before it expired, such as one that was revoked. The next
   * call of {@linkcode ClientCredentialsFlow.getToken} requests another. A token that has been replaced
   * already changes nothing, so all callers may report the same one.
   */
  discard(token: Token): void {
    this.#flow.discard(token);
  }
}

/** Apart from the class, because bundlers give another name to a class that names itself. */
function flowFrom(options: FlowOptions): ClientCredentialsFlow {
  return new ClientCredentialsFlow(options);
}
