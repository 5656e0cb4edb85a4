import { assertEquals } from "@std/assert";
import {
  emptyEnvironment,
  libraryEnvironment,
  type Variables,
} from "../../../lib/runtimes/library_environment.ts";
import type { Runtime } from "../../../lib/runtimes/runtimes.ts";
import { failureOf, forEachCase } from "../helpers.ts";

const variables = { A: "a", HTTPS_PROXY: "p", no_proxy: "n", NODE_EXTRA_CA_CERTS: "c" };

Deno.test("libraryEnvironment(): the variables, without those that the runtime does not need", async () => {
  await forEachCase<readonly [runtime: Runtime, variables: Variables, names: readonly string[]]>({
    "Node": ["node", variables, ["A"]],
    "Node with proxies": [
      "node",
      { ...variables, NODE_USE_ENV_PROXY: "1" },
      ["A", "HTTPS_PROXY", "no_proxy", "NODE_USE_ENV_PROXY"],
    ],
    "Bun": ["bun", variables, ["A", "HTTPS_PROXY", "no_proxy"]],
  }, ([runtime, variables, names]) => {
    const { env, envNames } = libraryEnvironment(runtime, variables);
    assertEquals(envNames(), names);
    const readable = Object.keys(variables).filter((name) => env(name) !== undefined);
    assertEquals(readable, names);
  });
  assertEquals(libraryEnvironment("node", variables).env("A"), "a");
});

Deno.test("libraryEnvironment(), Deno without permission: setting_invalid, names the flag", async () => {
  const { hint } = await failureOf("setting_invalid", () => libraryEnvironment().env("A"));
  assertEquals(hint, "Add --allow-env to the options of deno run.");
});

Deno.test("emptyEnvironment: no variables", () => {
  assertEquals([emptyEnvironment.env("PATH"), emptyEnvironment.envNames()], [undefined, []]);
});
