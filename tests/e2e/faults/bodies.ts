/**
 * Replies that are not JSON, or too large.
 *
 * @module
 */

import { answerEndlessly } from "../../idp/raw_server.ts";
import {
  answers,
  type Fault,
  type Faults,
  type Outcome,
  speaks,
  tokenResponse,
  variants,
} from "./fault.ts";

const json = { "content-type": "application/json" };

/** A body that is not a JSON object. */
function noObject(body: string, says = /something other than a JSON object/): Fault {
  return {
    server: answers(() => new Response(body, { headers: json })),
    exit: 7,
    code: "reply_not_json",
    says: [says],
  };
}

const empty = /sent an empty reply instead of a token response \(HTTP 200\)/;

const malformed: Faults = {
  "nothing": noObject("", empty),
  "white space": noObject(" \r\n\t ", empty),
  "nothing in a page": {
    server: answers(() => new Response(null, { headers: { "content-type": "text/html" } })),
    ...{ exit: 7, code: "reply_not_json", says: [empty] },
  },
  ...variants(
    ["null", "true", "42", '"x"', "[]", "[{}]", "{", '{"access_token":"x"', "{}{}", "{}\n{}", "{},"]
      .map((body) => [`the body ${JSON.stringify(body)}`, noObject(body)]),
  ),
  "JSON with comments": noObject('{"access_token":"x"} // a token'),
  "JSON with a comma at its end": noObject('{"access_token":"x","token_type":"Bearer",}'),
  "JSON in single quotes": noObject("{'access_token':'x'}"),
  "JSON with an invalid number": noObject('{"access_token":"x","expires_in":NaN}'),
  "JSON behind a guard": noObject(")]}',\n{}"),
  "a page in place of JSON": noObject("<!doctype html><title>Sign in</title>"),
  "a token alone": noObject("eyJhbGciOiJub25lIn0.e30."),
  "the secret in place of JSON": {
    ...noObject(""),
    server: answers(({ secret }) => new Response(`{"secret": ${secret}`, { headers: json })),
  },
  "an array 100,000 deep": noObject("[".repeat(100_000) + "]".repeat(100_000)),
  "bytes that are not UTF-8": {
    ...noObject(""),
    server: answers(() => new Response(Uint8Array.of(0xff, 0xfe, 0, 0x80), { headers: json })),
  },
};

const tooLarge: Outcome = {
  exit: 7,
  code: "reply_too_large",
  says: [/larger than 1 MiB/],
};

const large: Faults = {
  "more than 1 MiB": {
    server: answers((place) => tokenResponse(place, { more: "x".repeat(2 ** 20) })),
    ...tooLarge,
  },
  "more than 1 MiB of white space": {
    server: answers(() => new Response(" ".repeat(2 ** 20 + 1), { headers: json })),
    ...tooLarge,
  },
  "more than 1 MiB with 500": {
    server: answers(() => new Response("x".repeat(2 ** 20 + 1), { status: 500 })),
    ...tooLarge,
  },
  "a body without an end": { server: speaks(() => answerEndlessly()), ...tooLarge },
  "a body of 10 GB": {
    server: speaks(() =>
      answerEndlessly(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10000000000\r\n\r\n",
      )
    ),
    ...tooLarge,
  },
  "10 MB that travel as 10 KB": {
    server: answers(() => new Response(compressed(" ".repeat(10_000_000)), { headers: gzip })),
    ...tooLarge,
  },
  "just under 1 MiB": {
    server: answers((place) => tokenResponse(place, { more: "x".repeat(2 ** 20 - 300) })),
    exit: 0,
  },
  "50,000 members": {
    server: answers((place) => tokenResponse(place, Object.fromEntries(manyMembers))),
    exit: 0,
  },
};

const manyMembers = Array.from({ length: 50_000 }, (_, index) => [`m${index}`, 0] as const);
const gzip = { ...json, "content-encoding": "gzip" };

function compressed(text: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
}

const encoded: Faults = {
  "a compressed body": {
    server: answers((place) =>
      new Response(
        compressed(JSON.stringify({ access_token: place.token, token_type: "Bearer" })),
        {
          headers: gzip,
        },
      )
    ),
    exit: 0,
  },
  "a body that is said to be compressed": {
    server: answers((place) => tokenResponse(place, {}, { headers: gzip })),
    ...{ exit: 7, code: "reply_unusable", says: [/127\.0\.0\.1/] },
  },
  "a byte order mark": {
    server: answers(({ token }) =>
      new Response(`\ufeff${JSON.stringify({ access_token: token, token_type: "Bearer" })}`, {
        headers: json,
      })
    ),
    exit: 0,
  },
};

export const bodyFaults: Faults = { ...malformed, ...large, ...encoded };
