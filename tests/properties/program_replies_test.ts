import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { exitStatus } from "../../lib/core/errors.ts";
import { withinMoment } from "./moment.ts";
import { assertPromises, manners, runProgram } from "./program.ts";
import { metadataReplies } from "./real_replies.ts";
import { changed, saysWhatIsToken, type ServerReply, tokenEndpointReply } from "./replies.ts";
import { respond } from "./respond.ts";
import { property } from "./run.ts";
import { strongSecret } from "./secrets.ts";
import { tediousEcho, writeTedious } from "./tedious_echoes.ts";

/** Required settings except the secret, by provider. */
const settings = {
  entra: {
    AZURE_TENANT_ID: "contoso.example",
    AZURE_CLIENT_ID: "11111111-2222-3333-4444-555555555555",
    GETTOKEN_SCOPE: "https://graph.microsoft.com/.default",
  },
  auth0: {
    AUTH0_DOMAIN: "acme.eu.auth0.com",
    AUTH0_AUDIENCE: "https://api.acme.example/",
    AUTH0_CLIENT_ID: "aBcD1234",
    GETTOKEN_SCOPE: "read:items write:items",
  },
  salesforce: { GETTOKEN_MY_DOMAIN: "acme.my.salesforce.com", GETTOKEN_CLIENT_ID: "3MVG9example" },
  oidc: { GETTOKEN_ISSUER: "https://id.example", GETTOKEN_CLIENT_ID: "orders" },
} as const;

type ProviderName = keyof typeof settings;

/** Opaque tokens, and JWTs with any claims. */
const tokens = fc.oneof(
  fc.stringMatching(/^canary-[!-~]{6,40}$/),
  fc.jsonValue().map((claims) =>
    `eyJhbGciOiJub25lIn0.${btoa(JSON.stringify(claims).replace(/[^ -~]/g, ""))}.c2lnbmF0dXJl`
  ),
);

const runs = fc.record({
  provider: fc.constantFrom(...Object.keys(settings) as ProviderName[]),
  secret: strongSecret,
  token: tokens,
  manner: manners,
  metadata: fc.array(changed(metadataReplies), { minLength: 1, maxLength: 2 }),
  replies: fc.array(tokenEndpointReply, { minLength: 1, maxLength: 3 }),
});

/** Characters of a large reply, without JSON escapes. */
const size = 800_000;

/** Returns the responses in turn, then repeats the last one. */
function inTurn(replies: readonly ServerReply[]): () => ServerReply {
  let next = 0;
  return () => replies[Math.min(next++, replies.length - 1)] as ServerReply;
}

property(
  "any response: documented exit status, no secret in the output",
  runs,
  async ({ provider, secret, token, manner, metadata, replies }) => {
    const [nextMetadata, nextReply] = [inTurn(metadata), inTurn(replies)];
    const outcome = await runProgram([provider, ...manner], {
      env: { ...settings[provider], GETTOKEN_CLIENT_SECRET: secret },
      fetch: ({ method }) =>
        respond(method === "GET" ? nextMetadata() : nextReply(), { secret, token }),
    });
    const isKnown = [...metadata, ...replies].every(saysWhatIsToken);
    assertPromises(manner, outcome, { secret, token: isKnown ? token : "" });
    const { status, stdout, host } = outcome;
    if (status === exitStatus.ok) assertOneToken(stdout, manner);
    const sent = host.requests.filter(({ method }) => method === "POST").length;
    assert(sent <= 3, `${sent} requests for a token`);
    const slept = host.sleeps.reduce((sum, milliseconds) => sum + milliseconds, 0);
    assert(slept < 30_000, `slept for ${slept} ms`);
  },
  { runs: 250 },
);

/** Members of a reply that can contain a string. */
const shapes: Readonly<Record<string, (text: string) => unknown>> = {
  description: (text) => ({ error: "invalid_client", error_description: text }),
  code: (text) => ({ error: text, trace_id: text.slice(0, 10_000) }),
  list: (text) => ({ error: "invalid_client", list: text.match(/[^]{1,2}/g) }),
  "token type": (text) => ({ access_token: "canary-5527", token_type: text }),
  scope: (text) => ({ access_token: "canary-5527", token_type: "Bearer", scope: text }),
};

property(
  "any response: within the time limit",
  fc.record({
    secret: strongSecret,
    echo: tediousEcho,
    shape: fc.constantFrom(...Object.keys(shapes)),
    status: fc.constantFrom(200, 400),
    manner: manners,
  }),
  async ({ secret, echo, shape, status, manner }) => {
    const body = shapes[shape]?.(writeTedious(echo, secret, size));
    const outcome = await withinMoment(() =>
      runProgram(["auth0", ...manner], {
        env: { ...settings.auth0, GETTOKEN_CLIENT_SECRET: secret },
        fetch: () => Response.json(body, { status }),
      })
    );
    assert(outcome.status !== exitStatus.defect, outcome.stderr);
  },
  { runs: 15 },
);

/** Asserts that stdout is a token in the requested form. */
function assertOneToken(stdout: string, manner: readonly string[]): void {
  if (manner.includes("header")) {
    return assert(/^Authorization: Bearer [\x21-\x7e]+$/.test(stdout), stdout);
  }
  if (!manner.includes("json")) return assert(/^[\x21-\x7e]+\n$/.test(stdout), stdout);
  assert(/^[^\n]+\n$/.test(stdout), stdout);
  const { access_token: token, token_type: type, expires_in: lifetime } = JSON.parse(stdout);
  assertEquals([typeof token, type], ["string", "Bearer"]);
  assert(lifetime === null || (Number.isInteger(lifetime) && lifetime >= 0), stdout);
}
