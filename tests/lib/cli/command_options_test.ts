import { assertEquals } from "@std/assert";
import {
  collects,
  commandOptions,
  optionCalled,
  partsOf,
} from "../../../lib/cli/command_options.ts";
import { switchValues } from "../../../lib/contract/credential_settings.ts";
import { settingsOf } from "../../../lib/contract/declared_settings.ts";
import type { Setting } from "../../../lib/contract/provider.ts";
import { runOptions } from "../../../lib/settings/run_options.ts";
import { acmeWithKey } from "../helpers.ts";

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

Deno.test("optionCalled() finds each option by each of its forms, and nothing else", () => {
  const settings: Record<string, Setting> = {
    ...settingsOf(acmeWithKey),
    aBC: { values: switchValues },
    x2Y: { secret: true },
    myFile: {},
  };
  for (const [name, option] of commandOptions(Object.entries(settings))) {
    for (const form of partsOf(option).forms) {
      const [found, { flags } = {}] = optionCalled(form, settings) ?? [];
      assertEquals([found, flags], [name, option.flags]);
    }
  }
  for (
    const form of [
      ...["", "-", "--", "-x", "--x", "--nope", "--aBC", "--a-bc", "--a-b-c-file", "--x2y"],
      ...["-domain", "domain", "--Domain", "--no-domain", "--domain-file", "--constructor"],
      ...["--my-file-file", "--my", "--client-secret-file-file", "--output=json", "-ojson"],
    ]
  ) assertEquals(optionCalled(form, settings), undefined, form);
});

Deno.test("partsOf(): the forms of an option, and the placeholder of its value", () => {
  assertEquals(partsOf({ flags: "-o, --output <format>" }), {
    forms: ["-o", "--output"],
    placeholder: "<format>",
  });
  assertEquals(partsOf({ flags: "--chain [value]" }).placeholder, "[value]");
  assertEquals(partsOf({ flags: "--cache" }), { forms: ["--cache"] });
});
