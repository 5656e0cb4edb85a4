import { assertEquals } from "@std/assert";
import type { Provider, Settings } from "../../../lib/contract/provider.ts";
import {
  clientSecretOf,
  resolveSample,
  sampleSecretsOf,
  sampleSettings,
  sampleSources,
} from "../../../lib/check/sample_settings.ts";
import { sound, withSetting } from "./helpers.ts";

/** The sets of settings to try a provider with, by what they are. */
async function samplesOf(provider: Provider, known = {}) {
  const { samples } = await sampleSettings(provider, known);
  return samples.map(({ what, options }) => [what, options]);
}

const needed = { domain: "id.sound.example", workspace: "orders", clientId: "sample" };

Deno.test("sampleSettings() gives what a run needs, then everything", async () => {
  assertEquals(await sampleSettings(sound), {
    gaps: [],
    samples: [
      { what: "with what a run needs", options: needed },
      {
        what: "with all settings",
        options: {
          ...needed,
          edition: "two",
          audience: "https://api.example/",
          scope: "orders:read",
        },
      },
    ],
  });
});

Deno.test("sampleSettings() prefers values that are known over those it makes up", async () => {
  const [least] = await samplesOf(sound, { clientId: "svc-1", workspace: "other" });
  assertEquals(least, ["with what a run needs", { ...needed, clientId: "svc-1" }]);
});

Deno.test("sampleSettings() tries each way to give what is required", async () => {
  const provider: Provider = {
    ...sound,
    settings: {
      domain: { required: { unless: "prefix" } },
      prefix: {},
      region: { required: { unless: "domain" } },
      audience: {},
    },
    check: ({ domain, prefix }) => domain && prefix ? "one must go" : undefined,
  };
  const rest = { audience: "sample", scope: "sample.read" };
  const byDomain = { domain: "sample", clientId: "sample" };
  const byPrefix = { prefix: "sample", region: "sample", clientId: "sample" };
  assertEquals(await samplesOf(provider), [
    ["with what a run needs (--domain --client-id)", byDomain],
    ["with all settings (--domain --client-id)", { ...byDomain, ...rest }],
    ["with what a run needs (--prefix --region --client-id)", byPrefix],
    ["with all settings (--prefix --region --client-id)", { ...byPrefix, ...rest }],
  ]);
});

Deno.test("sampleSettings() makes several sets of what does not go together", async () => {
  const provider = {
    ...sound,
    check: ({ audience, scope }: Settings) => audience && scope ? "one must go" : undefined,
  };
  const full = await samplesOf(provider);
  const named = full.map(([, options]) => Object.keys(options ?? {}).slice(3));
  assertEquals(named, [[], ["edition", "audience"], ["scope"]]);
});

Deno.test("sampleSettings() says what it leaves out, and why", async () => {
  const never = withSetting("door", { check: () => "must be a door" });
  assertEquals((await sampleSettings(never)).gaps, [
    "settings.door needs an example that it accepts: --door must be a door",
  ]);
  const alone = {
    ...withSetting("door", {}),
    check: ({ door }: Settings) => door === undefined ? undefined : "no doors",
  };
  const { gaps, samples } = await sampleSettings(alone);
  assertEquals(gaps, ["settings.door goes with no other example: not tried"]);
  assertEquals(samples.length, 2);
});

Deno.test("sampleSettings() gives nothing where a run needs what is not to be had", async () => {
  const never = withSetting("door", { check: () => "must be a door", required: true });
  assertEquals(await sampleSettings(never), {
    samples: [],
    gaps: ["settings.door needs an example that it accepts: --door must be a door"],
  });
  const { samples, gaps } = await sampleSettings({ ...sound, check: () => "never right" });
  assertEquals([samples.length, gaps.length], [0, 1]);
});

Deno.test("sampleSettings() gives no secret, and no way to authenticate", async () => {
  for (const [, options] of await samplesOf(withSetting("clientSecret", { secret: false }))) {
    assertEquals(Object.keys(options ?? {}).filter((name) => /secret|auth/i.test(name)), []);
  }
});

Deno.test("resolveSample() gives the settings of a run, the secret among them", async () => {
  const { values, secrets, warnings } = await resolveSample(sound, needed);
  assertEquals(values, { ...needed, domain: "https://id.sound.example", edition: "two" });
  assertEquals([Object.keys(secrets), warnings], [["clientSecret"], []]);
});

Deno.test("sampleSources() has nothing but the options and the secrets", () => {
  const provider = withSetting("pin", { secret: true });
  const { options, env, files } = sampleSources(provider, needed);
  assertEquals([options, files], [needed, []]);
  assertEquals(
    [env("GETTOKEN_CLIENT_SECRET"), env("GETTOKEN_PIN")],
    sampleSecretsOf(provider).toReversed(),
  );
  assertEquals([env("GETTOKEN_DOMAIN"), env("HOME")], [undefined, undefined]);
});

Deno.test("clientSecretOf() is the same, whether the provider takes it for a secret or not", () => {
  assertEquals(
    clientSecretOf(withSetting("clientSecret", { secret: false })),
    clientSecretOf(sound),
  );
  assertEquals(sampleSecretsOf(sound), [clientSecretOf(sound)]);
});
