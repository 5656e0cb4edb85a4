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

/** Options that are not settings of a provider. */
export interface RequestOptions {
  /** Aborts every request of the flow. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The time limit of a request for a token, retries included, in seconds.
   *
   * @default 30
   */
  readonly timeout?: number | undefined;
  /**
   * How often a request is retried after a temporary failure.
   *
   * @default 2
   */
  readonly retries?: number | undefined;
  /**
   * Where tokens are kept until shortly before they expire: nowhere, in this object, or, encrypted
   * under the credential, in the cache folder of the program, which `gettoken --cache` uses as well.
   *
   * @default "memory"
   */
  readonly cache?: "none" | "memory" | "sealed" | undefined;
  /** Sends the requests instead of the global `fetch`. It must not follow redirects. */
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
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  /** Names of scopes; a string has several separated by spaces. */
  readonly scopes?: SettingValue;
  /** A private key to sign with, instead of a secret: PEM, or a JWK as JSON. */
  readonly privateKey?: KeyValue;
  /** Gets a token from another issuer, which replaces the secret; called for each request. */
  readonly federatedToken?: FederatedTokenSource | undefined;
}

/** The options of a flow: the client, its provider's settings, and the request. */
export interface FlowOptions extends ClientOptions, ProviderSettings, RequestOptions {
  /** Settings of a provider of your own by name, such as `workspace`. */
  readonly settings?: Readonly<Record<string, SettingValue>> | undefined;
}
