import { assertEquals } from "@std/assert";
import { collects, commandOptions, partsOf } from "../../../lib/cli/command_options.ts";
import { switchValues } from "../../../lib/contract/credential_settings.ts";
import type { Setting } from "../../../lib/contract/provider.ts";
import { runOptions } from "../../../lib/settings/run_options.ts";

/** The options of a setting. */
function optionsOf(name: string, setting: Setting) {
  const common = Object.keys(runOptions).length;
  return commandOptions([[name, setting]]).slice(0, -common);
}

Deno.test("commandOptions(): a setting has an option, and a secret one also a file", () => {
  assertEquals(optionsOf("myDomain", { description: "Domain" }), [
    ["myDomain", { flags: "--my-domain <value>", help: "Domain" }],
  ]);
  assertEquals(optionsOf("apiKey", { secret: true }), [
    ["apiKey", { flags: "--api-key <value>", help: "api key" }],
    ["apiKeyFile", {
      flags: "--api-key-file <path>",
      help: "api key: path of a file, or - for stdin",
      completion: "file",
    }],
  ]);
});

Deno.test("commandOptions(): lists, switches and scopes are options of their kind", () => {
  const [[, list] = []] = optionsOf("resource", { list: " " });
  assertEquals(list && collects(list), true);
  const [[, toggle] = []] = optionsOf("sendChain", { values: switchValues });
  assertEquals([toggle?.flags, toggle?.values], ["--send-chain [value]", switchValues]);
  const [[, scope] = []] = optionsOf("scope", { format: "scope" });
  assertEquals(scope?.parse?.("a b"), { value: "a b" });
  assertEquals("problem" in (scope?.parse?.("a\tb") ?? {}), true);
});

Deno.test("commandOptions(): after the settings come the run options, by the name of their value", () => {
  const names = Object.keys(runOptions).map((name) => name === "noEnvFile" ? "envFile" : name);
  assertEquals(commandOptions([]).map(([name]) => name), names);
});

Deno.test("partsOf(): the forms of an option, and the placeholder of its value", () => {
  assertEquals(partsOf({ flags: "-o, --output <format>" }), {
    forms: ["-o", "--output"],
    placeholder: "<format>",
  });
  assertEquals(partsOf({ flags: "--cache" }), { forms: ["--cache"], placeholder: undefined });
});
