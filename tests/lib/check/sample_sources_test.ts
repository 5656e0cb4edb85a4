import { assertEquals } from "@std/assert";
import {
  clientSecretOf,
  resolveSample,
  sampleDocument,
  sampleSecretsOf,
  sampleSources,
  secretFor,
} from "../../../lib/check/sample_sources.ts";
import { checkFormat } from "../../../lib/contract/formats.ts";
import type { SettingFormat } from "../../../lib/contract/provider.ts";
import { sound, withSetting } from "./helpers.ts";

const formats: readonly SettingFormat[] = ["text", "origin", "url", "guid", "scope"];
const needed = { domain: "id.sound.example", workspace: "orders", clientId: "sample" };

Deno.test("sampleDocument() is empty for a provider without one", () => {
  assertEquals(sampleDocument(sound), "");
});

Deno.test("sampleDocument(): each member has the example or default of its setting", () => {
  const provider = withSetting("key", {
    secret: true,
    multiline: true,
    kind: { member: "type", value: "robot", otherwise: "it must be robot" },
    members: {
      workspace: "w",
      edition: ["more", "edition"],
      clientSecret: ["more", "secret"],
    },
  });
  assertEquals(JSON.parse(sampleDocument(provider)), {
    type: "robot",
    w: "orders",
    more: { edition: "two", secret: "sample" },
  });
});

Deno.test("resolveSample(): the settings of a run, with the secret", async () => {
  const { values, secrets, warnings } = await resolveSample(sound, needed);
  assertEquals(values, { ...needed, domain: "https://id.sound.example", edition: "two" });
  assertEquals([Object.keys(secrets), warnings], [["clientSecret"], []]);
});

Deno.test("sampleSources(): only the options and the secrets", () => {
  const provider = withSetting("pin", { secret: true });
  const { options, env, files } = sampleSources(provider, needed);
  assertEquals([options, files], [needed, []]);
  assertEquals(
    [env("GETTOKEN_CLIENT_SECRET"), env("GETTOKEN_PIN")],
    sampleSecretsOf(provider).toReversed(),
  );
  assertEquals([env("GETTOKEN_DOMAIN"), env("HOME")], [undefined, undefined]);
});

Deno.test("clientSecretOf(): the same with and without secret: true", () => {
  assertEquals(
    clientSecretOf(withSetting("clientSecret", { secret: false })),
    clientSecretOf(sound),
  );
  assertEquals(sampleSecretsOf(sound), [clientSecretOf(sound)]);
});

Deno.test("secretFor(): has characters that each encoding changes", () => {
  for (const format of formats) {
    const value = secretFor({ format, secret: true });
    assertEquals(checkFormat(value, format), { value }, format);
  }
  assertEquals(secretFor({}) === encodeURIComponent(secretFor({})), false);
  assertEquals(secretFor({ values: ["one", "two"] }), "one");
});
