import { assert, assertEquals, assertMatch } from "@std/assert";
import * as jose from "jose";
import { signedAssertions } from "../../../lib/oauth/private_key_jwt.ts";
import type { Provider, Settings } from "../../../lib/contract/provider.ts";
import { Secret } from "../../../lib/core/secret.ts";
import type { TokenEndpoint } from "../../../lib/oauth/request_parts.ts";
import { acme, connected, failureOf, resolved } from "../helpers.ts";

const url = "https://id.example/token";
const endpoint = { url };
const { privateKey, publicKey } = await jose.generateKeyPair("ES256", { extractable: true });
const pem = await jose.exportPKCS8(privateKey);
const provider: Provider = { ...acme, clientAuthentication: ["private_key_jwt"] };

/** What the assertion of a provider with these quirks says. */
async function assertionWith(
  assertion: Provider["assertion"],
  values: Settings = {},
  at: TokenEndpoint = endpoint,
) {
  const { connection } = connected({ now: Date.now() });
  const settings = resolved({ clientId: "svc", ...values }, {
    secrets: { privateKey: new Secret(pem) },
  });
  const quirks = { ...provider, ...(assertion && { assertion }) };
  const context = { run: connection, provider: quirks, settings, endpoint: at };
  const { jwt, hasScope, presented } = await (await signedAssertions(context))();
  const { payload, protectedHeader } = await jose.jwtVerify(jwt.reveal(), publicKey);
  return { payload, header: protectedHeader, hasScope, presented };
}

Deno.test("assertionsBy() adds the provider's claims; its sub replaces the client ID", async () => {
  const claims = ({ user, scope }: Settings) => ({ sub: user, scope, extra: "x", none: undefined });
  const own = await assertionWith({ claims }, { user: "mona", scope: "a b" });
  assertEquals([own.payload.sub, own.payload.scope, own.payload.extra], ["mona", "a b", "x"]);
  assertEquals([own.payload.iss, own.hasScope], ["svc", true]);
  const without = await assertionWith({ claims });
  assertEquals(["sub" in without.payload, "none" in without.payload], [false, false]);
  const few = await assertionWith({ claims: () => ({ extra: "x" }) }, { scope: "a" });
  assertEquals([few.payload.sub, few.hasScope], ["svc", false]);
});

Deno.test("assertionsBy(), reserved claims of a provider: ignored", async () => {
  const mine = { iss: "x", aud: "x", exp: "1", iat: "1", nbf: "1", jti: "x" };
  const { payload } = await assertionWith({ claims: () => mine });
  assertEquals([payload.iss, payload.aud], ["svc", url]);
  for (const name of ["exp", "iat", "nbf"]) assertEquals(typeof payload[name], "number");
  assert(payload.jti !== "x");
});

/** The audience and the type of an assertion. */
async function audienceWith(
  assertion: Provider["assertion"],
  assertionAudience: string | undefined,
  at: TokenEndpoint,
): Promise<unknown[]> {
  const { payload, header } = await assertionWith(assertion, { assertionAudience }, at);
  return [payload.aud, header.typ];
}

Deno.test("an assertion has one audience, the token endpoint and no type unless asked otherwise", async () => {
  const issuer = "https://id.example";
  const discovered = { url, issuer };
  const fixed = { ...discovered, audience: "https://id.example/fixed" };
  const typ = "client-authentication+jwt";
  const rows = [
    [{}, undefined, { url }, url, undefined],
    [{}, undefined, discovered, url, undefined],
    [{}, undefined, fixed, fixed.audience, undefined],
    [{}, undefined, { ...fixed, audience: issuer }, issuer, undefined],
    [{}, "token-endpoint", fixed, url, undefined],
    [{}, "issuer", fixed, issuer, typ],
    [{}, "https://other.example", fixed, "https://other.example", undefined],
    [{}, issuer, discovered, issuer, undefined],
    [{ audience: "issuer" }, undefined, discovered, issuer, typ],
    [{ audience: "issuer" }, "token-endpoint", discovered, url, undefined],
    [{ grant: true }, undefined, { url }, url, "JWT"],
    [{ grant: true }, undefined, fixed, fixed.audience, "JWT"],
  ] as const;
  for (const [quirks, wanted, at, aud, type] of rows) {
    assertEquals(await audienceWith(quirks, wanted, at), [aud, type]);
  }
});

Deno.test("the audience is the issuer, and none is known: refused, with its source", async () => {
  const { message, hint } = await failureOf(
    "setting_invalid",
    () => audienceWith({}, "issuer", { url }),
  );
  assertMatch(message, /the issuer is not known/);
  assertMatch(hint ?? "", /--assertion-audience https:/);
});

Deno.test("an assertion says what is presented: algorithm, key ID, type, audience, source", async () => {
  const of = async (values: Settings, at: TokenEndpoint) =>
    (await assertionWith({}, values, at)).presented;
  assertEquals(await of({}, { url }), [
    `presented assertion: alg = ES256, kid = (none), typ = (none), aud = ${url}, valid for 60 s`,
    "signed with: default",
  ]);
  const asked = { keyId: "k-1", assertionAudience: "issuer" };
  const [line] = await of(asked, { url, issuer: "https://id.example" }) ?? [];
  assertEquals(
    line,
    "presented assertion: alg = ES256, kid = k-1, typ = client-authentication+jwt, " +
      "aud = https://id.example, valid for 60 s",
  );
  const [unasked] = await of({}, { url: "https://id.example", isUnasked: true }) ?? [];
  assertMatch(unasked ?? "", /aud = \(the token endpoint\), valid/);
});

Deno.test("an assertion is valid from now for the provider's lifetime, a minute by default", async () => {
  for (const [assertion, lifetime] of [[{}, 60], [{ lifetime: 300 }, 300]] as const) {
    const { iat, nbf, exp, jti } = (await assertionWith(assertion)).payload;
    assertEquals([nbf, exp], [iat, Number(iat) + lifetime]);
    assertMatch(jti ?? "", /^[0-9a-f-]{36}$/);
  }
});

Deno.test("the assertion is larger than the server accepts: refused", async () => {
  await assertionWith({ maxBytes: 2048 });
  await failureOf("setting_invalid", () => assertionWith({ maxBytes: 100 }));
});
