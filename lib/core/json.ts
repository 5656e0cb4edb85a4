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

/**
 * The value of a document that its user has, in which a member that is `null` means an absent one, or
 * `undefined` if it is not JSON.
 */
export function parseDocument(text: string): unknown {
  try {
    return JSON.parse(text, (name, value) => name === "" ? value : value ?? undefined);
  } catch {
    return undefined;
  }
}

/** The value, or `undefined` if it is not JSON. The parser's own message would quote the string. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
