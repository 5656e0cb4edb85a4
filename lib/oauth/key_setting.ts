/**
 * Read the setting of a key or a certificate: its content, its passphrase, and for messages, where
 * both came from. For private_key_jwt, mutual TLS and DPoP.
 *
 * @module
 */

import { fileSettingOf, optionOf, settingsOf } from "../contract/declared_settings.ts";
import type { PassphraseOptions } from "../keys/encrypted_pem.ts";
import { keyText } from "../keys/key_forms.ts";
import { waysToSet } from "../settings/missing_settings.ts";
import { describeProvenance, type Provenance } from "../settings/provenance.ts";
import type { Provider } from "../contract/provider.ts";
import type { Secret } from "../core/secret.ts";
import { type ResolvedSettings, secretOf } from "../settings/resolve.ts";
import { invalidSetting } from "../core/errors.ts";

/** A key or certificate that has not been parsed. */
export interface KeySetting {
  readonly content: Secret;
  readonly options: PassphraseOptions;
}

/** What keys and certificates contain, and paths do not: PEM, a JWK, line breaks. */
const keyForm = /-----BEGIN |^\s*\{|\S[^\S\n]*\n\s*\S/;

/** PKCS#12 as `keyText()` returns it. */
const pkcs12InPem = /^-----BEGIN PKCS12-----/;

/**
 * The key or certificate in a setting. One in PKCS#12 is extracted and decrypted.
 *
 * @throws {GettokenError} `setting_invalid`
 */
export async function readKeySetting(
  name: string,
  provider: Provider,
  settings: ResolvedSettings,
): Promise<KeySetting> {
  const { secrets, provenance: { [name]: provenance, keyPassphrase: namedBy } } = settings;
  const source = describeProvenance(provenance);
  const content = keyText(secretOf(settings, name), source);
  if (!content.matches(keyForm) && mayBePath(provenance)) {
    const hint = provenance?.name === name
      ? "Set it to the content of the file, not to its path."
      : `To set a path, use ${optionOf(fileSettingOf(name))}.`;
    throw invalidSetting(source, "it is not PEM, which begins with -----BEGIN", hint);
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

/** Whether the user may have set the path of the file instead of its content. */
function mayBePath(
  provenance: Provenance | undefined,
): provenance is Provenance & { readonly name: string } {
  return provenance !== undefined && "name" in provenance && !provenance.member &&
    !/[-_](file|path)$/i.test(provenance.name);
}
