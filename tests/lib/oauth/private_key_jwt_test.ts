import { assert, assertEquals, assertMatch } from "@std/assert";
import * as jose from "jose";
import { signedAssertions } from "../../../lib/oauth/private_key_jwt.ts";
import { pkcs12AsPem } from "../../../lib/keys/pem.ts";
import type { Provenance } from "../../../lib/settings/provenance.ts";
import type { Provider, Settings } from "../../../lib/contract/provider.ts";
import { Secret } from "../../../lib/core/secret.ts";
import type { TokenEndpoint } from "../../../lib/oauth/request_parts.ts";
import type { FakeWorld } from "../../fake_host.ts";
import { acme, connected, failureOf, resolved, secretsOf } from "../helpers.ts";
import { newKey, openJwt, readKey } from "../keys.ts";
import { certificate, passphrase, pbkdf2 } from "../openssl_keys.ts";
import { modern } from "../openssl_pkcs12.ts";

const url = "https://id.example/token";
const endpoint = { url, audience: "https://id.example" };
const { privateKey, publicKey } = await jose.generateKeyPair("ES256", { extractable: true });
const pem = await jose.exportPKCS8(privateKey);

const provider: Provider = {
  ...acme,
  clientAuthentication: ["client_secret_post", "private_key_jwt"],
  assertion: {
    lifetime: 30,
  },
};

function begin(
  secrets: Readonly<Record<string, string>>,
  values = {},
  world: FakeWorld = {},
  provenance: Readonly<Record<string, Provenance>> = {},
  asked = provider,
) {
  const { connection, host, log } = connected({ now: Date.now(), ...world });
  const settings = resolved({ clientId: "svc", ...values }, {
    provenance,
    secrets: secretsOf(secrets),
  });
  const context = { run: connection, provider: asked, settings, endpoint };
  return { making: signedAssertions(context), host, log };
}

Deno.test("signedAssertions() signs a new assertion each time and redacts it", async () => {
  const { making, host, log } = begin({ privateKey: pem }, { keyId: "k-1" });
  const prove = await making;
  const [first, second] = [(await prove()).jwt, (await prove()).jwt];
  const { payload, protectedHeader } = await jose.jwtVerify(first.reveal(), publicKey);
  assertEquals(protectedHeader, { alg: "ES256", kid: "k-1" });
  const { iss, sub, aud, exp = 0, iat = 0 } = payload;
  assertEquals([iss, sub, aud, exp - iat], ["svc", "svc", "https://id.example", 30]);
  assert(first.reveal() !== second.reveal());
  log.line(`it is ${first.reveal()}`);
  assertEquals(host.stderr, "it is ***\n");
});

Deno.test("signedAssertions(), unused passphrase: warning, unless the DPoP key may need it", async () => {
  for (const [secrets, says] of [[{}, /is not encrypted/], [{ dpopKey: "x" }, /^$/]] as const) {
    const { making, host } = begin({ privateKey: pem, keyPassphrase: "canary", ...secrets });
    await making;
    assertMatch(host.stderr, says);
  }
});

Deno.test("signedAssertions(), unusable key: refused before a request", async () => {
  await failureOf("setting_invalid", () => begin({ privateKey: "no key" }).making);
});

Deno.test("signedAssertions(), missing or wrong passphrase: how to set it, or its source", async () => {
  const without = await failureOf(
    "setting_invalid",
    () => begin({ privateKey: pbkdf2 }).making,
  );
  assertEquals(
    without.hint,
    "Set --key-passphrase, GETTOKEN_KEY_PASSPHRASE or --key-passphrase-file.",
  );
  const { making } = begin({ privateKey: pbkdf2, keyPassphrase: "canary" }, {}, {}, {
    keyPassphrase: { kind: "environment", name: "ACME_PASSPHRASE" },
  });
  const wrong = await failureOf("setting_invalid", () => making);
  assertEquals(
    wrong.message,
    "default: the passphrase (ACME_PASSPHRASE in the environment) is wrong",
  );
});

Deno.test("signedAssertions(), PKCS#12: signs with its key and names its certificate", async () => {
  const entraLike: Provider = { ...provider, assertion: { keyHeader: "x5t#S256" } };
  const privateKey = pkcs12AsPem(modern) ?? "";
  const { making, host } = begin(
    { privateKey, keyPassphrase: passphrase },
    {},
    { now: Date.UTC(2026, 11, 1) },
    {},
    entraLike,
  );
  const { jwt } = await (await making)();
  const der = Uint8Array.fromBase64(certificate.split("-----")[2]?.replaceAll("\n", "") ?? "");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", der));
  const header = jose.decodeProtectedHeader(jwt.reveal());
  assertEquals(header["x5t#S256"], digest.toBase64({ alphabet: "base64url", omitPadding: true }));
  await jose.compactVerify(jwt.reveal(), await jose.importX509(certificate, "ES256"));
  assertEquals(host.stderr, "");
});

/** What the assertion of a provider with these quirks says. */
async function assertionWith(
  assertion: Provider["assertion"],
  values = {},
  at: TokenEndpoint = endpoint,
) {
  const { connection } = connected({ now: Date.now() });
  const settings = resolved({ clientId: "svc", ...values }, {
    secrets: { privateKey: new Secret(pem) },
  });
  const quirks = { ...provider, ...(assertion && { assertion }) };
  const context = { run: connection, provider: quirks, settings, endpoint: at };
  const { jwt, hasScope } = await (await signedAssertions(context))();
  const { payload, protectedHeader } = await jose.jwtVerify(jwt.reveal(), publicKey);
  return { payload, header: protectedHeader, hasScope };
}

Deno.test("signedAssertions() adds the provider's claims; its sub replaces the client ID", async () => {
  const claims = ({ user, scope }: Settings) => ({ sub: user, scope, extra: "x", none: undefined });
  const own = await assertionWith({ claims }, { user: "mona", scope: "a b" });
  assertEquals([own.payload.sub, own.payload.scope, own.payload.extra], ["mona", "a b", "x"]);
  assertEquals([own.payload.iss, own.hasScope], ["svc", true]);
  const without = await assertionWith({ claims });
  assertEquals(["sub" in without.payload, "none" in without.payload], [false, false]);
  const few = await assertionWith({ claims: () => ({ extra: "x" }) }, { scope: "a" });
  assertEquals([few.payload.sub, few.hasScope], ["svc", false]);
});

Deno.test("signedAssertions(), reserved claims of a provider: ignored", async () => {
  const mine = { iss: "x", aud: "x", exp: "1", iat: "1", nbf: "1", jti: "x" };
  const { payload } = await assertionWith({ claims: () => mine });
  assertEquals([payload.iss, payload.aud], ["svc", "https://id.example"]);
  for (const name of ["exp", "iat", "nbf"]) assertEquals(typeof payload[name], "number");
  assert(payload.jti !== "x");
});

Deno.test("signedAssertions(), assertion as the grant: typ is JWT", async () => {
  assertEquals((await assertionWith({ grant: true })).header.typ, "JWT");
  assertEquals((await assertionWith({})).header.typ, undefined);
});

Deno.test("signedAssertions(), audience is a discovered issuer: typ is client-authentication+jwt", async () => {
  const { audience } = endpoint;
  const metadata = "https://id.example/.well-known/openid-configuration";
  const named = { ...endpoint, issuer: audience };
  assertEquals((await assertionWith({}, {}, named)).header, { alg: "ES256" });
  assertEquals((await assertionWith({}, {}, { ...named, metadata })).header, {
    alg: "ES256",
    typ: "client-authentication+jwt",
  });
  const other = { ...endpoint, issuer: "https://other.example", metadata };
  assertEquals((await assertionWith({}, {}, other)).header, { alg: "ES256" });
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

Deno.test("signedAssertions() signs with each algorithm of the provider", async () => {
  for (const algorithm of ["PS256", "ES256", "ES384", "EdDSA"] as const) {
    const { pem } = await newKey(algorithm === "PS256" ? "RS256" : algorithm);
    const accepting: Provider = { ...provider, assertion: { algorithms: [algorithm] } };
    const { making } = begin({ privateKey: pem }, {}, {}, {}, accepting);
    const { jwt } = await (await making)();
    const { header, claims } = await openJwt(jwt, await readKey(pem, algorithm));
    assertEquals([header.alg, claims.iss], [algorithm, "svc"]);
  }
});
