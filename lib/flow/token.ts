/**
 * The token that the library returns.
 *
 * @module
 */

import type { Secret } from "../core/secret.ts";
import type { Token as TokenResponse } from "../oauth/token_response.ts";

/** An access token. Only {@linkcode Token.value} and the header show it: `console.log()` and JSON do not. */
export class Token {
  /**
   * `Bearer`, or `DPoP` for a token that is bound to the key in `dpopKey` (RFC 9449). With a DPoP token,
   * each request to the API needs a proof as well, in the header `DPoP`, which the caller signs with that
   * key. A `Bearer` token that was requested with a client certificate may be bound to it (RFC 8705 §3).
   */
  readonly type: "Bearer" | "DPoP";
  /** When it expires; `undefined` if the server does not say. */
  readonly expiresAt: Date | undefined;
  /** The granted scope; the requested one if the server does not say. */
  readonly scope: string | undefined;
  /** Members of the reply that the provider declares as public, such as Salesforce's `instance_url`. */
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
  readonly #secret: Secret;

  /** @ignore The library makes tokens. */
  constructor(response: TokenResponse, now: number) {
    const { accessToken, tokenType, expiresIn, receivedAt = now, scope, publicMembers } = response;
    this.#secret = accessToken;
    this.type = tokenType;
    this.expiresAt = expiresIn === undefined ? undefined : new Date(receivedAt + expiresIn * 1000);
    this.scope = scope;
    this.fields = Object.freeze(publicMembers);
    // All callers get the same one.
    Object.freeze(this);
  }

  /** The access token itself. */
  get value(): string {
    return this.#secret.reveal();
  }

  /** The value of the header `Authorization`: `Bearer eyJ…` (RFC 6750 §2.1). */
  authorizationHeader(): string {
    return `${this.type} ${this.value}`;
  }

  /** The type only: `Bearer ***`. */
  toString(): string {
    return `${this.type} ***`;
  }

  /** What `console.log()` and `Deno.inspect()` show in Deno. */
  [Symbol.for("Deno.customInspect")](inspect: Inspect, options?: object): string {
    return this.#shown(inspect, options);
  }

  /** What `console.log()` and `util.inspect()` show in Node and Bun. */
  [Symbol.for("nodejs.util.inspect.custom")](_: number, options: object, inspect: Inspect): string {
    return this.#shown(inspect, options);
  }

  /** Without the value, which `getters: true` would show. */
  #shown(inspect: Inspect, options: object | undefined): string {
    return `Token ${inspect({ ...this }, options)}`;
  }
}

type Inspect = (value: unknown, options?: object) => string;
