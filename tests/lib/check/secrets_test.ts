import { assertEquals } from "@std/assert";
import { checkSecrets } from "../../../lib/check/secrets.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { problemsOf, sound, withSetting } from "./helpers.ts";
import { forEachCase } from "../helpers.ts";

Deno.test("checkSecrets() finds nothing where all is right", async () => {
  const { problems, notes } = await checkSecrets(sound, []);
  assertEquals([problems, notes], [[], []]);
});

Deno.test("checkSecrets() wants secrets marked, and nothing else", async () => {
  const inModule = "a secret must not stand in a module, be it an example";
  await forEachCase<readonly [Provider, problem: string]>({
    "the client's secret": [
      withSetting("clientSecret", { secret: false }),
      "settings.clientSecret.secret must stay true: else the module gets it",
    ],
    "the client's secret, as nothing": [
      withSetting("clientSecret", { secret: undefined } as object),
      "settings.clientSecret.secret must stay true: else the module gets it",
    ],
    "the private key": [
      {
        ...sound,
        clientAuthentication: ["private_key_jwt"],
        settings: { privateKey: { secret: false } },
      },
      "settings.privateKey.secret must stay true: else the module gets it",
    ],
    "the client's ID": [
      withSetting("clientId", { secret: true }),
      "settings.clientId is no secret: leave the mark out",
    ],
    "the scope": [
      withSetting("scope", { secret: true, example: "", default: "" }),
      "settings.scope is no secret: leave the mark out",
    ],
    "an example": [
      withSetting("clientSecret", { example: "x" }),
      `settings.clientSecret: ${inModule}`,
    ],
    "a default": [
      withSetting("clientSecret", { default: "x" }),
      `settings.clientSecret: ${inModule}`,
    ],
  }, async ([provider, problem]) => {
    assertEquals((await problemsOf(checkSecrets(provider, [])))[0], problem);
  });
});

Deno.test("checkSecrets() tells where the module met a secret", async () => {
  const encounters = ["endpoint() is given", "check() returns"];
  assertEquals(await problemsOf(checkSecrets(sound, encounters)), [
    "endpoint() is given a secret",
    "check() returns a secret",
  ]);
});

Deno.test("checkSecrets() remarks on secrets that go nowhere, and on what may be one", async () => {
  const notesOn = async (provider: Provider) => (await checkSecrets(provider, [])).notes;
  assertEquals(await notesOn(withSetting("pin", { secret: true })), [
    "settings.pin is a secret that is sent to nobody",
  ]);
  for (const name of ["password", "apiKey", "sharedSecret", "privateKey"]) {
    assertEquals(await notesOn(withSetting(name, {})), [
      `settings.${name} is not marked as secret, so it is shown with -v`,
    ]);
  }
  for (const env of [["SOUND_X", "GITHUB_TOKEN"], ["AWS_SECRET_ACCESS_KEY"]]) {
    assertEquals(await notesOn(withSetting("x", { env })), [
      "settings.x is not marked as secret, so it is shown with -v",
    ]);
  }
  const harmless = { env: ["SOUND_KEY_ID", "SOUND_TOKEN_URL"] };
  assertEquals(await notesOn(withSetting("keyId", harmless)), []);
});

Deno.test("checkSecrets() does not mind a document, whose members are sent", async () => {
  const key = { description: "Key", secret: true, multiline: true };
  assertEquals((await checkSecrets(withSetting("key", key), [])).notes, [
    "settings.key is a secret that is sent to nobody",
  ]);
  const document = { ...key, members: { clientSecret: "secret" } };
  assertEquals((await checkSecrets(withSetting("key", document), [])).notes, []);
});
