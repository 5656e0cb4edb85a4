/**
 * The options of the library's flow.
 *
 * @module
 */

import type { Provider, ProviderExtension } from "../contract/provider.ts";
import type { FederatedTokenSource } from "../settings/choose_credential.ts";
import type { LogRecord } from "../core/log.ts";
import type { BuiltInProvider, ProviderSettings } from "./provider_settings.ts";
import type { KeyValue, SettingValue } from "./setting_value.ts";

export type { FederatedTokenRequest, FederatedTokenSource } from "../settings/choose_credential.ts";

/** How a flow requests and caches tokens. */
export interface RequestOptions {
  /** Aborts every call of the flow. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The time limit of a request for a token, retries included, in seconds, from 1 to 300.
   *
   * @default 30
   */
  readonly timeout?: number | undefined;
  /**
   * How often a request is retried after a temporary failure, from 0 to 10.
   *
   * @default 2
   */
  readonly retries?: number | undefined;
  /**
   * Where tokens are cached until shortly before they expire: nowhere (`none`: each call sends a
   * request), in this flow (`memory`), or in this flow and, encrypted under the credential, in the
   * folder of `gettoken --cache` (`sealed`), so that several processes share one token; that needs a
   * built-in provider. A token whose expiry is unknown is not cached.
   *
   * @default "memory"
   */
  readonly cache?: "none" | "memory" | "sealed" | undefined;
  /**
   * A cached token is returned only if it is valid for this many seconds more, from 0 to 86400.
   * Without it, a token is renewed when a fifth of its lifetime is left: 10 to 300 seconds.
   *
   * @default 0
   */
  readonly minTtl?: number | undefined;
  /**
   * CA certificates (PEM) to trust beside those of the runtime, for a server with a certificate of a
   * private CA.
   */
  readonly caCertificates?: string | undefined;
  /**
   * Sends the requests instead of the global `fetch`. It must not follow redirects. It makes its own
   * connections: `caCertificates` and the client certificate do not reach it.
   */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** Gets warnings and steps, without secrets. Without it, they are dropped. */
  readonly log?: ((record: LogRecord) => void) | undefined;
}

/** The client, and the provider that issues its tokens. */
export interface ClientOptions {
  /** The name of a built-in provider, or a provider of your own. */
  readonly provider:
    | BuiltInProvider
    | (string & Record<never, never>)
    | Provider
    | ProviderExtension;
  /** The ID of the client, which some providers call the application ID. */
  readonly clientId?: string | undefined;
  /** The secret of the client. */
  readonly clientSecret?: string | undefined;
  /** Names of scopes (RFC 6749 §3.3). A string has several separated by spaces. */
  readonly scopes?: SettingValue;
  /** A private key to sign with, instead of a secret (`private_key_jwt`, RFC 7523 §2.2). */
  readonly privateKey?: KeyValue;
  /** Gets a token from another issuer, which replaces the secret; called for each request. */
  readonly federatedToken?: FederatedTokenSource | undefined;
}

/**
 * The options of a flow: the client, its provider's settings, and the request. There are no settings
 * that name files: the caller reads them.
 */
export interface FlowOptions extends ClientOptions, ProviderSettings, RequestOptions {
  /** Settings of a provider of your own by name, such as `workspace`. */
  readonly settings?: Readonly<Record<string, SettingValue | KeyValue>> | undefined;
}

/** Options of a flow that has its other settings from the environment. They override those. */
export interface EnvironmentOptions extends Partial<FlowOptions> {}

/** Options of one call. */
export interface TokenOptions {
  /** Aborts this call only. The request is aborted when all of its callers are gone. */
  readonly signal?: AbortSignal | undefined;
}
