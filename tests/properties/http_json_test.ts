import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { GettokenError } from "../../lib/core/errors.ts";
import { type HttpReply, jsonObjectOf, maybeJsonObject } from "../../lib/net/http.ts";
import { isJsonObject } from "../../lib/core/json.ts";
import { property } from "./run.ts";
import { anyText } from "./texts.ts";

function reply(body: string, type = "application/json"): HttpReply {
  return { status: 200, headers: new Headers({ "content-type": type }), body };
}

/** JSON of every kind, sometimes cut or with other content around it. */
const bodies = fc.record({
  value: fc.oneof(fc.jsonValue({ noUnicodeString: false }), fc.dictionary(anyText, fc.jsonValue())),
  before: fc.constantFrom("", "", "", " \r\n", "\ufeff", ")]}',\n", "callback("),
  after: fc.constantFrom("", "", "", "\n", "{}", ")"),
  cut: fc.oneof(fc.constant(Infinity), fc.nat(100)),
}).map(({ value, before, after, cut }) => (before + JSON.stringify(value) + after).slice(0, cut));

/** The value of a JSON string, or `undefined` if it is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

property(
  "jsonObjectOf(): returns the object, or an error without the content",
  bodies,
  (body) => {
    const value = parsed(body);
    try {
      assertEquals(jsonObjectOf(reply(body), "id.example", "a token response"), value);
      assert(isJsonObject(value));
    } catch (error) {
      if (!(error instanceof GettokenError)) throw error;
      assertEquals([error.code, isJsonObject(value)], ["reply_not_json", false]);
      assert(
        /^id\.example sent (an empty reply|something other than a JSON object) instead of a token response \(HTTP 200\)$/
          .test(error.message),
        error.message,
      );
    }
  },
  { runs: 500 },
);

property("maybeJsonObject(): returns the object or undefined", bodies, (body) => {
  const value = parsed(body);
  assertEquals(maybeJsonObject(reply(body)), isJsonObject(value) ? value : undefined);
});

Deno.test("jsonObjectOf(), maybeJsonObject() with deep nesting: no crash", () => {
  for (const [open, close] of [["[", "]"], ['{"a":', "}"]] as const) {
    const body = `{"error":${open.repeat(100_000)}1${close.repeat(100_000)}}`;
    assert(isJsonObject(maybeJsonObject(reply(body))));
    assert(isJsonObject(jsonObjectOf(reply(body), "id.example", "a token response")));
  }
});

const types = fc.oneof(
  fc.constantFrom(
    ...[
      "application/json",
      "application/vnd.acme.v1-x+json",
      "text/json",
      "text/plain",
      "json",
      "",
    ],
    ...["application/x-json", "application/json, text/html", "application/xmljson", "text/htm"],
  ).map((type) => ({ type, isRead: true })),
  fc.constantFrom(
    ...["text/html", "application/xhtml+xml", "text/xml", "application/atom+xml", "text/html, x/y"],
  ).map((type) => ({ type, isRead: false })),
);
const parameters = fc.constantFrom(
  ...["", ";", "; charset=utf-8", ';charset="utf8"', "; odata=verbose", "; charset=iso-8859-1"],
  ...[";charset=utf-16", "; q=1; charset=utf-7", '; charset="latin1"', "; charset="],
);

property(
  "maybeJsonObject(): reads any media type and charset in any case, except HTML and XML",
  fc.record({ kind: types, parameters }).chain(({ kind: { type, isRead }, parameters }) =>
    fc.record({ type: fc.mixedCase(fc.constant(type + parameters)), isRead: fc.constant(isRead) })
  ),
  ({ type, isRead }) => assertEquals(maybeJsonObject(reply("{}", type)), isRead ? {} : undefined),
  { runs: 500 },
);
