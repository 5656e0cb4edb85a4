/**
 * Checks that secrets are marked as such, and that none reaches the module.
 *
 * @module
 */

import { type Check, checking } from "./check.ts";
import { settingsOf } from "../contract/declared_settings.ts";
import { credentialSettings, isCredential } from "../contract/credential_settings.ts";
import type { Provider } from "../contract/provider.ts";

/** What secrets and their variables are usually called. */
const secretName = /secret|passw|passphrase|(private|api|access)_?key|token$/i;

/**
 * Checks the secrets of a provider.
 *
 * @param encounters Where the module met a secret: `endpoint() is given`.
 */
export function checkSecrets(provider: Provider, encounters: Iterable<string>): Promise<Check> {
  return checking("secrets", "No secret reaches the module", ({ problems, notes }) => {
    const { clientId, scope } = settingsOf(provider);
    for (const [name, usual] of Object.entries(credentialSettings(provider))) {
      if (usual.secret && settingsOf(provider)[name]?.secret !== true) {
        problems.push(`settings.${name}.secret must stay true: else the module gets it`);
      }
    }
    for (const [name, setting] of Object.entries({ clientId, scope })) {
      if (setting?.secret) problems.push(`settings.${name} is no secret: leave the mark out`);
    }
    for (const place of encounters) problems.push(`${place} a secret`);
    for (const [name, setting] of Object.entries(settingsOf(provider))) {
      const { secret, example, default: fallback, env = [] } = setting;
      if (secret && (example ?? fallback) !== undefined) {
        problems.push(`settings.${name}: a secret must not stand in a module, be it an example`);
      }
      // What is in a document is sent, or is not, as other settings are.
      if (isCredential(provider, name) || setting.members) continue;
      if (secret) notes.push(`settings.${name} is a secret that is sent to nobody`);
      else if ([name, ...env].some((word) => secretName.test(word))) {
        notes.push(`settings.${name} is not marked as secret, so it is shown with -v`);
      }
    }
  });
}
