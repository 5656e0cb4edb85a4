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

Deno.test("sampleDocument() has each member, with the example or the default of its setting", () => {
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

Deno.test("secretFor() has a secret of each form that encodings change", () => {
  for (const format of formats) {
    const value = secretFor({ format, secret: true });
    assertEquals(checkFormat(value, format), { value }, format);
  }
  assertEquals(secretFor({}) === encodeURIComponent(secretFor({})), false);
  assertEquals(secretFor({ values: ["one", "two"] }), "one");
});
