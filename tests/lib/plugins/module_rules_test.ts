import { assertEquals, assertMatch } from "@std/assert";
import {
  moduleProblems,
  secretSettings,
  withSecretsMarked,
} from "../../../lib/plugins/module_rules.ts";
import type { Setting } from "../../../lib/contract/provider.ts";
import { builtIn } from "../../../providers/mod.ts";
import { acme, forEachCase } from "../helpers.ts";

const catalog = { okta: { aliases: ["okta-id"], load: () => Promise.resolve(acme) } };

type Settings = Readonly<Record<string, Setting>>;

function problemsWith(settings: Settings, name = "my-idp"): string[] {
  return moduleProblems({ ...acme, name, settings }, catalog);
}

Deno.test("moduleProblems() accepts variables named after their settings", () => {
  const problems = problemsWith({
    domain: { env: ["ACME_DOMAIN", "HOST_2"], default: "id.example" },
    clientId: { env: ["ACME_CLIENT_ID", "ACME_KEY_ID"] },
    clientSecret: { env: ["ACME_CLIENT_SECRET", "ACME_TOKEN"] },
    pin: { secret: true, fileEnv: ["ACME_PIN_FILE"] },
    scope: {},
  });
  assertEquals(problems, []);
});

Deno.test("moduleProblems() refuses a name that is taken", () => {
  for (const name of ["okta", "okta-id", "provider", "help"]) {
    assertMatch(problemsWith({}, name).join(), new RegExp(`^name is taken: ${name} is a`));
  }
});

Deno.test("moduleProblems(): a variable of a secret is for another setting: refused", async () => {
  const likeSecret = /is a name for a secret/;
  const unusable = /is not a name that a module may use \(upper-case/;
  await forEachCase<readonly [Settings, RegExp]>({
    "a secret": [{ region: { env: ["MY_IDP_CLIENT_SECRET"] } }, likeSecret],
    "a token": [{ region: { env: ["GITHUB_TOKEN"] } }, likeSecret],
    "a key": [{ region: { env: ["MY_IDP_API_KEY"] } }, likeSecret],
    "a password": [{ region: { env: ["PGPASSWORD"] } }, likeSecret],
    "credentials": [{ clientId: { env: ["MY_IDP_CREDENTIALS"] } }, likeSecret],
    "a name of gettoken": [{ region: { env: ["GETTOKEN_CLIENT_SECRET"] } }, unusable],
    "a name of gettoken for a secret": [
      { pin: { secret: true, env: ["GETTOKEN_PRIVATE_KEY"] } },
      unusable,
    ],
    "a name of gettoken for a file": [
      { pin: { secret: true, fileEnv: ["GETTOKEN_PRIVATE_KEY_FILE"] } },
      unusable,
    ],
    "small letters, which Windows reads alike": [{ region: { env: ["my_region"] } }, unusable],
    "no name of a variable": [{ region: { env: ["A=B"] } }, unusable],
    "a file of a setting that is shown": [
      { region: { fileEnv: ["KEY_FILE"] } },
      /^.*fileEnv requires/,
    ],
    "the same with several lines": [
      { region: { fileEnv: ["KEY_FILE"], multiline: true } },
      /^.*fileEnv requires/,
    ],
    "a variable of another program": [
      { region: { otherEnv: { OTHER: "the same value" } } },
      /otherEnv is for built-in providers/,
    ],
    "a default of a secret": [
      { pin: { secret: true, default: "x" } },
      /a secret must not have a default/,
    ],
    "a default of a credential": [
      { clientSecret: { default: "x" } },
      /a secret must not have a default/,
    ],
    "a default of a setting that may be in a document": [{
      key: { secret: true, multiline: true, members: { realm: "realm" } },
      realm: { default: "x" },
    }, /settings\.realm\.default: a secret must not have a default/],
    "the file of a federated token": [
      { federatedToken: { multiline: true } },
      /federated-token-file/,
    ],
    "the scope from a document": [
      { key: { secret: true, multiline: true, members: { scope: "x" } } },
      /members\.scope cannot come from a secret document/,
    ],
  }, ([settings, problem]) => {
    const [first = "", ...others] = problemsWith(settings);
    assertMatch(first, problem);
    assertMatch(first, /^settings\./);
    assertEquals(others, []);
  });
});

Deno.test("withSecretsMarked() marks credentials whatever a module declares", () => {
  const settings = Object.fromEntries(secretSettings.map((name) => [name, { secret: false }]));
  const marked = withSecretsMarked({ ...acme, settings: { ...settings, region: {} } }).settings;
  for (const name of secretSettings) assertEquals(marked[name], { secret: true }, name);
  assertEquals(marked.region, {});
});

Deno.test("withSecretsMarked() marks settings named like secrets, and no others", () => {
  const like = ["password", "apiToken", "token", "apiKey", "keyPassPhrase", "clientSecret2"];
  const unlike = ["keyId", "tokenUrl", "monkey", "passage", "secretary", "clientId", "scope"];
  const settings = Object.fromEntries([...like, ...unlike].map((name) => [name, {}]));
  const marked = withSecretsMarked({ ...acme, settings }).settings;
  for (const name of like) assertEquals(marked[name], { secret: true }, name);
  for (const name of unlike) assertEquals(marked[name], {}, name);
});

Deno.test("withSecretsMarked() leaves out the warnings of secrets, which could be timed", () => {
  const warn = [{ pattern: /x/, text: "has an x" }];
  const settings = { pin: { secret: true, warn }, clientSecret: { warn }, region: { warn } };
  assertEquals(withSecretsMarked({ ...acme, settings }).settings, {
    pin: { secret: true },
    clientSecret: { secret: true },
    region: { warn },
  });
});

Deno.test("withSecretsMarked() marks settings that may be in a secret document", () => {
  const key = { secret: true, multiline: true, members: { clientId: "a", region: ["b", "c"] } };
  const marked = withSecretsMarked({ ...acme, settings: { key, region: { description: "x" } } });
  assertEquals(marked.settings, {
    key,
    region: { description: "x", secret: true },
    clientId: { secret: true },
  });
});

Deno.test("secretSettings has every secret of a built-in provider", async () => {
  for (const { load } of Object.values(builtIn)) {
    const { name, settings } = await load();
    for (const [setting, { secret }] of Object.entries(settings)) {
      if (secret) assertEquals(secretSettings.includes(setting), true, `${name}: ${setting}`);
    }
  }
});
