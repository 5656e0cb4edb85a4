/**
 * Odd replies of real token servers, as whole HTTP responses, and what comes of them. The kinds are
 * from public bug reports of OAuth clients.
 *
 * @module
 */

import { gzipSync } from "node:zlib";

/** A token with these members beside it in `-o json`, and a warning if there is one. */
interface TokenOutcome {
  readonly expiresIn?: number | null;
  readonly scope?: string;
  readonly warning?: RegExp;
}

/** The exit status, and what is said. */
interface FailureOutcome {
  readonly exit: number;
  readonly says: RegExp;
}

/** A reply of a server, byte for byte, and its outcome. */
export interface OddReply {
  readonly bytes: Uint8Array;
  readonly outcome: TokenOutcome | FailureOutcome;
}

type Outcome = OddReply["outcome"];
type Members = Readonly<Record<string, unknown>>;

/** What differs in the head of a reply. */
interface Head {
  /** The start line. */
  readonly start?: string;
  /** Fields beside `Content-Length`; by default, the media type of JSON. */
  readonly fields?: readonly string[];
}

const encoder = new TextEncoder();
const asJson = "Content-Type: application/json";
const usual = { access_token: "tok123", token_type: "Bearer", expires_in: 3600 };
const complete = JSON.stringify(usual);

/** A response with its length. */
function http(body: string | Uint8Array, { start, fields = [asJson] }: Head = {}): Uint8Array {
  const content = typeof body === "string" ? encoder.encode(body) : body;
  const length = `Content-Length: ${content.length}`;
  return raw([start ?? "HTTP/1.1 200 OK", ...fields, length, "Connection: close"], content);
}

function raw(head: readonly string[], body: string | Uint8Array): Uint8Array {
  const content = typeof body === "string" ? encoder.encode(body) : body;
  return new Uint8Array([...encoder.encode(`${head.join("\r\n")}\r\n\r\n`), ...content]);
}

/** A token response of this media type. */
function typed(type: string, outcome: Outcome = {}, body = complete): OddReply {
  return { bytes: http(body, { fields: [`Content-Type: ${type}`] }), outcome };
}

/** A token response with these members changed. */
function members(changes: Members, outcome: Outcome = {}): OddReply {
  return { bytes: http(JSON.stringify({ ...usual, ...changes })), outcome };
}

function body(text: string, outcome: Outcome = {}): OddReply {
  return { bytes: http(text), outcome };
}

function status(line: string, outcome: Outcome = {}, fields = [asJson]): OddReply {
  return { bytes: http(complete, { start: `HTTP/1.1 ${line}`, fields }), outcome };
}

const form = "access_token=tok123&token_type=bearer&expires_in=3600";
const notJson: Outcome = { exit: 7, says: /something other than a JSON object instead of a token/ };

const mediaTypes: Readonly<Record<string, OddReply>> = {
  ct_utf8: typed("application/json; charset=utf8"),
  ct_latin1: typed("application/json;charset=ISO-8859-1"),
  ct_utf16: typed("application/json; charset=utf-16"),
  ct_none: { bytes: http(complete, { fields: [] }), outcome: {} },
  ct_empty: typed(""),
  ct_textjson: typed("text/json"),
  ct_plain: typed("text/plain; charset=utf-8"),
  ct_javascript: typed("text/javascript"),
  ct_octet: typed("application/octet-stream"),
  ct_xjson: typed("application/x-json"),
  ct_vendor: typed("application/vnd.acme.token+json; version=2"),
  ct_twice: { bytes: http(complete, { fields: [asJson, asJson] }), outcome: {} },
  ct_form: typed("application/x-www-form-urlencoded", {}, form),
  ct_formplain: typed("text/plain", {}, `${form}\n`),
  ct_html: typed("text/html; charset=UTF-8", { exit: 7, says: /sent text\/html/ }),
};

const ignored = (shown: string): TokenOutcome => ({
  expiresIn: null,
  warning: new RegExp(
    `expires_in is ${shown}, which is no lifetime in seconds; the lifetime is unknown`,
  ),
});

const lifetimes: Readonly<Record<string, OddReply>> = {
  exp_missing: members({ expires_in: undefined }, { expiresIn: null }),
  exp_null: members({ expires_in: null }, { expiresIn: null }),
  exp_string: members({ expires_in: "3600" }),
  exp_float: members({ expires_in: 3599.9 }, { expiresIn: 3599 }),
  exp_float_string: members({ expires_in: "3599.0" }, { expiresIn: 3599, warning: /3599 s/ }),
  exp_spaces: members({ expires_in: " 3600 " }, { warning: /lifetime is taken as 3600 s/ }),
  exp_exponent: members({ expires_in: "3.6e3" }, { warning: /lifetime is taken as 3600 s/ }),
  exp_huge: members({ expires_in: 1e15 }, { expiresIn: 2 ** 31 - 1 }),
  exp_zero: members({ expires_in: 0 }, { expiresIn: 0, warning: /has already expired/ }),
  exp_negative: members({ expires_in: -1 }, ignored("-1")),
  exp_empty: members({ expires_in: "" }, ignored('""')),
  exp_word: members({ expires_in: "never" }, ignored('"never"')),
  exp_date: members({ expires_in: "2026-01-09T03:02:12Z" }, ignored('"2026-.*Z"')),
  exp_bool: members({ expires_in: true }, ignored("true")),
  exp_object: members({ expires_in: { seconds: 3600 } }, ignored("an object")),
};

const scopes: Readonly<Record<string, OddReply>> = {
  scope_null: members({ scope: null }),
  scope_empty: members({ scope: "" }, { scope: "" }),
  scope_comma: members({ scope: "a,b" }, { scope: "a,b" }),
  scope_array: members({ scope: ["a", "b"] }, { scope: "a b", warning: /scope is a list/ }),
  scope_object: members({ scope: { a: true } }, { warning: /scope is an object.* ignored/ }),
  scope_number: members({ scope: 7 }, { warning: /scope is 7.* ignored/ }),
};

const untyped = (told: string): TokenOutcome => ({
  warning: new RegExp(`token_type is ${told}; the token is taken as a Bearer token`),
});
const other = (type: string): FailureOutcome => ({
  exit: 7,
  says: new RegExp(`token_type is "${type}", not Bearer[^]*→ [^]*--token-type ${type}`),
});

const types: Readonly<Record<string, OddReply>> = {
  type_lower: members({ token_type: "bearer" }),
  type_upper: members({ token_type: "BEARER" }),
  type_missing: members({ token_type: undefined }, untyped("missing")),
  type_null: members({ token_type: null }, untyped("null")),
  type_empty: members({ token_type: "" }, untyped('""')),
  type_space: members({ token_type: "Bearer " }, { warning: /token_type has white space/ }),
  type_list: members({ token_type: ["Bearer"] }, untyped("a list")),
  type_bearertoken: members(
    { token_type: "BearerToken", status: "approved" },
    other("BearerToken"),
  ),
  type_jwt: members({ token_type: "JWT" }, other("JWT")),
  type_mac: members({ token_type: "mac", mac_key: "x" }, other("mac")),
};

const statuses: Readonly<Record<string, OddReply>> = {
  status201: status("201 Created"),
  status202: status("202 Accepted"),
  status203: status("203 Non-Authoritative Information"),
  status206: status("206 Partial Content"),
  status302: status("302 Found", { exit: 7, says: /a redirect to thief\.example/ }, [
    asJson,
    "Location: https://thief.example/token",
  ]),
  status400: status("400 Bad Request", { exit: 7, says: /not a token response \(HTTP 400\)/ }),
};

const bodies: Readonly<Record<string, OddReply>> = {
  body_bom: body(`\ufeff${complete}`),
  body_space: body(`\r\n\r\n ${complete}\r\n`),
  body_twice: body('{"access_token":"first","access_token":"tok123","token_type":"Bearer"}', {
    expiresIn: null,
  }),
  body_deep: body(complete.replace("}", `,"x":${"[".repeat(50_000)}${"]".repeat(50_000)}}`)),
  body_proto: body(complete.replace("}", ',"__proto__":{"token_type":"mac"}}')),
  body_token_newline: members({ access_token: "tok123\n" }, { warning: /access_token has white/ }),
  body_error_null: members({ error: null, error_description: null }),
  body_error: members({ error: "partial" }, { warning: /a token and an error, "partial"/ }),
  body_comma: body(complete.replace("}", ",}"), notJson),
  body_garbage: body(`${complete} OK`, notJson),
  body_html: body(`<html>${complete}</html>`, notJson),
  body_nested: body(`{"data":${complete}}`, { exit: 7, says: /has the members data/ }),
};

const chunked = `${complete.length.toString(16)};x=y\r\n${complete}\r\n0\r\n`;
const start = "HTTP/1.1 200 OK";

const framing: Readonly<Record<string, OddReply>> = {
  frame_gzip: {
    bytes: http(gzipSync(complete), { fields: [asJson, "Content-Encoding: gzip"] }),
    outcome: {},
  },
  frame_chunked: {
    bytes: raw([start, asJson, "Transfer-Encoding: chunked"], `${chunked}X-Trailer: a\r\n\r\n`),
    outcome: {},
  },
  frame_no_length: { bytes: raw([start, asJson], complete), outcome: {} },
  frame_http10: { bytes: raw(["HTTP/1.0 200 OK", asJson], complete), outcome: {} },
  frame_interim: {
    bytes: new Uint8Array([...raw(["HTTP/1.1 100 Continue"], ""), ...http(complete)]),
    outcome: {},
  },
};

/** The replies by name. */
export const oddReplies: Readonly<Record<string, OddReply>> = {
  ...mediaTypes,
  ...lifetimes,
  ...scopes,
  ...types,
  ...statuses,
  ...bodies,
  ...framing,
};
