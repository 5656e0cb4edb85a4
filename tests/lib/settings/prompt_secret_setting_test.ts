import { assertEquals } from "@std/assert";
import { askSecret } from "../../../lib/settings/prompt_secret_setting.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { acme, failureOf, forEachCase } from "../helpers.ts";

const url = "https://id.acme.example/oauth/token";

/** Asks at a prompt at which this is typed. */
async function asked(typed: string, provider: Provider = acme, endpoint = url) {
  const prompts: string[] = [];
  const prompt = (message: string) => {
    prompts.push(message);
    return Promise.resolve(typed);
  };
  return { prompts, secret: await askSecret(provider, "clientSecret", endpoint, prompt) };
}

Deno.test("askSecret() takes what is typed, at a prompt that begins with the endpoint", async () => {
  const { prompts, secret } = await asked("typed in");
  assertEquals(secret, "typed in");
  assertEquals(prompts, ["client secret for https://id.acme.example (Acme ID)"]);
  const local = await asked("x", acme, "http://127.0.0.1:8080/token");
  assertEquals(local.prompts, ["client secret for http://127.0.0.1:8080 (Acme ID)"]);
});

Deno.test("askSecret() cuts a title that is long, and makes it printable", async () => {
  const { prompts } = await asked("x", { ...acme, title: "\x1b[31m" + "x".repeat(300) });
  assertEquals(prompts, [`client secret for https://id.acme.example ([31m${"x".repeat(55)}…)`]);
});

Deno.test("askSecret() refuses what no secret can be, without repeating it", async () => {
  await forEachCase({
    "": "is empty",
    "can\tary": "contains a control or invisible character",
  }, async (problem, typed) => {
    const failure = await failureOf("setting_invalid", () => asked(typed));
    assertEquals(failure.message, `The client secret ${problem}`);
  });
});
