import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { printCompletions } from "../../../lib/quick/complete.ts";
import { fakeHost } from "../../fake_host.ts";
import { acme, addedProviderFiles } from "../helpers.ts";

const files = { ...await addedProviderFiles("mine"), "/me/.config/gettoken/profiles/prod.env": "" };

/** What is printed for a command line on a machine with an added provider and a profile. */
async function wordsFor(...args: string[]): Promise<string> {
  let loaded = 0;
  const load = () => Promise.resolve((loaded++, acme));
  const catalog = { acme: { title: "Acme ID", aliases: ["acme-id"], load } };
  using host = fakeHost({ env: { HOME: "/me" }, files });
  await printCompletions(args, { host, catalog });
  assertEquals(
    loaded,
    args.some((arg) => catalog.acme.aliases.includes(arg) || arg === "acme") ? 1 : 0,
  );
  return host.stdout;
}

Deno.test("printCompletions(): providers, added ones, and commands", async () => {
  const lines = await wordsFor("");
  for (
    const line of [
      "acme Get an access token from Acme ID.",
      "mine Get a token from a provider that you added.",
      "cache Show or clear the token cache.",
    ]
  ) assertStringIncludes(lines, `${line}\n`);
  assertEquals(await wordsFor("mi"), "mine Get a token from a provider that you added.\n");
  for (const word of ["--help", "-h", "--nope"]) assertMatch(await wordsFor(word, ""), /^acme /);
});

Deno.test("printCompletions(), an added provider whose name is built in now: offered once", async () => {
  using host = fakeHost({ env: { HOME: "/me" }, files: await addedProviderFiles("acme") });
  const catalog = { acme: { title: "Acme ID", aliases: [], load: () => Promise.resolve(acme) } };
  await printCompletions(["ac"], { host, catalog });
  assertEquals(host.stdout, "acme Get an access token from Acme ID.\n");
});

Deno.test("printCompletions(): options of a provider and of the run, with their values", async () => {
  assertMatch(await wordsFor("acme", "--dom"), /^--domain .*\n$/);
  assertMatch(await wordsFor("acme-id", "--time"), /^--timeout .*\n$/);
  assertMatch(await wordsFor("--time"), /^--timeout .*\n$/);
  assertEquals(await wordsFor("acme", "-o", "j"), "json\n");
  assertEquals(await wordsFor("acme", "--out", ""), ":file\n");
  assertEquals(await wordsFor("acme", "--timeout", ""), "");
});

Deno.test("printCompletions(): names of providers, added providers and profiles", async () => {
  assertEquals(await wordsFor("providers", ""), "acme\nmine\n");
  assertEquals(await wordsFor("provider", "remove", ""), "mine\n");
  assertEquals(await wordsFor("profile", "show", ""), "prod\n");
  assertEquals(await wordsFor("acme", "-p", ""), "prod\n");
});
