/**
 * Recognises the provider of a token by its issuer.
 *
 * @module
 */

import type { ProviderCatalog } from "../contract/provider.ts";

/** A built-in provider that a token seems to be of. */
export interface RecognisedProvider {
  readonly name: string;
  readonly title: string;
  /** Whether the issuer is at a host that belongs to the vendor. */
  readonly isAtVendor: boolean;
}

/** The provider with such issuers. Whoever can write a token can write any issuer into it. */
export async function recognise(
  catalog: ProviderCatalog,
  issuer: string | undefined,
): Promise<RecognisedProvider | undefined> {
  if (issuer === undefined) return undefined;
  for (const [name, { issuers, load }] of Object.entries(catalog)) {
    if (!issuers?.patterns.some((pattern) => new RegExp(`^(?:${pattern})$`).test(issuer))) continue;
    const { title } = await load();
    return { name, title, isAtVendor: issuers.atAnyHost !== true };
  }
}
