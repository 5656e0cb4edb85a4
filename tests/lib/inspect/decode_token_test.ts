import { assertEquals } from "@std/assert";
import { decodeToken } from "../../../lib/inspect/decode_token.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { forEachCase } from "../helpers.ts";
import { encrypted, issuer, madeUp, newSigner, signed } from "./tokens.ts";

Deno.test("decodeToken() reads header, claims and signature of a JWT", async () => {
  const token = await signed(await newSigner("k"), { sub: "é" });
  assertEquals(await decodeToken(token), {
    kind: "signed",
    header: { alg: "ES256", kid: "k" },
    claims: { iss: issuer, sub: "é" },
    signature: token.reveal().split(".")[2] ?? "",
  });
});

Deno.test("decodeToken() sees whether there is a signature", async () => {
  await forEachCase({
    "the algorithm is none": madeUp({ alg: "none" }, {}, ""),
    "it is none in other letters": madeUp({ alg: "NoNe" }, {}),
    "it was cut off": madeUp({ alg: "RS256" }, {}, ""),
  }, async (token) => assertEquals((await decodeToken(token)).kind, "unsigned"));
});

Deno.test("decodeToken() reads no more than the header of what is encrypted", async () => {
  assertEquals(await decodeToken(await encrypted()), {
    kind: "encrypted",
    header: { alg: "dir", enc: "A256GCM", kid: "k" },
  });
});

Deno.test("decodeToken() knows an opaque token from a JWT that is damaged", async () => {
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
    "claims that are a text": [madeUp({ alg: "ES256" }, "x").reveal(), true],
  }, async ([text, beginsLikeJwt]) => {
    assertEquals(await decodeToken(new Secret(text)), {
      kind: "opaque",
      length: text.length,
      beginsLikeJwt,
    });
  });
});

Deno.test("decodeToken() takes claims as they come, however deep and many", async () => {
  const deep = JSON.parse("[".repeat(20_000) + "]".repeat(20_000));
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`c${index}`, index]));
  const own = JSON.parse('{"__proto__":{"iss":"x"},"constructor":1}');
  for (const claims of [{ deep }, many, own]) {
    const decoded = await decodeToken(madeUp({ alg: "ES256" }, claims));
    assertEquals("claims" in decoded && JSON.stringify(decoded.claims), JSON.stringify(claims));
  }
});
