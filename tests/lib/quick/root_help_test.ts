import { assertEquals, assertStringIncludes } from "@std/assert";
import { helpLines } from "../../../lib/cli/help.ts";
import { rootHelp } from "../../../lib/quick/root_help.ts";
import { fakeHost } from "../../fake_host.ts";
import { acme, addedProviderFiles, contextOf } from "../helpers.ts";

async function helpOf(isLong: boolean): Promise<string> {
  const files = { ...await addedProviderFiles("mine"), ...await addedProviderFiles("other") };
  const catalog = {
    acme: { aliases: ["a"], load: () => Promise.resolve(acme) },
    "other-idp": { aliases: ["other"], load: () => Promise.resolve({ ...acme, title: "Other" }) },
  };
  using host = fakeHost({ env: { HOME: "/me" }, files });
  return helpLines(await rootHelp(contextOf(host, catalog), isLong), 80).join("\n");
}

Deno.test("gettoken -h: providers in columns, also added ones that have a name of their own", async () => {
  assertStringIncludes(
    await helpOf(false),
    "\nProviders:\n  acme       Acme ID   other-idp  Other     mine       My ID\n\n",
  );
});

Deno.test("gettoken --help: aliases and all options", async () => {
  const help = await helpOf(true);
  for (
    const part of [
      "  acme                Acme ID [also: a]",
      "\nNetwork:\n",
      "GETTOKEN_PROVIDER",
      "--version",
    ]
  ) {
    assertEquals([part, help.includes(part)], [part, true]);
  }
});
