import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { checkDiscovery, checkExchange, checkResponse } from "../../../lib/check/exchange.ts";
import type { Endpoint, Provider, Settings } from "../../../lib/contract/provider.ts";
import { problemsOf, sound, trialOf, withSetting } from "./helpers.ts";
import { forEachCase } from "../helpers.ts";

/** The result of checking the discovery of an issuer. */
async function discovery(endpoint: Provider["endpoint"]) {
  return await checkDiscovery(await trialOf({ ...sound, endpoint }));
}

Deno.test("checkDiscovery(): passes with metadata of either kind", async () => {
  for (const issuer of ["https://id.example", "https://id.example/", "https://id.example/a/b"]) {
    assertEquals((await discovery(() => ({ issuer })))?.problems, []);
  }
});

Deno.test("checkDiscovery() without an issuer: no result", async () => {
  assertEquals(await discovery(() => ({ tokenEndpoint: "https://id.example/" })), undefined);
});

Deno.test("checkDiscovery() with an issuer for some settings: checked", async () => {
  const endpoint = ({ audience }: Settings): Endpoint =>
    audience
      ? { issuer: "https://id.example/.well-known/x" }
      : { tokenEndpoint: "https://id.example/" };
  const check = await discovery(endpoint);
  assertEquals(check?.problems, [
    "with all settings: https://id.example/.well-known/x is the URL of the metadata, not the issuer",
  ]);
});

Deno.test("checkDiscovery() with a failing run: problem", async () => {
  let calls = 0;
  const check = await discovery(() => ({ issuer: `https://id${calls++}.example` }));
  assertStringIncludes(
    check?.problems[0] ?? "",
    "a request was sent to https://id2.example/.well-known/",
  );
});

/** The result of checking the sound provider with other parameters. */
async function exchange(provider: Provider) {
  return await problemsOf(checkExchange(await trialOf(provider)));
}

Deno.test("checkExchange(): a token by each method, with and without discovery", async () => {
  const issuer: Provider["endpoint"] = ({ domain }) => ({ issuer: `${domain}/` });
  await forEachCase<Provider>({
    "both ways": sound,
    "an issuer": { ...sound, endpoint: issuer },
    "one way": { ...sound, clientAuthentication: ["client_secret_post"] },
    "the other": { ...sound, clientAuthentication: ["client_secret_basic"], endpoint: issuer },
    "a way by default": withSetting("authMethod", { default: "client_secret_post" }),
    "a secret of another form": withSetting("clientSecret", { format: "guid" }),
    "awkward values": withSetting("clientId", { example: "svc 1:é+%&=", format: "text" }),
  }, async (provider) => assertEquals(await exchange(provider), []));
});

Deno.test("checkExchange() without a token: settings, method and cause named", async () => {
  const post = withSetting("authMethod", { values: ["client_secret_post"] });
  const refused = "One setting is invalid for Sound ID; --auth-method must be client_secret_post";
  assertEquals(await exchange(post), [
    `with the required settings, by client_secret_basic: ${refused}`,
  ]);
});

Deno.test("checkExchange(): problems of a strict server reported", async () => {
  const scope = withSetting("scope", { format: "text", example: "ö" });
  const found = (await exchange(scope)).join("\n");
  assertMatch(found, /^with all settings, by client_secret_basic: the scope must be [^\n]*$/);
});

async function response(quirks: Provider["response"] = {}) {
  return await problemsOf(checkResponse(await trialOf({ ...sound, response: quirks })));
}

Deno.test("checkResponse() with declared members in the output: passes", async () => {
  assertEquals(await response(), []);
  assertEquals(await response({ publicMembers: ["instance_url", "scope"] }), []);
  assertEquals(await response({ defaultLifetime: 60, publicMembers: ["access_token"] }), []);
});

Deno.test("checkResponse() with a member that cannot be printed: problem", async () => {
  for (const name of ["provider", "expires_at"]) {
    const [problem = ""] = await response({ publicMembers: ["instance_url", name] });
    assertStringIncludes(problem, `${name} is printed as `);
    assertStringIncludes(problem, ` instead of sample of ${name}`);
  }
});

Deno.test("checkResponse() with a lifetime that is not read: problem", async () => {
  let lifetime = 60;
  const quirks = {
    get defaultLifetime() {
      return lifetime++;
    },
  };
  assertEquals(await response(quirks), ["expires_in is printed as 61 instead of 60"]);
});
