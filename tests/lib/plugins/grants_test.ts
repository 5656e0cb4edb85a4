import { assertEquals } from "@std/assert";
import { wantedVariables, withGrants, withheldWarnings } from "../../../lib/plugins/grants.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { acme, forEachCase, sourcesOf } from "../helpers.ts";

const job = "ACTIONS_ID_TOKEN_REQUEST_URL";

const greedy: Provider = {
  ...acme,
  settings: {
    domain: { env: ["ACME_DOMAIN", "ACME_HOST"] },
    clientSecret: { env: ["ACME_SECRET"], secret: true },
    privateKey: { fileEnv: ["ACME_KEY_FILE"], secret: true },
  },
  clientAuthentication: ["client_secret_basic", "private_key_jwt"],
  assertion: { federation: [{ audience: "api://a" }, { audience: "api://b" }] },
};

Deno.test("wantedVariables() lists variables, key files and the ID token of a job, with their use", () => {
  assertEquals(wantedVariables(greedy), [
    { name: "ACME_DOMAIN", setting: "domain", use: "domain" },
    { name: "ACME_HOST", setting: "domain", use: "domain" },
    {
      name: "ACME_SECRET",
      setting: "clientSecret",
      use: "client secret, which the module never sees",
    },
    {
      name: "ACME_KEY_FILE",
      setting: "privateKey",
      use: "path of a file with the private key, which the module never sees",
    },
    {
      name: job,
      setting: "federatedTokenFile",
      use: "ID token of a GitHub Actions job, for api://a or api://b",
    },
  ]);
  assertEquals(wantedVariables({ ...acme, settings: { domain: {} } }), []);
  assertEquals(wantedVariables({ ...acme, settings: {}, assertion: { federation: [] } }), []);
});

Deno.test("withGrants() leaves the granted variables and no others", () => {
  const { settings, assertion } = withGrants(greedy, ["ACME_HOST", "ACME_KEY_FILE", "PATH"]);
  assertEquals(settings.domain?.env, ["ACME_HOST"]);
  assertEquals(settings.clientSecret?.env, []);
  assertEquals(settings.privateKey?.fileEnv, ["ACME_KEY_FILE"]);
  assertEquals(assertion?.federation, []);
  assertEquals(withGrants(greedy, [job]).assertion, greedy.assertion);
});

Deno.test("withheldWarnings() names what is set, is not granted and has no other value", async () => {
  const provider = withGrants(greedy, []);
  const withheld = wantedVariables(greedy);
  const byPath = { name: "./a b.ts", path: "./a b.ts", withheld };
  const remedy = "or allow it with gettoken provider add './a b.ts'";
  await forEachCase<readonly [Parameters<typeof sourcesOf>[0], readonly string[]]>({
    "nothing": [{}, []],
    "a variable": [{ env: { ACME_DOMAIN: "x" } }, [
      `ACME_DOMAIN in the environment is not read for './a b.ts': set GETTOKEN_DOMAIN, ${remedy}`,
    ]],
    "a variable of a named file": [{ named: [{ ACME_HOST: "x" }] }, [
      `ACME_HOST in 1.env is not read for './a b.ts': set GETTOKEN_DOMAIN, ${remedy}`,
    ]],
    "a variable beside an option": [{ env: { ACME_HOST: "x" }, options: { domain: "y" } }, []],
    "a job": [{ env: { [job]: "x" } }, [
      `${job} in the environment is not read for './a b.ts': ` +
      `set GETTOKEN_FEDERATED_TOKEN_FILE, ${remedy}`,
    ]],
    "a job that has a secret": [{ env: { [job]: "x", GETTOKEN_CLIENT_SECRET: "y" } }, []],
  }, ([given, expected]) => {
    assertEquals(withheldWarnings(provider, byPath, sourcesOf(given)), expected);
  });
  const added = { name: "acme", path: "/x/acme.ts", withheld };
  assertEquals(withheldWarnings(provider, added, sourcesOf({ env: { ACME_HOST: "x" } })), [
    "ACME_HOST in the environment is not read for acme: set GETTOKEN_DOMAIN, " +
    "or allow it by adding acme again",
  ]);
});
