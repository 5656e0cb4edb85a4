/**
 * Find the error code and the description among the members of a reply without a token, under the
 * names of RFC 6749 §5.2 and those of vendors and gateways.
 *
 * @module
 */

import { isJsonObject, type JsonObject } from "../core/json.ts";

/** Error codes: RFC 6749 §5.2 and §4.1.2.1, RFC 6750 §3.1, RFC 8707 §2, RFC 9449 §5 and §8. */
const oauthCode =
  /\b(invalid_(client|grant|request|scope|target|token|dpop_proof)|unauthorized_client|unsupported_grant_type|insufficient_scope|access_denied|use_dpop_nonce|temporarily_unavailable|server_error)\b/;

/** Whether it is a registered error code of OAuth. */
export function isOauthCode(error: string | undefined): boolean {
  return error !== undefined && oauthCode.exec(error)?.[0] === error;
}

/** The registered code in a text: `invalid_client` in `invalid_client: no such client`. */
export function oauthCodeIn(text: unknown): string | undefined {
  return typeof text === "string" ? oauthCode.exec(text)?.[0] : undefined;
}

/** A value that is a registered code, in small letters. */
export function registeredCode(value: unknown): string | undefined {
  const code = typeof value === "string" ? value.trim().toLowerCase() : "";
  return isOauthCode(code) ? code : undefined;
}

/** Says that there is an error and not which. */
const failureWord = /^(error|fail(ed|ure)?)$/i;

/** Says that there is no error, also where a reply has no token. */
export const successWord = /^(ok|success(ful(ly)?)?)\W*$/i;

/** The members that have an error code, in plain letters, the most usual first. */
const codeNames = ["error", "errorcode", "name", "code", "err", "errortype", "status"];
const codeNamesAtLast = ["type", "reason", "exception"];

/** The members that have an error number of the vendor; 0 and 200 mean success there. */
const numberNames = [
  ...["code", "errcode", "errorcode", "errno", "error", "ret", "retcode", "returncode"],
  "resultcode",
];

/** The members that have a description, the most usual first, and those that add to it. */
const descriptionNames = [
  ...["errordescription", "description", "errorsummary", "message", "msg", "errormsg", "errmsg"],
  ...["faultstring", "title"],
];
const additionNames = [
  ...["errorhint", "errormessage", "detail", "details", "messagedetail", "submsg"],
  ...["moreinformation", "errors"],
];

/** The other names of descriptions: `httpMessage`, `resultMsg`, `reason`. */
const likeDescription = /(message|msg|description|summary|reason|cause|text)$/;

const knownNames = new Set([
  ...[codeNames, codeNamesAtLast, numberNames, descriptionNames, additionNames].flat(),
]);

/** A string or number in a body. */
export interface Scalar {
  /**
   * Of the member, in small letters and nothing else: `errormessage`. Empty outside of objects. A
   * sentence in a description that is an object has the name of that: `message` for
   * `{"message":{"lang":"en","value":"Not allowed"}}`.
   */
  readonly name: string;
  readonly value: string | number;
  /** How deep it is. */
  readonly level: number;
}

/** A value to read: the name of the member, and of the description that it is in. */
type Unread = readonly [name: string, outer: string | undefined, value: unknown];

/** The most levels, members of an object, items of a list, and values on a level. */
const maxLevels = 6;
const maxMembers = 100;

/** The strings and numbers of a value, the outermost first. */
export function scalarsIn(value: unknown): Scalar[] {
  const found: Scalar[] = [];
  let values: Unread[] = [["", undefined, value]];
  for (let level = 0; level < maxLevels && values.length > 0; level++) {
    const inner: Unread[] = [];
    for (const [name, outer, value] of values.slice(0, maxMembers)) {
      if (typeof value === "number" || isNonBlank(value)) {
        const isInside = outer !== undefined && !knownNames.has(name) &&
          / /.test(`${value}`.trim());
        found.push({ name: isInside ? outer : name, value, level });
      } else if (Array.isArray(value)) {
        inner.push(...value.slice(0, maxMembers).map((item) => [name, outer, item] as const));
      } else if (isJsonObject(value)) inner.push(...membersOf(name, outer, value));
    }
    values = inner;
  }
  return found;
}

function membersOf(name: string, outer: string | undefined, value: JsonObject): Unread[] {
  const isDescription = descriptionNames.includes(name) || additionNames.includes(name);
  return Object.entries(value).slice(0, maxMembers)
    .map(([inner, value]) => [plainName(inner), isDescription ? name : outer, value]);
}

/** Whether it is a string with something in it. */
export function isNonBlank(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function plainName(name: string): string {
  return name.slice(0, 100).toLowerCase().replaceAll(/[^a-z]/g, "");
}

/** The outermost error code. Of several there, a registered one, or that with the most usual name. */
export function codeIn(members: readonly Scalar[]): Scalar | undefined {
  const names = [...codeNames, ...codeNamesAtLast];
  const rank = ({ name, value }: Scalar) => registeredCode(value) ? -1 : names.indexOf(name);
  return members.filter(isCode).toSorted((a, b) => a.level - b.level || rank(a) - rank(b))[0];
}

/** Whether a member can be an error code: not a number, a URL, or a word without meaning. */
function isCode({ name, value }: Scalar): boolean {
  if (typeof value === "number") return false;
  if (isMainName(name)) return true;
  if (name === "status") return /^[A-Z_]{4,}$/.test(value);
  if (name === "reason" && /\s/.test(value)) return false;
  return (codeNames.includes(name) || codeNamesAtLast.includes(name)) &&
    /^[^:/]*[a-z][^:/]*$/i.test(value) && !failureWord.test(value) &&
    !successWord.test(value);
}

/** Whether members of this name, in plain letters, always are error codes. */
export function isMainName(name: string): boolean {
  return name === "error" || name === "errorcode";
}

/** The outermost number, other than those of success, where servers put that of an error. */
export function errorNumberIn(members: readonly Scalar[]): string | undefined {
  return members.filter(({ name }) => numberNames.includes(name))
    .map(({ value }) => `${value}`.trim())
    .find((value) => /^-?\d{1,9}$/.test(value) && value !== "200" && Number(value) !== 0);
}

/**
 * Whether a reply says that the request failed, as those of APIs with status 200 do.
 *
 * @param isSuccess Whether its status says otherwise. Then a status in the body counts.
 */
export function isFailure(body: JsonObject, isSuccess: boolean): boolean {
  return Object.entries(body).slice(0, maxMembers).some(([member, value]) => {
    const name = plainName(member);
    if (name === "error") return value === true;
    // An object may have a member toString.
    const word = typeof value === "object" ? "" : String(value);
    if (/^(is)?(success(ful)?|succeeded|ok)$/.test(name)) return /^false$/i.test(word);
    if (!/^(http)?(status|code|statuscode|result)$/.test(name)) return false;
    return failureWord.test(word) || (isSuccess && /^[45]\d\d$/.test(word));
  });
}

/**
 * The description with what is added to it; some servers repeat that in the description.
 *
 * @param code The error code, which does not describe itself.
 */
export function describe(members: readonly Scalar[], code: Scalar | undefined): string | undefined {
  const others = members.filter((member) => member !== code);
  const named = (names: readonly string[]) =>
    names.flatMap((name) => others.find((member) => member.name === name) ?? [])[0];
  const prose = others.find(({ name, value }) => name === "error" && isNonBlank(value));
  const main = named(descriptionNames) ?? prose ??
    others.find(({ name, value }) => likeDescription.test(name) && isNonBlank(value)) ??
    named(["errors", ""]);
  const [text, addition] = [main, named(additionNames)].map((member) =>
    member && `${member.value}`
  );
  if (text === undefined || addition === undefined) return text ?? addition;
  if (text.includes(addition)) return text;
  return `${text}${/[.!?:]$/.test(text) ? "" : ":"} ${addition}`;
}

/** The first sentence, whatever its name is: `{"client_id":["This field is required."]}`. */
export function sentenceIn(members: readonly Scalar[], code: Scalar | undefined): unknown {
  return members.find((member) =>
    member !== code && /^[^{[<]/.test(`${member.value}`) &&
    `${member.value}`.slice(0, 1000).trim().includes(" ") && !`${member.value}`.includes("://")
  )?.value;
}
