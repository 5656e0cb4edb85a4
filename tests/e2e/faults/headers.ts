/**
 * Header fields of replies: media types, and fields that do not matter.
 *
 * @module
 */

import { answers, type Fault, type Faults, type Place, tokenResponse, variants } from "./fault.ts";

/** A token response of another media type. */
function typed(contentType: string | undefined, encode = utf8): NonNullable<Fault["server"]> {
  return answers((place) => {
    const response = new Response(encode(tokenText(place)));
    if (contentType === undefined) response.headers.delete("content-type");
    else response.headers.set("content-type", contentType);
    return response;
  });
}

function tokenText({ token }: Place): string {
  return JSON.stringify({ access_token: token, token_type: "Bearer" });
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function utf16(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Uint16Array.from(text, (letter) => letter.charCodeAt(0)).buffer);
}

const accepted: Faults = variants(
  [
    "application/json",
    "APPLICATION/JSON",
    "application/json;charset=UTF-8",
    'application/json; charset="utf-8"',
    "application/json ; odata=verbose; charset=utf-8",
    "application/problem+json",
    "application/vnd.acme.token-v2+json",
    "application/json;charset=iso-8859-1",
    "application/json; charset=utf8",
    "application/json, text/html",
    "application/jsonp",
    "application/jwt",
    "application/octet-stream",
    "text/json",
    "text/plain;charset=utf-8",
    "",
    undefined,
  ].map((type) => [`JSON as ${type}`, { server: typed(type), exit: 0 } satisfies Fault]),
);

/** A token of a server from before RFC 6749 was final. */
function asForm({ token }: Place): URLSearchParams {
  return new URLSearchParams({ access_token: token, token_type: "bearer" });
}

const forms: Faults = {
  "a token as a form": { server: answers((place) => new Response(asForm(place))), exit: 0 },
  "a token as a form in plain text": {
    server: answers((place) => new Response(`${asForm(place)}\n`)),
    exit: 0,
  },
};

function noJson(text: string): Uint8Array<ArrayBuffer> {
  return utf8(`${text}.`);
}

function refusedType(
  contentType: string | undefined,
  says: RegExp,
  encode?: typeof utf8,
): Fault {
  return { server: typed(contentType, encode), exit: 7, code: "reply_not_json", says: [says] };
}

const instead = (type: string) => new RegExp(`sent ${type}.* instead of a token response`);

const refused: Faults = {
  "JSON as a page": refusedType("text/html", instead("text/html")),
  "JSON as a page and as JSON": refusedType("text/html, application/json", instead("text/html, ")),
  "JSON as XHTML": refusedType("application/xhtml+xml", instead("application/xhtml\\+xml")),
  "JSON as XML": refusedType("text/xml; charset=utf-8", instead("text/xml")),
  "JSON in UTF-16": refusedType(
    "application/json; charset=utf-16",
    instead("something other than a JSON object"),
    utf16,
  ),
  "no JSON, and a type of 4 KB": refusedType(
    `text/${"x".repeat(4000)}`,
    instead("text/x+…"),
    noJson,
  ),
  "no JSON, and no type": refusedType(undefined, instead("no content type"), noJson),
  "a type with a bidirectional mark": {
    server: answers((place) => {
      // As bytes, which is how header fields travel.
      const mark = String.fromCharCode(0xe2, 0x80, 0xae);
      return new Response(`${tokenText(place)}.`, {
        headers: { "content-type": `text/x${mark}y` },
      });
    }),
    ...{ exit: 7, code: "reply_not_json", says: [/instead of a token response/] },
  },
  "a type that is the secret": {
    server: answers((place) =>
      new Response(`${tokenText(place)}.`, {
        headers: { "content-type": `text/${encodeURIComponent(place.secret)}` },
      })
    ),
    ...{ exit: 7, code: "reply_not_json", says: [/sent text\/\*\*\* instead/] },
  },
  "a form without a token": {
    server: answers(() => new Response(new URLSearchParams({ token_type: "bearer" }))),
    ...{ exit: 7, code: "reply_not_json", says: [instead("application/x-www-form-urlencoded")] },
  },
};

/** A token response with more header fields, which change nothing. */
function withFields(headers: (place: Place) => HeadersInit, more: Partial<Fault> = {}): Fault {
  return {
    server: answers((place) => tokenResponse(place, {}, { headers: headers(place) })),
    exit: 0,
    ...more,
  };
}

const ignored: Faults = {
  "a cookie": withFields(({ secret }) => ({ "set-cookie": `a=${encodeURIComponent(secret)}` })),
  "a policy for caches": withFields(() => ({ "cache-control": "public, max-age=31536000" })),
  "a redirect by a field alone": withFields(({ thief }) => ({
    location: thief,
    refresh: `0;url=${thief}`,
    link: `<${thief}>; rel=preload`,
    "content-location": thief,
    "alt-svc": `h2="${new URL(thief).host}"; ma=86400`,
  })),
  "a request to ask again later": withFields(() => ({ "retry-after": "3600" })),
  "a field that names the secret": withFields(({ secret }) => ({
    "x-request-id": encodeURIComponent(secret),
    "www-authenticate": `Basic realm="${encodeURIComponent(secret)}"`,
  })),
};

/** A refusal with this header field, which is partly printed. */
function refusalWith(headers: (place: Place) => HeadersInit, ...says: readonly RegExp[]): Fault {
  return {
    server: answers((place) =>
      Response.json({ error: "invalid_client" }, { status: 401, headers: headers(place) })
    ),
    exit: 4,
    code: "refused",
    says: [/invalid_client \(HTTP 401\)/, ...says],
  };
}

const shown: Faults = {
  "an ID of the request": refusalWith(
    () => ({ "x-request-id": "a1b2-c3" }),
    /x-request-id a1b2-c3/,
  ),
  "an ID that is the secret": refusalWith(
    ({ secret }) => ({ "x-request-id": btoa(encodeURIComponent(secret)) }),
    /x-request-id/,
  ),
  "an ID of 16 KB": refusalWith(() => ({ "x-ms-request-id": "x".repeat(16_000) }), /x+…/),
  "a challenge of 16 KB": refusalWith(() => ({ "www-authenticate": "x".repeat(16_000) })),
  "a challenge that is the secret": refusalWith(({ secret }) => ({
    "www-authenticate": `Basic ${btoa(`some-client:${encodeURIComponent(secret)}`)}`,
  })),
  "a challenge with controls of C1": refusalWith(() => ({ "www-authenticate": "a\x9b31m\x85b" })),
  "an ID with controls of C1": refusalWith(
    () => ({ "x-request-id": "a\x9b31m\x85b" }),
    /x-request-id a/,
  ),
};

export const headerFaults: Faults = { ...accepted, ...forms, ...refused, ...ignored, ...shown };
