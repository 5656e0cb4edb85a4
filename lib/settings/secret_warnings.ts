/**
 * Remarks about how a secret was handed over, each of which saves somebody an hour.
 *
 * @module
 */

import { optionOf, settingsOf, variablesOf } from "../contract/declared_settings.ts";
import type { Host } from "../core/host.ts";
import { type Provenance, subjectOf } from "./provenance.ts";
import type { Provider } from "../contract/provider.ts";
import type { ResolvedSettings } from "./resolve.ts";
import type { Secret } from "../core/secret.ts";
import { either } from "../core/text.ts";

/** Whether there is a certificate, which is not a secret, and no private key (RFC 7468 labels). */
export function isCertificateOnly(content: Secret): boolean {
  return content.matches(/-----BEGIN CERTIFICATE-----/) && !content.matches(/PRIVATE KEY-----/);
}

/** What is to be said about the secrets of a run. */
export async function secretWarnings(
  host: Host,
  provider: Provider,
  { secrets, values, provenance: provenances }: ResolvedSettings,
): Promise<string[]> {
  const declared = settingsOf(provider);
  const warnings: string[] = [];
  // A certificate is declared as a secret, since its key may stand beside it.
  const held = Object.entries(secrets).filter(([, secret]) => !isCertificateOnly(secret));
  for (const [name, secret] of held) {
    const provenance = provenances[name] ?? { kind: "default" };
    const subject = subjectOf(name, provenance);
    // A key ends with a line break as a rule.
    if (!declared[name]?.multiline && secret.matches(/^\s|\s$/)) {
      warnings.push(`${subject} begins or ends with white space or a line break; is that meant?`);
    }
    if (secret.equals(values.clientId)) warnings.push(`${subject} is the same as the client ID`);
    if (provenance.kind === "option" && provenance.name === optionOf(name)) {
      const others = either(variablesOf(name, declared[name] ?? {}).reverse());
      warnings.push(
        `the list of processes shows ${provenance.name} to everyone on this machine; ` +
          `${others} in the environment or a file is safer`,
      );
    }
  }
  return [...warnings, ...await sharedFiles(host, held.map(([name]) => name), provenances)];
}

/** A warning for each file with a secret that others may read. */
async function sharedFiles(
  host: Host,
  secrets: readonly string[],
  provenances: Readonly<Record<string, Provenance>>,
): Promise<string[]> {
  const files = secrets.flatMap((name) => {
    const provenance = provenances[name];
    return provenance?.kind === "file" ? [provenance.file.path] : [];
  });
  const warnings: string[] = [];
  for (const path of new Set(files)) {
    if (!await host.othersMayRead(path)) continue;
    const remedy = `chmod 600 ${path}`;
    warnings.push(`other users of this machine may read ${path}, which has a secret; ${remedy}`);
  }
  return warnings;
}
