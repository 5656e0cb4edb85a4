/**
 * Checks what a provider writes about refusals.
 *
 * @module
 */

import { type Check, checking } from "./check.ts";
import { settingsOf } from "../contract/declared_settings.ts";
import type { Pattern, Provider } from "../contract/provider.ts";

/** Checks that the placeholders of hints stand for settings. */
export function checkHints(provider: Provider): Promise<Check> {
  const settings = settingsOf(provider);
  return checking("hints", "Each {placeholder} in a hint is a setting", ({ problems }) => {
    for (const [index, { hint }] of (provider.explain ?? []).entries()) {
      for (const [placeholder, name = ""] of hint.matchAll(/\{(.*?)\}/g)) {
        const setting = Object.hasOwn(settings, name) ? settings[name] : undefined;
        const where = `explain[${index}].hint: ${placeholder}`;
        if (setting === undefined) problems.push(`${where} is no setting`);
        else if (setting.secret) problems.push(`${where} is a secret, which is never shown`);
      }
    }
  });
}

/** Checks the pattern for the vendor's code; `undefined` if nothing can be told about it. */
export async function checkErrorCode(provider: Provider): Promise<Check | undefined> {
  const { errorCode, explain = [], title } = provider;
  if (errorCode === undefined) return undefined;
  const codes = explain.flatMap(({ code }) => [code ?? []].flat());
  let hasGroup: boolean | undefined;
  const goal = "errorCode has a group, which gives codes as explain names them";
  const check = await checking("errorCode", goal, async ({ problems, notes }) => {
    if (codes.length === 0) notes.push("errorCode has no effect: no explanation names a code");
    // Two are enough to find a text that the pattern fits, and a module's time is limited.
    const texts = codes.slice(0, 2).flatMap((code) => textsWith(code, title));
    hasGroup = await groupIn(errorCode, texts);
    if (hasGroup === false) problems.push("errorCode has no group: put the code itself in ()");
    for (const code of hasGroup ? codes : []) {
      const found = (await errorCode.exec(code))?.[1] ?? code;
      if (found !== code) {
        problems.push(`errorCode never gives ${code}: of that, it gives ${found}`);
      }
    }
  });
  return hasGroup === undefined && check.problems.length === 0 ? undefined : check;
}

/** Whether a pattern has a group; `undefined` if it fits none of the texts to try it with. */
async function groupIn(pattern: Pattern, texts: readonly string[]): Promise<boolean | undefined> {
  if (pattern instanceof RegExp) {
    const alsoNothing = new RegExp(`${pattern.source}|`, pattern.flags);
    return (alsoNothing.exec("")?.length ?? 0) > 1;
  }
  for (const text of texts) {
    const found = await pattern.exec(text);
    if (found) return found.length > 1;
  }
}

/** Texts in which a vendor's code may stand. */
function textsWith(code: string, title: string): string[] {
  const names = [title, title.split(" ")[0] ?? ""].map((name) => name.toUpperCase());
  return ["", ...names, "ERROR", "CODE"].flatMap((name) =>
    ["", "-", "_", " ", ":", ": "].flatMap((separator) => [
      `${name}${separator}${code}`,
      `(${name}${separator}${code})`,
      `[${name}${separator}${code}]`,
    ])
  );
}
