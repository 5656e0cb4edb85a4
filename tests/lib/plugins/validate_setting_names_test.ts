import { assert, assertEquals } from "@std/assert";
import { fileSettingOf, settingsOf } from "../../../lib/contract/declared_settings.ts";
import { providerCommand } from "../../../lib/cli/provider_command.ts";
import { fixedProblems, namesProblems } from "../../../lib/plugins/validate_setting_names.ts";
import { acme, forEachCase } from "../helpers.ts";

Deno.test("namesProblems() keeps the names of the common options from settings", () => {
  const command = providerCommand("acme", { ...acme, settings: {} }, () => {}, "explanation");
  const own = Object.keys(settingsOf({ ...acme, settings: {} }))
    .flatMap((name) => [name, fileSettingOf(name)]);
  const common = command.getOptions(true)
    .map(({ name }) =>
      name.replace(/^no-/, "").replace(/-./g, ([, letter = ""]) => letter.toUpperCase())
    )
    .filter((name) => !own.includes(name));
  assert(common.includes("minTtl") && common.includes("json"), common.join());
  for (const name of [...common, "help", "version", "provider"]) {
    assertEquals(namesProblems({ [name]: {} }), [
      `settings.${name} has the name of an option that every provider has`,
    ]);
  }
});

Deno.test("namesProblems() refuses names that make no option", () => {
  for (const name of ["", "q", "noInput", "noProxy", "Domain", "a_b", "a-b", "9a"]) {
    assertEquals(namesProblems({ [name]: {} }), [
      `settings.${name} must have a camelCase name that does not begin with no`,
    ]);
  }
  for (const name of ["node", "not", "then"]) {
    assertEquals(namesProblems({ [name]: {} }), []);
  }
});

Deno.test("namesProblems() refuses names that are found in every object", () => {
  for (const name of ["constructor", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf"]) {
    assertEquals(namesProblems({ [name]: {} }), [
      `settings.${name} has the name of something that every object has`,
    ]);
  }
});

Deno.test("namesProblems() wants no more settings than anybody needs", () => {
  const named = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`setting${index}`, {}]));
  assertEquals(namesProblems(named(100)), []);
  assertEquals(namesProblems(named(101)), ["settings must be 100 at most"]);
});

Deno.test("namesProblems() keeps the names of files with secrets free", () => {
  const secrets = (["client_secret_post", "private_key_jwt", "tls_client_auth"] as const)
    .flatMap((method) =>
      Object.entries(settingsOf({ ...acme, clientAuthentication: [method], dpop: true }))
    )
    .filter(([, { secret }]) => secret)
    .map(([name]) => name);
  assert(secrets.includes("dpopKey") && secrets.includes("clientKey"), secrets.join());
  for (const secret of secrets) {
    assertEquals(namesProblems({ [fileSettingOf(secret)]: {} }), [
      `settings.${secret}File has the name of the option for a file with a secret`,
    ]);
  }
  assertEquals(namesProblems({ pin: { secret: true }, pinFile: {} }), [
    "settings.pinFile has the name of the option for a file with a secret",
  ]);
  assertEquals(namesProblems({ pin: {}, pinFile: {} }), []);
});

Deno.test("fixedProblems() lets nobody change what is the same in every provider", async () => {
  await forEachCase<readonly [setting: string, member: string, value: unknown]>({
    "that the secret is one": ["clientSecret", "secret", false],
    "that the ID is none": ["clientId", "secret", true],
    "that the scope is none": ["scope", "secret", true],
    "that the secret is needed": ["clientSecret", "required", false],
    "that the ID is needed": ["clientId", "required", { unless: "domain" }],
    "what a scope looks like": ["scope", "format", "text"],
    "how scopes are joined": ["scope", "list", "&"],
    "that a key is one": ["dpopKey", "secret", false],
    "that a key is not needed": ["dpopKey", "required", true],
    "the ways to authenticate": ["authMethod", "values", ["none"]],
  }, ([setting, member, value]) => {
    assertEquals(fixedProblems(setting, { [member]: value }), [
      `settings.${setting}.${member} must be left out: it is always the same`,
    ]);
    assertEquals(fixedProblems(setting, { [member]: undefined }), []);
  });
});
