import { assertEquals, assertMatch } from "@std/assert";
import { moduleProblems } from "../../lib/module_rules.ts";
import type { Setting } from "../../lib/provider.ts";
import { acme, forEachCase } from "./helpers.ts";

const catalog = { okta: { aliases: ["okta-id"], load: () => Promise.resolve(acme) } };

function problemsWith(settings: Readonly<Record<string, Setting>>, name = "my-idp"): string[] {
  return moduleProblems({ ...acme, name, settings }, catalog);
}

Deno.test("moduleProblems() finds nothing wrong with variables that begin with the module's name", () => {
  const problems = problemsWith({
    domain: { env: ["MY_IDP_DOMAIN", "MY_IDP_HOST_2"] },
    tokenUrl: { env: ["MY_IDP_TOKEN_URL"] },
    clientId: { env: ["MY_IDP_CLIENT_ID", "MY_IDP_KEY_ID"] },
    clientSecret: { env: ["MY_IDP_CLIENT_SECRET", "MY_IDP_SECRET"] },
    scope: {},
  });
  assertEquals(problems, []);
});

Deno.test("moduleProblems() refuses a name that is taken", () => {
  for (const name of ["okta", "okta-id", "provider", "help"]) {
    assertMatch(problemsWith({}, name).join(), new RegExp(`^name is taken: ${name} is a`));
  }
});

Deno.test("moduleProblems() refuses variables that are meant for something else", async () => {
  await forEachCase<Readonly<Record<string, Setting>>>({
    "another program's": { region: { env: ["AWS_REGION"] } },
    "another program's secret": { clientSecret: { env: ["OTHER_CLIENT_SECRET"] } },
    "gettoken's own": { region: { env: ["GETTOKEN_CLIENT_SECRET"] } },
    "one that only begins alike": { region: { env: ["MY_IDPX_REGION"] } },
    "lower case, which Windows reads alike": { region: { env: ["my_idp_client_secret"] } },
    "its own secret, as if it were none": { region: { env: ["MY_IDP_CLIENT_SECRET"] } },
    "a token": { region: { env: ["MY_IDP_TOKEN"] } },
    "a key": { region: { env: ["MY_IDP_API_KEY"] } },
    "a password": { region: { env: ["MY_IDP_PASSWORD"] } },
    "credentials": { clientId: { env: ["MY_IDP_CREDENTIALS"] } },
    "a certificate, which may have its key beside it": {
      clientCert: { env: ["MY_IDP_CLIENT_CERT"] },
    },
    "a key of a certificate": { clientKey: { env: ["MY_IDP_CLIENT_KEY"] } },
    "a token as a secret": { clientSecret: { env: ["MY_IDP_TOKEN"] } },
    "a token as a secret of its own": { other: { secret: true, env: ["MY_IDP_TOKEN"] } },
  }, (settings) => {
    const [problem = "", ...others] = problemsWith(settings);
    const [name = ""] = Object.keys(settings);
    assertMatch(problem, new RegExp(`^settings\\.${name}\\.env has \\w+; .* begin with MY_IDP_`));
    assertEquals(others, []);
  });
});
