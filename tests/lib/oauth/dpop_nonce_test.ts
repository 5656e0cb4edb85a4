import { assertEquals, assertNotMatch } from "@std/assert";
import { demandedNonce } from "../../../lib/oauth/dpop_nonce.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";

const demand = { error: "use_dpop_nonce", error_description: "canary" };

function ask(nonce: string | undefined, body: unknown = demand, status = 400): string | undefined {
  const headers = new Headers({ "content-type": "application/json" });
  if (nonce !== undefined) headers.set("DPoP-Nonce", nonce);
  return demandedNonce({ status, headers, body: JSON.stringify(body) }, "id.example");
}

Deno.test("demandedNonce() gives the nonce that a server asks for", async () => {
  const all = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index))
    .filter((character) => !'"\\'.includes(character)).join("");
  await forEachCase({
    "a usual one": "eyJ7S_zG.eyJH0-Z.HX4w-7v",
    "one character": "x",
    "every character": all,
    "a long one": "x".repeat(2048),
  }, (nonce) => {
    assertEquals(ask(nonce), nonce);
    assertEquals(ask(nonce, demand, 401), nonce);
  });
});

Deno.test("demandedNonce() gives none when the server does not ask for one", () => {
  assertEquals(ask("n-1", { error: "invalid_client" }), undefined);
  assertEquals(ask("n-1", { error: ["use_dpop_nonce"] }), undefined);
  assertEquals(ask("n-1", "use_dpop_nonce"), undefined);
  for (const status of [200, 403, 429, 500, 503]) {
    assertEquals(ask("n-1", demand, status), undefined);
  }
});

Deno.test("demandedNonce() takes no nonce but one of RFC 9449, and shows none", async () => {
  await forEachCase<string | undefined>({
    "none": undefined,
    "nothing": "",
    "a space": "canary canary",
    "two of them": "canary, canary",
    "a quotation mark": 'canary"',
    "a backslash": "canary\\",
    "a tab": "canary\tcanary",
    "an escape": "canary\x1b[2J",
    "a delete": "canary\x7f",
    "a control character of C1": "canary\x9b31m",
    "a letter beyond ASCII": "canaryé",
    "one character too many": "x".repeat(2049),
    "a megabyte": "x".repeat(2 ** 20),
  }, async (nonce) => {
    const failure = await failureOf("reply_unusable", () => ask(nonce));
    assertNotMatch(toldBy(failure), /canary|xxx/);
    const what = nonce === undefined ? "none" : "one that cannot be used";
    assertEquals(
      failure.message,
      `id.example asks for a nonce in the DPoP proof and sends ${what}`,
    );
  });
});
