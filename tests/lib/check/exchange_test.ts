import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { checkExchange, checkParameters, checkResponse } from "../../../lib/check/exchange.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import type { Parameters, Provider, Settings } from "../../../lib/contract/provider.ts";
import { problemsOf, sound, trialOf, withSetting } from "./helpers.ts";
import { forEachCase } from "../helpers.ts";

/** What is found about other parameters of the sound provider. */
async function parameters(give: (settings: Settings) => Parameters) {
  return await checkParameters(await trialOf({ ...sound, parameters: give }));
}

Deno.test("checkParameters() accepts what is a provider's to add", async () => {
  assertEquals(await problemsOf(parameters(() => ({}))), []);
  const { problems, notes } = await parameters(({ audience }) => ({
    audience,
    resource: ["a", "b"],
    empty: "",
    "not there": undefined,
  }));
  assertEquals([problems, notes], [[], []]);
});

Deno.test("checkParameters() says what is wrong with form fields", async () => {
  let calls = 0;
  const reserved = (name: string) => `The form field ${name} cannot be set by hand`;
  await forEachCase<readonly [(settings: Settings) => Parameters, problem: string]>({
    "the grant": [() => ({ grant_type: "password" }), reserved("grant_type")],
    "the scope": [() => ({ scope: ["a"] }), reserved("scope")],
    "the client": [({ clientId }) => ({ client_id: clientId }), reserved("client_id")],
    "a setting that is not set": [
      ({ tenant }) => ({ resource: ["a", `https://${tenant}.example/`] }),
      "resource is made of a setting without a value: leave it out then",
    ],
    "an object": [
      () => ({ claims: `${{}}` }),
      "claims is made of a setting without a value: leave it out then",
    ],
    "chance": [() => ({ nonce: `${calls++}` }), "it gives something else when asked again"],
    "a failure": [
      () => {
        throw new GettokenError("provider_module", "It threw");
      },
      "It threw",
    ],
  }, async ([give, problem]) => {
    const found = await problemsOf(parameters(give));
    assertEquals(found, [`with what a run needs: ${problem}`]);
  });
});

Deno.test("checkParameters() remarks on what is sent several times", async () => {
  const { problems, notes } = await parameters(() => ({ claim: ["a", "b"], one: ["a"] }));
  assertEquals(problems, []);
  assertEquals(notes, ["with what a run needs: claim is sent 2 times, which is unusual"]);
});

async function exchange(provider: Provider) {
  return await problemsOf(checkExchange(await trialOf(provider)));
}

Deno.test("checkExchange() gets a token by each way, discovered or not", async () => {
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

Deno.test("checkExchange() tells with which settings, by which way and why there is no token", async () => {
  const post = withSetting("authMethod", { values: ["client_secret_post"] });
  const refused = "One setting is not valid for Sound ID; --auth-method must be client_secret_post";
  assertEquals(await exchange(post), [
    `with what a run needs, by client_secret_basic: ${refused}`,
  ]);
});

Deno.test("checkExchange() finds what a strict server finds", async () => {
  const scope = withSetting("scope", { format: "text", example: "ö" });
  const found = (await exchange(scope)).join("\n");
  assertMatch(found, /^with all settings, by client_secret_basic: the scope must be [^\n]*$/);
});

async function response(quirks: Provider["response"] = {}) {
  return await problemsOf(checkResponse(await trialOf({ ...sound, response: quirks })));
}

Deno.test("checkResponse() accepts what comes out as it is declared", async () => {
  assertEquals(await response(), []);
  assertEquals(await response({ publicMembers: ["instance_url", "scope"] }), []);
  assertEquals(await response({ defaultLifetime: 60, publicMembers: ["access_token"] }), []);
});

Deno.test("checkResponse() finds a member that cannot come out", async () => {
  for (const name of ["provider", "expires_at"]) {
    const [problem = ""] = await response({ publicMembers: ["instance_url", name] });
    assertStringIncludes(problem, `${name} comes out as `);
    assertStringIncludes(problem, ` instead of sample of ${name}`);
  }
});

Deno.test("checkResponse() finds a lifetime that does not come out", async () => {
  let lifetime = 60;
  const quirks = {
    get defaultLifetime() {
      return lifetime++;
    },
  };
  assertEquals(await response(quirks), ["expires_in comes out as 61 instead of 60"]);
});
