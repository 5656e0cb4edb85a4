/**
 * The key that tokens are bound to (RFC 9449). It is no credential: the caller keeps it, and proves
 * to have it wherever a bound token is used.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { givenKey } from "./key_setting.ts";
import { isSameKey } from "../keys/jwk.ts";
import { type PrivateKey, readPrivateKey } from "../keys/private_key.ts";
import type { Provider } from "../contract/provider.ts";
import { Secret } from "../core/secret.ts";
import { keyIdOf, type ResolvedSettings } from "../settings/resolve.ts";
import { isSigningAlgorithm, keyKindOf, type SigningAlgorithm } from "../keys/algorithms.ts";
import { printable } from "../core/text.ts";
import type { TokenEndpoint } from "./token_endpoint.ts";
import { unusable } from "../core/invalid_setting.ts";

/**
 * Reads the key that tokens are to be bound to.
 *
 * @throws {GettokenError} `setting_invalid` if it cannot be used, or not at this server, or if the
 * client authenticates with it.
 */
export async function readDpopKey(
  provider: Provider,
  settings: ResolvedSettings,
  endpoint: TokenEndpoint,
): Promise<PrivateKey> {
  const { dpopKey = new Secret(""), privateKey } = settings.secrets;
  const { content, options } = await givenKey("dpopKey", dpopKey, provider, settings);
  const key = await readPrivateKey(content, { ...options, algorithms: algorithmsAt(endpoint) });
  // The passphrase may be that of the client's key alone.
  if (privateKey === undefined) return key;
  const other = await givenKey("privateKey", privateKey, provider, settings);
  const own = await readPrivateKey(other.content, {
    ...{ ...other.options, keyId: keyIdOf(settings) },
    algorithms: allAlgorithms,
  });
  if (!isSameKey(own.publicKey, key.publicKey)) return { ...key, warnings: [] };
  throw unusable(
    options.source,
    "it is the key that the client authenticates with, and a token is bound to another",
    "Make a key for this purpose alone.",
  );
}

const allAlgorithms = Object.keys(keyKindOf).filter(isSigningAlgorithm);

/** The algorithms of proofs that the server takes, as far as it says (RFC 9449 §5.1). */
function algorithmsAt({ dpopAlgorithms: listed, metadata }: TokenEndpoint): SigningAlgorithm[] {
  const taken = allAlgorithms.filter((name) => listed?.includes(name) ?? true);
  if (taken.length > 0) return taken;
  throw new GettokenError("setting_invalid", "The server takes no DPoP proof that can be made", {
    details: [`${metadata} lists: ${printable(listed?.join(", ") || "none", 200)}`],
    hint: "Leave the DPoP key out, or name the token endpoint itself if the metadata is wrong.",
  });
}
