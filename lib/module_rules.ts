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

/** Settings that are secrets, whatever a module says. */
const secretSettings = ["clientSecret", "privateKey", "keyPassphrase", "clientCert", "clientKey"];

/** What keeps a module from being used, as {@linkcode contractProblems} says it. */
export function moduleProblems(
  { name, settings }: Provider,
  catalog: ProviderCatalog,
): string[] {
  const owner = takenBy(catalog, name);
  const prefix = `${name.toUpperCase().replaceAll("-", "_")}_`;
  return [
    ...(owner ? [`name is taken: ${name} is ${owner}`] : []),
    ...Object.entries(settings).flatMap(([setting, { env = [], fileEnv = [], secret }]) => {
      const isSecret = secret || secretSettings.includes(setting);
      const end = isSecret ? " and end with SECRET" : " and not end like those of secrets";
      return [
        ...env.filter((variable) =>
          !isOwn(variable, prefix) ||
          (isSecret ? !variable.endsWith("SECRET") : endsLikeSecret.test(variable))
        ).map((variable) => `env has ${variable}; a module's variables begin with ${prefix}${end}`),
        ...fileEnv.filter((variable) => !isOwn(variable, prefix))
          .map((variable) => `fileEnv has ${variable}; a module's variables begin with ${prefix}`),
      ].map((problem) => `settings.${setting}.${problem}`);
    }),
  ];
}

function isOwn(variable: string, prefix: string): boolean {
  return variable.startsWith(prefix) && /^[A-Z0-9_]+$/.test(variable);
}
