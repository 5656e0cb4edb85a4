import { assertEquals } from "@std/assert";
import { readClaims } from "../../../lib/inspect/claims.ts";
import type { JsonObject } from "../../../lib/core/json.ts";
import { forEachCase } from "../helpers.ts";

Deno.test("readClaims() reads the standard claims", () => {
  assertEquals(
    readClaims({
      iss: "https://id.example",
      sub: "s",
      aud: "https://api.example",
      client_id: "c",
      scope: "a b",
      roles: ["r"],
      cnf: { jkt: "0ZcO" },
      auth_time: 1,
      iat: 2,
      nbf: 3.5,
      exp: 4,
    }),
    {
      issuer: "https://id.example",
      subject: "s",
      client: "c",
      audience: ["https://api.example"],
      scopes: ["a", "b"],
      roles: ["r"],
      boundTo: [{ kind: "dpop_key", name: "jkt", value: "0ZcO" }],
      times: { auth_time: 1000, iat: 2000, nbf: 3500, exp: 4000 },
    },
  );
});

Deno.test("readClaims() reads the vendors' names of claims", async () => {
  await forEachCase<readonly [claims: JsonObject, found: JsonObject]>({
    "Entra v2.0": [{ azp: "c", roles: ["R"] }, { client: "c", roles: ["R"] }],
    "Entra v1.0": [{ appid: "c", scp: "a b" }, { client: "c", scopes: ["a", "b"] }],
    "Okta": [{ cid: "c", scp: ["a", "b"] }, { client: "c", scopes: ["a", "b"] }],
    "Keycloak": [
      {
        azp: "c",
        realm_access: { roles: ["admin"] },
        resource_access: { shop: { roles: ["buy", "sell"] }, other: {} },
      },
      { client: "c", roles: ["admin", "shop:buy", "shop:sell"] },
    ],
    "lists instead of a string": [
      { aud: ["a", "b"], scope: ["x", "y x"] },
      { audience: ["a", "b"], scopes: ["x", "y"] },
    ],
  }, ([claims, found]) => {
    const all: JsonObject = { ...readClaims(claims) };
    for (const [name, value] of Object.entries(found)) assertEquals(all[name], value, name);
  });
});

Deno.test("readClaims(), wrong types: ignored", () => {
  const nothing = readClaims({});
  for (const wrong of [null, true, 17, {}, [], [null, 1], { roles: 3 }, { a: { roles: 3 } }]) {
    const names = ["iss", "sub", "aud", "azp", "scope", "scp", "roles"];
    const objects = ["realm_access", "resource_access"];
    const claims = [...names, ...objects].map((name) => [name, wrong]);
    assertEquals(readClaims(Object.fromEntries(claims)), nothing);
  }
});

Deno.test("readClaims(), times outside the range of Date: ignored", () => {
  for (const exp of ["1", null, 1e18, -1e18, Infinity, NaN, [1], {}]) {
    assertEquals(readClaims({ exp }).times, {});
  }
  assertEquals(readClaims({ exp: 8.64e12 }).times, { exp: 8.64e15 });
  assertEquals(readClaims({ exp: -1 }).times, { exp: -1000 });
});
