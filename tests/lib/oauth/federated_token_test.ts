import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import {
  describeFederatedToken,
  parseFederatedToken,
  readFederatedToken,
} from "../../../lib/oauth/federated_token.ts";
import { fakeHost } from "../../fake_host.ts";
import { assertOneLine, failureOf, forEachCase, toldBy } from "../helpers.ts";

const path = "/var/run/secrets/azure/tokens/azure-identity-token";
const source = "AZURE_FEDERATED_TOKEN_FILE in the environment";
const now = Date.parse("2026-01-09T02:02:12Z");

function encode(part: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(part));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

const claims = {
  iss: "https://oidc.prod-aks.azure.com/1/",
  sub: "system:serviceaccount:shop:orders",
  aud: ["api://AzureADTokenExchange"],
  exp: now / 1000 + 3600,
};

function jwt(payload: unknown = claims): string {
  return `${encode({ alg: "RS256", kid: "canary" })}.${encode(payload)}.c2ln-bmF_dHVyZQ`;
}

/** Reads a file with this content. */
function read(content: string, at = now) {
  return readFederatedToken(fakeHost({ files: { [path]: content }, now: at }), path, source);
}

Deno.test("readFederatedToken() gives the token as it is, and what it says", async () => {
  for (const content of [jwt(), `${jwt()}\n`, ` \r\n${jwt()}\r\n\r\n`, `\uFEFF${jwt()}`]) {
    const token = await read(content);
    assert(token.assertion.equals(jwt()));
    assertEquals(token.claims, claims);
  }
});

Deno.test("readFederatedToken() reads the file anew each time", async () => {
  const files = { [path]: jwt({ jti: 1 }) };
  const read = () => readFederatedToken(fakeHost({ files, now }), path, source);
  assertEquals((await read()).claims, { jti: 1 });
  files[path] = jwt({ jti: 2 });
  assertEquals((await read()).claims, { jti: 2 });
});

Deno.test("readFederatedToken() refuses what is no signed JWT", async () => {
  const [header, payload, signature] = jwt().split(".");
  await forEachCase({
    "a word": "canary",
    "two parts": `${header}.${payload}`,
    "five parts": `${header}.${payload}.${signature}.${payload}.${signature}`,
    "no signature": `${header}.${payload}.`,
    "a word in front": `Bearer ${jwt()}`,
    "quotes": `"${jwt()}"`,
    "JSON around it": `{"value":"${jwt()}"}`,
    "two": `${jwt()}\n${jwt()}`,
    "the other alphabet": `${header}.${payload}.a+b/`,
    "claims that are no object": jwt(["canary"]),
    "claims that are no JSON": `${header}.canary.${signature}`,
    "a host name": "canary.example.com",
  }, async (content) => {
    const failure = await failureOf("setting_invalid", () => read(content));
    assertEquals(failure.message, `${source} names ${path}: it holds no signed JWT`);
    assertStringIncludes(failure.hint ?? "", "a token alone");
    assertNotMatch(toldBy(failure), /canary|eyJ/);
  });
});

Deno.test("readFederatedToken() says what is wrong with the file itself", async () => {
  await forEachCase({
    "": "it is empty",
    "a\0": "it holds a NUL character, which no secret has",
    [jwt().padEnd(65_537)]: "it is too large, having more than 64 KiB",
  }, async (problem, content) => {
    const { message } = await failureOf("setting_invalid", () => read(content));
    assertEquals(message, `${source} names ${path}: ${problem}`);
  });
  const { message } = await failureOf(
    "setting_invalid",
    () => readFederatedToken(fakeHost(), path, source),
  );
  assertEquals(message, `${source} names ${path}: there is no such file`);
});

Deno.test("readFederatedToken() refuses a token that has expired, with the times", async () => {
  await forEachCase<readonly [exp: number, ago: string, end: string]>({
    "a moment": [now / 1000, "0 s", "2026-01-09T02:02:12Z"],
    "a fraction of a second": [now / 1000 - 0.4, "0 s", "2026-01-09T02:02:11Z"],
    "minutes": [now / 1000 - 300, "5 min", "2026-01-09T01:57:12Z"],
    "days": [now / 1000 - 604_800, "7 days", "2026-01-02T02:02:12Z"],
    "for ever": [-1e300, "20462 days", "1970-01-01T00:00:00Z"],
  }, async ([exp, ago, end]) => {
    const failure = await failureOf("setting_invalid", () => read(jwt({ ...claims, exp })));
    assertEquals(failure.message, `${source} names ${path}: the token in it expired ${ago} ago`);
    assertEquals(failure.details, [
      `It was valid until ${end}; this machine's clock says 2026-01-09T02:02:12Z.`,
    ]);
    assertStringIncludes(failure.hint ?? "", "Whoever mounts the file renews");
  });
});

Deno.test("readFederatedToken() leaves every other end to the receiver", async () => {
  for (const exp of [now / 1000 + 1, 1e300, undefined, null, "0", {}]) {
    assert((await read(jwt({ exp }))).assertion.equals(jwt({ exp })));
  }
});

Deno.test("parseFederatedToken() judges the form, and not the time", async () => {
  const token = await parseFederatedToken(`${jwt({ exp: 1 })}\n`);
  assert(token?.assertion.equals(jwt({ exp: 1 })));
  assertEquals(token?.claims, { exp: 1 });
  assertEquals(await parseFederatedToken("a.b.c"), undefined);
});

Deno.test("describeFederatedToken() shows what is compared, and nothing else", async () => {
  assertEquals(describeFederatedToken(await read(jwt())), [
    "presented issuer = https://oidc.prod-aks.azure.com/1/",
    "presented subject = system:serviceaccount:shop:orders",
    "presented audience = api://AzureADTokenExchange",
  ]);
});

Deno.test("describeFederatedToken() shows claims of every form in one line each", async () => {
  await forEachCase<readonly [claim: unknown, shown: string]>({
    "nothing": [undefined, "(none)"],
    "an empty text": [" ", "(none)"],
    "null": [null, "(none)"],
    "a number": [1, "(none)"],
    "an object": [{ a: "canary" }, "(none)"],
    "several": [["a", "b"], "a, b"],
    "several of several kinds": [["a", 1, null, ["c"], "b"], "a, b"],
    "characters that do harm": ["a\x1b[31m\nb\u202ec", "a [31m b c"],
    "as much as Entra registers": ["x".repeat(600), "x".repeat(600)],
    "more": ["x".repeat(601), "x".repeat(599) + "…"],
  }, ([claim, shown]) => {
    const lines = describeFederatedToken({ claims: { iss: claim, sub: claim, aud: claim } });
    assertEquals(
      lines,
      ["issuer", "subject", "audience"].map((name) => `presented ${name} = ${shown}`),
    );
    lines.forEach(assertOneLine);
  });
});
