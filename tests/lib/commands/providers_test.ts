import { assert, assertEquals, assertNotMatch } from "@std/assert";
import type { Provider } from "../../../lib/contract/provider.ts";
import { providersCommand } from "../../../lib/commands/providers.ts";
import { fakeHost, type FakeWorld } from "../../fake_host.ts";
import {
  acme,
  acmeWithKey,
  addedProviderFiles,
  contextOf,
  failureOf,
  moduleSource,
} from "../helpers.ts";

const complete: Provider = {
  ...acme,
  setup: ["Create an application"],
  example: "--domain id.acme.example --client-id 11111111-2222 --scope orders:read",
  settings: {
    domain: acme.settings.domain ?? {},
    realm: { required: true, default: "master", values: ["master", "test"] },
  },
};

/** What the command prints. */
async function printed(...args: string[]): Promise<string> {
  return await printedOn({ files: { "/here/mine.ts": moduleSource() } }, args);
}

async function printedOn(world: FakeWorld, args: string[]): Promise<string> {
  using host = fakeHost(world);
  const catalog = {
    acme: { aliases: ["a", "b"], load: () => Promise.resolve(complete) },
    keyed: { aliases: [], load: () => Promise.resolve({ ...acmeWithKey, title: "Keyed ID" }) },
    other: { aliases: [], load: () => Promise.resolve({ ...acme, title: "Other ID" }) },
  };
  await providersCommand(contextOf(host, catalog)).throwErrors().noExit().parse(args);
  assertEquals(host.stderr, "");
  return host.stdout;
}

Deno.test("providersCommand() lists the providers with their aliases", async () => {
  assertEquals((await printed()).split("\n"), [
    "acme, a, b  Acme ID",
    "keyed       Keyed ID",
    "other       Other ID",
    "",
    "Built-in providers follow the vendors' documentation.",
    "None was tested with a live service yet.",
    "To show one: gettoken providers <name or path of a module>",
    "",
  ]);
});

Deno.test("providersCommand() lists what was added after what is built in", async () => {
  const world = { env: { HOME: "/me" }, files: await addedProviderFiles("mine") };
  const lines = (await printedOn(world, [])).split("\n");
  assertEquals(lines[3], "mine        My ID, added from /src/mine.ts");
  const [heading] = (await printedOn(world, ["mine"])).split("\n");
  assertEquals(heading, "My ID (mine)");
});

Deno.test("providersCommand() with a name: all about the provider", async () => {
  assertEquals((await printed("acme")).split("\n"), [
    "Acme ID (acme)",
    "https://acme.example/docs",
    "",
    "Set-up:",
    "  - Create an application",
    "",
    "Settings:",
    "  --domain  (required)",
    "      Your Acme host",
    "      variables: GETTOKEN_DOMAIN, ACME_DOMAIN",
    "      example: id.acme.example",
    "  --realm",
    "      realm",
    "      variables: GETTOKEN_REALM",
    "      default: master",
    "      values: master, test",
    "  --client-id  (required)",
    "      Client ID (application ID)",
    "      variables: GETTOKEN_CLIENT_ID",
    "  --client-secret  (required, secret)",
    "      Client secret",
    "      variables: GETTOKEN_CLIENT_SECRET",
    "      from a file: --client-secret-file",
    "  --scope  (repeatable)",
    "      Scope; several separated by spaces",
    "      variables: GETTOKEN_SCOPE",
    "  --auth-method",
    "      Client authentication method",
    "      variables: GETTOKEN_AUTH_METHOD",
    "      values: client_secret_basic, client_secret_post",
    "",
    "Example:",
    `  gettoken acme ${complete.example}`,
    "",
  ]);
});

Deno.test("providersCommand() breaks the example on a terminal, but not on Windows", async () => {
  const world: FakeWorld = { terminals: ["stdout"], columns: 60 };
  const linux = await printedOn(world, ["acme"]);
  assertEquals(linux.split("\n").slice(-4, -1), [
    "Example:",
    "  gettoken acme --domain id.acme.example \\",
    "    --client-id 11111111-2222 --scope orders:read",
  ]);
  const windows = await printedOn({ ...world, os: "windows" }, ["acme"]);
  assertEquals(windows.split("\n").at(-2), `  gettoken acme ${complete.example}`);
});

Deno.test("providersCommand() with an alias or a path: the provider", async () => {
  assertEquals((await printed("b")).split("\n")[0], "Acme ID (acme)");
  assertEquals((await printed("./mine.ts")).split("\n")[0], "My ID (mine)");
});

Deno.test("providersCommand() leaves out what a provider does not say", async () => {
  assertNotMatch(await printed("other"), /Set-up|Example/);
});

Deno.test("providersCommand() refuses a name that no provider has, on a harmless line", async () => {
  const { message } = await failureOf(
    "unknown_provider",
    () => printed(`no\x1b\n${"x".repeat(99)}`),
  );
  assertEquals(message, `Unknown provider "no ${"x".repeat(56)}…"`);
});

Deno.test("providersCommand(): names the document that can contain a setting", async () => {
  const lines = (await printed("keyed")).split("\n");
  for (
    const line of [
      "  --key  (secret)",
      "      from a file: --key-file",
      "  --domain  (in --key-file)",
      "  --client-id  (in --key-file)",
      "  --client-secret  (in --key-file, secret)",
    ]
  ) assert(lines.includes(line), line);
});

Deno.test("providers --json: built-in and added providers, and the settings of one", async () => {
  const world = { env: { HOME: "/me" }, files: await addedProviderFiles("mine") };
  const list = JSON.parse(await printedOn(world, ["--json"]));
  assertEquals(list[0], {
    ...{ name: "acme", aliases: ["a", "b"], title: "Acme ID", docs: acme.docs, source: null },
  });
  assertEquals(list.at(-1).name, "mine");
  const { title, settings } = JSON.parse(await printed("acme", "--json"));
  assertEquals([title, settings[0]], ["Acme ID", {
    name: "domain",
    option: "--domain",
    file_option: null,
    variables: ["GETTOKEN_DOMAIN", "ACME_DOMAIN"],
    description: "Your Acme host",
    required: true,
    secret: false,
    values: null,
    default: null,
    example: "id.acme.example",
  }]);
});
