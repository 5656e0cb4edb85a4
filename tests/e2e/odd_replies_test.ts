import { assert, assertEquals, assertMatch } from "@std/assert";
import { runCli } from "../../lib/commands/run_cli.ts";
import { builtIn } from "../../providers/mod.ts";
import { fakeHost } from "../fake_host.ts";
import { answerOnce, rawServer } from "../idp/raw_server.ts";
import { forEachCase } from "../lib/helpers.ts";
import { oddReplies, type OddReply } from "./odd_replies.ts";

const secret = "canary-5527";

/** Runs gettoken in this process against a server that replies with these bytes. */
async function run(bytes: Uint8Array, options: readonly string[] = []) {
  await using server = rawServer(answerOnce(bytes));
  using host = fakeHost({
    env: { GETTOKEN_CLIENT_SECRET: secret },
    fetch: (request) => fetch(request),
  });
  const usual = ["oidc", "--token-url", `${server.origin}/token`, "--client-id", "orders"];
  const args = [...usual, "-o", "json", ...options];
  const status = await runCli(args, { host, catalog: builtIn, version: "1.2.3" });
  const { stdout, stderr } = host;
  assert(!`${stdout}${stderr}`.includes(secret), "the secret is printed");
  return { status, stdout, stderr, requests: server.requests.length };
}

type Result = Awaited<ReturnType<typeof run>>;

function assertOutcome({ status, stdout, stderr }: Result, { outcome }: OddReply): void {
  if ("exit" in outcome) {
    assertEquals([status, stdout], [outcome.exit, ""], stderr);
    assert(!stderr.includes("tok123"), stderr);
    return assertMatch(stderr, outcome.says);
  }
  const { expiresIn = 3600, scope = null, warning } = outcome;
  assertEquals(status, 0, stderr);
  const { access_token, token_type, expires_in, scope: printed } = JSON.parse(stdout);
  assertEquals([access_token, token_type], ["tok123", "Bearer"]);
  assertEquals([expires_in, printed], [expiresIn, scope]);
  assertEquals(stderr.match(/^gettoken: warning: /gm)?.length ?? 0, warning ? 1 : 0, stderr);
  if (warning) assertMatch(stderr, warning);
}

Deno.test("an odd reply gives the token with one warning at most, or its refusal", async () => {
  await forEachCase(oddReplies, async (reply) => assertOutcome(await run(reply.bytes), reply));
});

Deno.test("59 of 69 odd replies give the token", () => {
  const all = Object.values(oddReplies);
  const given = all.filter(({ outcome }) => !("exit" in outcome));
  assertEquals([given.length, all.length], [59, 69]);
});

/** The replies in tests/cases/replies that are refusals, by name. */
const refusals: Readonly<Record<string, readonly [exit: number, says: RegExp, requests?: number]>> =
  {
    e_520: [6, /temporarily unavailable \(HTTP 520\)/, 3],
    e_form: [4, /It said: Secret expired/],
    e_text: [4, /It said: invalid_client: secret expired/],
    e_nested: [4, /invalid_client[^]*It said: The client secret is wrong\./],
    e_msg_only: [4, /It said: Forbidden/],
    e_apigee: [4, /It said: Invalid client identifier/],
  };

const folder = new URL("../cases/replies/", import.meta.url);

Deno.test("each recorded reply has the outcome of its kind", async () => {
  const files = await Array.fromAsync(Deno.readDir(folder));
  const names = files.map(({ name }) => name.replace(".http", ""));
  assert(names.length >= 20);
  for (const name of names) {
    const result = await run(await Deno.readFile(new URL(`${name}.http`, folder)));
    const reply = oddReplies[name];
    if (reply) {
      assertOutcome(result, reply);
      continue;
    }
    const [exit, says, requests = 1] = refusals[name] ?? [];
    assert(exit !== undefined && says !== undefined, `there is no outcome for ${name}`);
    assertEquals([result.status, result.stdout, result.requests], [exit, "", requests]);
    assertMatch(result.stderr, says);
  }
});

Deno.test("a reply of Apigee gives the token with --token-type", async () => {
  const bytes = await Deno.readFile(new URL("type_bearertoken.http", folder));
  const { status, stdout, stderr } = await run(bytes, ["--token-type", "BearerToken"]);
  assertEquals([status, stderr], [0, ""]);
  const { access_token, token_type, expires_in } = JSON.parse(stdout);
  assertEquals([access_token, token_type, expires_in], ["tok123", "Bearer", 1799]);
});
