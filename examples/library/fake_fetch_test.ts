/**
 * Tests without a network: a fake `fetch` answers in place of the identity provider. `deno test`,
 * `node --test` and `bun test` run them.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ClientCredentialsFlow, GettokenError } from "gettoken";

/** A flow whose identity provider gives these answers, one after the other. */
function fakeFlow(...answers: Response[]) {
  const bodies: string[] = [];
  const flow = new ClientCredentialsFlow({
    provider: "oidc",
    tokenUrl: "https://id.example.com/token",
    clientId: "orders",
    clientSecret: "invented",
    retries: 0,
    fetch: (_url, { body }) => {
      bodies.push(String(body));
      return Promise.resolve(answers.shift() ?? new Response("no answer left", { status: 500 }));
    },
  });
  return { flow, bodies };
}

function token(value: string) {
  return Response.json({ access_token: value, token_type: "Bearer", expires_in: 3600 });
}

test("two callers: one request, one token", async () => {
  const { flow, bodies } = fakeFlow(token("first"));
  const [a, b] = await Promise.all([flow.getToken(), flow.getToken()]);
  assert.equal(a.authorizationHeader(), "Bearer first");
  assert.equal(b.value, "first");
  assert.equal(bodies.length, 1);
  assert.match(bodies[0] ?? "", /^grant_type=client_credentials/);
});

test("the server refuses the secret: the error says so, without the secret", async () => {
  const refusal = Response.json({ error: "invalid_client" }, { status: 401 });
  const { flow } = fakeFlow(refusal);
  await assert.rejects(flow.getToken(), (error) => {
    assert(error instanceof GettokenError);
    assert.equal(error.code, "refused");
    assert.equal(error.exitStatus, 4);
    assert.doesNotMatch(JSON.stringify(error) + error.stack, /invented/);
    return true;
  });
});
