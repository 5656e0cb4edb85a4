import { assertEquals } from "@std/assert";
import { noArguments, readArguments } from "../../../lib/cli/arguments.ts";
import { parseProviderArguments } from "../../../lib/commands/root.ts";
import { networkSettings, settingsOf } from "../../../lib/contract/declared_settings.ts";
import { fakeHost } from "../../fake_host.ts";
import { acme, contextOf } from "../helpers.ts";

const unset = { profile: undefined, noEnvFile: undefined };

Deno.test("noArguments is what an empty command line is understood as", async () => {
  const world = contextOf(fakeHost());
  const understood = await parseProviderArguments({ ...world, name: "acme", provider: acme }, []);
  const settings = Object.fromEntries(
    [...Object.keys({ ...settingsOf(acme), ...networkSettings }), "clientSecretFile"]
      .map((name) => [name, undefined]),
  );
  assertEquals(understood, { ...noArguments, settings, ...unset });
});

const settings = Object.entries(settingsOf(acme));

Deno.test("readArguments() reads a command line without any option as no arguments", () => {
  const { settings: values, ...others } = readArguments({ input: true }, settings);
  assertEquals({ ...others, settings: {} }, { ...noArguments, ...unset });
  assertEquals(Object.values(values).filter((value) => value !== undefined), []);
});

Deno.test("readArguments(): reads settings and their files, ignores other options", () => {
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
