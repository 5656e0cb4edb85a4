import { assertEquals, assertNotEquals } from "@std/assert";
import { cacheKey, type KeyContext } from "../../../lib/cache/cache_key.ts";
import { acme, forEachCase } from "../helpers.ts";

const context: KeyContext = { program: "gettoken/1.2.3", provider: acme, code: undefined };
const settings: Parameters<typeof cacheKey>[1] = {
  values: { domain: "https://id.example", clientId: "svc" },
  network: {},
  credential: "clientSecret",
};

Deno.test("cacheKey(), settings in another order: the same key", async () => {
  const values = { clientId: "svc", domain: "https://id.example" };
  assertEquals(await cacheKey(context, { ...settings, values }), await cacheKey(context, settings));
});

Deno.test("cacheKey(), anything else differs: another key", async () => {
  const key = await cacheKey(context, settings);
  await forEachCase<readonly [more: Partial<KeyContext>, other: Partial<typeof settings>]>({
    "another version": [{ program: "gettoken/1.2.4" }, {}],
    "another provider": [{ provider: { ...acme, name: "other" } }, {}],
    "a module": [{ code: "export default {}" }, {}],
    "another value": [{}, { values: { ...settings.values, clientId: "other" } }],
    "another CA": [{}, { network: { caFile: "ca.pem" } }],
    "another credential": [{}, { credential: "privateKey" }],
  }, async ([more, other]) => {
    assertNotEquals(await cacheKey({ ...context, ...more }, { ...settings, ...other }), key);
  });
});
