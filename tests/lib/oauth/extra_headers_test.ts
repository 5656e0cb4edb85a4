import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { HeaderFields, Provider } from "../../../lib/contract/provider.ts";
import { reveal } from "../../../lib/core/secret.ts";
import { extraHeaders } from "../../../lib/oauth/extra_headers.ts";
import { acme, connected, failureOf, forEachCase, secretsOf, toldBy } from "../helpers.ts";

const settings = {
  values: { tenant: "a" },
  secrets: secretsOf({
    apiKey: "canary-key",
    header: "X-Api-Key: canary-one\nAccept: text/canary",
  }),
};

const withHeader: Provider = {
  ...acme,
  settings: { header: { format: "headers", secret: true, multiline: true } },
};

async function sent(provider: Provider): Promise<[name: string, value: string, shown: string][]> {
  const headers = await extraHeaders(provider, settings);
  return Object.entries(headers).map(([name, value]) => [name, reveal(value), `${value}`]);
}

Deno.test("extraHeaders(): values of settings in clear, secrets sealed, without a value omitted", async () => {
  const headers: Provider["headers"] = ({ tenant, region }) => ({
    "X-Tenant": tenant,
    "X-Region": region,
    "X-Empty": "",
    "X-None": { secret: "other" },
    "Ocp-Apim-Subscription-Key": { secret: "apiKey" },
    "X-Authorization": { secret: "apiKey", prefix: "Key " },
  });
  assertEquals(await sent({ ...acme, headers }), [
    ["x-tenant", "a", "a"],
    ["ocp-apim-subscription-key", "canary-key", "***"],
    ["x-authorization", "Key canary-key", "***"],
  ]);
});

Deno.test("extraHeaders(), headers of the user: sealed, and over those of the provider", async () => {
  const headers = () => ({ "Accept": "application/vnd.acme+json", "X-A": "b" });
  assertEquals(await sent({ ...withHeader, headers }), [
    ["accept", "text/canary", "***"],
    ["x-a", "b", "b"],
    ["x-api-key", "canary-one", "***"],
  ]);
});

Deno.test("extraHeaders(), a server repeats the value of a user's header: redacted", async () => {
  const { log } = connected();
  await extraHeaders(withHeader, settings, log);
  assertEquals(log.redacted("no canary-one, but text/canary"), "no ***, but text/canary");
});

Deno.test("extraHeaders(), a header that cannot be sent: refused, without its value", async () => {
  await forEachCase<readonly [HeaderFields, string]>({
    "a letter with an accent": [
      { "X-A": "canary é" },
      "The header X-A cannot be sent: its value, from a setting, is not printable ASCII",
    ],
    "a line break in a prefix": [
      { "X-A": { secret: "apiKey", prefix: "a\r\nX-Evil: " } },
      "The header X-A cannot be sent: its value, from the api key, is not printable ASCII",
    ],
    "another name": [{ Authorization: "canary" }, "The header Authorization cannot be added"],
  }, async ([headers, message]) => {
    const failure = await failureOf(
      "setting_invalid",
      () => extraHeaders({ ...acme, headers: () => headers }, settings),
    );
    assertStringIncludes(failure.message, message);
    assert(!toldBy(failure).includes("canary"));
  });
});
