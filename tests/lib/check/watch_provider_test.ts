import { assertEquals } from "@std/assert";
import type { Provider } from "../../../lib/contract/provider.ts";
import { watchProvider } from "../../../lib/check/watch_provider.ts";
import { sound } from "./helpers.ts";

const secret = `s3cr3t "'\\`;
const settings = { domain: "https://id.example", workspace: "a", edition: "two", x: `x${secret}` };

Deno.test("watchProvider(): names the function that got the word", async () => {
  const { provider, encounters } = watchProvider(sound, ["unused", secret]);
  await provider.endpoint(settings);
  await provider.parameters?.(settings);
  await provider.check?.(settings);
  await provider.settings.workspace?.check?.(secret);
  await provider.settings.workspace?.warn?.[0]?.pattern.test(secret);
  await provider.errorCode?.exec(secret);
  await provider.explain?.[0]?.text?.test(secret);
  assertEquals([...encounters], [
    "endpoint() receives",
    "parameters() receives",
    "check() receives",
    "settings.workspace.check() receives",
    "settings.workspace.warn[0].pattern.test() receives",
    "errorCode.exec() receives",
    "explain[0].text.test() receives",
  ]);
});

Deno.test("watchProvider(): names claims that got the word", async () => {
  const claiming: Provider = { ...sound, assertion: { claims: () => ({ sub: secret }) } };
  const { provider, encounters } = watchProvider(claiming, [secret]);
  await provider.assertion?.claims?.(settings);
  assertEquals([...encounters], ["assertion.claims() receives", "assertion.claims() returns"]);
});

Deno.test("watchProvider(): names the function that returns the word, nested or as a name", async () => {
  const returning: Provider = {
    ...sound,
    endpoint: () => ({ tokenEndpoint: `https://id.example/${secret}` }),
    parameters: () => ({ a: ["b", `c${secret}`], [secret]: undefined }),
  };
  const { provider, encounters } = watchProvider(returning, [secret]);
  await provider.endpoint({});
  await provider.parameters?.({});
  assertEquals([...encounters], ["endpoint() returns", "parameters() returns"]);
});

Deno.test("watchProvider(): the provider works as before", async () => {
  const { provider, encounters } = watchProvider(sound, [secret]);
  const values = { ...settings, x: "", audience: "a" };
  assertEquals(await provider.endpoint(values), await sound.endpoint(values));
  assertEquals(await provider.parameters?.(values), await sound.parameters?.(values));
  assertEquals(await provider.check?.(values), "workspace and audience are the same");
  assertEquals(await provider.settings.workspace?.check?.("A"), "must be lower-case letters");
  assertEquals((await provider.errorCode?.exec("SOUND-7"))?.[1], "7");
  assertEquals(await provider.explain?.[0]?.text?.test("Wrong secret!"), true);
  assertEquals(encounters.size, 0);

  const bare: Provider = { ...provider, settings: {}, endpoint: () => ({ issuer: "" }) };
  const { parameters: _1, check: _2, explain: _3, errorCode: _4, ...least } = bare;
  assertEquals(
    Object.keys(watchProvider(least, []).provider).toSorted(),
    Object.keys(least).toSorted(),
  );
});
