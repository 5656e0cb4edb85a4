/**
 * `gettoken inspect` with tokens from a real identity provider, with and without verification.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { importJWK, type JWK, SignJWT } from "jose";
import { certificateAuthority } from "../idp/certificate_authority.ts";
import { type Idp, startIdp } from "../idp/idp.ts";
import { scriptedServer } from "../idp/scripted_server.ts";
import { signingKey } from "../idp/signing_key.ts";
import { type Program, type RunOptions, type RunResult, testProgram } from "./program.ts";

/** A token from the oidc face, requested with gettoken. */
async function getToken(gettoken: Program, idp: Idp, ...args: readonly string[]): Promise<string> {
  const { clientId, clientSecret } = idp.oidc.clients.basic;
  const { stdout } = await gettoken.run(
    ["oidc", "--issuer", idp.oidc.issuer, "--client-id", clientId, ...args],
    { env: { GETTOKEN_CLIENT_SECRET: clientSecret }, secrets: idp.secrets },
  );
  return stdout.trim();
}

/** Inspects stdin. The token must not appear on stderr or in a request. */
async function inspect(
  gettoken: Program,
  stdin: string,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<RunResult> {
  const token = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(stdin)?.[0];
  return await gettoken.run(["inspect", ...args], {
    shell: "exec <input",
    ...options,
    files: { ...options.files, input: stdin },
    secrets: token === undefined ? [] : [token],
  });
}

testProgram("gettoken inspect, real token: header, claims and times", async (gettoken) => {
  await using idp = await startIdp();
  const { issuer, resource } = idp.oidc;
  const token = await getToken(gettoken, idp, "--scope", "orders:read");
  const asked = idp.requests.length;
  const { status, stdout, stderr } = await inspect(gettoken, `Bearer ${token}\n`);
  assertEquals([status, stderr], [0, ""]);
  assertMatch(stdout, /^A JWT, signed with RS256\.\nNot verified/);
  for (
    const line of [
      `  Issuer    ${issuer}`,
      `  Client    ${idp.oidc.clients.basic.clientId}`,
      `  Audience  ${resource}`,
      "  Scopes    orders:read",
      '  alg  "RS256"',
      `  iss        "${issuer}"`,
    ]
  ) assert(stdout.split("\n").includes(line), `${line}\n${stdout}`);
  assertMatch(stdout, /^ {2}Expires {3}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, in (9|10) min$/m);
  assertEquals(idp.requests.length, asked);
});

testProgram("gettoken inspect, each output form as input: decoded", async (gettoken) => {
  await using idp = await startIdp();
  for (const format of ["token", "json", "header"]) {
    const output = await getToken(gettoken, idp, "-o", format);
    const { status, stdout } = await inspect(gettoken, output, ["--json"]);
    const { kind, issuer, audience, expires_in } = JSON.parse(stdout);
    assertEquals([status, kind, issuer], [0, "signed", idp.oidc.issuer]);
    assertEquals(audience, [idp.oidc.resource]);
    assert(expires_in > 500 && expires_in <= 600);
  }
});

testProgram("gettoken inspect, TZ set: local time as well", async (gettoken) => {
  const token = unsigned({ exp: 1_700_000_000 });
  const { stdout } = await inspect(gettoken, token, [], { env: { TZ: "Asia/Kolkata" } });
  assertMatch(
    stdout,
    /Expired {2}2023-11-15 03:43:20 \+05:30 = 2023-11-14 22:13:20 UTC, \d+ days ago/,
  );
});

testProgram("gettoken inspect, token as an argument: decoded", async (gettoken) => {
  const token = unsigned({ sub: "s" });
  const { stdout } = await gettoken.run(["inspect", token], { secrets: [token] });
  assertMatch(stdout, /^A JWT without a signature\.\nAnyone could have written it\.\n/);
});

testProgram(
  "gettoken inspect, token of 100 KiB or no token: cut report, or an error",
  async (gettoken) => {
    const large = unsigned({ text: "x".repeat(100_000), list: Array(3000).fill("\x1b[31m\u202e") });
    const { status, stdout } = await inspect(gettoken, large);
    assertEquals(status, 0);
    assertNotMatch(stdout.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
    assert(stdout.length < 5000);

    const cases: readonly (readonly [string, number, RegExp])[] = [
      ["2YotnFZFEjr1zCsicMWpAA", 0, /^An opaque token of 22 characters\./],
      ["", 2, /^gettoken: Stdin is empty\n/],
      ["<html>\n<p>Log in</p>", 2, /^gettoken: Stdin is not a token/],
      ["x".repeat(1024 * 1024 + 1), 2, /^gettoken: Stdin has more than 1 MiB/],
    ];
    for (const [text, expected, says] of cases) {
      const { status, stdout, stderr } = await inspect(gettoken, text);
      assertEquals(status, expected, stderr);
      assertMatch(stdout + stderr, says);
    }
  },
);

testProgram(
  "gettoken inspect --verify, real token: verified, not sent",
  async (gettoken) => {
    await using idp = await startIdp();
    const { issuer, resource } = idp.oidc;
    const token = await getToken(gettoken, idp);
    const args = ["--verify", "--issuer", issuer, "--audience", resource];
    const asked = idp.requests.length;
    const { status, stdout, stderr } = await inspect(gettoken, token, args);
    assertEquals([status, stderr], [0, ""]);
    assert(stdout.startsWith(`A JWT, verified: ${issuer} signed it (RS256).\n`), stdout);
    const { verified } = JSON.parse((await inspect(gettoken, token, [...args, "--json"])).stdout);
    assertEquals(verified, { issuer, keys: idp.oidc.jwksUri, audience: resource });
    assertEquals(idp.requests.length, asked);

    const trace = await inspect(gettoken, token, [...args, "-v"]);
    const sent = trace.stderr.match(/(GET|POST) \S+/g);
    assertEquals(sent, [
      `GET ${issuer}/.well-known/openid-configuration`,
      `GET ${idp.oidc.jwksUri}`,
    ]);
  },
);

testProgram("gettoken inspect --verify, token of an Entra tenant: verified", async (gettoken) => {
  await using idp = await startIdp();
  const { authorityHost, tenant, issuer, resource, clients: { daemon } } = idp.entra;
  const { stdout: token } = await gettoken.run(
    [
      ...["entra", "--authority-host", authorityHost, "--tenant", tenant, "-q"],
      ...["--client-id", daemon.clientId, "--scope", `${resource}/.default`],
    ],
    { env: { GETTOKEN_CLIENT_SECRET: daemon.clientSecret }, secrets: idp.secrets },
  );
  const { status, stdout, stderr } = await inspect(gettoken, token, [
    ...["--verify", "--issuer", issuer, "--audience", resource],
  ]);
  assertEquals([status, stderr], [0, ""]);
  for (const role of idp.entra.roles) assertMatch(stdout, new RegExp(` ${role}$`, "m"));
});

/** An invalid token, and the message for it. */
interface Wrong {
  /** The claims that are changed before the token is signed. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, string>>;
  readonly change?: (token: string) => string;
  readonly args?: readonly string[];
  readonly says: RegExp;
  /** @default {4} */
  readonly status?: number;
}

const wrongs: Readonly<Record<string, Wrong>> = {
  "whose claims were changed": {
    change: (token) => token.replace(/\.[^.]+\./, `.${part({ sub: "admin" })}.`),
    says: /its signature does not match the keys of/,
  },
  "for another audience": {
    args: ["--audience", "https://other.example/"],
    says: /its audience is "https:\/\/orders.example\/", not https:\/\/other/,
  },
  "that has expired": {
    claims: { exp: Math.floor(Date.now() / 1000) - 12 },
    says: /it has expired: exp is .*Z, \d+ (s|min) ago/,
  },
  "that is not valid yet": {
    claims: { nbf: Math.floor(Date.now() / 1000) + 3600 },
    says: /it is not valid yet: nbf is .*Z, in \d+ (s|min)/,
  },
  "signed with a key that there is not": {
    header: { kid: "another" },
    says: /has no key for it \(kid "another", "RS256"\)/,
  },
  "of another issuer": {
    claims: { iss: "https://other.example" },
    says: /its issuer is "https:\/\/other.example", not http:\/\/127/,
  },
  "without a signature": {
    change: (token) => token.replace(/[^.]+$/, ""),
    says: /it has no signature/,
  },
  "signed with a shared secret": {
    change: (token) => token.replace(/^[^.]+/, part({ alg: "HS256" })),
    says: /HS256 is a signature with a shared secret/,
  },
  "that is opaque": { change: () => "2YotnFZFEjr1zCsicMWpAA", says: /it is opaque/ },
};

for (const [name, wrong] of Object.entries(wrongs)) {
  testProgram(`gettoken inspect --verify, token ${name}: exits with 4`, async (gettoken) => {
    await using idp = await startIdp();
    const { issuer, resource } = idp.oidc;
    const { header, claims, change = (token) => token, args = [], says } = wrong;
    const token = change(await signedByIdp({ iss: issuer, aud: resource, ...claims }, header));
    const { status, stderr } = await inspect(gettoken, token, [
      ...["--verify", "--issuer", issuer, ...args],
    ]);
    assertEquals(status, 4, stderr);
    assertMatch(stderr, says);
  });
}

testProgram(
  "gettoken inspect --verify, issuer only in the token: no request",
  async (gettoken) => {
    await using server = scriptedServer(() => new Response());
    const token = await signedByIdp({ iss: server.origin });
    const { status, stderr } = await inspect(gettoken, token, ["--verify"]);
    assertEquals([status, server.requests.length], [3, 0], stderr);
    assertMatch(stderr, new RegExp(`add --issuer ${server.origin}\n`));
  },
);

testProgram(
  "gettoken inspect --verify, unusable metadata or keys: the error says why",
  async (gettoken) => {
    const issuers: Readonly<Record<string, readonly [object, number, RegExp]>> = {
      "its keys": [{}, 7, /has no valid jwks_uri/],
      "a name of its own": [
        { issuer: "https://other.example" },
        7,
        /The metadata is not for the issuer/,
      ],
      "keys where it says": [{ jwks_uri: "/none" }, 7, /did not return keys \(HTTP 404\)/],
      "a server for its keys": [{ jwks_uri: "closed" }, 5, /refuses the connection/],
      "keys without a redirect": [{ jwks_uri: "/elsewhere" }, 7, /answered with a redirect/],
    };
    for (const [what, [metadata, expected, says]] of Object.entries(issuers)) {
      await using server = scriptedServer(({ path }) => {
        if (path === "/elsewhere") return Response.redirect("https://evil.example/keys");
        if (!path.startsWith("/.well-known/")) return new Response("", { status: 404 });
        const { jwks_uri, ...rest } = { jwks_uri: undefined as string | undefined, ...metadata };
        const keys = jwks_uri === "closed" ? closedAddress() : jwks_uri && server.origin + jwks_uri;
        return Response.json({ issuer: server.origin, jwks_uri: keys, ...rest });
      });
      const token = await signedByIdp({ iss: server.origin });
      const { status, stderr } = await inspect(gettoken, token, [
        ...["--verify", "--issuer", server.origin, "--retries", "0"],
      ]);
      assertEquals(status, expected, `${what}: ${stderr}`);
      assertMatch(stderr, says);
    }
  },
);

testProgram(
  "gettoken inspect --verify: trusts --ca-file, but not a CA in ./.env",
  async (gettoken) => {
    const authority = await certificateAuthority();
    await using server = scriptedServer(
      async ({ path }) =>
        path === "/jwks"
          ? Response.json({ keys: [await publicKey()] })
          : Response.json({ issuer: server.origin, jwks_uri: `${server.origin}/jwks` }),
      { tls: await authority.issue({ use: "server" }) },
    );
    const token = await signedByIdp({ iss: server.origin });
    const args = ["--verify", "--issuer", server.origin];
    const files = { "ca.pem": authority.pem };
    const untrusted = await inspect(gettoken, token, args, { files });
    assertEquals(untrusted.status, 5, untrusted.stderr);
    for (
      const way of [{ args: ["--ca-file", "ca.pem"] }, { env: { GETTOKEN_CA_FILE: "ca.pem" } }]
    ) {
      const { status, stderr } = await inspect(gettoken, token, [...args, ...way.args ?? []], {
        files,
        ...way.env && { env: way.env },
      });
      assertEquals(status, 0, stderr);
    }
  },
);

/** A URL without a listener. */
function closedAddress(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${listener.addr.port}/jwks`;
}

/** A token that the identity provider could have signed. */
async function signedByIdp(
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, string>> = {},
): Promise<string> {
  return await new SignJWT({ exp: Math.floor(Date.now() / 1000) + 600, ...claims })
    .setProtectedHeader({ alg: "RS256", ...header })
    .sign(await importJWK(await signingKey(), "RS256"));
}

async function publicKey(): Promise<JWK> {
  const { kty, n, e } = await signingKey();
  return { kty, n, e } as JWK;
}

function unsigned(claims: unknown): string {
  return `${part({ alg: "none" })}.${part(claims)}.`;
}

function part(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
