/**
 * The APIs that tokens are for, and who may do what there.
 * @module
 */

/** One protected API. */
export interface Api {
  /** Its resource identifier, the audience of its tokens: an absolute URI. */
  readonly identifier: string;
  /** What each client may do there, by client id. */
  readonly grants: Readonly<Record<string, readonly string[]>>;
  /** What every other client may do; without it the API turns them away. */
  readonly others?: readonly string[];
}

/** What this client may do at this API, or nothing when it may not even have a token. */
export function permissionsOf(api: Api, clientId: string): readonly string[] | undefined {
  return api.grants[clientId] ?? api.others;
}
