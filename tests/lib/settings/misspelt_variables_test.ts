import { assertEquals } from "@std/assert";
import type { Declared } from "../../../lib/contract/declared_settings.ts";
import { misspelt } from "../../../lib/settings/misspelt_variables.ts";
import { forEachCase, sourcesOf } from "../helpers.ts";

const missing: Declared = [
  ["domain", { env: ["ACME_DOMAIN"] }],
  ["clientSecret", { secret: true }],
];
const declared: Declared = [...missing, ["tokenFile", {}]];

Deno.test("misspelt() tells which variables may be misspelt, and shows no value", async () => {
  await forEachCase<readonly [name: string, meant?: string]>({
    "a letter is missing": ["GETTOKEN_CLIENT_SECRT", "GETTOKEN_CLIENT_SECRET"],
    "a letter is too much": ["GETTOKEN_CLIENT_SECRETT", "GETTOKEN_CLIENT_SECRET"],
    "another letter": ["GETTOKEN_CLIENT_SEKRET", "GETTOKEN_CLIENT_SECRET"],
    "two are swapped": ["ACME_DOMIAN", "ACME_DOMAIN"],
    "small letters": ["acme_domain", "ACME_DOMAIN"],
    "the name of a file with it": ["GETTOKEN_CLIENT_SECRET_FIEL", "GETTOKEN_CLIENT_SECRET_FILE"],
    "another word": ["ACME_REGION"],
    "what is read": ["GETTOKEN_TOKEN_FILE"],
    "the beginning alone": ["GETTOKEN_CLIENT"],
  }, ([name, meant]) => {
    const sources = sourcesOf({ env: { [name]: "canary" }, found: { [name]: "canary" } });
    const places = meant === undefined ? [] : ["the environment", "./.env"];
    assertEquals(
      misspelt(missing, declared, sources),
      places.map((place) => `${name} in ${place} sets nothing; is ${meant} meant?`),
    );
  });
});
