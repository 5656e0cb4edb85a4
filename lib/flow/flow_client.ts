/**
 * The client of a flow: requests a token each time, with settings from the flow's options and perhaps
 * from the environment.
 *
 * @module
 */

import type { TokenCache } from "../cache/token_cache.ts";
import type { Provider, ProviderCatalog } from "../contract/provider.ts";
import { settingsOf } from "../contract/declared_settings.ts";
import { GettokenError } from "../core/errors.ts";
import type { FlowHost } from "../core/flow_host.ts";
import { isJsonObject } from "../core/json.ts";
import { Log } from "../core/log.ts";
import { Secret } from "../core/secret.ts";
import type { Run } from "../net/http.ts";
import type { Token as TokenResponse } from "../oauth/token_response.ts";
import { runOptions } from "../settings/run_options.ts";
import type { Sources } from "../settings/sources.ts";
import { checkOptions, checkSettings, settingTexts } from "./check_options.ts";
import { withEnvironment } from "./environment.ts";
import type { EnvironmentOptions, FlowOptions } from "./flow_options.ts";
import { findProvider, type FlowProvider } from "./flow_provider.ts";
import { libraryError, libraryTerms, optionName, type Reword } from "./library_terms.ts";
import { noteVariables, requestToken, secretReader } from "./request_token.ts";

/** What the library gets from `mod.ts`. */
export interface Library {
  readonly catalog: ProviderCatalog;
  readonly version: string;
  /**
   * The machine, as one flow sees it.
   *
   * @param hasEnvironment Whether the flow may read the environment, and the files that it names.
   */
  readonly createHost: (options: EnvironmentOptions, hasEnvironment: boolean) => FlowHost;
}

/** Requests tokens for one client from one provider. */
export class FlowClient {
  /** The options, completed from the environment. */
  readonly options: FlowOptions;
  readonly host: FlowHost;
  readonly #library: Library;
  readonly #hasEnvironment: boolean;
  readonly #provider: FlowProvider;
  #lastToken: Secret | undefined;

  /** @throws {GettokenError} if an option is invalid. */
  constructor(options: EnvironmentOptions, library: Library, hasEnvironment: boolean) {
    this.#library = library;
    this.#hasEnvironment = hasEnvironment;
    try {
      const given = copyOf(options);
      checkOptions(given);
      this.host = library.createHost(given, hasEnvironment);
      this.options = hasEnvironment
        ? copyOf(withEnvironment(given, this.host))
        // findProvider() does not accept one that is missing.
        : given as FlowOptions;
      this.#provider = findProvider(this.options.provider, library.catalog);
      if (this.#provider.ready) checkSettings(given, this.#provider.ready);
      if (this.#provider.isOwn && this.options.cache === "sealed") throw notSealed();
    } catch (error) {
      throw libraryError(error, libraryTerms(undefined, hasEnvironment), hasEnvironment);
    }
  }

  /**
   * Requests a token, unless one is in the sealed cache.
   *
   * @param refresh Whether to request one even then.
   * @throws {GettokenError} in the terms of the library.
   */
  async request(signal: AbortSignal, refresh = false): Promise<TokenResponse> {
    const provider = await this.#loadProvider();
    const reword = libraryTerms(provider, this.#hasEnvironment);
    const log = this.#log(reword);
    const run = this.#run(log, signal);
    // A server may still know it, and an API accept it.
    if (this.#lastToken) log.protect(this.#lastToken);
    try {
      const sources = await this.#sourcesFor(provider, log);
      const cache = await this.#cacheFor(run, provider, refresh);
      const token = await requestToken({ run, provider, sources, cache });
      this.#lastToken = token.accessToken;
      return token;
    } catch (error) {
      const { withSettingNames } = await import("../settings/name_settings.ts");
      const explained = this.options.fetch ? withFetchHint(error) : error;
      const named = withSettingNames(explained, provider);
      const redact = (text: string) => log.redactedOwn(text);
      throw libraryError(named, reword, this.#hasEnvironment, redact);
    } finally {
      run.host.close?.();
    }
  }

  async #loadProvider(): Promise<Provider> {
    try {
      const provider = await this.#provider.load();
      checkSettings(this.options, provider);
      return provider;
    } catch (error) {
      throw libraryError(error, libraryTerms(undefined, this.#hasEnvironment));
    }
  }

  /** Gives a warning to the caller. */
  warn(text: string): void {
    this.#log((text) => text).warn(text);
  }

  /** A run has a host of its own, because the host has its connections. */
  #run(log: Log, signal: AbortSignal): Run {
    const {
      timeout = runOptions.timeout.default,
      retries = runOptions.retries.default,
      caCertificates,
    } = this.options;
    const host = this.#library.createHost(this.options, this.#hasEnvironment);
    const userAgent = `gettoken/${this.#library.version}`;
    return { host, log, timeout, retries, caCertificates, signal, userAgent };
  }

  /** The log of one request: its secrets are those of that request. */
  #log(reword: Reword): Log {
    const { log: receive } = this.options;
    const log = new Log({ writeStderr: () => {}, columns: () => undefined }, (record) => {
      // A log must not change what it is about, whether it throws or returns a promise that does.
      const given = { ...record, message: reword(record.message) };
      (async () => await receive?.(given))().catch(() => {});
    });
    log.verbosity = receive ? "verbose" : "quiet";
    return log;
  }

  async #sourcesFor(provider: Provider, log: Log): Promise<Sources> {
    const { host } = this;
    const options = await settingTexts(this.options, provider);
    const declared = settingsOf(provider);
    // Before the first check, whose message may quote the same value in another setting.
    for (const [name, text] of Object.entries(options)) {
      if (declared[name]?.secret) log.protect(new Secret(text));
    }
    const sources: Sources = {
      options,
      optionName,
      env: (name) => host.env(name),
      envNames: () => host.envNames(),
      files: [],
      federatedToken: this.options.federatedToken,
      // It matters only whether ./.env names it, which is not read.
      providerNamedBy: { kind: "option", name: "provider" },
      help: `See ${provider.docs}`,
      readSecret: secretReader(host, log),
    };
    if (this.#hasEnvironment) {
      await noteVariables({ log, provider, catalog: this.#library.catalog }, sources);
    }
    return sources;
  }

  async #cacheFor(
    { log, timeout, userAgent }: Run,
    provider: Provider,
    refresh: boolean,
  ): Promise<TokenCache | undefined> {
    const { cache, minTtl = 0 } = this.options;
    if (cache !== "sealed") return undefined;
    const { TokenCache } = await import("../cache/token_cache.ts");
    // The environment says where the folder is.
    const host = this.#library.createHost(this.options, true);
    const context = { host, log, provider, code: undefined, timeout, program: userAgent };
    return new TokenCache({ ...context, opened: () => {} }, { refresh, minTtl });
  }
}

/**
 * The options as they are now. A getter is called once: what it returns is what is checked and used.
 * Without a prototype: what somebody put into that of all objects is no option.
 *
 * @throws {GettokenError} `usage` if one cannot be read.
 */
function copyOf<Options extends EnvironmentOptions>(options: Options): Options {
  if (!isJsonObject(options)) return options;
  try {
    const copy: Options = Object.assign(Object.create(null), options);
    return isJsonObject(copy.settings)
      ? Object.assign(copy, { settings: { ...copy.settings } })
      : copy;
  } catch {
    throw new GettokenError("usage", "The options cannot be read", {
      hint: "One of them has a getter that throws.",
    });
  }
}

/** What the caller's `fetch` threw may be a mistake in it. Its message may contain anything. */
function withFetchHint(error: unknown): unknown {
  const isUnknown = error instanceof GettokenError && error.code === "connection_failed" &&
    error.hint === undefined;
  if (!isUnknown) return error;
  return error.but({
    hint: "To see the error, catch it in the function that is the option fetch.",
  });
}

/** Two providers may have the same name: another one must not find the tokens of this one. */
function notSealed(): GettokenError {
  const problem = "must not be sealed for a provider of your own";
  return new GettokenError("usage", `cache ${problem}`, {
    hint: "Use memory, or a built-in provider.",
    settings: [{ name: "cache", problem }],
  });
}
