import { assertEquals } from "@std/assert";
import {
  optionalSettings,
  requiredSets,
  sampleOf,
  sampleSettings,
  tryValue,
} from "../../../lib/check/samples.ts";
import { checkFormat } from "../../../lib/contract/formats.ts";
import type { Provider, Setting, SettingFormat, Settings } from "../../../lib/contract/provider.ts";
import { sound, withSetting } from "./helpers.ts";
import { forEachCase } from "../helpers.ts";

/** The sets of settings for a provider, by title. */
async function samplesOf(provider: Provider, known = {}) {
  const { samples } = await sampleSettings(provider, known);
  return samples.map(({ what, options }) => [what, options]);
}

const needed = { domain: "id.sound.example", workspace: "orders", clientId: "sample" };

Deno.test("sampleSettings(): required settings, then all settings", async () => {
  assertEquals(await sampleSettings(sound), {
    gaps: [],
    samples: [
      { what: "with the required settings", options: needed },
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

Deno.test("sampleSettings(): prefers examples and defaults to invented values", async () => {
  const [least] = await samplesOf(sound, { clientId: "svc-1", workspace: "other" });
  assertEquals(least, ["with the required settings", { ...needed, clientId: "svc-1" }]);
});

Deno.test("sampleSettings(): one set for each alternative of required settings", async () => {
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
    ["with the required settings (--domain --client-id)", byDomain],
    ["with all settings (--domain --client-id)", { ...byDomain, ...rest }],
    ["with the required settings (--prefix --region --client-id)", byPrefix],
    ["with all settings (--prefix --region --client-id)", { ...byPrefix, ...rest }],
  ]);
});

Deno.test("sampleSettings() with conflicting settings: several sets", async () => {
  const provider = {
    ...sound,
    check: ({ audience, scope }: Settings) => audience && scope ? "one must go" : undefined,
  };
  const full = await samplesOf(provider);
  const named = full.map(([, options]) => Object.keys(options ?? {}).slice(3));
  assertEquals(named, [[], ["edition", "audience"], ["scope"]]);
});

Deno.test("sampleSettings(): reports omitted settings with the reason", async () => {
  const never = withSetting("door", { check: () => "must be a door" });
  assertEquals((await sampleSettings(never)).gaps, [
    "settings.door needs a valid example: --door must be a door",
  ]);
  const alone = {
    ...withSetting("door", {}),
    check: ({ door }: Settings) => door === undefined ? undefined : "no doors",
  };
  const { gaps, samples } = await sampleSettings(alone);
  assertEquals(gaps, ["settings.door conflicts with the other examples: not tried"]);
  assertEquals(samples.length, 2);
});

Deno.test("sampleSettings() without a value for a required setting: no sets", async () => {
  const never = withSetting("door", { check: () => "must be a door", required: true });
  assertEquals(await sampleSettings(never), {
    samples: [],
    gaps: ["settings.door needs a valid example: --door must be a door"],
  });
  const { samples, gaps } = await sampleSettings({ ...sound, check: () => "never right" });
  assertEquals([samples.length, gaps.length], [0, 1]);
});

Deno.test("sampleSettings(): no secret, no client authentication method", async () => {
  for (const [, options] of await samplesOf(withSetting("clientSecret", { secret: false }))) {
    assertEquals(Object.keys(options ?? {}).filter((name) => /secret|auth/i.test(name)), []);
  }
});

/** As with Cognito: a domain, or a prefix and a region. */
const eitherOr: Provider["settings"] = {
  domain: { required: { unless: "prefix" } },
  prefix: {},
  region: { required: { unless: "domain" } },
  metadata: {},
  clientId: { required: true },
  clientSecret: { required: true, secret: true },
};

Deno.test("requiredSets(): required settings in the order of their declaration", async () => {
  await forEachCase<readonly [Provider["settings"], ways: string[][]]>({
    "what is required": [{ b: { required: true }, a: { required: true }, c: {} }, [["b", "a"]]],
    "nothing": [{ a: { required: false } }, [[]]],
    "no secret, and no default": [
      { a: { required: true, secret: true }, b: { required: true, default: "b" } },
      [[]],
    ],
    "one or the other": [{ a: { required: { unless: "b" } }, b: {} }, [["a"], ["b"]]],
    "one or two others": [eitherOr, [["domain", "clientId"], ["prefix", "region", "clientId"]]],
    "two or one": [
      { id: { required: { unless: "host" } }, zone: { required: { unless: "host" } }, host: {} },
      [["id", "zone"], ["host"]],
    ],
    "each serves instead of the other": [
      { a: { required: { unless: "b" } }, b: { required: { unless: "a" } } },
      [["a"], ["b"]],
    ],
    "what is there anyway serves": [
      {
        a: { required: { unless: "b" } },
        b: { default: "b" },
        c: { required: { unless: "d" } },
        d: { secret: true },
      },
      [[], ["b"]],
    ],
    "what there is not serves nothing": [{ a: { required: { unless: "b" } } }, [["a"]]],
  }, ([settings, ways]) => assertEquals(requiredSets(settings), ways));
});

Deno.test("optionalSettings(): without secrets and alternatives", () => {
  assertEquals(optionalSettings(eitherOr), ["metadata", "clientId"]);
});

const formats: readonly SettingFormat[] = ["text", "origin", "url", "guid", "scope"];

Deno.test("tryValue(): returns the normalised value and the warnings", async () => {
  const warn = [{ pattern: /evil/, text: "looks evil" }];
  assertEquals(await tryValue("domain", { format: "origin", warn }, "evil.example/"), {
    value: "https://evil.example",
    warnings: ["--domain looks evil"],
  });
});

Deno.test("tryValue() with an invalid value: the reason", async () => {
  const check = () => "must be better";
  await forEachCase<readonly [Setting, problem: string]>({
    "its form": [
      { format: "guid" },
      "--some-name must be a GUID such as 11111111-2222-3333-4444-555555555555",
    ],
    "its list": [{ values: ["a", "b"] }, "--some-name must be a or b"],
    "its check": [{ check }, "--some-name must be better"],
  }, async ([setting, problem]) => {
    assertEquals(await tryValue("someName", setting, "x"), { problem });
  });
});

Deno.test("tryValue(): tests one setting, required or not", async () => {
  for (const required of [true, { unless: "other" }]) {
    const setting = { required, default: "unused" };
    assertEquals(await tryValue("name", setting, "x"), { value: "x", warnings: [] });
  }
  const common = await tryValue("clientId", { required: true }, "x");
  assertEquals(common, { value: "x", warnings: [] });
});

Deno.test("sampleOf(): returns the first accepted value", async () => {
  const full = { example: "example", default: "default", values: ["default", "example", "known"] };
  const check = (...wrong: string[]) => (value: string) => wrong.includes(value) ? "no" : undefined;
  await forEachCase<readonly [Setting, value: string]>({
    "example": [full, "example"],
    "default": [{ ...full, check: check("example") }, "default"],
    "values": [{ values: ["one", "two"] }, "one"],
    "known": [{ ...full, check: check("example", "default") }, "known"],
  }, async ([setting, value]) => {
    assertEquals(await sampleOf("name", setting, "known"), { value });
  });
});

Deno.test("sampleOf(): has a value for each format", async () => {
  for (const format of formats) {
    const sample = await sampleOf("name", { format });
    assertEquals("value" in sample && "value" in checkFormat(sample.value, format), true, format);
  }
});

Deno.test("sampleOf(): tries several kinds of strings", async () => {
  for (
    const shape of [/^[a-z]+$/, /^[0-9]+$/, /-/, /^https:/, /^[a-z]+\.[a-z]+$/, /^.{36}$/, /=/]
  ) {
    const check = (value: string) => shape.test(value) ? undefined : "must be different";
    assertEquals("value" in await sampleOf("name", { check }), true, shape.source);
  }
});

Deno.test("sampleOf() without an accepted value: the reason", async () => {
  const sample = await sampleOf("name", { example: "a", check: (value) => `must not be ${value}` });
  assertEquals(sample, { problem: "--name must not be a" });
});
