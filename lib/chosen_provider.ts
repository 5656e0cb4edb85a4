/**
 * Finds the provider for a command line that names none.
 *
 * @module
 */

import { readEnvFiles } from "./env_file.ts";
import { GettokenError } from "./errors.ts";
import type { Host } from "./host.ts";
import { isModulePath } from "./load_provider.ts";
import { describeOrigin, isFound, type Origin } from "./origin.ts";

/** A provider by name, and who named it. */
export interface Choice {
  readonly name: string;
  readonly origin: Origin;
}

/**
 * The provider that `GETTOKEN_PROVIDER` names.
 *
 * @throws {GettokenError} `setting_missing` if it is not set, `untrusted_destination` if it names a
 * module in a file that nobody named.
 */
export async function chosenProvider(args: readonly string[], host: Host): Promise<Choice> {
  const variable = "GETTOKEN_PROVIDER";
  const value = host.env(variable);
  if (value) return { name: value, origin: { kind: "environment", name: variable } };
  for (const file of await readEnvFiles(host, envFilesIn(args))) {
    const name = file.values.get(variable);
    const origin: Origin = { kind: "file", name: variable, file };
    if (name && isModulePath(name) && isFound(origin)) {
      // Its code would run with the environment in reach before anyone has vouched for the file.
      throw new GettokenError(
        "untrusted_destination",
        `${describeOrigin(origin)} names a module, and nobody named that file`,
        { hint: "If you trust this folder, name the file: --env-file .env" },
      );
    }
    if (name) return { name, origin };
  }
  throw new GettokenError("setting_missing", "No provider is named", {
    details: [`gettoken <provider> names one, or ${variable} in the environment or a .env file`],
    hint: "gettoken providers lists them; gettoken --help shows the rest",
  });
}

/** The files that a command line names, read before its provider and so its options are known. */
function envFilesIn(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    if (arg.startsWith("--env-file=")) return arg.slice("--env-file=".length);
    return arg === "--env-file" ? args[index + 1] ?? [] : [];
  });
}
