import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { readGivenToken, tokenIn } from "../../../lib/inspect/read_token.ts";
import { fakeHost } from "../../fake_host.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";

Deno.test("tokenIn() finds the token in the texts in which people have it", async () => {
  await forEachCase({
    alone: "a.b-c_d~e+f/g==",
    "with white space around it": " \r\n\ta.b-c_d~e+f/g==\r\n\n",
    "after Bearer": "Bearer a.b-c_d~e+f/g==",
    "after bearer, and more space": "bearer   a.b-c_d~e+f/g==\n",
    "in a header field": "Authorization: Bearer a.b-c_d~e+f/g==\r\n",
    "in a header field in lower case": "authorization:bearer a.b-c_d~e+f/g==",
    "in a header field without a type": "Authorization: a.b-c_d~e+f/g==",
    "bound to a key": "DPoP a.b-c_d~e+f/g==",
    "in JSON of gettoken": '{"access_token":"a.b-c_d~e+f/g==","token_type":"Bearer"}\n',
    "in JSON on several lines": '{\n  "expires_in": 1,\n  "access_token": "a.b-c_d~e+f/g=="\n}',
    "in JSON with a header field": '{"Authorization":"Bearer a.b-c_d~e+f/g=="}',
    "in quotation marks": '"a.b-c_d~e+f/g=="',
  }, (text) => assertEquals(tokenIn(text, "stdin").reveal(), "a.b-c_d~e+f/g=="));
});

Deno.test("tokenIn() calls anything else wrong usage, and never repeats it", async () => {
  await forEachCase<readonly [text: string, says: RegExp]>({
    "nothing": ["", /^Stdin is empty/],
    "white space": [" \n\t", /^Stdin is empty/],
    "two words": ["canary canary", /white space in it/],
    "a token that was wrapped": ["canary\ncanary", /white space in it/],
    "a page": ["<html><body>canary</body></html> <p>", /white space in it/],
    "an escape sequence": ["canary\x1b[31m", /visible ASCII/],
    "other letters": ["canaryé", /visible ASCII/],
    "JSON without a token": ['{"error":"canary"}', /no access_token/],
    "JSON with a token that is none": ['{"access_token":["canary"]}', /no access_token/],
    "broken JSON": ['{"access_token":"canary', /no access_token/],
    "an empty token": ['{"access_token":""}', /no token/],
  }, async ([text, says]) => {
    const failure = await failureOf("usage", () => tokenIn(text, "stdin"));
    assertMatch(failure.message, says);
    assertNotMatch(toldBy(failure), /canary/);
  });
});

Deno.test("readGivenToken() takes the argument, and stdin for - or without one", async () => {
  const host = () => fakeHost({ stdin: "from-stdin\n" });
  assertEquals((await readGivenToken(host(), "from-argument")).reveal(), "from-argument");
  assertEquals((await readGivenToken(host(), "-")).reveal(), "from-stdin");
  assertEquals((await readGivenToken(host(), undefined)).reveal(), "from-stdin");
});

Deno.test("readGivenToken() takes no name of a file for a token", async () => {
  const host = fakeHost({ files: { "/here/token.txt": "a.b.c" } });
  for (const name of ["token.txt", "./token.txt", "/here/token.txt"]) {
    const { message, hint } = await failureOf("usage", () => readGivenToken(host, name));
    assertEquals(message, "The argument is the name of a file, and no token");
    assertMatch(hint ?? "", /gettoken inspect <FILE/);
  }
});

Deno.test("readGivenToken() waits for nobody at a terminal", async () => {
  for (const argument of [undefined, "-"]) {
    const host = fakeHost({ terminals: ["stdin"], stdin: "x" });
    const { message, hint } = await failureOf("usage", () => readGivenToken(host, argument));
    assertEquals([message, hint], ["No token is given", "Pipe it in, or give it as the argument."]);
  }
});

Deno.test("readGivenToken() takes a megabyte and no more", async () => {
  const host = fakeHost({ stdin: "x".repeat(1024 * 1024) });
  assertEquals((await readGivenToken(host, "-")).reveal().length, 1024 * 1024);
  const { message } = await failureOf(
    "usage",
    () => readGivenToken(fakeHost({ stdin: "x".repeat(1024 * 1024 + 1) }), "-"),
  );
  assertEquals(message, "Stdin has more than 1 MiB, which no token has");
});
