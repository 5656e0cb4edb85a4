import { assertEquals } from "@std/assert";
import { checkClaims } from "../../../lib/check/claims.ts";
import type { AssertionQuirks, Provider } from "../../../lib/contract/provider.ts";
import { failed, problemsOf, sound, trialOf } from "./helpers.ts";

function claiming(claims: NonNullable<AssertionQuirks["claims"]>): Provider {
  return {
    ...sound,
    clientAuthentication: ["client_secret_post", "private_key_jwt"],
    assertion: { grant: true, claims },
  };
}

Deno.test("checkClaims() has nothing to check where there are none", async () => {
  assertEquals(await checkClaims(await trialOf(sound)), undefined);
});

Deno.test("checkClaims() finds claims that are not the provider's to give", async () => {
  let count = 0;
  const wrong: Readonly<Record<string, readonly [Provider, string]>> = {
    "gettoken's own": [claiming(() => ({ exp: "0" })), "exp is gettoken's own to give"],
    "made of nothing": [
      claiming(({ nobody }) => ({ sub: `user-${nobody}` })),
      "sub is made of a setting without a value: leave it out then",
    ],
    "others each time": [
      claiming(() => ({ sub: `${count++}` })),
      "it gives something else when asked again",
    ],
  };
  for (const [what, [provider, problem]] of Object.entries(wrong)) {
    const problems = await problemsOf(checkClaims(await trialOf(provider)));
    assertEquals(problems.some((line) => line.includes(problem)), true, `${what}: ${problems}`);
  }
});

Deno.test("checkClaims() says where they have no effect", async () => {
  const provider = { ...sound, assertion: { claims: () => ({ sub: "x" }) } };
  const check = await checkClaims(await trialOf(provider));
  assertEquals(check?.problems, []);
  assertEquals(check?.notes, [
    "assertion has no effect: private_key_jwt is not in clientAuthentication",
  ]);
});

Deno.test("checkProvider() tries a provider that takes keys alone, claims and documents included", async () => {
  const { clientSecret: _, ...settings } = sound.settings;
  const provider: Provider = {
    ...claiming(({ workspace, scope }) => ({ scope, sub: workspace })),
    clientAuthentication: ["private_key_jwt"],
    settings: {
      ...settings,
      key: {
        description: "Key",
        secret: true,
        multiline: true,
        members: { clientId: "id", privateKey: "pem" },
      },
    },
  };
  assertEquals(await failed(provider), {});
  const lost = { ...provider.settings.key, members: { nobody: "id" } };
  assertEquals(await failed({ ...provider, settings: { ...settings, key: lost } }), {
    required: ["settings.key.members names nobody, which is no other setting"],
  });
});
