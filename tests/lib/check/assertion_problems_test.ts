import { assertEquals } from "@std/assert";
import { generateKeyPair, SignJWT } from "jose";
import { assertionProblems } from "../../../lib/check/assertion_problems.ts";
import type { AssertionQuirks } from "../../../lib/contract/provider.ts";
import { forEachCase } from "../helpers.ts";

const { privateKey, publicKey } = await generateKeyPair("ES256");
const other = await generateKeyPair("ES256");
const now = Date.UTC(2026, 0, 9);
const seconds = now / 1000;
const claims = {
  ...{ iss: "svc", sub: "svc", aud: "https://id.example/", jti: "1" },
  ...{ iat: seconds, exp: seconds + 60 },
};

async function assertionProblemsOf(
  changes: object = {},
  quirks: AssertionQuirks = {},
  key = privateKey,
) {
  const assertion = await new SignJWT({ ...claims, ...changes })
    .setProtectedHeader({ alg: "ES256" }).sign(key);
  const expected = { claims: {}, key: publicKey, audience: claims.aud, quirks, now };
  return await assertionProblems(assertion, { clientId: "svc" }, expected);
}

Deno.test("assertionProblems() with a valid assertion: no problems", async () => {
  assertEquals(await assertionProblemsOf(), []);
  assertEquals(await assertionProblemsOf({ exp: seconds + 300 }, { lifetime: 300 }), []);
});

Deno.test("assertionProblems() with an invalid assertion: problem", async () => {
  const wrong = (what: string) => `the assertion has an invalid ${what}`;
  type Wrong = readonly [changes: object, problem: string, quirks?: AssertionQuirks];
  await forEachCase<Wrong>({
    "the issuer": [{ iss: "other" }, wrong("iss")],
    "the subject": [{ sub: "other" }, wrong("sub")],
    "the audience": [{ aud: "https://id.example" }, wrong("aud")],
    "no ID": [{ jti: undefined }, wrong("jti")],
    "no end": [{ exp: undefined }, wrong("exp")],
    "the past": [{ exp: seconds - 60 }, wrong("exp")],
    "a long life": [{ exp: seconds + 61 }, "the assertion is valid for more than 60 s"],
    "the algorithm": [{}, wrong("signature"), { algorithms: ["RS256"] }],
    "the size": [{}, "the assertion has more than 99 bytes", { maxBytes: 99 }],
    "no certificate": [
      {},
      "the assertion has no thumbprint of the certificate",
      { keyHeader: "x5t#S256" },
    ],
  }, async ([changes, problem, quirks]) => {
    assertEquals(await assertionProblemsOf(changes, quirks), [problem]);
  });
  assertEquals(await assertionProblemsOf({}, {}, other.privateKey), [wrong("signature")]);
});
