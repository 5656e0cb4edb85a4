/**
 * Client authentication with a private key (private_key_jwt).
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import * as jose from "jose";
import { verifiedClaims } from "../idp/ask_for_token.ts";
import { certificateAuthority } from "../idp/certificate_authority.ts";
import { startIdp } from "../idp/idp.ts";
import { assertionAlgorithms } from "../idp/key_client.ts";
import { scriptedServer } from "../idp/scripted_server.ts";
import { FROM_SOURCE, type Program, type RunOptions, testProgram } from "./program.ts";

for (const algorithm of assertionAlgorithms) {
  testProgram(`gettoken oidc with a key for ${algorithm}: token printed`, async (gettoken) => {
    await using idp = await startIdp();
    const { issuer, resource } = idp.oidc;
    const { clientId, pem, keyId } = await idp.oidc.keyClient(algorithm);
    const { status, stdout, stderr } = await gettoken.run(
      [
        ...["oidc", "--issuer", issuer, "--client-id", clientId, "--private-key-file", "key.pem"],
        ...["--key-id", keyId, "--signing-algorithm", algorithm],
      ],
      { files: { "key.pem": pem }, secrets: idp.secrets },
    );
    assertEquals([status, stderr], [0, ""]);
    await verifiedClaims(stdout.trim(), { ...idp.oidc, audience: resource });
  }, { fronts: FROM_SOURCE });
}

testProgram(
  "gettoken oidc by client_secret_jwt: token printed, the secret is not sent",
  async (gettoken) => {
    await using idp = await startIdp();
    const { issuer, resource, clients: { signing: { clientId, clientSecret } } } = idp.oidc;
    const { status, stdout, stderr } = await gettoken.run(
      ["oidc", "--issuer", issuer, "--client-id", clientId, "--auth-method", "client_secret_jwt"],
      { env: { GETTOKEN_CLIENT_SECRET: clientSecret }, secrets: idp.secrets },
    );
    assertEquals([status, stderr], [0, ""]);
    await verifiedClaims(stdout.trim(), { ...idp.oidc, audience: resource });
    const sent = idp.requests.flatMap((
      { headers, form },
    ) => [...headers, ...Object.entries(form ?? {})]);
    assertEquals(sent.filter(([, value]) => `${value}`.includes(clientSecret)), []);
  },
);

testProgram("gettoken oidc with a JWK in a variable or .env: token printed", async (gettoken) => {
  await using idp = await startIdp();
  const { clientId, jwk, pem } = await idp.oidc.keyClient("ES256");
  const args = ["oidc", "--issuer", idp.oidc.issuer, "--client-id", clientId];
  const ways: readonly RunOptions[] = [
    { env: { GETTOKEN_PRIVATE_KEY: JSON.stringify(jwk) } },
    { env: { GETTOKEN_PRIVATE_KEY: pem } },
    { env: { GETTOKEN_PRIVATE_KEY: pem.replaceAll("\n", "\\n") } },
    { env: { GETTOKEN_PRIVATE_KEY_FILE: "key.json" }, files: { "key.json": JSON.stringify(jwk) } },
  ];
  for (const way of ways) {
    const { status, stderr } = await gettoken.run(args, { ...way, secrets: idp.secrets });
    assertEquals([status, stderr], [0, ""]);
  }
  const inFile = { ".env": `GETTOKEN_PRIVATE_KEY='${pem}'\nGETTOKEN_ISSUER=${idp.oidc.issuer}` };
  const { status, stderr } = await gettoken.run(["oidc", "--client-id", clientId], {
    files: inFile,
    secrets: idp.secrets,
  });
  assertEquals([status, stderr], [0, ""]);
});

testProgram("retry: new client assertion for each request", async (gettoken) => {
  const keys = await jose.generateKeyPair("ES256", { extractable: true });
  const assertions: string[] = [];
  await using server = scriptedServer(({ form }) => {
    assertions.push(`${form?.client_assertion}`);
    return assertions.length < 3
      ? new Response("", { status: 503, headers: { "retry-after": "0" } })
      : Response.json({ access_token: "tok", token_type: "Bearer" });
  });
  const { status } = await gettoken.run(
    ["oidc", "--token-url", server.origin, "--client-id", "x", "--private-key-file", "key.pem"],
    { files: { "key.pem": await jose.exportPKCS8(keys.privateKey) } },
  );
  assertEquals([status, new Set(assertions).size], [0, 3]);
  const ids = assertions.map((assertion) => jose.decodeJwt(assertion).jti);
  assertEquals(new Set(ids).size, 3);
});

/** A vendor's server, and what it expects of an assertion. */
interface Vendor {
  readonly args: (origin: string) => readonly string[];
  readonly path: string;
  readonly audience: (origin: string) => string;
  readonly algorithm: string;
  readonly mostSeconds: number;
  readonly key: "RSA" | "certificate";
  readonly kid?: string;
}

const vendors: Readonly<Record<string, Vendor>> = {
  entra: {
    args: (origin) => [
      ...["--authority-host", origin, "--tenant", "contoso.com"],
      ...["--client-id", "11111111-2222-3333-4444-555555555555", "--scope", "api://a/.default"],
    ],
    path: "/contoso.com/oauth2/v2.0/token",
    audience: (origin) => `${origin}/contoso.com/oauth2/v2.0/token`,
    algorithm: "PS256",
    mostSeconds: 600,
    key: "certificate",
  },
  auth0: {
    args: (origin) => ["--domain", origin, "--audience", "https://a/", "--client-id", "svc"],
    path: "/oauth/token",
    audience: (origin) => `${origin}/`,
    algorithm: "RS256",
    mostSeconds: 300,
    key: "RSA",
  },
  okta: {
    args: (origin) => [
      ...["--domain", origin, "--auth-server", "org", "--client-id", "svc", "--key-id", "k-1"],
      ...["--scope", "okta.users.read"],
    ],
    path: "/oauth2/v1/token",
    audience: (origin) => `${origin}/oauth2/v1/token`,
    algorithm: "RS256",
    mostSeconds: 3600,
    key: "RSA",
    kid: "k-1",
  },
  keycloak: {
    args: (origin) => ["--base-url", origin, "--realm", "shop", "--client-id", "svc"],
    path: "/realms/shop/protocol/openid-connect/token",
    audience: (origin) => `${origin}/realms/shop/protocol/openid-connect/token`,
    algorithm: "RS256",
    mostSeconds: 60,
    key: "RSA",
  },
};

const rsa = await jose.generateKeyPair("RS256", { extractable: true });
const rsaPem = await jose.exportPKCS8(rsa.privateKey);

for (const [name, vendor] of Object.entries(vendors)) {
  testProgram(`gettoken ${name}: the assertion is as the vendor documents it`, async (gettoken) => {
    await using server = scriptedServer(() =>
      Response.json({ access_token: "tok", token_type: "Bearer", expires_in: 60 })
    );
    const { pem, publicKey, thumbprint } = await keyFor(vendor);
    const before = Math.floor(Date.now() / 1000);
    const { status, stderr } = await gettoken.run(
      [name, ...vendor.args(server.origin), "--private-key-file", "key.pem", "-q"],
      { files: { "key.pem": pem }, secrets: linesOf(pem) },
    );
    assertEquals([status, stderr], [0, ""]);
    const [request] = server.requests;
    assert(request);
    assertEquals(request.path, vendor.path);
    const { client_assertion: assertion = "", client_secret, ...form } = request.form ?? {};
    assertEquals(client_secret, undefined);
    assertEquals(form.grant_type, "client_credentials");
    assertEquals(
      form.client_assertion_type,
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    );
    const { payload, protectedHeader } = await jose.jwtVerify(`${assertion}`, publicKey);
    assertEquals(protectedHeader.alg, vendor.algorithm);
    assertEquals(protectedHeader.kid, vendor.kid);
    assertEquals(protectedHeader["x5t#S256"], thumbprint);
    const { iss, sub, aud, exp = 0, iat = 0, nbf = 0, jti } = payload;
    assertEquals([iss, sub, aud], [form.client_id, form.client_id, vendor.audience(server.origin)]);
    assert(iat >= before && nbf >= before && exp > iat && exp - iat <= vendor.mostSeconds);
    assertMatch(`${jti}`, /^[0-9a-f-]{36}$/);
  });
}

/** A key; for Entra, with its certificate in the same file. */
async function keyFor({ key }: Vendor) {
  if (key === "RSA") return { pem: rsaPem, publicKey: rsa.publicKey, thumbprint: undefined };
  const { key: pem, cert } = await (await certificateAuthority()).issue({
    use: "client",
    keyType: "RSA",
  });
  const der = Uint8Array.fromBase64(cert.split("-----")[2]?.replaceAll(/\s/g, "") ?? "");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", der));
  return {
    pem: cert + pem,
    publicKey: await jose.importX509(cert, "PS256"),
    thumbprint: digest.toBase64({ alphabet: "base64url", omitPadding: true }),
  };
}

/** The secret lines of a PEM key. No output may contain one. */
function linesOf(pem: string): string[] {
  return pem.slice(pem.indexOf("PRIVATE KEY")).split("\n").filter((line) => line.length > 40);
}

const refusals: Readonly<Record<string, readonly [string, readonly string[], RegExp]>> = {
  "a file without a key": ["no key", [], /--private-key-file/],
  "a key that cannot sign with the algorithm": [
    await jose.exportPKCS8((await jose.generateKeyPair("ES256", { extractable: true })).privateKey),
    ["--signing-algorithm", "RS256"],
    /RS256/,
  ],
  "a secret and a key": [rsaPem, ["--client-secret", "canary-secret"], /Conflicting credentials/],
  "a client authentication method that needs a secret": [
    rsaPem,
    ["--auth-method", "client_secret_post"],
    /client_secret_post does not use a private key/,
  ],
};

for (const [what, [key, args, says]] of Object.entries(refusals)) {
  testProgram(`gettoken with ${what}: status 3, nothing sent`, async (gettoken) => {
    await using server = scriptedServer(() => new Response());
    const { status, stderr } = await ask(gettoken, server.origin, key, args);
    assertEquals([status, server.requests.length], [3, 0], stderr);
    assertMatch(stderr, says);
  });
}

function ask(gettoken: Program, origin: string, key: string, args: readonly string[]) {
  return gettoken.run(
    ["oidc", "--token-url", origin, "--client-id", "x", "--private-key-file", "key.pem", ...args],
    { files: { "key.pem": key }, secrets: ["canary-secret", ...linesOf(key)] },
  );
}
