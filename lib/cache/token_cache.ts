/**
 * The token cache: runs that need the same token, concurrent or later, share one request. A failure
 * here never fails a run: it continues without a cache.
 *
 * @module
 */

import { methodsOf } from "../contract/credential_settings.ts";
import { inWords } from "../core/clock.ts";
import { cacheFolder } from "../platform/user_folders.ts";
import { GettokenError } from "../core/errors.ts";
import type { FileStore, FlowHost } from "../core/flow_host.ts";
import { FileProblem } from "../core/host.ts";
import { cacheKey, type KeyContext } from "./cache_key.ts";
import {
  agedToken,
  type CachedToken,
  expiresAt,
  parseToken,
  serializeToken,
  whyUnusable,
} from "./cached_token.ts";
import type { Log } from "../core/log.ts";
import { UnsafeFolder } from "../platform/private_folder.ts";
import { type Seal, sealFor } from "./seal.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import type { RunValues } from "../settings/run_options.ts";
import type { Token } from "../oauth/token_response.ts";

/** What the cache of a run needs. */
export interface CacheContext extends KeyContext {
  readonly host: FlowHost;
  readonly log: Log;
  /** How long to wait for another run, and for the disk, in seconds. */
  readonly timeout: number;
  /** Called when all files are open for writing, so that the run can drop its permission. */
  readonly opened: () => void;
}

/** The options of a run that concern the cache. */
export type CacheOptions =
  & Pick<RunValues, "refresh" | "minTtl">
  & Partial<Pick<RunValues, "raw">>;

/** The maximum size of an entry, in bytes: twice that of a reply. */
const maxBytes = 2 * 1024 * 1024;

/**
 * How often a run that waits for another looks for the token, in milliseconds. It rarely matters:
 * the other run releases its lock when it has written the token.
 */
const pollInterval = 500;

/** The cache of one run, for its one token. */
export class TokenCache {
  readonly #context: CacheContext;
  readonly #options: CacheOptions;
  /** Where the token of this run is written. */
  #target: { readonly store: FileStore; readonly seal: Seal } | undefined;
  #lock: Promise<Disposable | undefined> | undefined;

  constructor(context: CacheContext, options: CacheOptions) {
    this.#context = context;
    this.#options = options;
  }

  /**
   * The cached token, if it can be used. Without one, this run waits while another run is
   * requesting it, for `timeout` at most. If that run ends without a token, one of the waiting runs
   * requests it.
   */
  async find(settings: ResolvedSettings): Promise<Token | undefined> {
    const { opened } = this.#context;
    const folder = this.#folderFor(settings);
    if (folder === undefined) return void opened();
    const key = await cacheKey(this.#context, settings);
    // Another thread derives keys while this one checks the folder.
    const [seal, store] = await Promise.all([
      sealFor(settings.secrets, key),
      this.#open(folder),
    ]);
    if (store === undefined) return void opened();
    const cached = this.#options.refresh ? undefined : await this.#findIn(store, seal);
    if (cached === undefined && await this.#withinTimeout(() => store.prepareWriting())) {
      this.#target = { store, seal };
    }
    opened();
    return cached;
  }

  /** Caches a token that {@linkcode TokenCache.find} did not have. */
  async store(token: Token): Promise<void> {
    const { host, log } = this.#context;
    const { minTtl } = this.#options;
    if (!this.#target) return;
    const { store, seal } = this.#target;
    const { receivedAt = host.now() } = token;
    const expiry = expiresAt(token, receivedAt);
    if (expiry === undefined) {
      return log.step("the token is not cached: its expiry is unknown");
    }
    const entry = { token, receivedAt, expiresAt: expiry };
    const problem = whyUnusable(entry, receivedAt, 0);
    if (problem) return log.step(`the token is not cached: ${problem}`);
    const rest = Math.floor((expiry - receivedAt) / 1000);
    if (rest < minTtl) {
      log.warn(`the token is valid for ${rest} s, less than --min-ttl (${minTtl} s)`);
    }
    const isWritten = await this.#withinTimeout(
      async () => await store.write(seal.name, await seal.seal(serializeToken(entry))),
    );
    log.step(isWritten ? `the token is cached for ${inWords(rest)}` : "the token cannot be cached");
  }

  /** Lets waiting runs go on, after {@linkcode TokenCache.store} or a failure. */
  close(): void {
    release(this.#lock);
    this.#lock = undefined;
  }

  /** The cache folder, if there is one and this token can be cached. */
  #folderFor({ secrets, credential }: ResolvedSettings): string | undefined {
    const { host, log, provider } = this.#context;
    // A client that does not authenticate by a method may have its secret in another setting.
    if (methodsOf(provider).length === 0) {
      if (Object.keys(secrets).length === 0) {
        log.step("no cache: without a secret, a cache entry cannot be encrypted");
        return undefined;
      }
    } else if (secrets[credential] === undefined) {
      log.step("no cache: a federated token is new each time, so it cannot decrypt a cache entry");
      return undefined;
    }
    try {
      const folder = cacheFolder(host);
      if (folder === undefined) log.step("no cache: no environment variable sets the cache folder");
      return folder;
    } catch (error) {
      // The library may lack the permission to read the environment.
      return void log.step(`no cache: ${messageOf(error)}`);
    }
  }

  async #open(folder: string): Promise<FileStore | undefined> {
    const { host, log } = this.#context;
    try {
      return await host.openStore(folder);
    } catch (error) {
      const why = `no cache: ${messageOf(error)}`;
      if (error instanceof UnsafeFolder) log.warn(`${why} → ${error.hint}`);
      else log.step(why);
      return undefined;
    }
  }

  async #findIn(store: FileStore, seal: Seal): Promise<Token | undefined> {
    const { host, log, timeout } = this.#context;
    const cached = await this.#read(store, seal);
    if (typeof cached !== "string") return cached;
    log.step(cached);
    let isFree = false;
    const lock = this.#lockIn(store, seal.name);
    const locked = lock.then(() => isFree = true);
    // Polls are counted, not the time: on a slow machine the other run is slow, too.
    for (let waited = 0; waited < timeout * 1000 && !isFree; waited += pollInterval) {
      await Promise.race([locked, host.sleep(pollInterval)]);
      if (!isFree && waited === 0) {
        log.step("waiting for another gettoken that requests this token");
      }
      const token = await this.#read(store, seal);
      if (typeof token !== "string") {
        release(lock);
        return token;
      }
    }
    if (!isFree) log.step(`stopped waiting after ${timeout} s`);
    this.#lock = lock;
    return undefined;
  }

  async #lockIn(store: FileStore, name: string): Promise<Disposable | undefined> {
    try {
      return await store.lock(name);
    } catch (error) {
      this.#context.log.step(`cannot lock the cache entry: ${messageOf(error)}`);
    }
  }

  /** The cached token, if it can be used, or why it is missing. */
  async #read(store: FileStore, seal: Seal): Promise<Token | string> {
    const { host, log } = this.#context;
    const cached = await readEntry(store, seal);
    if (typeof cached === "string") return cached;
    const now = host.now();
    const problem = this.#options.raw && cached.token.reply === undefined
      ? "it was cached without the reply that --raw prints"
      : whyUnusable(cached, now, this.#options.minTtl);
    if (problem) return `the cached token is not used: ${problem}`;
    const rest = inWords(Math.floor((cached.expiresAt - now) / 1000));
    log.protect(cached.token.accessToken);
    log.step(`using the cached token, valid for another ${rest}`);
    return agedToken(cached, now);
  }

  /** Whether some work with files succeeded within `timeout`. */
  async #withinTimeout(work: () => Promise<void>): Promise<boolean> {
    const { host, log, timeout } = this.#context;
    const { promise: timedOut, resolve } = Promise.withResolvers<boolean>();
    const stop = host.later(timeout * 1000, () => {
      log.step("the cache did not respond within the time limit");
      resolve(false);
    });
    try {
      return await Promise.race([work().then(() => true), timedOut]);
    } catch (error) {
      log.step(`cannot write to the cache: ${messageOf(error)}`);
      return false;
    } finally {
      stop();
    }
  }
}

/** Releases a lock, as soon as this run has it. */
function release(lock: Promise<Disposable | undefined> | undefined): void {
  void lock?.then((lock) => lock?.[Symbol.dispose]());
}

/** The cached token, or why it is missing. */
async function readEntry(store: FileStore, seal: Seal): Promise<CachedToken | string> {
  try {
    const content = await seal.open(await store.read(seal.name, maxBytes));
    return content === undefined ? "the cache entry is damaged" : parseToken(content);
  } catch (error) {
    const isMissing = error instanceof FileProblem && error.kind === "missing";
    return isMissing ? "no cached token" : "the cache entry cannot be read";
  }
}

/** The message of our own errors only: those of the runtime may contain anything. */
function messageOf(error: unknown): string {
  return error instanceof GettokenError ? error.message : "file system error";
}
