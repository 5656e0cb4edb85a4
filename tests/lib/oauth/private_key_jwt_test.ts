import { assert, assertEquals, assertMatch } from "@std/assert";
import * as jose from "jose";
import { signedAssertions } from "../../../lib/oauth/private_key_jwt.ts";
import { pemOf, pkcs12Label } from "../../../lib/keys/pem.ts";
import type { Provenance } from "../../../lib/settings/provenance.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import type { TokenEndpoint } from "../../../lib/oauth/request_parts.ts";
import type { FakeWorld } from "../../fake_host.ts";
import { acme, connected, failureOf, resolved, secretsOf } from "../helpers.ts";
import { hasP521, newKey, openJwt, readKey } from "../keys.ts";
import { certificate, passphrase, pbkdf2 } from "../openssl_keys.ts";
import { certificateAuthority } from "../../idp/certificate_authority.ts";
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
  at: TokenEndpoint = endpoint,
) {
  const { connection, host, log } = connected({ now: Date.now(), ...world });
  const settings = resolved({ clientId: "svc", ...values }, {
    credential: "privateKey",
    provenance,
    secrets: secretsOf(secrets),
  });
  const context = { run: connection, provider: asked, settings, endpoint: at };
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
  const privateKey = pemOf(pkcs12Label, modern);
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

Deno.test("signedAssertions(), chain asked for: x5c has the certificate, then its issuer's", async () => {
  const authority = await certificateAuthority();
  const [now, hour] = [Date.now(), 3_600_000];
  const { key, cert } = await authority.issue({
    ...{ use: "client", keyType: "RSA" },
    ...{ notBefore: new Date(now - hour), notAfter: new Date(now + hour) },
  });
  const entraLike: Provider = { ...provider, assertion: { keyHeader: "x5t#S256" } };
  const headerWith = async (sendCertificateChain?: string) => {
    const values = sendCertificateChain === undefined ? {} : { sendCertificateChain };
    const privateKey = authority.pem + key + cert;
    const { making } = begin({ privateKey }, values, {}, {}, entraLike);
    const { jwt, presented } = await (await making)();
    await jose.compactVerify(jwt.reveal(), await jose.importX509(cert, "RS256"));
    return { ...jose.decodeProtectedHeader(jwt.reveal()), presented };
  };
  const der = [cert, authority.pem].map((pem) => pem.replace(/-----.*-----|\s/g, ""));
  for (const on of ["true", "1"]) {
    const { x5c, presented } = await headerWith(on);
    assertEquals(x5c, der);
    assertMatch(
      presented?.[0] ?? "",
      /x5t#S256 = [\w-]{43}, typ = \(none\), certificates in x5c = 2, /,
    );
  }
  for (const off of ["false", "0", undefined]) assertEquals((await headerWith(off)).x5c, undefined);
});

Deno.test("signedAssertions() signs with each algorithm of the provider", async () => {
  const rsa = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] as const;
  const { pem: rsaPem } = await newKey("RS256");
  const others = [
    ...["ES256", "ES384", "EdDSA", "Ed25519"] as const,
    ...hasP521 ? ["ES512" as const] : [],
  ];
  for (const algorithm of [...rsa, ...others]) {
    const isRsa = rsa.some((name) => name === algorithm);
    const { pem } = isRsa ? { pem: rsaPem } : await newKey(algorithm);
    const { making } = begin({ privateKey: pem }, { signingAlgorithm: algorithm });
    const { jwt } = await (await making)();
    const { header, claims } = await openJwt(jwt, await readKey(pem, algorithm));
    assertEquals([header.alg, claims.iss], [algorithm, "svc"]);
  }
});

Deno.test("signedAssertions() chooses an algorithm that the server lists", async () => {
  const { pem } = await newKey("RS256");
  const signedWith = async (assertionAlgorithms: string[] | undefined, values = {}) => {
    const at = {
      ...{ url, metadata: "https://id.example/metadata" },
      ...assertionAlgorithms && { assertionAlgorithms },
    };
    const { making } = begin({ privateKey: pem }, values, {}, {}, provider, at);
    return jose.decodeProtectedHeader((await (await making)()).jwt.reveal()).alg;
  };
  assertEquals(await signedWith(undefined), "RS256");
  assertEquals(await signedWith(["ES256", "PS512", "RS256"]), "RS256");
  assertEquals(await signedWith(["ES256", "PS512", "PS256"]), "PS512");
  assertEquals(await signedWith(["PS512", "RS384"], { signingAlgorithm: "RS384" }), "RS384");
  const other = await failureOf(
    "setting_invalid",
    () => signedWith(["PS256", "RS384", "ES256", "HS256"], { signingAlgorithm: "RS256" }),
  );
  assertEquals(other.message, "The server does not list the signing algorithm RS256");
  assertEquals(other.details, ["https://id.example/metadata lists: PS256, RS384, ES256, HS256"]);
  assertMatch(other.hint ?? "", /^Omit --signing-algorithm, or set it to ES256, PS256 or RS384/);
  const none = await failureOf("setting_invalid", () => signedWith(["HS256"]));
  assertEquals(none.message, "The server lists no signing algorithm for a private key");
  const shared = await failureOf(
    "setting_invalid",
    () => signedWith(undefined, { signingAlgorithm: "HS256" }),
  );
  assertEquals(shared.message, "The signing algorithm HS256 is not for a private key");
  const kind = await failureOf("setting_invalid", () => signedWith(["ES256"]));
  assertMatch(kind.message, /the server accepts ES256, but this is an RSA key/);
});
