/**
 * Checks what a provider declares about a setting that is a JSON document.
 *
 * @module
 */

import { isJsonObject, type JsonObject } from "../core/json.ts";
import type { Setting } from "../contract/provider.ts";

/** What is wrong with a setting that is a document, which may have secrets in it. */
export function documentProblems(
  name: string,
  { members, kind, secret, multiline }: Setting,
  settings: JsonObject,
): string[] {
  const where = `settings.${name}`;
  if (members === undefined) return kind ? [`${where}.kind goes with members`] : [];
  const open = Object.keys(members).filter((other) => {
    const setting = settings[other];
    return isJsonObject(setting) && setting.multiline === true && setting.secret !== true;
  });
  return [
    ...(secret === true && multiline === true
      ? []
      : [`${where}.members goes with secret: true and multiline: true`]),
    ...open.map((other) => `${where}.members.${other} has several lines, and must be a secret`),
  ];
}
