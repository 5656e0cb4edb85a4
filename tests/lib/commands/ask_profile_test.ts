import { assert, assertEquals } from "@std/assert";
import { parseEnvFile } from "../../../lib/settings/env_syntax.ts";
import { askForSettings } from "../../../lib/commands/ask_profile.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import { acme, acmeWithKey } from "../helpers.ts";

/** What a user who answers so gets. */
async function asked(
  answers: readonly string[],
  { provider = acme, typed = "", withSecret = false }: {
    readonly provider?: Provider;
    readonly typed?: NonNullable<FakeWorld["typed"]>;
    readonly withSecret?: boolean;
  } = {},
): Promise<
  {
    readonly host: FakeHost;
    readonly values: Record<string, string>;
    readonly left: readonly string[];
  }
> {
  const host = fakeHost({ answers, typed });
  const { text, left } = await askForSettings(host, provider, provider.name, withSecret);
  return { host, values: Object.fromEntries(parseEnvFile(text, { path: "x" }).values), left };
}

Deno.test("askForSettings() asks for each setting, and leaves the secret out", async () => {
  const answers = ["id.acme.example", "svc", "", "no", "(skip)"];
  const { host, values, left } = await asked(answers);
  assertEquals(values, {
    GETTOKEN_PROVIDER: "acme",
    ACME_DOMAIN: "id.acme.example",
    GETTOKEN_CLIENT_ID: "svc",
  });
  assertEquals(left, ["ACME_SECRET"]);
  assertEquals(host.prompts, []);
  assertEquals(host.questions.length, 5);
});

Deno.test("askForSettings() with the secret wanted: written", async () => {
  const typed = `canary'"# $x`;
  const answers = ["a.example", "svc", "", "(skip)"];
  const said = await asked(answers.toSpliced(3, 0, "yes"), { typed });
  assertEquals([said.values.ACME_SECRET, said.left], [typed, []]);
  const meant = await asked(answers, { typed, withSecret: true });
  assertEquals(meant.values.ACME_SECRET, typed);
  assert(!meant.host.stderr.includes("canary"));
});

Deno.test("askForSettings() checks each answer as a setting is checked", async () => {
  const answers = ["http://a.example", "a.example/x", "", "a.example", "svc", "b  c", "b c"];
  const { host, values } = await asked([...answers, "no", "client_secret_post"]);
  assertEquals([values.GETTOKEN_SCOPE, values.GETTOKEN_AUTH_METHOD], ["b c", "client_secret_post"]);
  assertEquals(host.refusals.map((problem) => problem.slice(0, 16)), [
    "It must begin wi",
    "It must be a hos",
    "It is empty",
    "It must be scope",
  ]);
});

const either: Provider = {
  ...acme,
  settings: {
    domain: { required: { unless: "region" } },
    region: { values: ["eu", "us"] },
  },
  clientAuthentication: ["client_secret_basic"],
};

Deno.test("askForSettings() asks again for one of several settings if all were left out", async () => {
  const one = await asked(["", "eu", "svc", "", "no"], { provider: either });
  assertEquals([one.values.GETTOKEN_DOMAIN, one.values.GETTOKEN_REGION], [undefined, "eu"]);
  const other = await asked(["", "(skip)", "svc", "", "d", "no"], { provider: either });
  assertEquals(other.values.GETTOKEN_DOMAIN, "d");
});

/** A provider that takes a JSON document, and asks for that first. */
const { key = {}, ...rest } = acmeWithKey.settings;
const keyFirst: Provider = { ...acmeWithKey, settings: { key, ...rest } };

const signing: Provider = {
  ...acme,
  settings: { tenant: { default: "main" } },
  clientAuthentication: ["client_secret_basic", "private_key_jwt"],
  check: ({ tenant }) => tenant === "bad" ? "the tenant is bad" : undefined,
};

Deno.test("askForSettings() asks for the file of a key, whose path must be good everywhere", async () => {
  const { host, values, left } = await asked(
    ["", "svc", "", "private key", "key.pem", "/keys/key.pem", "no", "k-1", "ES256", ""],
    { provider: signing },
  );
  assertEquals(values, {
    GETTOKEN_PROVIDER: "acme",
    GETTOKEN_CLIENT_ID: "svc",
    GETTOKEN_PRIVATE_KEY_FILE: "/keys/key.pem",
    GETTOKEN_KEY_ID: "k-1",
    GETTOKEN_SIGNING_ALGORITHM: "ES256",
  });
  assertEquals([host.refusals.length, left], [1, []]);
});

Deno.test("askForSettings() asks for the file of a document, and for nothing that is in it", async () => {
  const answers = ["/keys/acme.json", ""];
  const { host, values, left } = await asked(answers, { provider: keyFirst });
  assertEquals(values, { GETTOKEN_PROVIDER: "acme", GETTOKEN_KEY_FILE: "/keys/acme.json" });
  assertEquals([host.questions, left], [["key file", "scope"], []]);
});

Deno.test("askForSettings() without a document: asks for its members", async () => {
  const answers = ["", "id.acme.example", "svc", "", "no", "(skip)"];
  const { values, left } = await asked(answers, { provider: keyFirst });
  assertEquals(values.ACME_DOMAIN, "id.acme.example");
  assertEquals(left, ["ACME_SECRET"]);
});

Deno.test("askForSettings() shows no secret that is typed, whatever it is for", async () => {
  const provider = { ...acme, settings: { pin: { secret: true, required: true } } };
  const answers = ["yes", "svc", "", "no", "(skip)"];
  const { host, values } = await asked(answers, { provider, typed: "canary" });
  assertEquals([host.prompts, values.GETTOKEN_PIN], [["pin"], "canary"]);
});

Deno.test("askForSettings() with conflicting answers: error", async () => {
  const host = fakeHost({ answers: ["bad", "svc", "", "client secret", "no"] });
  const { conflict } = await askForSettings(host, signing, "acme", false);
  assertEquals(conflict, "the tenant is bad");
});

Deno.test("askForSettings() says what is asked for, and how to leave it out", async () => {
  const provider: Provider = {
    ...signing,
    settings: {
      apiDomain: { description: "Your domain", example: "id.example", required: true },
      region: { default: "eu" },
      zone: {},
    },
    check: () => undefined,
  };
  const { host } = await asked(
    ["a.example", "", "", "svc", "", "client secret", "no"],
    { provider },
  );
  assertEquals(host.questions.slice(0, 3), ["api domain", "region", "zone"]);
  assertEquals(host.stderr.split("\n").slice(0, 6), [
    ...["", "  Your domain; for example id.example"],
    ...["", "  Enter: eu"],
    ...["", "  press Enter to skip"],
  ]);
});

Deno.test("askForSettings() describes a setting in lines as wide as the terminal", async () => {
  const domain = { description: "word ".repeat(30).trim(), default: "x" };
  const provider = { ...acme, settings: { domain } };
  const host = fakeHost({
    answers: ["", "svc", "", "no", "(skip)"],
    terminals: ["stderr"],
    columns: 60,
  });
  await askForSettings(host, provider, "acme", false);
  const widest = Math.max(...host.stderr.split("\n").map((line) => line.length));
  assert(widest > 50 && widest <= 60, `${widest}`);
});

Deno.test("askForSettings() takes absolute paths of Windows", async () => {
  for (const path of ["C:\\keys\\key.pem", "\\\\server\\key.pem"]) {
    const answers = ["", "svc", "", "private key", "", "key.pem", path, "no", "", "(skip)", ""];
    const { host, values } = await asked(answers, { provider: signing });
    assertEquals([values.GETTOKEN_PRIVATE_KEY_FILE, host.refusals.length], [path, 2]);
  }
});

Deno.test("askForSettings() asks again for a secret that it refuses, and does not show it", async () => {
  const host = fakeHost({ answers: ["id.example", "svc", "", "yes", "(skip)"] });
  const typed = ["can\tary", "canary"];
  host.promptSecret = () => Promise.resolve(typed.shift() ?? "");
  const { text } = await askForSettings(host, acme, "acme", false);
  assertEquals(text.includes("ACME_SECRET=canary\n"), true);
  assertEquals(host.stderr.endsWith("It contains a control or invisible character\n"), true);
});
