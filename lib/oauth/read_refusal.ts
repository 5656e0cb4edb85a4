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
import type { HttpReply } from "../net/http.ts";

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

/** Error codes: RFC 6749 §5.2 and §4.1.2.1, RFC 6750 §3.1, RFC 8707 §2, RFC 9449 §5 and §8. */
const oauthCode =
  /\b(invalid_(client|grant|request|scope|target|token|dpop_proof)|unauthorized_client|unsupported_grant_type|insufficient_scope|access_denied|use_dpop_nonce|temporarily_unavailable|server_error)\b/;

/** Whether it is a registered error code of OAuth. */
export function isOauthCode(error: string | undefined): boolean {
  return error !== undefined && oauthCode.exec(error)?.[0] === error;
}

/** A token behind its name, in JSON, a form, XML or a text. */
const tokenInText = /(?:access|id|refresh)_?token["'\s:=>\\]+([^\s"'&<>,}\\]+)/gi;

/** A registered code, which is shown even if the secret is a word of it. */
function registered(code: unknown): string | undefined {
  return typeof code === "string" && isOauthCode(code) ? code : undefined;
}

/** Says that there is an error and not which. */
const failureWord = /^(error|fail(ed|ure)?)$/i;

/** The maximum length that is read, in characters. */
const maxRead = 4096;

/** The members that have an error code, in plain letters, the most usual first. */
const codeNames = ["error", "errorcode", "name", "code", "err", "errortype", "status"];
const codeNamesAtLast = ["type", "reason", "exception"];

/** The members that have an error number of the vendor; 0 and 200 mean success there. */
const numberNames = ["code", "errcode", "errorcode", "errno", "error", "retcode", "resultcode"];

/** The members that have a description, and those that add to it. */
const descriptionNames = [
  ...["errordescription", "description", "errorsummary", "message", "msg", "errormsg", "errmsg"],
  ...["faultstring", "title", "errors", ""],
];
const additionNames = ["errorhint", "errormessage", "detail", "details"];

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
  const members = scalarsIn(value);
  for (const { name, value } of members) {
    if (/^(access|id|refresh)token$/.test(name)) log.protect(new Secret(String(value)));
  }
  // In a text, nothing else says what a token is.
  for (const [, token = ""] of text.matchAll(tokenInText)) log.protect(new Secret(token));
  const cleaned = (...values: readonly unknown[]) => {
    const value = values.find((value) => typeof value === "number" || isNonBlank(value));
    return value === undefined ? undefined : log.redacted(cut(String(value)));
  };
  const code = codeIn(members);
  const description = cleaned(describe(members)) ??
    cleaned(challengeParameter(headers, "error_description"));
  const number = description === undefined ? undefined : cleaned(errorNumberIn(members));
  // A server that answers HTTP 200 to everything states its refusals by a number only.
  const numberAlone = status < 300 ? number : undefined;
  const error = registered(code?.value) ?? cleaned(code?.value) ??
    cleaned(challengeParameter(headers, "error")) ??
    cleaned(headers.get("x-amzn-errortype")?.split(":")[0]) ??
    oauthCode.exec(description ?? "")?.[0] ?? numberAlone;
  const body = isJsonObject(value) ? value : {};
  const codes = Array.isArray(body.error_codes) ? body.error_codes : [];
  return {
    ...{ status, error, description, isPage },
    isStated: isFailure(body) || error !== undefined &&
        (description !== undefined || code === undefined || isMainName(code.name)),
    vendorCode: cleaned(codes[0], body.error_reason, body.errorCode) ??
      (description ? (await errorCode?.exec(description))?.[1] : undefined) ?? number,
    supportIds: supportIdsIn(body, headers, cleaned),
  };
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

function isNonBlank(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/** The content of a body, whatever its media type claims: JSON, a form, a page or text. */
function readContent(body: string): { readonly value: unknown; readonly isPage?: boolean } {
  const text = body.replace(/^\ufeff/, "").trim();
  const start = text.slice(0, maxRead);
  if (text.startsWith("<")) {
    if (!/<(!doctype )?html|<head|<title|<h1|<body/i.test(start)) {
      return { value: start.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ").trim() };
    }
    return { value: /<title[^>]*>([^<]*)/i.exec(start)?.[1] ?? "", isPage: true };
  }
  const json = parseJson(text);
  if (json !== undefined) return { value: json };
  if (/^\w+=\S*$/.test(start)) return { value: Object.fromEntries(new URLSearchParams(text)) };
  // Neither is a message: bytes that are not UTF-8, broken JSON, a single word as long as a token.
  return { value: /[\0\ufffd]|^[{[]|^\S{60}/.test(start) ? "" : cut(text) };
}

/** A string or number in a body. */
interface Scalar {
  /** Of the member, in small letters and nothing else: `errormessage`. Empty outside of objects. */
  readonly name: string;
  readonly value: string | number;
  /** How deep it is. */
  readonly level: number;
}

/** The most levels, members of an object, items of a list, and values on a level. */
const maxLevels = 6;
const maxMembers = 100;

/** The strings and numbers of a value, the outermost first. */
function scalarsIn(value: unknown): Scalar[] {
  const found: Scalar[] = [];
  let values: (readonly [name: string, value: unknown])[] = [["", value]];
  for (let level = 0; level < maxLevels && values.length > 0; level++) {
    const inner: typeof values = [];
    for (const [name, value] of values.slice(0, maxMembers)) {
      if (typeof value === "number" || isNonBlank(value)) found.push({ name, value, level });
      else if (Array.isArray(value)) {
        inner.push(...value.slice(0, maxMembers).map((item) => [name, item] as const));
      } else if (isJsonObject(value)) {
        const members = Object.entries(value).slice(0, maxMembers);
        inner.push(...members.map(([name, value]) => [plainName(name), value] as const));
      }
    }
    values = inner;
  }
  return found;
}

function plainName(name: string): string {
  return name.slice(0, 100).toLowerCase().replaceAll(/[^a-z]/g, "");
}

/** The outermost error code, and of several there, that with the most usual name. */
function codeIn(members: readonly Scalar[]): Scalar | undefined {
  const names = [...codeNames, ...codeNamesAtLast];
  return members.filter(isCode).toSorted((a, b) =>
    a.level - b.level || names.indexOf(a.name) - names.indexOf(b.name)
  )[0];
}

/** Whether a member can be an error code: not a number, a URL, or a word without meaning. */
function isCode({ name, value }: Scalar): boolean {
  if (typeof value === "number") return false;
  if (isMainName(name)) return true;
  if (name === "status") return /^[A-Z_]{4,}$/.test(value);
  return (codeNames.includes(name) || codeNamesAtLast.includes(name)) &&
    /^[^:/]*[a-z][^:/]*$/i.test(value) && !failureWord.test(value);
}

/** The outermost number, other than those of success, where servers put that of an error. */
function errorNumberIn(members: readonly Scalar[]): string | undefined {
  return members.filter(({ name }) => numberNames.includes(name))
    .map(({ value }) => `${value}`.trim())
    .find((value) => /^-?\d{1,9}$/.test(value) && value !== "200" && Number(value) !== 0);
}

/** Whether a reply says that the request failed, as those of APIs with status 200 do. */
function isFailure({ success, ok, error, status }: Readonly<Record<string, unknown>>): boolean {
  return success === false || ok === false || error === true ||
    typeof status === "string" && failureWord.test(status);
}

function isMainName(name: string): boolean {
  return name === "error" || name === "errorcode";
}

/** The description with what is added to it; some servers repeat that in the description. */
function describe(members: readonly Scalar[]): string | undefined {
  const [main, addition] = [descriptionNames, additionNames].map((names) => {
    const fitting = names.flatMap((name) => members.find((member) => member.name === name) ?? []);
    return fitting[0] && cut(String(fitting[0].value));
  });
  if (main === undefined || addition === undefined) return main ?? addition;
  if (main.includes(addition)) return main;
  return `${main}${/[.!?:]$/.test(main) ? "" : ":"} ${addition}`;
}

/** A parameter of the challenge in `WWW-Authenticate` (RFC 6750 §3, RFC 9110 §11.6.1). */
function challengeParameter(headers: Headers, name: string): string | undefined {
  const challenge = headers.get("www-authenticate")?.slice(0, maxRead) ?? "";
  const [, quoted, plain] =
    new RegExp(`\\b${name} *= *(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s",]+))`, "i").exec(challenge) ?? [];
  return quoted?.replaceAll(/\\(.)/g, "$1") ?? plain;
}
