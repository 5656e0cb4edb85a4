import { assertEquals } from "@std/assert";
import { noArguments } from "../../../lib/cli/arguments.ts";
import { parseProviderArguments } from "../../../lib/commands/root.ts";
import { networkSettings, settingsOf } from "../../../lib/contract/declared_settings.ts";
import { fakeHost } from "../../fake_host.ts";
import { acme, contextOf } from "../helpers.ts";

Deno.test("noArguments is what an empty command line is understood as", async () => {
  const world = contextOf(fakeHost());
  const understood = await parseProviderArguments({ ...world, name: "acme", provider: acme }, []);
  const settings = Object.fromEntries(
    [...Object.keys({ ...settingsOf(acme), ...networkSettings }), "clientSecretFile"]
      .map((name) => [name, undefined]),
  );
  assertEquals(understood, { ...noArguments, settings, profile: undefined });
});
