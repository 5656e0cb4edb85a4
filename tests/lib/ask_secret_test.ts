import { assertEquals } from "@std/assert";
import { askSecret } from "../../lib/ask_secret.ts";
import type { Endpoint, Provider, Settings } from "../../lib/provider.ts";
import { acme, failureOf, forEachCase } from "./helpers.ts";

/** Asks at a prompt at which this is typed. */
async function asked(typed: string, provider: Provider = acme, values: Settings = {}) {
  const prompts: string[] = [];
  const prompt = (message: string) => {
    prompts.push(message);
    return Promise.resolve(typed);
  };
  return { prompts, found: await askSecret(provider, "clientSecret", values, prompt) };
}

Deno.test("askSecret() takes what is typed", async () => {
  const { found } = await asked("typed in", acme, { domain: "id.acme.example" });
  assertEquals(found, { value: "typed in", origin: { kind: "prompt" } });
});

Deno.test("askSecret() shows the host that the provider gives, from settings or without", async () => {
  await forEachCase<Endpoint>({
    "https://eu.acme.example": { tokenEndpoint: "https://eu.acme.example/token" },
    "http://127.0.0.1:8080": { issuer: "http://127.0.0.1:8080/realms/x" },
  }, async (endpoint, origin) => {
    const given: Settings[] = [];
    const provider = { ...acme, endpoint: (values: Settings) => (given.push(values), endpoint) };
    const { prompts } = await asked("x", provider, { region: "eu" });
    assertEquals(prompts, [`client secret for Acme ID at ${origin}`]);
    assertEquals(given, [{ region: "eu" }]);
  });
});

Deno.test("askSecret() refuses what is no secret, without repeating it", async () => {
  await forEachCase({
    "": "is empty",
    "can\tary": "contains a control or invisible character",
  }, async (problem, typed) => {
    const failure = await failureOf(
      "setting_invalid",
      () => asked(typed, acme, { domain: "id.acme.example" }),
    );
    assertEquals(failure.message, `The client secret ${problem}`);
  });
});
