/**
 * JWTs as authorization grants (RFC 7523 §2.1).
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { scriptedServer } from "../idp/scripted_server.ts";
import {
  account,
  googleKey,
  grantIn,
  jwtBearer,
  pkcs8,
  run,
  scope,
  tokenServer,
  verified,
  zitadelKey,
} from "./key_files.ts";
import { testProgram } from "./program.ts";

testProgram("gettoken google: the request is as in Google's documentation", async (gettoken) => {
  await using server = tokenServer();
  const before = Math.floor(Date.now() / 1000);
  const { status, stdout, stderr } = await run(
    gettoken,
    ["google", "--service-account-key-file", "key.json", "--scope", `${scope} openid`],
    googleKey(server.origin),
  );
  assertEquals([status, stdout, stderr], [0, "ya29.token\n", ""]);
  const { request, fields, header, payload } = await grantIn(server);
  assertEquals(request.path, "/token");
  assertEquals(fields, { grant_type: jwtBearer });
  assertEquals(header, { alg: "RS256", typ: "JWT", kid: "0123456789abcdef" });
  const { iat = 0, nbf, exp, jti, ...claims } = payload;
  assertEquals(claims, {
    iss: account,
    aud: `${server.origin}/token`,
    scope: `${scope} openid`,
  });
  assert(iat >= before && iat <= before + 10);
  assertEquals([nbf, exp], [iat, iat + 3600]);
  assertMatch(`${jti}`, /^[0-9a-f-]{36}$/);
});

testProgram(
  "gettoken zitadel: the request is as in Zitadel's documentation",
  async (gettoken) => {
    await using server = tokenServer();
    const before = Math.floor(Date.now() / 1000);
    const { status, stdout, stderr } = await run(
      gettoken,
      ["zitadel", "--domain", server.origin, "--service-user-key-file", "key.json"],
      zitadelKey,
    );
    assertEquals([status, stdout, stderr], [0, "ya29.token\n", ""]);
    const { request, fields, header, payload } = await grantIn(server);
    assertEquals(request.path, "/oauth/v2/token");
    assertEquals(fields, { grant_type: jwtBearer, scope: "openid" });
    assertEquals(header, { alg: "RS256", typ: "JWT", kid: zitadelKey.keyId });
    const { iat = 0, nbf, exp = 0, jti, ...claims } = payload;
    assertEquals(claims, { iss: zitadelKey.userId, sub: zitadelKey.userId, aud: server.origin });
    assert(iat >= before && iat <= before + 10 && nbf === iat);
    assert(exp > iat && exp <= iat + 3600);
    assertMatch(`${jti}`, /^[0-9a-f-]{36}$/);
  },
);

testProgram(
  "gettoken zitadel with a client secret: secret sent, no assertion",
  async (gettoken) => {
    await using server = tokenServer();
    const { status, stderr } = await gettoken.run(
      ["zitadel", "--domain", server.origin, "--client-id", "orders"],
      { env: { GETTOKEN_CLIENT_SECRET: "canary-secret" }, secrets: ["canary-secret"] },
    );
    assertEquals([status, stderr], [0, ""]);
    const [request] = server.requests;
    assertEquals(request?.form, { grant_type: "client_credentials", scope: "openid" });
    assertEquals(request?.headers.get("authorization"), `Basic ${btoa("orders:canary-secret")}`);
  },
);

testProgram("retry: new assertion for each request", async (gettoken) => {
  await using server = scriptedServer(() =>
    server.requests.length < 3
      ? new Response("", { status: 503, headers: { "retry-after": "0" } })
      : Response.json({ access_token: "ya29.token", token_type: "Bearer" })
  );
  const args = ["google", "--service-account-key-file", "key.json", "--scope", scope, "-q"];
  const { status } = await run(gettoken, args, googleKey(server.origin));
  assertEquals(status, 0);
  const grants = await Promise.all(server.requests.map(verified));
  assertEquals(grants.length, 3);
  assertEquals(new Set(grants.map(({ payload }) => payload.jti)).size, 3);
});

/** A module with a key file that has nested members. */
const robot = `export default {
  apiVersion: 1, name: "robot", title: "Robot ID", docs: "https://robot.example/docs",
  settings: {
    robotKey: {
      description: "Key", secret: true, multiline: true, fileEnv: ["ROBOT_KEY_FILE"],
      kind: { member: "v", value: "1", otherwise: "it must be 1" },
      members: { clientId: "name", privateKey: ["key", "pem"] },
    },
    host: { description: "Host", format: "origin", required: true,
      example: "id.robot.example" },
    user: { description: "User" },
  },
  clientAuthentication: ["private_key_jwt"],
  assertion: {
    grant: true, algorithms: ["RS256"],
    claims: async (settings) => {
      console.log(JSON.stringify(settings));
      return { sub: settings.user, scope: settings.scope, CLAIMS };
    },
  },
  endpoint: ({ host }) => ({ tokenEndpoint: host + "/token" }),
};`;

testProgram("module with a key file and a grant: token printed", async (gettoken) => {
  await using server = tokenServer();
  const key = { v: "1", name: "canary-of-the-document", key: { pem: pkcs8 } };
  const module = robot.replace("CLAIMS", 'extra: "x"');
  const files = { "robot.ts": module, "key.json": JSON.stringify(key) };
  const env = { GETTOKEN_ROBOT_KEY_FILE: "key.json", ROBOT_KEY_FILE: "nosuch.json" };
  const asking = [
    ...["./robot.ts", "--host", server.origin, "--user", "mona", "--scope", "a b", "-v"],
  ];
  const { status, stderr } = await run(gettoken, asking, key, { files, env });
  assertEquals(status, 0, stderr);
  assertStringIncludes(stderr, "client id = *** (name in the file of GETTOKEN_ROBOT_KEY_FILE");
  assertStringIncludes(stderr, '"user":"mona"');
  assert(!stderr.includes("canary-of-the-document"), "the module sees nothing of the document");
  const { fields, payload } = await grantIn(server);
  assertEquals(fields, { grant_type: jwtBearer });
  const { iss, sub, aud, scope, extra } = payload;
  assertEquals([iss, sub, aud], ["canary-of-the-document", "mona", `${server.origin}/token`]);
  assertEquals([scope, extra], ["a b", "x"]);

  const check = await run(gettoken, ["provider", "check", "robot.ts"], key, { files });
  assertEquals(check.status, 0, check.stdout);
});

testProgram("module returns an invalid claim: status 8, nothing sent", async (gettoken) => {
  await using server = tokenServer();
  const key = { v: "1", name: "r2", key: { pem: pkcs8 } };
  for (const [claims, says] of [["exp: '9'", "the claim exp"], ["extra: {}", 'claim "extra"']]) {
    const files = {
      "robot.ts": robot.replace("CLAIMS", claims ?? ""),
      "key.json": JSON.stringify(key),
    };
    const { status, stderr } = await run(
      gettoken,
      ["./robot.ts", "--host", server.origin, "--robot-key-file", "key.json"],
      key,
      {
        files,
      },
    );
    assertEquals([status, server.requests.length], [8, 0], stderr);
    assertStringIncludes(stderr, `assertion.claims() returned`);
    assertStringIncludes(stderr, says ?? "");
  }
});
