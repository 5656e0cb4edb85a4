/**
 * Chooses the provider for a command line that does not name one.
 *
 * @module
 */

import type { Host } from "../core/host.ts";
import { isImplicitEnvFile, type Provenance } from "../settings/provenance.ts";
import { isModulePath } from "../contract/names.ts";
import { providerVariable } from "../settings/known_variables.ts";
import type { Scan } from "../cli/scan_arguments.ts";
import { findVariable } from "../settings/sources.ts";
import { readSettingFiles } from "../settings/setting_files.ts";

/** The name of a provider, and its source. */
export interface Choice {
  readonly name: string;
  readonly namedBy: Provenance;
}

/**
 * The provider that `GETTOKEN_PROVIDER` names; `undefined` if it is not set.
 *
 * @throws {GettokenError} `untrusted_destination` if `./.env` names a module.
 * @param values The run options on the command line.
 */
export async function chosenProvider(
  values: Scan["values"],
  host: Host,
): Promise<Choice | undefined> {
  const choice = await findChoice(values, host);
  if (choice === undefined) return undefined;
  const { name, namedBy } = choice;
  if (isModulePath(name) && isImplicitEnvFile(namedBy)) {
    const { untrustedModule } = await import("../settings/trust.ts");
    throw untrustedModule(providerVariable);
  }
  return choice;
}

async function findChoice(values: Scan["values"], host: Host): Promise<Choice | undefined> {
  const env = (name: string) => host.env(name);
  // The files that the command line names. The provider is not known yet, so options are scanned.
  const named = {
    envFiles: values.get("envFile") ?? [],
    profile: values.get("profile")?.at(-1),
    noEnvFile: values.has("noEnvFile") || undefined,
  };
  const found = findVariable(providerVariable, { env, files: [] }) ??
    findVariable(providerVariable, { env, files: await readSettingFiles(host, named) });
  return found && { name: found.value, namedBy: found.provenance };
}
