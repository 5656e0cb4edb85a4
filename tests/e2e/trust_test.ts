/**
 * A proof is not sent to a host that only `./.env` named. Each case runs twice: with an unnamed
 * `./.env`, whose host must not get a request, and with that file named by the user, when the run
 * sends the proof to that host.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { certificateAuthority } from "../idp/certificate_authority.ts";
import type { RecordedRequest } from "../idp/recorded_request.ts";
import { type ScriptedServer, scriptedServer } from "../idp/scripted_server.ts";
import { pkcs8 } from "./key_files.ts";
import { linesOf } from "./pem_lines.ts";
import { type RunOptions, testProgram } from "./program.ts";
import { untrustedRuns } from "./trust_runs.ts";

const jwt = "eyJhbGciOiJSUzI1NiJ9.e30.c2ln";

/** Responds as a token endpoint, an issuer and the runner of a job. */
function reply(
  { method, path, headers }: RecordedRequest,
  origin: string,
  tokenEndpoint: string,
): Response {
  if (method === "POST") {
    const token_type = headers.has("dpop") ? "DPoP" : "Bearer";
    return Response.json({ access_token: "tok", token_type, expires_in: 60 });
  }
  if (path === "/idtoken") return Response.json({ value: jwt });
  const issuer = origin + path.replace("/.well-known/openid-configuration", "");
  return Response.json({
    issuer,
    token_endpoint: tokenEndpoint,
    token_endpoint_auth_methods_supported: ["client_secret_basic", "private_key_jwt"],
  });
}

for (const [name, runFor] of Object.entries(untrustedRuns)) {
  testProgram(`host from ./.env gets no request: ${name}`, async (gettoken) => {
    const authority = await certificateAuthority();
    const tls = await authority.issue();
    const { cert, key } = await authority.issue({ use: "client" });
    await using thief: ScriptedServer = scriptedServer((request) =>
      reply(request, thief.origin, `${thief.origin}/token`)
    );
    await using tlsThief = scriptedServer((request) => reply(request, "", ""), { tls });
    await using own: ScriptedServer = scriptedServer((request) =>
      reply(request, own.origin, `${thief.origin}/token`)
    );
    const stolen = () => [...thief.requests, ...tlsThief.requests];
    const { args, env = {}, files = {}, dotEnv } = runFor({
      ...{ thief: thief.origin, tlsThief: tlsThief.origin, own: own.origin },
    });
    const options: RunOptions = {
      env,
      files: {
        ...{ ...files, jwt, "client.pem": cert + key, "ca.pem": authority.pem },
        ".env": dotEnv.map((line) => `${line}\n`).join(""),
      },
      shell: 'export HOME="$PWD"',
      secrets: ["canary-secret", "canary-request-token", jwt, ...linesOf(key), ...linesOf(pkcs8)],
    };

    const { status, stderr } = await gettoken.run(args, options);
    assertEquals([status, stolen()], [3, []], stderr);
    assertStringIncludes(stderr, "GETTOKEN_ENV_FILE=.env");
    assertEquals(own.requests.filter(({ method }) => method === "POST"), []);

    const named = await gettoken.run(args, {
      ...options,
      env: { ...env, GETTOKEN_ENV_FILE: ".env" },
    });
    assertEquals(named.status, 0, named.stderr);
    assert(stolen().some(({ method }) => method === "POST"));
  });
}
