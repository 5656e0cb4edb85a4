import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { Secret } from "../../../lib/core/secret.ts";
import { decodeToken, readGivenToken } from "../../../lib/inspect/read_token.ts";
import { fakeHost } from "../../fake_host.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";
import { encrypted, issuer, madeUp, newSigner, signed } from "./tokens.ts";

function readStdin(stdin: string): Promise<Secret> {
  return readGivenToken(fakeHost({ stdin }), "-");
}

Deno.test("readGivenToken() finds the token in each usual form", async () => {
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
  }, async (text) => assertEquals((await readStdin(text)).reveal(), "a.b-c_d~e+f/g=="));
});

Deno.test("readGivenToken(), anything else: usage error without the input", async () => {
  await forEachCase<readonly [text: string, says: RegExp]>({
    "nothing": ["", /^Stdin is empty/],
    "white space": [" \n\t", /^Stdin is empty/],
    "two words": ["canary canary", /contains white space/],
    "a token that was wrapped": ["canary\ncanary", /contains white space/],
    "a page": ["<html><body>canary</body></html> <p>", /contains white space/],
    "an escape sequence": ["canary\x1b[31m", /visible ASCII/],
    "other letters": ["canaryé", /visible ASCII/],
    "JSON without a token": ['{"error":"canary"}', /no access_token/],
    "JSON with a token that is not a string": ['{"access_token":["canary"]}', /no access_token/],
    "broken JSON": ['{"access_token":"canary', /no access_token/],
    "an empty token": ['{"access_token":""}', /not a token/],
  }, async ([text, says]) => {
    const failure = await failureOf("usage", () => readStdin(text));
    assertMatch(failure.message, says);
    assertNotMatch(toldBy(failure), /canary/);
  });
});

Deno.test("readGivenToken() reads the argument, or stdin for - or without one", async () => {
  const host = () => fakeHost({ stdin: "from-stdin\n" });
  assertEquals((await readGivenToken(host(), "from-argument")).reveal(), "from-argument");
  assertEquals((await readGivenToken(host(), "-")).reveal(), "from-stdin");
  assertEquals((await readGivenToken(host(), undefined)).reveal(), "from-stdin");
});

Deno.test("readGivenToken(), name of a file: refused", async () => {
  const host = fakeHost({ files: { "/here/token.txt": "a.b.c" } });
  for (const name of ["token.txt", "./token.txt", "/here/token.txt"]) {
    const { message, hint } = await failureOf("usage", () => readGivenToken(host, name));
    assertEquals(message, "The argument is a file name, not a token");
    assertMatch(hint ?? "", /gettoken inspect <FILE/);
  }
});

Deno.test("readGivenToken(), stdin is a terminal: refused at once", async () => {
  for (const argument of [undefined, "-"]) {
    const host = fakeHost({ terminals: ["stdin"], stdin: "x" });
    const { message, hint } = await failureOf("usage", () => readGivenToken(host, argument));
    assertEquals([message, hint], [
      "No token to inspect",
      "Pipe it in, or pass it as an argument.",
    ]);
  }
});

Deno.test("readGivenToken() reads 1 MiB at most", async () => {
  const host = fakeHost({ stdin: "x".repeat(1024 * 1024) });
  assertEquals((await readGivenToken(host, "-")).reveal().length, 1024 * 1024);
  const { message } = await failureOf(
    "usage",
    () => readGivenToken(fakeHost({ stdin: "x".repeat(1024 * 1024 + 1) }), "-"),
  );
  assertEquals(message, "Stdin has more than 1 MiB, too much for a token");
});

Deno.test("decodeToken() reads header, claims and signature of a JWT", async () => {
  const token = await signed(await newSigner("k"), { sub: "é" });
  assertEquals(await decodeToken(token), {
    kind: "signed",
    header: { alg: "ES256", kid: "k" },
    claims: { iss: issuer, sub: "é" },
    signature: token.reveal().split(".")[2] ?? "",
  });
});

Deno.test("decodeToken() distinguishes signed and unsigned", async () => {
  await forEachCase({
    "the algorithm `none`": madeUp({ alg: "none" }, {}, ""),
    "the algorithm `none` in another case": madeUp({ alg: "NoNe" }, {}),
    "it was cut off": madeUp({ alg: "RS256" }, {}, ""),
  }, async (token) => assertEquals((await decodeToken(token)).kind, "unsigned"));
});

Deno.test("decodeToken(), encrypted: the header only", async () => {
  assertEquals(await decodeToken(await encrypted()), {
    kind: "encrypted",
    header: { alg: "dir", enc: "A256GCM", kid: "k" },
  });
});

Deno.test("decodeToken() distinguishes an opaque token from a damaged JWT", async () => {
  const jwt = (await signed(await newSigner())).reveal();
  await forEachCase<readonly [string, boolean]>({
    "random letters": ["2YotnFZFEjr1zCsicMWpAA", false],
    "with dots": ["a.b.c", false],
    "a session of Salesforce": ["00D5e000001N20Q!AQ0AQHjS", false],
    "the header only": [jwt.split(".")[0] ?? "", true],
    "without its last part": [jwt.slice(0, jwt.lastIndexOf(".")), true],
    "cut in its claims": [jwt.slice(0, 60), true],
    "with something before the claims": [jwt.replace(".", ".x"), true],
    "claims that are a list": [madeUp({ alg: "ES256" }, []).reveal(), true],
    "claims that are a string": [madeUp({ alg: "ES256" }, "x").reveal(), true],
  }, async ([text, beginsLikeJwt]) => {
    assertEquals(await decodeToken(new Secret(text)), {
      kind: "opaque",
      length: text.length,
      beginsLikeJwt,
    });
  });
});

Deno.test("decodeToken() accepts deeply nested and numerous claims", async () => {
  const deep = JSON.parse("[".repeat(20_000) + "]".repeat(20_000));
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`c${index}`, index]));
  const own = JSON.parse('{"__proto__":{"iss":"x"},"constructor":1}');
  for (const claims of [{ deep }, many, own]) {
    const decoded = await decodeToken(madeUp({ alg: "ES256" }, claims));
    assertEquals("claims" in decoded && JSON.stringify(decoded.claims), JSON.stringify(claims));
  }
});
