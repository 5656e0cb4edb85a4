import { assertEquals } from "@std/assert";
import { noArguments } from "../../../lib/cli/arguments.ts";
import { settingsOf } from "../../../lib/contract/declared_settings.ts";
import { readArguments } from "../../../lib/cli/read_arguments.ts";
import { acme } from "../helpers.ts";

const settings = Object.entries(settingsOf(acme));

Deno.test("readArguments() reads a command line without any option as no arguments", () => {
  const { settings: values, ...others } = readArguments({ input: true }, settings);
  assertEquals({ ...others, settings: {} }, { ...noArguments, profile: undefined });
  assertEquals(Object.values(values).filter((value) => value !== undefined), []);
});

Deno.test("readArguments() reads settings, the files with them, and nothing that is none", () => {
  const { settings: values } = readArguments({
    domain: "id.acme.example",
    clientSecretFile: "secret.txt",
    caFile: "ca.pem",
    scope: ["a", "b c"],
    odd: "x",
  }, settings);
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  assertEquals(Object.fromEntries(given), {
    domain: "id.acme.example",
    scope: "a b c",
    clientSecretFile: "secret.txt",
    caFile: "ca.pem",
  });
});
