import { assertEquals, assertMatch } from "@std/assert";
import * as jose from "jose";
import { secretAssertions } from "../../../lib/oauth/client_secret_jwt.ts";
import type { TokenEndpoint } from "../../../lib/oauth/request_parts.ts";
import { acme, connected, failureOf, forEachCase, resolved, secretsOf } from "../helpers.ts";

const url = "https://id.example/token";
const metadata = "https://id.example/.well-known/openid-configuration";

interface Given {
  readonly secret: string;
  readonly signingAlgorithm?: string;
  /** What the server lists. */
  readonly listed?: readonly string[];
}

/** The header and the claims of an assertion, after its signature was verified. */
async function assertionOf({ secret, listed, signingAlgorithm }: Given) {
  const { connection, host, log } = connected({ now: Date.now() });
  const at: TokenEndpoint = { url, ...listed && { assertionAlgorithms: listed, metadata } };
  const values = { clientId: "svc", ...signingAlgorithm && { signingAlgorithm } };
  const make = await secretAssertions({
    run: connection,
    provider: { ...acme, clientAuthentication: ["client_secret_jwt"] },
    settings: resolved(values, { secrets: secretsOf({ clientSecret: secret }) }),
    endpoint: at,
  });
  const { jwt, presented } = await make();
  const key = new TextEncoder().encode(secret);
  const { payload, protectedHeader } = await jose.jwtVerify(jwt.reveal(), key, { audience: url });
  log.line(`it is ${jwt.reveal()}`);
  assertEquals(host.stderr, "it is ***\n");
  return { payload, header: protectedHeader, presented };
}

Deno.test("secretAssertions(): signed with the UTF-8 form of the secret, which is not in it", async () => {
  const secret = "é".repeat(16);
  const { payload, header, presented } = await assertionOf({ secret });
  assertEquals(header, { alg: "HS256" });
  const { iss, sub, exp = 0, iat = 0 } = payload;
  assertEquals([iss, sub, exp - iat], ["svc", "svc", 60]);
  assertEquals(presented, [
    `presented assertion: alg = HS256, typ = (none), aud = ${url}, valid for 60 s`,
    "signed with: default",
  ]);
});

Deno.test("secretAssertions(): the algorithm of the user, of the server's list, or HS256", async () => {
  const secret = "s".repeat(64);
  await forEachCase<Omit<Given, "secret"> & { readonly alg: string }>({
    "nothing is said": { alg: "HS256" },
    "the user chose": { signingAlgorithm: "HS512", alg: "HS512" },
    "the list has the usual one": { listed: ["HS512", "RS256", "HS256"], alg: "HS256" },
    "the list has others": { listed: ["RS256", "HS512", "HS384"], alg: "HS512" },
    "the list has the user's": {
      listed: ["HS256", "HS384"],
      signingAlgorithm: "HS384",
      alg: "HS384",
    },
  }, async ({ alg, ...given }) => {
    assertEquals((await assertionOf({ secret, ...given })).header.alg, alg);
  });
});

Deno.test("secretAssertions(), no common algorithm: refused with the server's list", async () => {
  const secret = "s".repeat(64);
  const none = await failureOf("setting_invalid", () => assertionOf({ secret, listed: ["RS256"] }));
  assertEquals(none.message, "The server lists no signing algorithm for a client secret");
  assertEquals(none.details, [`${metadata} lists: RS256`]);
  const asked = { secret, listed: ["HS256"], signingAlgorithm: "HS512" };
  const other = await failureOf("setting_invalid", () => assertionOf(asked));
  assertEquals(other.message, "The server does not list the signing algorithm HS512");
  const key = { secret, signingAlgorithm: "RS256" };
  const wrong = await failureOf("setting_invalid", () => assertionOf(key));
  assertEquals(wrong.message, "The signing algorithm RS256 is not for a client secret");
});

Deno.test("secretAssertions(), secret shorter than RFC 7518 requires: refused with the numbers", async () => {
  for (const [signingAlgorithm, least] of [["HS256", 32], ["HS384", 48], ["HS512", 64]] as const) {
    const long = await assertionOf({ secret: "s".repeat(least), signingAlgorithm });
    assertEquals(long.header.alg, signingAlgorithm);
    const { message, hint } = await failureOf(
      "setting_invalid",
      () => assertionOf({ secret: "s".repeat(least - 1), signingAlgorithm }),
    );
    // This provider has no other method.
    assertEquals(hint, "Create a longer client secret.");
    const numbers = `it is too short: ${signingAlgorithm} needs .* at least ${least} bytes`;
    assertMatch(message, new RegExp(numbers));
  }
});
