/**
 * Says what a word may have been meant for that names no provider: a profile, a module beside, an
 * option.
 *
 * @module
 */

import { configFolder } from "../platform/user_folders.ts";
import type { GettokenError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { nativePath } from "../core/paths.ts";
import { exists, profileNames } from "../settings/profiles.ts";
import { isProviderName } from "../contract/names.ts";

/** The error `unknown_provider` with what to type instead, if that can be seen. */
export async function adviseOnName(
  error: GettokenError,
  word: string,
  host: Host,
): Promise<GettokenError> {
  // Other words may be secrets.
  if (!/^[\w.-]{1,64}$/.test(word)) return error;
  for (const ending of ["ts", "js", "mts", "mjs"]) {
    const path = nativePath(host, `./${word}.${ending}`);
    if (await exists(host, path)) {
      return error.but({ hint: `A module is named by its path: gettoken ${path}` });
    }
  }
  if (word === "version") return error.but({ hint: "gettoken --version prints the version" });
  if (configFolder(host) === undefined) {
    const variable = host.os === "windows" ? "APPDATA" : "HOME";
    return isProviderName(word)
      ? error.with(`${variable} is not set, so providers that you added are not found`)
      : error;
  }
  const isProfile = (await profileNames(host)).includes(word);
  return isProfile ? error.but({ hint: `${word} is a profile: gettoken -p ${word}` }) : error;
}
