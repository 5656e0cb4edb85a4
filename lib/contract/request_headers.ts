/**
 * The request headers that a provider or a user may add. Loaded only if there are some.
 *
 * @module
 */

/** Harmless headers that are not named like one of a gateway. */
const plainNames = ["accept", "accept-language", "cache-control", "user-agent"];

/** RFC 9110 §5.1, and the names of gateways: `X-…`, `apikey`, `Ocp-Apim-Subscription-Key`. */
const ofGateways =
  /^(x-[\w!#$%&'*+.^`|~-]+|[\w!#$%&'*+.^`|~-]*(key|id|secret|token|version|name|tenant))$/i;

/** What frames the message, or belongs to HTTP, a proxy or a browser, whatever its name ends with. */
const neverAdded = /^(content|proxy|sec|transfer)-/i;

/** What names may be, after "must be". */
export const allowedHeaders =
  "Accept, Accept-Language, Cache-Control, User-Agent, or begin with X-, or end with Key, Id, Secret, Token, Version, Name or Tenant";

/** Whether a provider or a user may add a header of this name. */
export function isAllowedHeader(name: string): boolean {
  return plainNames.includes(name.toLowerCase()) ||
    (name.length <= 100 && ofGateways.test(name) && !neverAdded.test(name));
}

/** Whether the value of a header may be secret, so that it must never be shown. */
export function mayBeSecretHeader(name: string): boolean {
  return !plainNames.includes(name.toLowerCase());
}

/** Whether a header can have this value: printable ASCII (RFC 9110 §5.5). */
export function isHeaderValue(value: string): boolean {
  return /^[\x20-\x7e]*$/.test(value);
}

/** A header: its name in lower case, and its value. */
export type HeaderLine = readonly [name: string, value: string];

/**
 * Parses headers as users write them: `Name: value`, one on each line. A problem quotes no value.
 *
 * @param text May be a secret.
 */
export function parseHeaderLines(
  text: string,
): { readonly value: readonly HeaderLine[] } | { readonly problem: string } {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const headers = lines.map((line): HeaderLine => {
    const colon = line.indexOf(":");
    return [line.slice(0, Math.max(colon, 0)).trim().toLowerCase(), line.slice(colon + 1).trim()];
  });
  if (headers.length === 0) return { problem: "is empty" };
  if (headers.some(([name]) => name === "")) return { problem: 'must be "Name: value"' };
  if (!headers.every(([name]) => isAllowedHeader(name))) {
    return { problem: `names a header that cannot be added; names must be ${allowedHeaders}` };
  }
  if (headers.some(([, value]) => value === "")) return { problem: "has a header without a value" };
  return headers.every(([, value]) => isHeaderValue(value))
    ? { value: headers }
    : { problem: "has a header whose value is not printable ASCII" };
}
