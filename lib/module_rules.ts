/**
 * What a module of the user's own may not declare, though a built-in provider may.
 *
 * A module decides where the secret goes, and which variables are read for it. So it must not be
 * able to take what was meant for something else: `GITHUB_TOKEN` as a client secret, or a password
 * as a form field.
 *
 * @module
 */

import type { Provider, ProviderCatalog } from "./provider.ts";
import { takenBy } from "./provider_names.ts";

/** What the variables of secrets end with. */
const endsLikeSecret = /(SECRET|TOKEN|KEY|PASSWORD|PASSWD|PASSPHRASE|PASS|CREDENTIALS?|AUTH)S?$/;

/** What keeps a module from being used, as {@linkcode contractProblems} says it. */
export function moduleProblems(
  { name, settings }: Provider,
  catalog: ProviderCatalog,
): string[] {
  const owner = takenBy(catalog, name);
  const prefix = `${name.toUpperCase().replaceAll("-", "_")}_`;
  return [
    ...(owner ? [`name is taken: ${name} is ${owner}`] : []),
    ...Object.entries(settings).flatMap(([setting, { env = [], secret }]) => {
      const isSecret = secret || setting === "clientSecret";
      return env.filter((variable) =>
        !variable.startsWith(prefix) || !/^[A-Z0-9_]+$/.test(variable) ||
        (isSecret ? !variable.endsWith("SECRET") : endsLikeSecret.test(variable))
      ).map((variable) => {
        const end = isSecret ? " and end with SECRET" : " and not end like those of secrets";
        return `settings.${setting}.env has ${variable}; a module's variables begin with ${prefix}` +
          end;
      });
    }),
  ];
}
