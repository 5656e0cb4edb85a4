/**
 * Keys as settings give them: with the passphrase, and with where both came from, for messages.
 *
 * @module
 */

import { settingsOf } from "./common_settings.ts";
import type { PassphraseOptions } from "./encrypted_pem.ts";
import { waysToSet } from "./incomplete_settings.ts";
import { describeOrigin } from "./origin.ts";
import type { Provider } from "./provider.ts";
import type { Secret } from "./secret.ts";
import type { ResolvedSettings } from "./settings.ts";

/** A key that has not been looked at. */
export interface GivenKey {
  readonly content: Secret;
  readonly options: PassphraseOptions;
}

/** PKCS#12, as it is once a file of it has been read. */
const pkcs12InPem = /^-----BEGIN PKCS12-----/;

/**
 * The key in a setting. What is in PKCS#12 is taken out, and is not encrypted any more.
 *
 * @throws {GettokenError} `setting_invalid`
 */
export async function givenKey(
  name: string,
  content: Secret,
  provider: Provider,
  { secrets, origins }: ResolvedSettings,
): Promise<GivenKey> {
  const source = describeOrigin(origins[name] ?? { kind: "default" });
  const options = {
    source,
    passphrase: secrets.keyPassphrase,
    passphraseSource: origins.keyPassphrase && describeOrigin(origins.keyPassphrase),
    passphraseWays: waysToSet("keyPassphrase", settingsOf(provider).keyPassphrase ?? {}),
  };
  if (!content.matches(pkcs12InPem)) return { content, options };
  const { unpackPkcs12 } = await import("./pkcs12.ts");
  return { content: await unpackPkcs12(content, options), options: { source } };
}
