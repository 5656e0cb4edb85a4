/**
 * Reads what an identity provider says when it refuses (RFC 6749 §5.2 and what vendors make of
 * it), and tells the user what it means.
 *
 * @module
 */

import type { FailureDetails } from "../core/errors.ts";
import type { HttpReply } from "../net/http.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import { describeProvenance } from "../settings/provenance.ts";
import type { Explanation, Pattern, Provider } from "../contract/provider.ts";
import { type ResolvedSettings, shownValue } from "../settings/resolve.ts";
import { printable, words } from "../core/text.ts";

/** A refusal in one shape, whatever the vendor's. The texts are the server's: not to be trusted. */
export interface Refusal {
  /** The HTTP status. */
  readonly status: number;
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

/** The most characters of a server's text that are shown, and of its codes. */
const maxShown = 512;
const maxCode = 100;

/** The most characters that are read. */
const maxRead = 4096;

/**
 * The refusal in a reply; `undefined` if it holds none.
 *
 * @param clean Takes secrets out of a text. A server may repeat one, and neither the user nor a
 * provider's pattern shall see it.
 * @param errorCode Finds the vendor's code in the description.
 */
export async function readRefusal(
  body: JsonObject,
  { status, headers }: Pick<HttpReply, "status" | "headers">,
  clean: (text: string) => string,
  errorCode?: Pattern,
): Promise<Refusal | undefined> {
  function firstText(...values: readonly unknown[]): string | undefined {
    const text = values.find((value) => typeof value === "number" || isText(value));
    return text === undefined ? undefined : clean(shortened(String(text)));
  }

  const nested = isJsonObject(body.status) ? body.status : {};
  const general = isText(body.message) ? [body.code, body.error_code] : [];
  const errors = [body.error, body.errorCode, nested.type, body.name, ...general];
  const error = firstText(...errors.filter(isText));
  if (error === undefined) return undefined;
  const description = joined(
    firstText(
      body.error_description,
      body.description,
      body.errorSummary,
      body.errorDescription,
      body.message,
      nested.message,
    ),
    firstText(body.error_hint, body.errorMessage),
  );
  const codes = Array.isArray(body.error_codes) ? body.error_codes : [];
  const ids = [
    ...["trace_id", "correlation_id", "errorId"].map((name) => [name, body[name]] as const),
    ...["x-ms-request-id", "x-okta-request-id", "x-request-id"]
      .map((name) => [name, headers.get(name)] as const),
  ].map(([name, id]) => ({ name, id: firstText(id) ?? "" }));
  return {
    status,
    error,
    description,
    vendorCode: firstText(codes[0], body.error_reason, body.errorCode) ??
      (description ? (await errorCode?.exec(description))?.[1] : undefined),
    supportIds: ids.filter(({ id }, index) =>
      id !== "" && ids.findIndex((other) => other.id === id) === index
    ),
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/** Two texts as one; some servers put the second into the first. */
function joined(first: string | undefined, second: string | undefined): string | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return first.includes(second) ? first : `${first} ${second}`;
}

function shortened(text: string): string {
  return text.length <= maxRead ? text : text.slice(0, maxRead) + "…";
}

/** What a refusal means, and whether the same request may succeed later. */
export async function explainRefusal(
  provider: Provider,
  refusal: Refusal,
  settings: ResolvedSettings,
): Promise<FailureDetails & { readonly temporary: boolean }> {
  const { error, description = "", vendorCode, supportIds } = refusal;
  const explanation = await firstFitting(provider.explain ?? [], refusal);
  // Entra, for one, repeats its ids in the text.
  const ids = supportIds.filter(({ id }) => !description.includes(id));
  const details = [
    description && `It said: ${printable(description, maxShown)}`,
    ids.map(({ name, id }) => `${name} ${printable(id, maxCode)}`).join(", "),
    ...concernedBy(refusal, explanation).flatMap((name) => describe(name, settings)),
  ];
  return {
    details: details.filter((line) => line !== ""),
    hint: explanation && fill(explanation.hint, settings),
    docs: provider.docs,
    temporary: explanation?.temporary ?? error === "temporarily_unavailable",
    providerCode: printable(vendorCode ?? error, maxCode),
    traceId: supportIds[0] && printable(supportIds[0].id, maxCode),
  };
}

/** The settings that a refusal is about: those that the hint names, the credentials, the scope. */
function concernedBy({ error, status }: Refusal, explanation: Explanation | undefined): string[] {
  const hint = explanation?.hint ?? "";
  const named = Array.from(hint.matchAll(placeholder), ([, name = ""]) => name);
  const ofCredentials = status === 401 || /\bsecret\b/i.test(hint) ||
    /client|unauthorized|access_denied/.test(error);
  return [
    ...new Set([
      ...named,
      ...(ofCredentials ? ["clientId", "clientSecret", "clientCert"] : []),
      ...(error === "invalid_scope" ? ["scope"] : []),
    ]),
  ];
}

/** A setting with where its value came from: `client id = orders (GETTOKEN_CLIENT_ID in ./.env)`. */
function describe(name: string, settings: ResolvedSettings): string[] {
  const provenance = Object.hasOwn(settings.provenance, name)
    ? settings.provenance[name]
    : undefined;
  if (provenance === undefined || provenance.kind === "default") return [];
  return [
    `${words(name, " ")} = ${shownValue(name, settings)} (${describeProvenance(provenance)})`,
  ];
}

async function firstFitting(
  entries: readonly Explanation[],
  { error, description = "", vendorCode }: Refusal,
): Promise<Explanation | undefined> {
  for (const entry of entries) {
    if (!listHas(entry.code, vendorCode) || !listHas(entry.error, error)) continue;
    if (entry.text === undefined || await entry.text.test(description)) return entry;
  }
}

function listHas(
  wanted: string | readonly string[] | undefined,
  value: string | undefined,
): boolean {
  return wanted === undefined ||
    (value !== undefined && [wanted].flat().includes(value));
}

/** What stands in a hint for the value of a setting: `{clientId}`. */
const placeholder = /\{(\w+)\}/g;

function fill(template: string, settings: ResolvedSettings): string {
  return template.replace(
    placeholder,
    (_, name) => Object.hasOwn(settings.provenance, name) ? shownValue(name, settings) : unset,
  );
}

const unset = "(not set)";
