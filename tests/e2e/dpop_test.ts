/**
 * Tokens bound to a key (DPoP, RFC 9449).
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import * as jose from "jose";
import { verifiedClaims } from "../idp/ask_for_token.ts";
import { type Idp, startIdp } from "../idp/idp.ts";
import { assertionAlgorithms } from "../idp/key_client.ts";
import type { RecordedRequest } from "../idp/recorded_request.ts";
import { type ScriptedServer, scriptedServer } from "../idp/scripted_server.ts";
import { type Program, type RunOptions, type RunResult, testProgram } from "./program.ts";

for (const algorithm of assertionAlgorithms) {
  testProgram(`gettoken oidc binds a token to a key for ${algorithm}`, async (gettoken) => {
    await using idp = await startIdp();
    const { issuer, resource, clients: { basic } } = idp.oidc;
    // This key is not registered for the client.
    const { jwk, publicJwk } = await idp.oidc.keyClient(algorithm);
    const { status, stdout, stderr } = await gettoken.run(
      [
        ...["oidc", "--issuer", issuer, "--client-id", basic.clientId],
        ...["--dpop-key-file", "dpop.json", "-o", "json"],
      ],
      {
        env: { GETTOKEN_CLIENT_SECRET: basic.clientSecret },
        files: { "dpop.json": JSON.stringify(jwk) },
        secrets: idp.secrets,
      },
    );
    assertEquals([status, stderr], [0, ""]);
    const { access_token: token, token_type: type } = JSON.parse(stdout);
    assertEquals(type, "DPoP");
    const { cnf } = await verifiedClaims(token, { ...idp.oidc, audience: resource });
    assertEquals(cnf, { jkt: await jose.calculateJwkThumbprint(publicJwk) });
    assertProofs(idp.requests, { algorithm, idp });
  });
}

/** Asserts two requests, the second with the demanded nonce. */
function assertProofs(
  requests: readonly RecordedRequest[],
  { algorithm, idp }: { readonly algorithm: string; readonly idp: Idp },
): void {
  const proofs = requests.map(proofIn);
  assertEquals(proofs.length, 2);
  for (const { header, claims } of proofs) {
    assertEquals([header.typ, header.alg], ["dpop+jwt", algorithm]);
    assertEquals([claims.htm, claims.htu], ["POST", idp.oidc.tokenEndpoint]);
    assert(Math.abs(Number(claims.iat) - Date.now() / 1000) < 60);
  }
  assertEquals(new Set(proofs.map(({ claims }) => claims.jti)).size, 2);
  assertEquals(proofs.map(({ claims }) => typeof claims.nonce), ["undefined", "string"]);
}

function proofIn({ headers }: RecordedRequest) {
  const proof = headers.get("dpop") ?? "";
  return {
    proof,
    header: jose.decodeProtectedHeader(proof),
    claims: jose.decodeJwt(proof) as Record<string, unknown>,
  };
}

const { privateKey } = await jose.generateKeyPair("ES256", { extractable: true });
const pem = await jose.exportPKCS8(privateKey);
const pemLines = pem.split("\n").slice(1, -2);

testProgram(
  "gettoken oidc, DPoP key and private key: bound to one, authenticated with the other",
  async (gettoken) => {
    await using idp = await startIdp();
    const client = await idp.oidc.keyClient("EdDSA");
    const other = await idp.oidc.keyClient("ES256");
    const files = { "own.pem": client.pem, "dpop.pem": other.pem };
    const bindTo = (file: string) =>
      gettoken.run([
        ...["oidc", "--issuer", idp.oidc.issuer, "--client-id", client.clientId],
        ...["--private-key-file", "own.pem", "--dpop-key-file", file],
      ], { files, secrets: idp.secrets });

    const { status, stdout, stderr } = await bindTo("dpop.pem");
    assertEquals([status, stderr], [0, ""]);
    const thumbprint = await jose.calculateJwkThumbprint(other.publicJwk);
    assertEquals(jose.decodeJwt(stdout.trim()).cnf, { jkt: thumbprint });
    const assertions = idp.requests.map(({ form }) => form.client_assertion);
    assertEquals([assertions.length, new Set(assertions).size], [2, 2]);

    const same = await bindTo("own.pem");
    assertEquals([same.status, idp.requests.length], [3, 2]);
    assertMatch(same.stderr, /--dpop-key-file.*it is also the client's private key/);
  },
);

testProgram("gettoken --dry-run, DPoP: the proof is shown as ***", async (gettoken) => {
  await using idp = await startIdp();
  const { tokenEndpoint, clients: { basic } } = idp.oidc;
  const { status, stdout } = await gettoken.run(
    ["oidc", "--token-url", tokenEndpoint, "--client-id", basic.clientId, "--dry-run"],
    {
      env: { GETTOKEN_CLIENT_SECRET: basic.clientSecret, GETTOKEN_DPOP_KEY: pem },
      secrets: [...idp.secrets, ...pemLines],
    },
  );
  assertEquals([status, idp.requests], [0, []]);
  assertMatch(stdout, /^ {2}DPoP: \*\*\*$/m);
  assertMatch(
    stdout,
    /^ {2}dpop key = \*\*\* \(128 to 255 characters\) {2}\(GETTOKEN_DPOP_KEY in the environment\)$/m,
  );
});

/** Runs gettoken with a DPoP key at a server with this reply. */
async function ask(
  gettoken: Program,
  answer: (number: number, origin: string) => Response,
  args: readonly string[] = [],
  options: RunOptions = { files: { "dpop.pem": pem }, secrets: pemLines },
): Promise<RunResult & { readonly server: ScriptedServer }> {
  let number = 0;
  await using server: ScriptedServer = scriptedServer(() => answer(++number, server.origin));
  const dpop = options.files ? ["--dpop-key-file", "dpop.pem"] : [];
  const result = await gettoken.run(
    ["oidc", "--token-url", `${server.origin}/token`, "--client-id", "x", ...dpop, ...args],
    { ...options, env: { GETTOKEN_CLIENT_SECRET: "canary-secret" }, tokens: ["tok-5527"] },
  );
  return { ...result, server };
}

function token(type: string): Response {
  return Response.json({ access_token: "tok-5527", token_type: type, expires_in: 60 });
}

function wantsNonce(nonce?: string, status = 400): Response {
  const headers = new Headers(nonce === undefined ? [] : [["DPoP-Nonce", nonce]]);
  return Response.json({ error: "use_dpop_nonce" }, { status, headers });
}

testProgram(
  "gettoken, retry with DPoP: new proof with the nonce of that attempt",
  async (gettoken) => {
    const { status, stdout, stderr, server } = await ask(gettoken, (number) => {
      if (number % 2 === 1) return wantsNonce(`n-${number}`, number === 1 ? 400 : 401);
      return number === 2
        ? new Response("", { status: 503, headers: { "retry-after": "0" } })
        : token("DPoP");
    }, ["-v", "--retries", "1"]);
    assertEquals([status, stdout], [0, "tok-5527\n"]);
    const proofs = server.requests.map(proofIn);
    assertEquals(proofs.map(({ claims }) => claims.nonce), [undefined, "n-1", undefined, "n-3"]);
    assertEquals(new Set(proofs.map(({ claims }) => claims.jti)).size, 4);
    assertEquals(
      stderr.match(/the server requires a nonce in the DPoP proof; sending another request/g)
        ?.length,
      2,
    );
    for (const { proof } of proofs) assert(!stderr.includes(proof.slice(0, 20)));
  },
);

testProgram(
  "gettoken, nonce demanded twice: refused after two requests, no proof printed",
  async (gettoken) => {
    const seen: string[] = [];
    await using server = scriptedServer((request) => {
      const { proof } = proofIn(request);
      seen.push(proof);
      return Response.json({ error: "use_dpop_nonce", error_description: `not ${proof}` }, {
        status: 400,
        headers: { "DPoP-Nonce": `n-${seen.length}` },
      });
    });
    const { status, stderr } = await gettoken.run(
      ["oidc", "--token-url", server.origin, "--client-id", "x", "--dpop-key-file", "dpop.pem"],
      {
        env: { GETTOKEN_CLIENT_SECRET: "canary-secret" },
        files: { "dpop.pem": pem },
        secrets: ["canary-secret", ...pemLines],
      },
    );
    assertEquals([status, seen.length], [4, 2]);
    assertMatch(stderr, /refused: use_dpop_nonce.*\n.*It said: not \*\*\*\n[^]*asks for another/);
    for (const proof of seen) {
      for (const part of proof.split(".")) assertNotMatch(stderr, new RegExp(part.slice(0, 30)));
    }
  },
);

testProgram("gettoken, token not bound: printed with a warning", async (gettoken) => {
  const { status, stdout, stderr } = await ask(gettoken, () => token("Bearer"));
  assertEquals([status, stdout], [0, "tok-5527\n"]);
  assertMatch(stderr, /^gettoken: warning: the server did not bind the token to the DPoP key/);
});

testProgram(
  "gettoken, DPoP required and no key: the error says how to create one",
  async (gettoken) => {
    const cases: readonly (readonly [answer: () => Response, status: number])[] = [
      [() => token("DPoP"), 7],
      [() => wantsNonce("n-1"), 4],
      [() => Response.json({ error: "invalid_dpop_proof" }, { status: 400 }), 4],
    ];
    for (const [answer, expected] of cases) {
      const { status, stderr, server } = await ask(gettoken, answer, [], {});
      assertEquals([status, server.requests.length], [expected, 1]);
      assertMatch(
        stderr,
        /useless without that key.*--dpop-key-file \(openssl genpkey -algorithm EC/,
      );
    }
  },
);

testProgram(
  "gettoken --help: DPoP options only for providers with DPoP",
  async (gettoken) => {
    for (
      const [provider, has] of [["okta", true], ["auth0", true], ["keycloak", true], [
        "entra",
        false,
      ]] as const
    ) {
      const { stdout } = await gettoken.run([provider, "--help"]);
      assertEquals(stdout.includes("--dpop-key-file"), has, provider);
    }
  },
);
