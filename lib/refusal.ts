/**
 * Reads what an identity provider says when it refuses (RFC 6749 §5.2 and what vendors make of
 * it), and tells the user what it means.
 *
 * @module
 */

import type { FailureDetails } from "./errors.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import type { Explanation, Pattern, Provider, Settings } from "./provider.ts";
import { printable } from "./text.ts";

/** A refusal in one shape, whatever the vendor's. The texts are the server's: not to be trusted. */
export interface Refusal {
  /** The OAuth error code, or what the vendor sends in its place. */
  readonly error: string;
  readonly description: string | undefined;
  /** The vendor's own code. */
  readonly vendorCode: string | undefined;
  /** What the vendor's support asks for, by the vendor's names. */
  readonly supportIds: readonly SupportId[];
}

interface SupportId {
  readonly name: string;
  readonly id: string;
}

/** The most characters of a server's text that are shown. */
const maxShown = 512;

/** The refusal in a reply; `undefined` if it holds none. */
export async function readRefusal(
  body: JsonObject,
  headers: Headers,
  errorCode?: Pattern,
): Promise<Refusal | undefined> {
  const status = isJsonObject(body.status) ? body.status : {};
  const error = [body.error, body.errorCode, status.type, body.name].find(isText);
  if (error === undefined) return undefined;
  const description = firstText(
    body.error_description,
    body.description,
    body.errorSummary,
    body.message,
    status.message,
    body.error_hint,
  );
  const codes = Array.isArray(body.error_codes) ? body.error_codes : [];
  return {
    error,
    description,
    vendorCode: firstText(codes[0], body.error_reason, body.errorCode) ??
      (description ? (await errorCode?.exec(description))?.[1] : undefined),
    supportIds: supportIds(body, headers),
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function firstText(...values: readonly unknown[]): string | undefined {
  for (const value of values) {
    if (typeof value === "number") return String(value);
    if (isText(value)) return value;
  }
  return undefined;
}

function supportIds(body: JsonObject, headers: Headers): SupportId[] {
  const members = ["trace_id", "correlation_id", "errorId"]
    .map((name) => ({ name, id: firstText(body[name]) ?? "" }));
  const fields = ["x-ms-request-id", "x-okta-request-id", "x-request-id"]
    .map((name) => ({ name, id: headers.get(name) ?? "" }));
  return [...members, ...fields].filter(({ id }, index, all) =>
    id !== "" && all.findIndex((other) => other.id === id) === index
  );
}

/** What a refusal means, and whether the same request may succeed later. */
export async function explainRefusal(
  provider: Provider,
  { error, description = "", vendorCode, supportIds }: Refusal,
  settings: Settings,
): Promise<FailureDetails & { readonly temporary: boolean }> {
  const explanation = await firstFitting(provider.explain ?? [], {
    error,
    description,
    vendorCode,
  });
  // Entra, for one, repeats its ids in the text.
  const ids = supportIds.filter(({ id }) => !description.includes(id));
  const details = [
    description && `It said: ${printable(description, maxShown)}`,
    ids.map(({ name, id }) => `${name} ${printable(id, 100)}`).join(", "),
  ];
  return {
    details: details.filter((line) => line !== ""),
    hint: explanation && fill(explanation.hint, settings),
    docs: provider.docs,
    temporary: explanation?.temporary ?? error === "temporarily_unavailable",
  };
}

async function firstFitting(
  entries: readonly Explanation[],
  refusal: Pick<Refusal, "error" | "vendorCode"> & { readonly description: string },
): Promise<Explanation | undefined> {
  for (const entry of entries) {
    const { code, error, text } = entry;
    if (!listHas(code, refusal.vendorCode) || !listHas(error, refusal.error)) continue;
    if (text === undefined || await text.test(refusal.description)) return entry;
  }
}

function listHas(
  wanted: string | readonly string[] | undefined,
  value: string | undefined,
): boolean {
  return wanted === undefined ||
    (value !== undefined && [wanted].flat().includes(value));
}

/** `{clientId}` and the like replaced by the settings' values. */
function fill(template: string, settings: Settings): string {
  return template.replace(
    /\{(\w+)\}/g,
    (placeholder, name) =>
      Object.hasOwn(settings, name) ? settings[name] ?? placeholder : placeholder,
  );
}
