/**
 * The flow of the library: shares a request between callers, and caches a token until shortly before it
 * expires.
 *
 * @module
 */

import { expiresAt, whyUnusable } from "../cache/cached_token.ts";
import { GettokenError } from "../core/errors.ts";
import { checkTokenOptions } from "./check_options.ts";
import { FlowClient, type Library } from "./flow_client.ts";
import type { EnvironmentOptions, TokenOptions } from "./flow_options.ts";
import { refuseAborted, SharedWork } from "./shared_work.ts";
import { Token } from "./token.ts";

/** A cached token, and its times in milliseconds since 1970. */
interface Cached {
  readonly token: Token;
  readonly receivedAt: number;
  readonly expiresAt: number;
}

/** How long a renewal that failed is not tried again, in milliseconds, unless the server says so. */
const pauseAfterFailure = 10_000;

/** The implementation of `ClientCredentialsFlow`. */
export class LibraryFlow {
  readonly #client: FlowClient;
  #cached: Cached | undefined;
  #renewal: SharedWork<Token> | undefined;
  /** When a token is not renewed, because the last attempt failed. */
  #pause = { from: 0, until: 0 };
  /** Whether an API refused the last token, which the sealed cache may still have. */
  #isRefused = false;

  /**
   * @param hasEnvironment Whether what the options do not have comes from the environment.
   * @throws {GettokenError} if an option is invalid.
   */
  constructor(options: EnvironmentOptions, library: Library, hasEnvironment = false) {
    this.#client = new FlowClient(options, library, hasEnvironment);
  }

  /** Returns the cached token, or joins the request for a new one, or begins it. */
  async getToken(options: TokenOptions = {}): Promise<Token> {
    checkTokenOptions(options);
    const { signal } = options;
    const { cache, signal: signalOfAll } = this.#client.options;
    const signals = [signalOfAll, signal].filter((one) => one !== undefined);
    refuseAborted(signals);
    if (cache === "none") {
      return await waitFor(this.#share((signal) => this.#request(signal)), signals);
    }
    if (this.#cached && this.#isUsable(this.#cached)) return this.#cached.token;
    if (!this.#renewal || this.#renewal.isAbandoned) {
      this.#renewal = this.#share((signal) => this.#renew(signal));
    }
    return await waitFor(this.#renewal, signals);
  }

  /** Forgets a token, unless it has been renewed since. */
  discard(token: Token): void {
    if (this.#cached?.token !== token) return;
    this.#cached = undefined;
    this.#isRefused = true;
  }

  /** Whether a token need not be renewed now. */
  #isUsable(cached: Cached): boolean {
    const { host, options: { minTtl = 0 } } = this.#client;
    const now = host.now();
    // The clock may have been set back since.
    const isPaused = this.#pause.from <= now && now < this.#pause.until;
    return whyUnusable(cached, now, minTtl) === undefined || (isPaused && this.#isValid(cached));
  }

  /** Whether a token is valid for as long as the caller needs it. */
  #isValid({ expiresAt }: Cached): boolean {
    const { host, options: { minTtl = 0 } } = this.#client;
    return expiresAt - host.now() > minTtl * 1000;
  }

  #share(request: (signal: AbortSignal) => Promise<Token>): SharedWork<Token> {
    const work = new SharedWork(async (signal) => {
      try {
        return await request(signal);
      } finally {
        if (this.#renewal === work) this.#renewal = undefined;
      }
    });
    return work;
  }

  /** Requests a token. If that fails and the old one is still valid, the callers get the old one. */
  async #renew(signal: AbortSignal): Promise<Token> {
    try {
      return await this.#request(signal);
    } catch (error) {
      // It may have been discarded since.
      const old = this.#cached;
      if (!old || !this.#isValid(old) || signal.aborted) throw error;
      const { message, retryAfter } = error as GettokenError;
      const pause = retryAfter === undefined ? pauseAfterFailure : retryAfter * 1000;
      const from = this.#client.host.now();
      this.#pause = { from, until: from + pause };
      this.#client.warn(`the token could not be renewed, and is used until it expires: ${message}`);
      return old.token;
    }
  }

  async #request(signal: AbortSignal): Promise<Token> {
    const { host, options: { cache = "memory", minTtl = 0 } } = this.#client;
    const response = await this.#client.request(signal, this.#isRefused);
    this.#isRefused = false;
    this.#pause = { from: 0, until: 0 };
    const token = new Token(response, host.now());
    const { receivedAt = host.now(), issuedAt = receivedAt } = response;
    const expiry = expiresAt(response, receivedAt);
    const rest = Math.max(0, Math.floor(((expiry ?? Infinity) - receivedAt) / 1000));
    // The sealed cache has a warning of its own.
    if (rest < minTtl && cache === "memory") {
      this.#client.warn(`the token is valid for ${rest} s, less than minTtl (${minTtl} s)`);
    }
    const isCached = cache !== "none" && expiry !== undefined;
    this.#cached = isCached ? { token, receivedAt: issuedAt, expiresAt: expiry } : undefined;
    return token;
  }
}

/** Waits for a shared token. Each caller gets an error of its own, whose stack leads to that caller. */
async function waitFor(
  work: SharedWork<Token>,
  signals: readonly AbortSignal[],
): Promise<Token> {
  try {
    return await work.join(signals);
  } catch (error) {
    throw error instanceof GettokenError ? error.but({}) : error;
  }
}
