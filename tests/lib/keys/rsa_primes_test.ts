import { assertEquals } from "@std/assert";
import { completeRsa } from "../../../lib/keys/rsa_primes.ts";
import { forEachCase } from "../helpers.ts";
import { newKey } from "../keys.ts";

const { jwk } = await newKey("RS256");
const { kty = "RSA", n = "", e = "", d = "" } = jwk;

Deno.test("completeRsa(): the same key as with its primes", () => {
  const { p, q, dp, dq, qi } = completeRsa({ kty, n, e, d }) ?? {};
  // Which prime is the first does not matter, except for the last member.
  assertEquals(new Set([p, q]), new Set([jwk.p, jwk.q]));
  assertEquals(new Set([dp, dq]), new Set([jwk.dp, jwk.dq]));
  if (p === jwk.p) assertEquals(qi, jwk.qi);
});

Deno.test("completeRsa(): numbers that do not belong together: undefined", async () => {
  const other = (await newKey("RS256")).jwk;
  await forEachCase({
    "n of another key": { kty, n: other.n ?? "", e, d },
    "d of another key": { kty, n, e, d: other.d ?? "" },
    "d = 0": { kty, n, e, d: "AA" },
    "d = 1": { kty, n, e: "AQ", d: "AQ" },
    "n = 0": { kty, n: "AA", e, d },
    "no Base64": { kty, n, e, d: "!" },
    "nothing": { kty, n: "", e, d },
    "so long that it would take minutes": { kty, n: "A".repeat(60_000), e, d },
  }, (incomplete) => assertEquals(completeRsa(incomplete), undefined));
});
