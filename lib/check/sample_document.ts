/**
 * A JSON document to try a provider with that takes its settings from one.
 *
 * @module
 */

import { settingsOf } from "../contract/declared_settings.ts";
import type { Provider } from "../contract/provider.ts";

/** The objects that a document consists of. */
interface Branch {
  [name: string]: string | Branch;
}

/** A document with all members that the provider's settings come from; empty if there are none. */
export function sampleDocument(provider: Provider): string {
  const settings = settingsOf(provider);
  const document: Branch = {};
  for (const { members = {}, kind } of Object.values(settings)) {
    if (kind) document[kind.member] = kind.value;
    for (const [name, path] of Object.entries(members)) {
      const { example, default: fallback, values = [] } = settings[name] ?? {};
      put(document, [path].flat(), example ?? fallback ?? values[0] ?? "sample");
    }
  }
  return Object.keys(document).length === 0 ? "" : JSON.stringify(document);
}

function put(branch: Branch, [name = "", ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    branch[name] = value;
    return;
  }
  const inner = branch[name];
  const next = typeof inner === "object" ? inner : {};
  branch[name] = next;
  put(next, rest, value);
}
