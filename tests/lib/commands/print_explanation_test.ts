import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { printExplanation } from "../../../lib/commands/print_explanation.ts";
import { readRunOptions } from "../../../lib/settings/read_run_options.ts";
import { acme, connected, failureOf, type Given, sourcesOf } from "../helpers.ts";

const complete: Given = {
  options: { domain: "id.example", clientId: "canary-secret" },
  env: { ACME_SECRET: "canary-secret" },
};

async function print(given: Given, json = false, world = {}): Promise<string> {
  const { host, connection } = connected(world, "quiet");
  const sources = sourcesOf(given);
  const options = readRunOptions({}, sources);
  const explanation = { provider: acme, sources, options, check: false, json };
  const [outcome] = await Promise.allSettled([printExplanation(connection, explanation)]);
  assertEquals(host.stderr, "");
  if (outcome.status === "rejected") throw Object.assign(outcome.reason, { printed: host.stdout });
  return host.stdout;
}

Deno.test("printExplanation() prints text, without the secret wherever it stands", async () => {
  const text = await print(complete);
  assert(text.startsWith("Acme ID (acme), named by the command line\n\nSettings:\n  domain = "));
  assertStringIncludes(text, "  client id = ***  (--client-id)\n");
  assert(text.endsWith("\nNothing stops a run.\n"));
  assertNotMatch(text, /canary|[^\n -~]/);
});

Deno.test("printExplanation() prints no secret of a run that would fail, nor one that lost", async () => {
  for (const json of [false, true]) {
    const failure = await failureOf("setting_missing", () =>
      print({
        options: { scope: "canary-secret canary-found" },
        env: { ACME_SECRET: "canary-secret" },
        found: { ACME_SECRET: "canary-found" },
      }, json));
    const { printed } = failure as unknown as { readonly printed: string };
    assertStringIncludes(printed, "*** ***");
    assertNotMatch(printed, /canary/);
  }
});

Deno.test("printExplanation() prints one line of JSON", async () => {
  const text = await print(complete, true);
  assertNotMatch(text, /canary|\n./);
  const { provider, exit } = JSON.parse(text);
  assertEquals([provider, exit], ["acme", 0]);
});

Deno.test("printExplanation() prints all, then fails as the run would", async () => {
  for (const json of [false, true]) {
    const failure = await failureOf(
      "setting_missing",
      () => print({ options: {} }, json, { env: { DENO_TLS_CA_STORE: "x" } }),
    );
    assertEquals(
      failure.message,
      "A run would end with 3: 3 settings are missing for Acme ID, and 1 more",
    );
    const { printed } = failure as unknown as { readonly printed: string };
    if (json) assertEquals(JSON.parse(printed).problems.length, 2);
    else assertStringIncludes(printed, "What stops a run:");
  }
});
