import { assertEquals, assertMatch } from "@std/assert";
import { checkDestination } from "../../../lib/check/destination.ts";
import { GettokenError } from "../../../lib/errors.ts";
import type { Provider, Setting } from "../../../lib/provider.ts";
import { sound, trialOf, withSetting } from "./helpers.ts";
import { forEachCase } from "../helpers.ts";

async function check(provider: Provider) {
  return await checkDestination(await trialOf(provider));
}

/** A provider with a setting that the address is made of. */
function withPart(part: Setting, address: (part: string | undefined) => string): Provider {
  return {
    ...withSetting("part", part),
    endpoint: ({ part }) => ({ tokenEndpoint: address(part) }),
  };
}

Deno.test("checkDestination() accepts settings that leave the host alone", async () => {
  assertEquals((await check(sound)).problems, []);
  await forEachCase<readonly [Setting, (part: string | undefined) => string]>({
    "in the path": [{ example: "a" }, (part) => `https://id.example/${part}/token`],
    "in the query": [{ example: "a" }, (part) => `https://id.example/?tenant=${part}`],
    "a label that is checked": [
      { example: "a", values: ["a", "b"] },
      (part) => `https://id.example/${part}`,
    ],
    "one value only": [{ values: ["eu"] }, (part) => `https://${part}.id.example/`],
  }, async ([part, address]) => assertEquals((await check(withPart(part, address))).problems, []));
});

Deno.test("checkDestination() finds each setting that changes the host", async () => {
  const only = (allowed: string) => (value: string) => value === allowed ? undefined : "no";
  await forEachCase<readonly [Setting, (part: string | undefined) => string, RegExp]>({
    "a whole host": [
      { format: "origin" },
      (part) => `${part}/token`,
      /with "https:\/\/other\.example", https:\/\/id\.sample\.example becomes https:\/\/other/,
    ],
    "an address": [{ format: "url" }, (part) => `${part}token`, /becomes https:\/\/other\.example/],
    "a label": [
      { example: "acme", check: (value) => /^[a-z]+$/.test(value) ? undefined : "no" },
      (part) => `https://${part}.id.example/`,
      /https:\/\/acme\.id\.example becomes https:\/\/other\.id\.example/,
    ],
    "a GUID": [
      { format: "guid" },
      (part) => `https://${part}.id.example/`,
      /becomes https:\/\/99999999-8888-7777-6666-555555555555\.id\.example/,
    ],
    "a member of a list": [
      { values: ["eu", "us"] },
      (part) => `https://${part === "us" ? "id.example.us" : "id.example"}/`,
      /with "us", https:\/\/id\.example becomes https:\/\/id\.example\.us/,
    ],
    "a port": [
      { example: "8443", check: (value) => /^\d+$/.test(value) ? undefined : "no" },
      (part) => `https://id.example:${part}/`,
      /becomes https:\/\/id\.example:2/,
    ],
    "the beginning of the path": [
      { example: "/token" },
      (part) => `https://id.example${part}`,
      /becomes https:\/\/(other\.example|id\.exampleother)/,
    ],
    "a host that is hard to guess": [
      {
        example: "shop-eu-1",
        check: (value) => /^shop-[a-z]{2}-\d$/.test(value) ? undefined : "no",
      },
      (part) => `https://${part}.id.example/`,
      /with "shop-eu-7"/,
    ],
    "a host that nothing else is accepted for": [
      { example: "Acme.Example", check: only("Acme.Example") },
      (part) => `https://${part}/`,
      /\(it stands in https:\/\/acme\.example\)/,
    ],
  }, async ([part, address, evidence]) => {
    const [problem = "", ...others] = (await check(withPart(part, address))).problems;
    assertMatch(problem, /^settings\.part decides about the host .*mark it destination: true/);
    assertMatch(problem, evidence);
    assertEquals(others, []);
    const marked = withPart({ ...part, destination: true }, address);
    assertEquals((await check(marked)).problems, []);
  });
});

Deno.test("checkDestination() looks at common settings, too", async () => {
  const byClient: Provider["endpoint"] = ({ clientId }) => ({
    issuer: `https://${clientId}.example`,
  });
  const { problems } = await check({ ...sound, endpoint: byClient });
  assertEquals(problems.map((problem) => problem.split(" ")[0]), ["settings.clientId"]);
});

Deno.test("checkDestination() looks at settings that not every run has", async () => {
  const endpoint: Provider["endpoint"] = ({ audience }) => ({
    tokenEndpoint: audience ? `${audience}token` : "https://id.example/",
  });
  const { problems } = await check({ ...sound, endpoint });
  assertMatch(problems.join(), /^settings\.audience decides about the host/);
});

Deno.test("checkDestination() finds what decides in some runs only", async () => {
  const endpoint: Provider["endpoint"] = ({ workspace, audience }) => ({
    tokenEndpoint: audience ? "https://id.example/" : `https://${workspace}.example/`,
  });
  const { problems } = await check({ ...sound, endpoint });
  assertMatch(problems.join(), /^settings\.workspace decides about the host/);
});

Deno.test("checkDestination() passes over values that lead nowhere", async () => {
  const endpoint: Provider["endpoint"] = ({ workspace }) => {
    if (workspace !== "orders") throw new GettokenError("provider_module", "It threw");
    return { tokenEndpoint: "https://id.example/" };
  };
  assertEquals((await check({ ...sound, endpoint })).problems, []);
});

Deno.test("checkDestination() vouches for nothing once the module does not answer", async () => {
  const trial = await trialOf(sound);
  let calls = 0;
  const endpoint: Provider["endpoint"] = (settings) => {
    if (calls++ < 3) return sound.endpoint(settings);
    throw new GettokenError("provider_module", "It ended by itself");
  };
  const { problems } = await checkDestination({ ...trial, provider: { ...sound, endpoint } });
  assertEquals(problems, ["It ended by itself"]);
});

Deno.test("checkDestination() wants no secret to decide about the host", async () => {
  const { problems } = await check(withSetting("clientSecret", { destination: true }));
  assertEquals(problems, ["settings.clientSecret cannot be a secret and decide where secrets go"]);
});

Deno.test("checkDestination() remarks on a mark that seems to have no reason", async () => {
  const { problems, notes } = await check(withSetting("workspace", { destination: true }));
  assertEquals(problems, []);
  assertEquals(notes, ["settings.workspace is marked, but does not seem to change the host"]);
});

Deno.test("checkDestination() finds a setting that changes where certificates go", async () => {
  const { problems } = await check({
    ...withSetting("edge", { format: "origin" }),
    endpoint: ({ edge }) => ({
      tokenEndpoint: "https://id.example/token",
      ...edge !== undefined && { mtlsTokenEndpoint: `${edge}/token` },
    }),
  });
  assertEquals(problems.length, 1);
  assertMatch(problems.join(), /settings\.edge decides about the host/);
});
