/**
 * The reply of the server as JSON, for `--raw`. Loaded only then.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import { printableJson } from "../core/text.ts";

/** The most levels of a reply. */
const maxLevels = 100;

/**
 * A reply on one printable line of JSON: all members in the server's order, the token among them.
 *
 * @param clean Redacts the client's secrets, which a server may repeat, and not yet the token.
 * @throws {GettokenError} `reply_unusable` if the reply is nested too deeply.
 */
export function rawReply(reply: JsonObject, clean: (text: string) => string): string {
  return printableJson(JSON.stringify(cleaned(reply, clean, maxLevels)));
}

function cleaned(value: unknown, clean: (text: string) => string, levels: number): unknown {
  if (typeof value === "string") return clean(value);
  // A secret of digits may come as a number.
  if (typeof value === "number") {
    return clean(`${value}`) === `${value}` ? value : clean(`${value}`);
  }
  if (typeof value !== "object" || value === null) return value;
  if (levels === 0) {
    throw new GettokenError(
      "reply_unusable",
      `The token response cannot be printed: it has more than ${maxLevels} levels`,
      { hint: "Omit --raw." },
    );
  }
  const inner = (item: unknown) => cleaned(item, clean, levels - 1);
  return isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, item]) => [clean(name), inner(item)]))
    : (value as unknown[]).map(inner);
}
