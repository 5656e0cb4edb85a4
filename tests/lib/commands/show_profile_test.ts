import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { listProfiles, showProfile } from "../../../lib/commands/show_profile.ts";
import { type FakeHost, fakeHost } from "../../fake_host.ts";
import { acme, acmeWithKey, contextOf, failureOf } from "../helpers.ts";

const folder = "/me/.config/gettoken/profiles";
const prod = "GETTOKEN_PROVIDER=acme\nACME_DOMAIN=id.example\nACME_SECRET=canary-secret\n" +
  "OTHER=canary-other\n";

function machine(profile = prod, env: Readonly<Record<string, string>> = {}): FakeHost {
  return fakeHost({
    env: { HOME: "/me", ...env },
    files: { [`${folder}/prod.env`]: profile, "/here/.env": "ACME_DOMAIN=found.example\n" },
  });
}

async function shown(host: FakeHost, json = false, provider = acme): Promise<string> {
  const catalog = { acme: { aliases: [], load: () => Promise.resolve(provider) } };
  await showProfile(contextOf(host, catalog), "prod", json);
  assert(!host.stdout.includes("canary"), host.stdout);
  return host.stdout;
}

Deno.test("listProfiles(): the provider of each profile, or its error", async () => {
  const host = fakeHost({
    env: { HOME: "/me" },
    files: {
      [`${folder}/a.env`]: "GETTOKEN_PROVIDER=acme\n",
      [`${folder}/b.env`]: "canary\n",
      [`${folder}/c.env`]: "",
    },
  });
  assertEquals(await listProfiles(host), [
    { name: "a", provider: "acme", problem: null },
    { name: "b", provider: null, problem: `${folder}/b.env, line 1: missing =` },
    { name: "c", provider: null, problem: null },
  ]);
});

Deno.test("showProfile() shows each value and where it comes from, and no secret", async () => {
  assertEquals((await shown(machine(prod, { GETTOKEN_CLIENT_ID: "svc" }))).split("\n"), [
    `${folder}/prod.env`,
    "Acme ID (acme)",
    "",
    "  domain = https://id.example  (ACME_DOMAIN in profile prod)",
    "      overrides ACME_DOMAIN in ./.env",
    "  client id = svc  (GETTOKEN_CLIENT_ID in the environment)",
    "  client secret = *** (8 to 15 characters)  (ACME_SECRET in profile prod)",
    "  not set: scope, auth method, ca file",
    "  OTHER: not used",
    "",
  ]);
});

Deno.test("showProfile() with a document: its members are not missing", async () => {
  const host = machine("GETTOKEN_PROVIDER=acme\nGETTOKEN_KEY_FILE=/key.json\n");
  const text = await shown(host, false, acmeWithKey);
  assertStringIncludes(text, "key = ***  (GETTOKEN_KEY_FILE in profile prod)\n");
  assertEquals(text.includes("missing"), false, text);
});

Deno.test("showProfile() shows the same as JSON", async () => {
  const told = JSON.parse(await shown(machine(), true));
  assertEquals([told.name, told.provider, told.unread], ["prod", "acme", ["OTHER"]]);
  const secret = told.settings.find(({ option }: { option: string }) =>
    option === "--client-secret"
  );
  assertEquals([secret.value, secret.size], [null, "8 to 15 characters"]);
});

Deno.test("showProfile() without a known provider: no values", async () => {
  const nameless = await shown(machine("ACME_SECRET=canary\nX=canary\n"));
  assertStringIncludes(nameless, "has no provider: GETTOKEN_PROVIDER is not set");
  assertStringIncludes(nameless, "  X: not used");
  const unknown = await shown(machine("GETTOKEN_PROVIDER=acne\nX=canary\n"));
  assertStringIncludes(unknown, "has an unknown provider: acne");
});

Deno.test("showProfile() refuses a profile that there is not", async () => {
  await failureOf("env_file_unreadable", () => shown(fakeHost({ env: { HOME: "/me" } })));
});
