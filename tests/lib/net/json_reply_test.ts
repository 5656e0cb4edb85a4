import { assertEquals, assertStringIncludes } from "@std/assert";
import { isJson, jsonObjectOf } from "../../../lib/net/json_reply.ts";
import type { HttpReply } from "../../../lib/net/http.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";

function reply(body: string, contentType?: string, status = 200): HttpReply {
  return {
    status,
    headers: new Headers(contentType === undefined ? {} : { "content-type": contentType }),
    body,
  };
}

Deno.test("isJson() goes by the media type", async () => {
  await forEachCase({
    "application/json": true,
    "APPLICATION/JSON": true,
    "application/json;charset=utf-8": true,
    'application/json; charset="UTF-8"': true,
    "application/json ; odata.metadata=minimal": true,
    "application/problem+json": true,
    "application/vnd.acme.v1+json; charset=UTF-8": true,
    "application/json; charset=utf-16": false,
    "application/json; charset=iso-8859-1": false,
    "application/json; x=y; charset=utf-16": false,
    "application/jsonp": false,
    "application/jsonlines": false,
    "application/x-ndjson": false,
    "text/json": false,
    "text/plain": false,
    "text/html; x=application/json": false,
    "application/x-www-form-urlencoded": false,
    "": false,
  }, (expected, type) => assertEquals(isJson(reply("{}", type)), expected));
  assertEquals(isJson(reply("{}")), false);
});

Deno.test("jsonObjectOf() gives the object in a reply", () => {
  assertEquals(jsonObjectOf(reply(' {"a": [1]}\r\n', "application/json"), "host", "it"), {
    a: [1],
  });
});

Deno.test("jsonObjectOf() refuses what is not one JSON object, without showing it", async () => {
  const notObjects = {
    "null": "null",
    "an array": '["canary"]',
    "a text": '"canary"',
    "a number": "42",
    "a boolean": "true",
    "the beginning of an object": '{"canary": ',
    "two objects": '{"a": "canary"}{}',
    "lines of objects": '{"a": "canary"}\n{"a": 1}\n',
    "garbage behind an object": '{"a": "canary"} x',
    "comments": '{"a": "canary"} // x',
    "single quotes": "{'a': 'canary'}",
  };
  await forEachCase(notObjects, async (body) => {
    const failure = await failureOf(
      "reply_not_json",
      () => jsonObjectOf(reply(body, "application/json", 203), "id.example", "a token response"),
    );
    assertEquals(
      failure.message,
      "id.example sent something other than a JSON object instead of a token response (HTTP 203)",
    );
    assertEquals(toldBy(failure).includes("canary"), false);
  });
});

Deno.test("jsonObjectOf() says when the reply is empty", async () => {
  for (const body of ["", " \r\n"]) {
    const { message } = await failureOf(
      "reply_not_json",
      () => jsonObjectOf(reply(body, "application/json"), "id.example", "metadata"),
    );
    assertEquals(message, "id.example sent an empty reply instead of metadata (HTTP 200)");
  }
});

Deno.test("jsonObjectOf() names the type of a page that is not JSON", async () => {
  const failure = await failureOf(
    "reply_not_json",
    () => jsonObjectOf(reply("<h1>Log in</h1>", "text/html"), "id.example", "a token response"),
  );
  assertStringIncludes(failure.message, "sent text/html instead of a token response (HTTP 200)");
  assertEquals(toldBy(failure).includes("Log in"), false);
});

Deno.test("jsonObjectOf() says when a reply has no type, and cuts a long one", async () => {
  const untyped = await failureOf("reply_not_json", () => jsonObjectOf(reply("x"), "h", "it"));
  assertStringIncludes(untyped.message, "h sent no content type instead of it");
  const long = await failureOf(
    "reply_not_json",
    () => jsonObjectOf(reply("x", "text/" + "x".repeat(70_000)), "h", "it"),
  );
  assertEquals(long.message.length < 200, true);
});
