import { assertEquals } from "@std/assert";
import {
  checkCommon,
  checkDescriptions,
  checkRequired,
  checkSecrets,
  checkValues,
  checkVariables,
} from "../../../lib/check/declarations.ts";
import type { Provider, Setting } from "../../../lib/contract/provider.ts";
import { problemsOf, sound, withSetting } from "./helpers.ts";
import { forEachCase } from "../helpers.ts";

Deno.test("checkDescriptions(): problem for a missing description, note for a full stop", async () => {
  const provider = withSetting("tenant", {});
  assertEquals(await problemsOf(checkDescriptions(provider)), [
    "settings.tenant has no description",
  ]);
  const stopped = withSetting("tenant", { description: "Tenant." });
  const { problems, notes } = await checkDescriptions(stopped);
  assertEquals([problems, notes.length], [[], 1]);
});

Deno.test("checkValues(): tests examples, defaults and values", async () => {
  const check = (value: string) => /^[a-z]+$/.test(value) ? undefined : "must be letters";
  await forEachCase<readonly [Setting, problem: string]>({
    "example": [
      { example: "1", check },
      "settings.tenant.example is refused: --tenant must be letters",
    ],
    "default": [
      { default: "a b  c", format: "scope" },
      "settings.tenant.default is refused: --tenant must be scopes of printable ASCII " +
      'without " and \\, separated by single spaces',
    ],
    "default outside the list": [
      { default: "c", values: ["a", "b"] },
      "settings.tenant.default is refused: --tenant must be a or b",
    ],
    "values": [
      { values: ["a", "2"], check },
      "settings.tenant.values[1] is refused: --tenant must be letters",
    ],
  }, async ([setting, problem]) => {
    const provider = withSetting("tenant", setting);
    assertEquals(await problemsOf(checkValues(provider)), [problem]);
  });
});

Deno.test("checkValues() with a value that causes a warning: note", async () => {
  const { problems, notes } = await checkValues(withSetting("workspace", { example: "test-1" }));
  assertEquals(problems, []);
  assertEquals(notes, ["settings.workspace.example causes a warning: --workspace is for tests"]);
});

Deno.test("checkValues() with secrets: not tested", async () => {
  const secret = withSetting("clientSecret", { example: "x", format: "guid" });
  assertEquals(await problemsOf(checkValues(secret)), []);
});

Deno.test("checkRequired(): `unless` must name another usable setting", async () => {
  await forEachCase<readonly [unless: string, problems: string[]]>({
    "itself": ["audience", ["settings.audience.required: { unless } names the setting itself"]],
    "none": [
      "nowhere",
      ["settings.audience.required: { unless } names nowhere, which is not a setting"],
    ],
    "what no object has of its own": [
      "toString",
      ["settings.audience.required: { unless } names toString, which is not a setting"],
    ],
    "another": ["workspace", []],
    "a common one": ["scope", []],
  }, async ([unless, problems]) => {
    const provider = withSetting("audience", { required: { unless } });
    assertEquals(await problemsOf(checkRequired(provider)), problems);
  });
});

Deno.test("checkRequired() with a required setting that has a default: note", async () => {
  const { problems, notes } = await checkRequired(withSetting("edition", { required: true }));
  assertEquals(problems, []);
  assertEquals(notes, ["settings.edition.required has no effect: there is a default"]);
});

Deno.test("checkVariables(): names must be valid and unique", async () => {
  await forEachCase<readonly [env: readonly string[], problem: string | undefined]>({
    "right": [["SOUND_AUDIENCE", "_X1"], undefined],
    "a hyphen": [["A-B"], "is not a valid name: use letters, digits and _, no digit first"],
    "a digit first": [["1A"], "is not a valid name: use letters, digits and _, no digit first"],
    "a space": [["A "], "is not a valid name: use letters, digits and _, no digit first"],
    "that of another setting": [["SOUND_DOMAIN"], "belongs to settings.domain already"],
    "the same for Windows": [["Sound_Domain"], "belongs to settings.domain already"],
    "gettoken's own for another": [["GETTOKEN_SCOPE"], "belongs to settings.scope already"],
    "gettoken's own for the same": [
      ["GETTOKEN_AUDIENCE"],
      "belongs to settings.audience already",
    ],
    "that of the provider": [
      ["GETTOKEN_PROVIDER"],
      "belongs to the choice of the provider already",
    ],
    "the same twice": [["A", "A"], "belongs to settings.audience already"],
  }, async ([env, problem]) => {
    const problems = await problemsOf(checkVariables(withSetting("audience", { env })));
    const expected = problem ? [`settings.audience.env: ${env.at(-1)} ${problem}`] : [];
    assertEquals(problems, expected);
  });
});

Deno.test("checkVariables() with lower case: note", async () => {
  const { problems, notes } = await checkVariables(withSetting("audience", { env: ["Aud"] }));
  assertEquals(problems, []);
  assertEquals(notes, ["settings.audience.env: Aud has lower-case letters, which is unusual"]);
});

Deno.test("checkCommon(): common settings must not change their meaning", async () => {
  await forEachCase<readonly [Provider, problems: string[]]>({
    "untouched": [sound, []],
    "only refined": [withSetting("clientId", { required: true, format: "guid" }), []],
    "client ID": [
      withSetting("clientId", { required: { unless: "audience" } }),
      ["settings.clientId.required must stay true: every request needs it"],
    ],
    "client secret": [
      withSetting("clientSecret", { required: false }),
      ["settings.clientSecret.required must stay true: every request needs it"],
    ],
    "scopes": [
      withSetting("scope", { list: "&" }),
      ['settings.scope.list must stay " ": RFC 6749 separates scopes with spaces'],
    ],
    "scope": [
      withSetting("scope", { format: "text" }),
      ["settings.scope.format must stay scope: servers accept no other syntax"],
    ],
    "what a module sets to nothing": [
      withSetting("scope", { list: undefined } as object),
      ['settings.scope.list must stay " ": RFC 6749 separates scopes with spaces'],
    ],
  }, async ([provider, problems]) => {
    assertEquals(await problemsOf(checkCommon(provider)), problems);
  });
});

Deno.test("checkSecrets() with a sound provider: passes", async () => {
  const { problems, notes } = await checkSecrets(sound, []);
  assertEquals([problems, notes], [[], []]);
});

Deno.test("checkSecrets(): secrets, and only secrets, must have secret: true", async () => {
  const inModule = "a module must not contain a secret, not even as an example";
  await forEachCase<readonly [Provider, problem: string]>({
    "the client's secret": [
      withSetting("clientSecret", { secret: false }),
      "settings.clientSecret.secret must stay true: otherwise the module sees it",
    ],
    "the client's secret, as nothing": [
      withSetting("clientSecret", { secret: undefined } as object),
      "settings.clientSecret.secret must stay true: otherwise the module sees it",
    ],
    "the private key": [
      {
        ...sound,
        clientAuthentication: ["private_key_jwt"],
        settings: { privateKey: { secret: false } },
      },
      "settings.privateKey.secret must stay true: otherwise the module sees it",
    ],
    "the client's ID": [
      withSetting("clientId", { secret: true }),
      "settings.clientId is not a secret: remove secret: true",
    ],
    "the scope": [
      withSetting("scope", { secret: true, example: "", default: "" }),
      "settings.scope is not a secret: remove secret: true",
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

Deno.test("checkSecrets(): names the function that got a secret", async () => {
  const encounters = ["endpoint() receives", "check() returns"];
  assertEquals(await problemsOf(checkSecrets(sound, encounters)), [
    "endpoint() receives a secret",
    "check() returns a secret",
  ]);
});

Deno.test("checkSecrets() with an unused or possible secret: note", async () => {
  const notesOn = async (provider: Provider) => (await checkSecrets(provider, [])).notes;
  assertEquals(await notesOn(withSetting("pin", { secret: true })), [
    'settings.pin is a secret that no request uses: send it as { secret: "pin" }',
  ]);
  for (const name of ["password", "apiKey", "sharedSecret", "privateKey"]) {
    assertEquals(await notesOn(withSetting(name, {})), [
      `settings.${name} is not marked as a secret, so -v shows it`,
    ]);
  }
  for (const env of [["SOUND_X", "GITHUB_TOKEN"], ["AWS_SECRET_ACCESS_KEY"]]) {
    assertEquals(await notesOn(withSetting("x", { env })), [
      "settings.x is not marked as a secret, so -v shows it",
    ]);
  }
  const harmless = { env: ["SOUND_KEY_ID", "SOUND_TOKEN_URL"] };
  assertEquals(await notesOn(withSetting("keyId", harmless)), []);
});

Deno.test("checkSecrets() with a document whose members are sent: passes", async () => {
  const key = { description: "Key", secret: true, multiline: true };
  assertEquals((await checkSecrets(withSetting("key", key), [])).notes, [
    'settings.key is a secret that no request uses: send it as { secret: "key" }',
  ]);
  const document = { ...key, members: { clientSecret: "secret" } };
  assertEquals((await checkSecrets(withSetting("key", document), [])).notes, []);
});
