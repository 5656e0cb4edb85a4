/**
 * Parse untrusted JSON: replies, key files, claims, documents.
 *
 * @module
 */

/** A JSON object whose members may be anything. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object, not an array and not `null`. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value, or `undefined` if it is not JSON. The parser's own message would quote the string. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
