/**
 * Explain a reply without a token: the provider's error (RFC 6749 §5.2 and its vendor variants), what
 * it means, and which settings it concerns. Loaded only for such a reply.
 *
 * @module
 */

import { type FailureDetails, GettokenError } from "../core/errors.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import { Secret } from "../core/secret.ts";
import { printable, words } from "../core/text.ts";
import type { Explanation, Pattern, Provider } from "../contract/provider.ts";
import { describeProvenance } from "../settings/provenance.ts";
import { type ResolvedSettings, shownValue } from "../settings/resolve.ts";
import { type HttpReply, maybeJsonObject, type Run } from "../net/http.ts";
import { isTemporary, temporaryFailure } from "../net/retryable_reply.ts";

/** The request that was replied to. */
interface ReplyContext {
  readonly run: Pick<Run, "host" | "log">;
  readonly provider: Provider;
  readonly settings: ResolvedSettings;
  /** The host that replied. */
  readonly server: string;
}

/** The error for a reply without a token. */
export async function failedReplyError(
  reply: HttpReply,
  { run: { host, log }, provider, settings, server }: ReplyContext,
): Promise<GettokenError> {
  const body = maybeJsonObject(reply) ?? {};
  if (typeof body.access_token === "string") log.protect(new Secret(body.access_token));
  const clean = (text: string) => log.redacted(text);
  const refusal = await readRefusal(body, reply, clean, provider.errorCode);
  const explained = refusal && await explainRefusal(provider, refusal, settings);
  if (isTemporary(reply)) {
    const [message, hint] = reply.status === 429
      ? [
        `${server} limits requests`,
        "Request tokens less often: reuse one until it expires (--cache).",
      ]
      : [`${server} is temporarily unavailable`, "Try again later."];
    const details = { ...explained, hint: explained?.hint ?? hint };
    return temporaryFailure(reply, message, host.now(), details);
  }
  if (refusal && explained) {
    return new GettokenError(
      explained.temporary ? "server_error" : "refused",
      `${provider.title} refused: ${printable(refusal.error, 100)} (HTTP ${reply.status})`,
      { ...explained, httpStatus: reply.status },
    );
  }
  return new GettokenError(
    "reply_unusable",
    `The reply from ${server} is not a token response (HTTP ${reply.status})`,
    {
      details: membersOf(body, clean),
      hint: "Check that the URL is that of the token endpoint.",
      httpStatus: reply.status,
    },
  );
}

/** The maximum number of names in a message. */
const maxMembers = 10;

/** The names of the members that a reply has instead of a token, on one line. */
function membersOf(body: JsonObject, clean: (text: string) => string): string[] {
  const names = Object.keys(body);
  if (names.length === 0) return [];
  const shown = names.slice(0, maxMembers).map((name) => printable(clean(name), 40));
  const more = names.length > maxMembers ? ` and ${names.length - maxMembers} more` : "";
  return [`The reply has the members ${shown.join(", ")}${more}`];
}

/** A refusal, in one form for all vendors. The strings are from the server: do not trust them. */
export interface Refusal {
  /** The HTTP status. */
  readonly status: number;
  /** The OAuth error code, or what the vendor sends in its place. */
  readonly error: string;
  readonly description: string | undefined;
  /** The vendor's own code. */
  readonly vendorCode: string | undefined;
  /** What the vendor's support asks for, under the vendor's names. */
  readonly supportIds: readonly { readonly name: string; readonly id: string }[];
}

/** The maximum length of a description and of a code in a message, in characters. */
const maxShown = 512;
const maxCode = 100;

/** The maximum length that is read. */
const maxRead = 4096;

/**
 * The refusal in a reply; `undefined` if there is none.
 *
 * @param clean Redacts secrets. A server may repeat one, and neither the user nor a provider's
 * pattern may see it.
 * @param errorCode Finds the vendor's code in the description.
 */
export async function readRefusal(
  body: JsonObject,
  { status, headers }: Pick<HttpReply, "status" | "headers">,
  clean: (text: string) => string,
  errorCode?: Pattern,
): Promise<Refusal | undefined> {
  function first(...values: readonly unknown[]): string | undefined {
    const value = values.find((value) => typeof value === "number" || isNonBlank(value));
    if (value === undefined) return undefined;
    const text = String(value);
    return clean(text.length <= maxRead ? text : text.slice(0, maxRead) + "…");
  }

  const nested = isJsonObject(body.status) ? body.status : {};
  const general = isNonBlank(body.message) ? [body.code, body.error_code] : [];
  const errors = [body.error, body.errorCode, nested.type, body.name, ...general];
  const error = first(...errors.filter(isNonBlank));
  if (error === undefined) return undefined;
  const description = joined(
    first(
      ...[body.error_description, body.description, body.errorSummary, body.errorDescription],
      ...[body.message, nested.message],
    ),
    first(body.error_hint, body.errorMessage),
  );
  const codes = Array.isArray(body.error_codes) ? body.error_codes : [];
  const ids = [
    ...["trace_id", "correlation_id", "errorId"].map((name) => [name, body[name]] as const),
    ...["x-ms-request-id", "x-okta-request-id", "x-request-id"]
      .map((name) => [name, headers.get(name)] as const),
  ].flatMap(([name, value]) => {
    const id = first(value);
    return id === undefined || id === "" ? [] : [{ name, id }];
  });
  return {
    status,
    error,
    description,
    vendorCode: first(codes[0], body.error_reason, body.errorCode) ??
      (description ? (await errorCode?.exec(description))?.[1] : undefined),
    supportIds: ids.filter(({ id }, index) => ids.findIndex((other) => other.id === id) === index),
  };
}

function isNonBlank(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/** Both strings in one; some servers repeat the second in the first. */
function joined(first: string | undefined, second: string | undefined): string | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return first.includes(second) ? first : `${first} ${second}`;
}

/** What a refusal means, and whether the same request may succeed later. */
export async function explainRefusal(
  provider: Provider,
  refusal: Refusal,
  settings: ResolvedSettings,
): Promise<FailureDetails & { readonly temporary: boolean }> {
  const { error, description = "", vendorCode, supportIds } = refusal;
  const explanation = await firstFitting(provider.explain ?? [], refusal);
  // Entra, for one, repeats its IDs in the description.
  const ids = supportIds.filter(({ id }) => !description.includes(id));
  const said = printable(description, maxShown);
  const details = [
    said && `It said: ${said}`,
    ids.map(({ name, id }) => `${name} ${printable(id, maxCode)}`).join(", "),
    ...concernedSettings(refusal, explanation).flatMap((name) => describe(name, settings)),
  ];
  const explained = {
    details: details.filter((line) => line !== ""),
    hint: explanation && fill(explanation.hint, settings),
    docs: provider.docs,
    temporary: explanation?.temporary ?? error === "temporarily_unavailable",
    oauthError: printable(error, maxCode),
    serverMessage: said || undefined,
    providerCode: printable(vendorCode ?? error, maxCode),
    traceId: supportIds[0] && printable(supportIds[0].id, maxCode),
  };
  // RFC 9449 §5 and §8
  if (error !== "invalid_dpop_proof" && error !== "use_dpop_nonce") return explained;
  const { adviseOnRefusal } = await import("./dpop.ts");
  return adviseOnRefusal(error, explained, provider, settings);
}

/** The settings that a refusal concerns: those in the hint, the credentials, the scope. */
function concernedSettings(
  { error, status }: Refusal,
  { hint = "" }: Partial<Explanation> = {},
): string[] {
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
  return wanted === undefined || (value !== undefined && [wanted].flat().includes(value));
}

/** In a hint, the value of a setting: `{clientId}`. */
const placeholder = /\{(\w+)\}/g;

function fill(template: string, settings: ResolvedSettings): string {
  return template.replace(
    placeholder,
    (_, name) =>
      Object.hasOwn(settings.provenance, name) ? shownValue(name, settings) : "(not set)",
  );
}
