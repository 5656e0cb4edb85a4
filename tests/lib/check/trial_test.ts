import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { Sample } from "../../../lib/check/samples.ts";
import {
  addressOf,
  emptyMachine,
  isMadeOfNothing,
  runTrial,
  sampleToken,
  type TrialRun,
  whyNoToken,
} from "../../../lib/check/trial.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import type { AssertionQuirks, Provider } from "../../../lib/contract/provider.ts";
import { fakeHost } from "../../fake_host.ts";
import { sound } from "./helpers.ts";

const sample: Sample = {
  what: "with the required settings",
  options: { domain: "id.example", workspace: "orders", clientId: "svc", scope: "a b" },
};

/** Runs gettoken with the sample. The default response is a token. */
async function run(given: Partial<TrialRun> = {}, provider: Provider = sound) {
  const trial = { host: fakeHost(), provider, samples: [sample] };
  return await runTrial(trial, { sample, reply: sampleToken, ...given });
}

Deno.test("runTrial(): returns the members of the JSON output", async () => {
  const reply = { ...sampleToken, scope: "a", expires_in: 60, instance_url: "x", other: "y" };
  assertEquals(await run({ reply }), {
    requestProblems: [],
    printed: {
      value: {
        access_token: "sample.access.token",
        token_type: "Bearer",
        expires_in: 60,
        expires_at: "2026-01-09T02:03:12Z",
        scope: "a",
        provider: "sound",
        instance_url: "x",
      },
    },
  });
});

Deno.test("runTrial(): the response has the provider's name for Bearer tokens", async () => {
  for (const tokenType of ["BearerToken", ["BearerToken", "N_A"]]) {
    const { printed } = await run({}, { ...sound, response: { tokenType } });
    assertEquals("value" in printed && printed.value.token_type, "Bearer");
  }
  const misnamed = await run({}, { ...sound, response: { tokenType: "DPoP" } });
  assertMatch(whyNoToken(misnamed) ?? "", /token_type is "DPoP", not Bearer/);
});

Deno.test("runTrial(): authenticates with the chosen method", async () => {
  const methods = ["client_secret_basic", "client_secret_post"] as const;
  for (const method of [undefined, ...methods]) {
    for (const clientAuthentication of [methods, methods.toReversed(), methods.slice(0, 1)]) {
      if (method && !clientAuthentication.includes(method)) continue;
      const outcome = await run({ ...(method && { method }) }, { ...sound, clientAuthentication });
      assertEquals(whyNoToken(outcome), undefined);
    }
  }
});

Deno.test("runTrial() with a key: signature is verified", async () => {
  const quirks: readonly AssertionQuirks[] = [
    {},
    { algorithms: ["PS256"], keyHeader: "x5t#S256", lifetime: 600 },
    { algorithms: ["ES384"], maxBytes: 2048 },
  ];
  for (const assertion of quirks) {
    for (const [audience, endpoint] of [[undefined, "a"], ["https://aud.example/", "b"]] as const) {
      const provider: Provider = {
        ...sound,
        assertion,
        clientAuthentication: ["private_key_jwt"],
        endpoint: ({ domain }) => ({
          tokenEndpoint: `${domain}/${endpoint}`,
          ...(audience && { audience }),
        }),
      };
      assertEquals(whyNoToken(await run({}, provider)), undefined);
      const both: Provider = {
        ...provider,
        clientAuthentication: ["client_secret_post", "private_key_jwt"],
      };
      assertEquals(whyNoToken(await run({ method: "private_key_jwt" }, both)), undefined);
      assertEquals(whyNoToken(await run({}, both)), undefined);
    }
  }
});

Deno.test("runTrial() with an impossible assertion: problem", async () => {
  const provider: Provider = {
    ...sound,
    assertion: { maxBytes: 99 },
    clientAuthentication: ["private_key_jwt"],
  };
  assertMatch(whyNoToken(await run({}, provider)) ?? "", /bytes/);
});

Deno.test("runTrial() with an issuer: metadata of either kind is used", async () => {
  const provider: Provider = { ...sound, endpoint: ({ domain }) => ({ issuer: `${domain}/a` }) };
  for (const metadata of ["openid", "oauth"] as const) {
    assertEquals(whyNoToken(await run({ metadata }, provider)), undefined);
  }
});

Deno.test("runTrial() with a failure: the user's message", async () => {
  const reply = { error: "invalid_client", error_description: "Wrong secret" };
  const { printed, requestProblems } = await run({ reply });
  assertEquals(requestProblems, []);
  assertEquals(printed.failure && [printed.failure.code, printed.failure.hint], [
    "refused",
    "The secret is wrong.",
  ]);
});

Deno.test("runTrial() with refused settings or a failing endpoint: problem", async () => {
  const empty = await run({ sample: { what: "", options: {} } });
  assertEquals(whyNoToken(empty)?.split(";")[0], "3 settings are missing for Sound ID");
  const fail = () => Promise.reject(new GettokenError("provider_module", "It threw"));
  assertEquals(whyNoToken(await run({}, { ...sound, endpoint: fail })), "It threw");
});

Deno.test("runTrial() with a refusal: problems of the request, not the refusal", async () => {
  let calls = 0;
  const endpoint = () => ({ tokenEndpoint: `https://id.example/${calls++}` });
  const outcome = await run({}, { ...sound, endpoint });
  assertEquals(
    whyNoToken(outcome),
    "a request was sent to https://id.example/1, not to https://id.example/0",
  );
});

Deno.test("addressOf(): the token endpoint, or the issuer", () => {
  assertEquals(
    addressOf({ tokenEndpoint: "https://id.example/token" }),
    "https://id.example/token",
  );
  assertEquals(addressOf({ issuer: "https://id.example" }), "https://id.example");
});

Deno.test("isMadeOfNothing(): true for undefined and [object Object] in a URL", () => {
  for (const text of ["https://undefined/", "undefined", "a/undefined?b", `${{}}`]) {
    assertEquals(isMadeOfNothing(text), true, text);
  }
  for (const text of ["", "https://id.example/", "undefinedValue", "[a]"]) {
    assertEquals(isMadeOfNothing(text), false, text);
  }
});

Deno.test("emptyMachine(): has a clock, no files and no network", async () => {
  const host = fakeHost({
    env: { HOME: "/here" },
    files: { "/here/.env": "A=b" },
    terminals: ["stdin", "stdout", "stderr"],
    fetch: () => new Response(),
  });
  const machine = emptyMachine(host);
  assertEquals(machine.env("HOME"), undefined);
  assertEquals([machine.isTerminal("stdin"), machine.isTerminal("stderr")], [false, false]);
  assertEquals(machine.timeout(0).aborted, false);
  assertEquals(machine.now(), host.now());
  await assertRejects(() => machine.readFile("/here/.env", 1000));
  await assertRejects(() => machine.changeFiles("/here", []));
  await assertRejects(() => machine.fetch("https://id.example/", {}));
  machine.writeStderr("canary");
  machine.writeStatus("canary");
  await machine.writeStdout("canary");
  await machine.writeUnchanged("canary");
  machine.sendToTerminal("canary");
  assertEquals([host.stdout, host.stderr, host.statuses, host.requests, host.timeouts], [
    ...["", ""],
    ...[[], [], []],
  ]);
});
