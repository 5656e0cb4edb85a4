/**
 * Finds the provider for a command line that names none.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { describeProvenance, isImplicitEnvFile, type Provenance } from "../settings/provenance.ts";
import { isModulePath } from "../contract/names.ts";
import { providerVariable } from "../settings/known_variables.ts";
import { scanArguments } from "../cli/scan_arguments.ts";
import { type NamedFiles, readSettingFiles } from "../settings/setting_files.ts";

/** A provider by name, and who named it. */
export interface Choice {
  readonly name: string;
  readonly namedBy: Provenance;
}

/**
 * The provider that `GETTOKEN_PROVIDER` names; `undefined` if it is not set.
 *
 * @throws {GettokenError} `setting_invalid` if it is empty, `untrusted_destination` if `./.env` names
 * a module.
 */
export async function chosenProvider(
  args: readonly string[],
  host: Host,
): Promise<Choice | undefined> {
  const choice = await findChoice(args, host);
  if (choice === undefined) return undefined;
  const { name, namedBy } = choice;
  if (name === "") {
    throw new GettokenError("setting_invalid", `${describeProvenance(namedBy)} is empty`);
  }
  if (isModulePath(name) && isImplicitEnvFile(namedBy)) {
    const { untrustedModule } = await import("../settings/trust.ts");
    throw untrustedModule(providerVariable);
  }
  return choice;
}

async function findChoice(args: readonly string[], host: Host): Promise<Choice | undefined> {
  const value = host.env(providerVariable);
  if (value !== undefined) {
    return { name: value, namedBy: { kind: "environment", name: providerVariable } };
  }
  for (const file of await readSettingFiles(host, filesIn(args))) {
    const name = file.values.get(providerVariable);
    if (name !== undefined) {
      return { name, namedBy: { kind: "file", name: providerVariable, file } };
    }
  }
  return undefined;
}

/** The files that a command line names, read before its provider and so its options are known. */
function filesIn(args: readonly string[]): NamedFiles {
  const { values } = scanArguments(args);
  return { envFiles: values.get("envFile") ?? [], profile: values.get("profile")?.at(-1) };
}
