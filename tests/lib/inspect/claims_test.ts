import { assertEquals } from "@std/assert";
import { readClaims } from "../../../lib/inspect/claims.ts";
import type { JsonObject } from "../../../lib/core/json.ts";
import { forEachCase } from "../helpers.ts";

Deno.test("readClaims() finds what the standard claims say", () => {
  assertEquals(
    readClaims({
      iss: "https://id.example",
      sub: "s",
      aud: "https://api.example",
      client_id: "c",
      scope: "a b",
      roles: ["r"],
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
      times: { auth_time: 1000, iat: 2000, nbf: 3500, exp: 4000 },
    },
  );
});

Deno.test("readClaims() knows a claim by the names that vendors have for it", async () => {
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
    "lists of what is usually one text": [
      { aud: ["a", "b"], scope: ["x", "y x"] },
      { audience: ["a", "b"], scopes: ["x", "y"] },
    ],
  }, ([claims, found]) => {
    const all: JsonObject = { ...readClaims(claims) };
    for (const [name, value] of Object.entries(found)) assertEquals(all[name], value, name);
  });
});

Deno.test("readClaims() finds nothing in claims of the wrong type", () => {
  const nothing = readClaims({});
  for (const wrong of [null, true, 17, {}, [], [null, 1], { roles: 3 }, { a: { roles: 3 } }]) {
    const names = ["iss", "sub", "aud", "azp", "scope", "scp", "roles"];
    const objects = ["realm_access", "resource_access"];
    const claims = [...names, ...objects].map((name) => [name, wrong]);
    assertEquals(readClaims(Object.fromEntries(claims)), nothing);
  }
});

Deno.test("readClaims() takes for a time only what a calendar has", () => {
  for (const exp of ["1", null, 1e18, -1e18, Infinity, NaN, [1], {}]) {
    assertEquals(readClaims({ exp }).times, {});
  }
  assertEquals(readClaims({ exp: 8.64e12 }).times, { exp: 8.64e15 });
  assertEquals(readClaims({ exp: -1 }).times, { exp: -1000 });
});
