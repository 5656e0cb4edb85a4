import { assertEquals } from "@std/assert";
import { withEnvironment } from "../../../lib/flow/environment.ts";
import { fakeHost } from "../../fake_host.ts";
import { failureOf } from "../helpers.ts";

Deno.test("withEnvironment(): the provider and run options from variables", () => {
  const env = {
    ...{ GETTOKEN_PROVIDER: "acme", GETTOKEN_TIMEOUT: "2m", GETTOKEN_RETRIES: "0" },
    ...{ GETTOKEN_MIN_TTL: "90", GETTOKEN_CACHE: "1" },
  };
  assertEquals(withEnvironment({}, fakeHost({ env })), {
    ...{ provider: "acme", timeout: 120, retries: 0, minTtl: 90, cache: "sealed" },
  });
});

Deno.test("withEnvironment(): options override variables, also invalid ones", () => {
  const env = {
    ...{ GETTOKEN_PROVIDER: "other", GETTOKEN_TIMEOUT: "canary" },
    ...{ GETTOKEN_CACHE: "canary", GETTOKEN_MIN_TTL: "canary" },
  };
  const options = { provider: "acme", timeout: 5, cache: "none", minTtl: 60, domain: "d" } as const;
  assertEquals(withEnvironment(options, fakeHost({ env })), { ...options, retries: 2 });
});

Deno.test("withEnvironment(), no variables: the defaults", () => {
  assertEquals(withEnvironment({ provider: "acme" }, fakeHost()), {
    ...{ provider: "acme", timeout: 30, retries: 2, minTtl: 0, cache: "memory" },
  });
});

Deno.test("withEnvironment(), an invalid variable, or no provider: an error", async () => {
  const env = { GETTOKEN_PROVIDER: "acme", GETTOKEN_RETRIES: "many" };
  await failureOf("setting_invalid", () => withEnvironment({}, fakeHost({ env })));
  const { hint } = await failureOf("setting_missing", () => withEnvironment({}, fakeHost()));
  assertEquals(hint, "Set provider, or GETTOKEN_PROVIDER in the environment.");
});

Deno.test("withEnvironment(), an invalid variable for other options: ignored", () => {
  const env = { GETTOKEN_PROVIDER: "acme", GETTOKEN_OUTPUT: "nonsense" };
  assertEquals(withEnvironment({}, fakeHost({ env })).provider, "acme");
});
