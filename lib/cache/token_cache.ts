/**
 * Keeps tokens between runs, so that many runs, at the same time or one after the other, need one
 * request. What goes wrong here never costs a token: then it is as if there were no cache.
 *
 * @module
 */

import { inWords } from "../core/clock.ts";
import { cacheFolder } from "../platform/user_folders.ts";
import { GettokenError } from "../core/errors.ts";
import { FileProblem, type FileStore, type Host } from "../core/host.ts";
import {
  agedToken,
  expiryOf,
  type KeptToken,
  readKeptToken,
  whyUnusable,
  writeKeptToken,
} from "./cached_token.ts";
import type { Log } from "../core/log.ts";
import { UnsafeFolder } from "../platform/private_folder.ts";
import type { Provider, Settings } from "../contract/provider.ts";
import { type Seal, sealFor } from "./seal.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import type { RunValues } from "../settings/run_options.ts";
import { sha256 } from "../core/encodings.ts";
import type { Token } from "../oauth/token_response.ts";

/** How a run uses the cache. */
export type CacheOptions = Pick<RunValues, "refresh" | "minTtl">;

/** What a cache works with. */
export interface CacheWorld {
  readonly host: Host;
  readonly log: Log;
  readonly provider: Provider;
  /** The code of the provider's module, if it is not built in. */
  readonly code: string | undefined;
  /** The program and its version: another one may ask for another token. */
  readonly program: string;
  /** How long to wait for another run, and for the disk, in seconds. */
  readonly timeout: number;
  /** Called when all is open that has to be written: from then on no more is. */
  readonly opened: () => void;
}

/** The most bytes that a token takes, as a reply can have no more than half of that. */
const maxBytes = 2 * 1024 * 1024;

/**
 * How often a run that waits for another looks for the token, in milliseconds. It rarely matters:
 * the other run releases its lock when it has written the token.
 */
const pause = 500;

/** A token that was kept, or why there is none. */
type Finding =
  | { readonly token: Token; readonly why?: never }
  | { readonly token?: never; readonly why: string };

/** The cache of one run, for its one token. */
export class TokenCache {
  readonly #world: CacheWorld;
  readonly #options: CacheOptions;
  #seal: Seal | undefined;
  #store: FileStore | undefined;
  #lock: Promise<Disposable | undefined> | undefined;

  constructor(world: CacheWorld, options: CacheOptions) {
    this.#world = world;
    this.#options = options;
  }

  /**
   * The cached token, if it is still good. If there is none, this run waits while another run is
   * requesting it, for `timeout` at most. When the other run ends without a token, one of those
   * that wait takes its turn.
   */
  async find(settings: ResolvedSettings): Promise<Token | undefined> {
    const { opened } = this.#world;
    const store = await this.#open(settings);
    if (store === undefined) return void opened();
    const seal = await sealFor(settings.secrets, await purposeOf(this.#world, settings));
    const kept = this.#options.refresh ? undefined : await this.#findIn(store, seal);
    if (kept === undefined && await this.#patiently(() => store.prepareWriting())) {
      [this.#store, this.#seal] = [store, seal];
    }
    opened();
    return kept;
  }

  /** Caches a token that {@linkcode TokenCache.find} did not have. From then on no run waits. */
  async keep(token: Token): Promise<void> {
    await this.#write(token);
    release(this.#lock);
  }

  async #write(token: Token): Promise<void> {
    const { host, log } = this.#world;
    const { minTtl } = this.#options;
    const [seal, store] = [this.#seal, this.#store];
    if (!seal || !store) return;
    const { receivedAt = host.now() } = token;
    const expiresAt = expiryOf(token, receivedAt);
    if (expiresAt === undefined) {
      return log.step("the token is not kept: nobody says when it expires");
    }
    const kept = { token, receivedAt, expiresAt };
    const problem = whyUnusable(kept, { now: receivedAt, minTtl: 0 });
    if (problem) return log.step(`the token is not kept: ${problem}`);
    const rest = Math.floor((expiresAt - receivedAt) / 1000);
    if (rest < minTtl) {
      log.warn(`the token is valid for ${rest} s, and --min-ttl asks for ${minTtl}`);
    }
    const isWritten = await this.#patiently(
      async () => await store.write(seal.name, await seal.seal(writeKeptToken(kept))),
    );
    log.step(isWritten ? `the token is kept for ${inWords(rest)}` : "the token cannot be kept");
  }

  /** Where tokens are kept, if this one can be. */
  #folderFor({ secrets, credential }: ResolvedSettings): string | undefined {
    const { host, log } = this.#world;
    if (secrets[credential] === undefined) {
      log.step("no cache: a token of another issuer is new each time, so it cannot open anything");
      return undefined;
    }
    const folder = cacheFolder(host);
    if (folder === undefined) log.step("no cache: the environment does not tell the cache folder");
    return folder;
  }

  /** Opens the folder of the cache, if it can be used for this token. */
  async #open(settings: ResolvedSettings): Promise<FileStore | undefined> {
    const { host, log } = this.#world;
    const folder = this.#folderFor(settings);
    try {
      return folder === undefined ? undefined : await host.openStore(folder);
    } catch (error) {
      const why = `no cache: ${messageOf(error)}`;
      if (error instanceof UnsafeFolder) log.warn(`${why} → ${error.hint}`);
      else log.step(why);
      return undefined;
    }
  }

  async #findIn(store: FileStore, seal: Seal): Promise<Token | undefined> {
    const { host, log, timeout } = this.#world;
    const kept = await this.#read(store, seal);
    if (kept.token) return kept.token;
    log.step(kept.why);
    let isFree = false;
    const lock = this.#lockIn(store, seal.name);
    const locked = lock.then(() => isFree = true);
    // Pauses are counted and not the time: where the machine is slow, the other run is slow, too.
    for (let waited = 0; waited < timeout * 1000 && !isFree; waited += pause) {
      await Promise.race([locked, host.sleep(pause)]);
      if (!isFree && waited === 0) log.step("waiting for another gettoken to get this token");
      const { token } = await this.#read(store, seal);
      if (token) {
        release(lock);
        return token;
      }
    }
    if (!isFree) log.step(`not waiting any longer: ${timeout} s have passed`);
    this.#lock = lock;
    return undefined;
  }

  async #lockIn(store: FileStore, name: string): Promise<Disposable | undefined> {
    try {
      return await store.lock(name);
    } catch (error) {
      this.#world.log.step(`no other gettoken will wait for this one: ${messageOf(error)}`);
    }
  }

  /** The cached token, if it is still good, or why it is not. */
  async #read(store: FileStore, seal: Seal): Promise<Finding> {
    const { host, log } = this.#world;
    const kept = await readKept(store, seal);
    if (typeof kept === "string") return { why: kept };
    const now = host.now();
    const problem = whyUnusable(kept, { now, minTtl: this.#options.minTtl });
    if (problem) return { why: `the token in the cache is not used: ${problem}` };
    const rest = inWords(Math.floor((kept.expiresAt - now) / 1000));
    log.protect(kept.token.accessToken);
    log.step(`a token from the cache, valid for another ${rest}`);
    return { token: agedToken(kept, now) };
  }

  /** Does something with files, for `timeout` at most. Whether it was done. */
  async #patiently(work: () => Promise<void>): Promise<boolean> {
    const { host, log, timeout } = this.#world;
    const { promise: impatience, resolve } = Promise.withResolvers<boolean>();
    const stop = host.later(timeout * 1000, () => {
      log.step("the cache takes too long");
      resolve(false);
    });
    try {
      return await Promise.race([work().then(() => true), impatience]);
    } catch (error) {
      log.step(`the cache is of no use: ${messageOf(error)}`);
      return false;
    } finally {
      stop();
    }
  }
}

/** Lets the next run have a lock, even if it is still to come. */
function release(lock: Promise<Disposable | undefined> | undefined): void {
  void lock?.then((lock) => lock?.[Symbol.dispose]());
}

/** The cached token, or why there is none. */
async function readKept(store: FileStore, seal: Seal): Promise<KeptToken | string> {
  try {
    const content = await seal.open(await store.read(seal.name, maxBytes));
    return content === undefined ? "the cache has a damaged file" : readKeptToken(content);
  } catch (error) {
    const isMissing = error instanceof FileProblem && error.kind === "missing";
    return isMissing ? "the cache has no such token" : "the cache has a file that cannot be read";
  }
}

/** A failure in our own words; those of the runtime may show anything. */
function messageOf(error: unknown): string {
  return error instanceof GettokenError ? error.message : "it fails";
}

/** All that a token depends on beside the secrets, as one text. */
async function purposeOf(
  { program, provider, code }: CacheWorld,
  { values, network, credential }: ResolvedSettings,
): Promise<string> {
  const module = code === undefined ? null : await sha256(code);
  return JSON.stringify([
    program,
    provider.name,
    module,
    credential,
    sorted(values),
    sorted(network),
  ]);
}

function sorted(settings: Settings): readonly (readonly [string, string | undefined])[] {
  return Object.entries(settings).sort(([a], [b]) => a < b ? -1 : 1);
}
