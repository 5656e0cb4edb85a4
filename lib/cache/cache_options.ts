/**
 * Whether a run keeps its token, and when it takes one that was kept.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { describeOrigin, type Origin } from "../settings/origin.ts";
import type { Sources } from "../settings/sources.ts";

/** What a command line says about that. */
export interface CacheArguments {
  /** Whether to keep tokens and to use those that were kept. */
  readonly cache: boolean;
  /** Whether to ask for a token though there may be one that was kept. */
  readonly refresh: boolean;
  /** How long a token that was kept has to be valid at least, in seconds. */
  readonly minTtl: number | undefined;
}

/** How a run uses the cache. */
export interface CacheOptions {
  readonly refresh: boolean;
  /** Zero if nothing is asked. */
  readonly minTtl: number;
}

/** The most seconds that a token can be asked to be valid for: none is kept for longer. */
export const maxMinTtl = 86_400;

/** Where the variables are: they cannot harm, so `./.env` will do for each of them. */
export type Variables = Pick<Sources, "env" | "files">;

const variable = { cache: "GETTOKEN_CACHE", minTtl: "GETTOKEN_MIN_TTL" } as const;

/**
 * How a run uses the cache; `undefined` if it does not.
 *
 * @throws {GettokenError} `setting_invalid` if a variable has no such value.
 */
export function cacheOptions(
  given: CacheArguments,
  variables: Variables,
): CacheOptions | undefined {
  if (!wantsCache(given.cache, variables)) return undefined;
  const minTtl = given.minTtl ?? Number(
    read(variable.minTtl, variables, isLifetime, `a number from 0 to ${maxMinTtl}`) ?? 0,
  );
  return { refresh: given.refresh, minTtl };
}

/**
 * Whether a run keeps its token.
 *
 * @param option Whether the command line says so.
 * @throws {GettokenError} `setting_invalid` if the variable is neither 0 nor 1.
 */
export function wantsCache(option: boolean, variables: Variables): boolean {
  return option ||
    read(variable.cache, variables, (value) => /^[01]$/.test(value), "1 or 0") === "1";
}

function isLifetime(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) <= maxMinTtl;
}

/** The value of a variable in the environment or, first found, in a file. */
function read(
  name: string,
  { env, files }: Variables,
  isRight: (value: string) => boolean,
  wanted: string,
): string | undefined {
  const file = env(name) === undefined ? files.find(({ values }) => values.has(name)) : undefined;
  const value = env(name) ?? file?.values.get(name);
  if (value === undefined || isRight(value)) return value;
  const origin: Origin = file ? { kind: "file", name, file } : { kind: "environment", name };
  throw new GettokenError("setting_invalid", `${describeOrigin(origin)} must be ${wanted}`);
}
