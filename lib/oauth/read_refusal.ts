/**
 * Read what a reply without a token says: the error of RFC 6749 §5.2, the variants of vendors and
 * gateways in JSON of any shape, a form, a header field, or text. Nothing of it is trusted.
 *
 * @module
 */

import type { Pattern } from "../contract/provider.ts";
import { isJsonObject, parseJson } from "../core/json.ts";
import type { Log } from "../core/log.ts";
import { Secret } from "../core/secret.ts";
import { withoutEntities } from "../core/undo_escapes.ts";
import type { HttpReply } from "../net/http.ts";
import {
  codeIn,
  describe,
  errorNumberIn,
  isFailure,
  isMainName,
  isNonBlank,
  oauthCodeIn,
  registeredCode,
  scalarsIn,
  sentenceIn,
  successWord,
} from "./refusal_members.ts";

/** What the server said, in one form for all. The strings are redacted, but may be of any length. */
export interface Refusal {
  /** The HTTP status. */
  readonly status: number;
  /** The OAuth error code, or what the vendor sends in its place. */
  readonly error: string | undefined;
  readonly description: string | undefined;
  /** The vendor's own code. */
  readonly vendorCode: string | undefined;
  /** What the vendor's support asks for, under the vendor's names. */
  readonly supportIds: readonly { readonly name: string; readonly id: string }[];
  /** Whether the reply says that it is an error, and does not just have some member of that name. */
  readonly isStated: boolean;
  /** Whether the reply is an HTML page, whose title is the description. */
  readonly isPage: boolean;
}

/**
 * A token behind its name, in JSON, a form, XML or a text, where a plain word may follow the name: no
 * `access_token passed`.
 */
const tokenInText =
  /(?:access|id|refresh)_?token(?!\s+[a-z]{1,15}[.,;:!?]?(?:\s|$))["'\s:=>\\]+([^\s"'&<>,}\\]+)/gi;

/** The maximum length that is read, in characters. */
const maxRead = 4096;

/** The most tokens that are redacted of one text, because each takes time. */
const maxTokens = 500;

/**
 * What a reply without a token says.
 *
 * @param log Redacts secrets. A server may repeat one, and neither the user nor a provider's pattern
 * may see it. A token in the reply is one as well.
 * @param errorCode Finds the vendor's code in the description.
 */
export async function readRefusal(
  { status, headers, body: text }: HttpReply,
  log: Pick<Log, "protect" | "redacted">,
  errorCode?: Pattern,
): Promise<Refusal> {
  const { value, isPage = false } = readContent(text);
  const isSuccess = status < 300;
  // A text without a name may be a token where the status says that all is well.
  const members = scalarsIn(value).filter(({ name }) => name !== "" || isPage || !isSuccess);
  for (const { name, value } of members) {
    if ((isSuccess ? /token$/ : /^(access|id|refresh)token$/).test(name)) {
      log.protect(new Secret(String(value)));
    }
  }
  // What is shown may repeat a token that the body names elsewhere.
  protectTokens(text, log);
  const cleaned = (...values: readonly unknown[]) => {
    const value = values.find((value) => typeof value === "number" || isNonBlank(value));
    if (value === undefined) return undefined;
    const shown = cut(String(value));
    protectTokens(shown, log);
    return log.redacted(shown);
  };
  const code = codeIn(members);
  // Where the status says that all is well, a sentence may have a token in it.
  const sentence = isSuccess ? undefined : sentenceIn(members, code);
  const description = cleaned(describe(members, code) ?? sentence) ??
    cleaned(challengeParameter(headers, "error_description")) ??
    // A code with a description in one: `invalid_client: no such client`.
    (registeredCode(code?.value) ? undefined : oauthCodeIn(code?.value) && cleaned(code?.value));
  const number = description === undefined ? undefined : cleaned(errorNumberIn(members));
  // A server that answers HTTP 200 to everything states its refusals by a number only.
  const numberAlone = isSuccess && !successWord.test(description ?? "") ? number : undefined;
  const error = registeredCode(code?.value) ?? oauthCodeIn(code?.value) ?? cleaned(code?.value) ??
    cleaned(challengeParameter(headers, "error")) ??
    cleaned(headers.get("x-amzn-errortype")?.split(":")[0]) ??
    oauthCodeIn(description) ?? numberAlone;
  const body = isJsonObject(value) ? value : {};
  const codes = Array.isArray(body.error_codes) ? body.error_codes : [];
  return {
    ...{ status, error, description, isPage },
    isStated: isFailure(body, isSuccess) || error !== undefined &&
        (description !== undefined || code === undefined || isMainName(code.name)),
    vendorCode: cleaned(codes[0], body.error_reason, body.errorCode, body.error_code) ??
      (description ? (await errorCode?.exec(description))?.[1] : undefined) ?? number,
    supportIds: supportIdsIn(body, headers, cleaned),
  };
}

/** Redacts tokens in a text, where nothing but the word before it says what a token is. */
function protectTokens(text: string, log: Pick<Log, "protect">): void {
  const tokens = text.matchAll(tokenInText).take(maxTokens);
  for (const [, token = ""] of tokens) log.protect(new Secret(token));
}

function supportIdsIn(
  body: Readonly<Record<string, unknown>>,
  headers: Headers,
  cleaned: (value: unknown) => string | undefined,
): Refusal["supportIds"] {
  const ids = [
    ...["trace_id", "correlation_id", "errorId"].map((name) => [name, body[name]] as const),
    ...["x-ms-request-id", "x-okta-request-id", "x-request-id"]
      .map((name) => [name, headers.get(name)] as const),
  ].flatMap(([name, value]) => {
    const id = cleaned(value);
    return id === undefined || id === "" ? [] : [{ name, id }];
  });
  return ids.filter(({ id }, index) => ids.findIndex((other) => other.id === id) === index);
}

function cut(text: string): string {
  return text.length <= maxRead ? text : text.slice(0, maxRead) + "…";
}

/** The content of a body, whatever its media type claims: JSON, a form, a page, XML or text. */
function readContent(body: string): { readonly value: unknown; readonly isPage?: boolean } {
  const text = body.replace(/^\ufeff/, "").trim();
  const start = text.slice(0, maxRead);
  if (text.startsWith("<")) {
    if (!/<(!doctype )?html|<head|<title|<h1|<body/i.test(start)) return { value: readXml(start) };
    return { value: withoutEntities(/<title[^>]*>([^<]*)/i.exec(start)?.[1] ?? ""), isPage: true };
  }
  // Some servers send JSON as a call of a script.
  const json = parseJson(/^[\w.$]{1,60}\s*\((.*)\)\s*;?$/s.exec(text)?.[1] ?? text);
  if (json !== undefined) return { value: json };
  if (/^\w+=\S*$/.test(start)) return { value: Object.fromEntries(new URLSearchParams(text)) };
  // Neither is a message: bytes, broken JSON, a single word as long as a token. One byte that is not
  // UTF-8 is a letter of an older encoding.
  return { value: /\0|\ufffd{2}|^[{[]|^\S{60}/.test(start) ? "" : cut(text) };
}

/** The innermost elements of XML, and all its text, which counts if none of them is a message. */
function readXml(xml: string): Readonly<Record<string, string>> {
  const text = xml.replaceAll(/<!\[CDATA\[|\]\]>/g, "");
  const elements = text.matchAll(/<(?:[\w-]+:)?([\w.-]+)(?:\s[^<>]*)?>([^<>]+)<\//g);
  return {
    "": withoutEntities(text.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ").trim()),
    ...Object.fromEntries(
      Array.from(elements, ([, name = "", value = ""]) => [name, withoutEntities(value.trim())]),
    ),
  };
}

/** A parameter of the challenge in `WWW-Authenticate` (RFC 6750 §3, RFC 9110 §11.6.1). */
function challengeParameter(headers: Headers, name: string): string | undefined {
  const challenge = headers.get("www-authenticate")?.slice(0, maxRead) ?? "";
  const [, quoted, plain] =
    new RegExp(`\\b${name} *= *(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s",]+))`, "i").exec(challenge) ?? [];
  return quoted?.replaceAll(/\\(.)/g, "$1") ?? plain;
}
