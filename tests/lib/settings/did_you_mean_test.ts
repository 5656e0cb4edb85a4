import { assertEquals } from "@std/assert";
import type { ProviderCatalog } from "../../../lib/contract/provider.ts";
import { unknownVariableWarnings } from "../../../lib/settings/did_you_mean.ts";
import { acme } from "../helpers.ts";

async function warningFor(name: string, catalog?: ProviderCatalog): Promise<string | undefined> {
  return (await unknownVariableWarnings(acme, [{ name, place: "./x.env" }], catalog))[0];
}

Deno.test("unknownVariableWarnings() suggests a similar variable of an option or a setting", async () => {
  assertEquals(
    await warningFor("GETTOKEN_TIMEOOT"),
    "unknown variable GETTOKEN_TIMEOOT in ./x.env; did you mean GETTOKEN_TIMEOUT?",
  );
  assertEquals(
    await warningFor("GETTOKEN_CLIENTID"),
    "unknown variable GETTOKEN_CLIENTID in ./x.env; did you mean GETTOKEN_CLIENT_ID?",
  );
});

Deno.test("unknownVariableWarnings() suggests nothing if no variable is similar", async () => {
  assertEquals(await warningFor("GETTOKEN_ZZZ"), "unknown variable GETTOKEN_ZZZ in ./x.env");
});

Deno.test("unknownVariableWarnings() knows the variables of other built-in providers", async () => {
  const other = { ...acme, settings: { realm: {} } };
  const catalog = { other: { aliases: [], load: () => Promise.resolve(other) } };
  assertEquals(await warningFor("GETTOKEN_REALM", catalog), undefined);
  assertEquals(await warningFor("GETTOKEN_REALM"), "unknown variable GETTOKEN_REALM in ./x.env");
});
