/**
 * Keys as settings give them: with the passphrase, and with where both came from, for messages.
 *
 * @module
 */

import { fileSettingOf, optionOf, settingsOf } from "../contract/declared_settings.ts";
import type { PassphraseOptions } from "../keys/encrypted_pem.ts";
import { waysToSet } from "../settings/missing_settings.ts";
import { describeProvenance, type Provenance } from "../settings/provenance.ts";
import type { Provider } from "../contract/provider.ts";
import type { Secret } from "../core/secret.ts";
import { type ResolvedSettings, secretOf } from "../settings/resolve.ts";
import { invalidSetting } from "../core/errors.ts";

/** A key that has not been looked at. */
export interface GivenKey {
  readonly content: Secret;
  readonly options: PassphraseOptions;
}

/** What keys and certificates have, and no path: PEM, be it in Base64, or a JWK, or lines. */
const text = /-----BEGIN |^LS0tLS1|^\s*\{|\S[^\S\n]*\n\s*\S/;

/** PKCS#12, as it is once a file of it has been read. */
const pkcs12InPem = /^-----BEGIN PKCS12-----/;

/**
 * The key or the certificate in a setting. What is in PKCS#12 is taken out, and is not encrypted
 * any more.
 *
 * @throws {GettokenError} `setting_invalid`
 */
export async function givenKey(
  name: string,
  provider: Provider,
  settings: ResolvedSettings,
): Promise<GivenKey> {
  const { secrets, provenance: { [name]: provenance, keyPassphrase: namedBy } } = settings;
  const content = secretOf(settings, name);
  const source = describeProvenance(provenance);
  if (!content.matches(text) && mayBePath(provenance)) {
    const hint = `A path belongs in ${optionOf(fileSettingOf(name))}.`;
    throw invalidSetting(source, "it is no PEM, which begins with -----BEGIN", hint);
  }
  const options = {
    source,
    passphrase: secrets.keyPassphrase,
    passphraseSource: namedBy && describeProvenance(namedBy),
    passphraseWays: waysToSet("keyPassphrase", settingsOf(provider).keyPassphrase ?? {}),
  };
  if (!content.matches(pkcs12InPem)) return { content, options };
  const { unpackPkcs12 } = await import("../keys/pkcs12.ts");
  return { content: await unpackPkcs12(content, options), options: { source } };
}

/** Whether the name of a file may have been given in the place of its content. */
function mayBePath(provenance: Provenance | undefined): boolean {
  return provenance !== undefined && "name" in provenance && !provenance.member &&
    !/[-_](file|path)$/i.test(provenance.name);
}
