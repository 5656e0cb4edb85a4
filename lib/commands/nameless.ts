/** A command line that names no provider. @module */

import type { Context } from "../contract/context.ts";
import type { Provider } from "../contract/provider.ts";
import { GettokenError } from "../core/errors.ts";
import { providerVariable } from "../settings/known_variables.ts";

/**
 * Says what is wrong with a command line that names no provider.
 *
 * @throws {GettokenError} `usage` if an option is wrong whatever the provider, else `setting_missing`.
 */
export async function refuseNameless(
  args: readonly string[],
  context: Context,
  purpose: "token" | "explanation" = "token",
): Promise<never> {
  const provider: Provider = {
    apiVersion: 1,
    name: "any",
    title: "any provider",
    docs: "https://www.rfc-editor.org/rfc/rfc6749",
    settings: {},
    endpoint: () => ({ issuer: "" }),
  };
  if (args.length > 0) {
    const nameless = { ...context, name: "PROVIDER", provider, suggested: ["--version", "--help"] };
    const { parseProviderArguments } = await import("./root.ts");
    await parseProviderArguments(nameless, args, purpose);
  }
  const { emptyVariables } = await import("../settings/variable_notes.ts");
  const env = (name: string) => context.host.env(name);
  throw new GettokenError("setting_missing", "No provider is named", {
    details: [
      `gettoken <provider> names one, or ${providerVariable} in the environment or a .env file`,
      ...emptyVariables([providerVariable], { env, files: [] })
        .map((variable) => `${variable} is set but empty`),
    ],
    hint: "gettoken providers lists them; gettoken --help shows the rest",
    settings: [{ name: "provider", variables: [providerVariable], problem: "is missing" }],
  });
}
