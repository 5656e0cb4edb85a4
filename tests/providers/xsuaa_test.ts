import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { methodsOf } from "../../lib/common_settings.ts";
import xsuaa from "../../providers/xsuaa.ts";
import { explained, problemOf, requiredBy } from "./probe.ts";

for (
  const [url, tokenEndpoint] of [
    [
      "https://acme.authentication.eu10.hana.ondemand.com",
      "https://acme.authentication.eu10.hana.ondemand.com/oauth/token",
    ],
    ["https://xsa.example.com:30032/uaa/", "https://xsa.example.com:30032/uaa/oauth/token"],
  ] as const
) {
  Deno.test(`xsuaa.endpoint() is below ${url}`, () => {
    assertEquals(xsuaa.endpoint({ url }), { tokenEndpoint });
  });
}

Deno.test("xsuaa needs the url of a service key", () => {
  assertEquals(requiredBy(xsuaa), ["url", "clientId", "clientSecret"]);
});

Deno.test("xsuaa never uses HTTP Basic, which the server would not decode", () => {
  assertEquals(methodsOf(xsuaa), ["client_secret_post"]);
});

for (const clientId of ["sb-app!a5017", "sb-orders!b12|destination-xsappname!b34"]) {
  Deno.test(`xsuaa accepts the client ID ${clientId}`, async () => {
    assertEquals(await problemOf(xsuaa, "clientId", clientId), undefined);
  });
}

for (
  const [url, said] of [
    ["https://acme.authentication.cert.eu10.hana.ondemand.com", "not its certurl"],
    ["https://acme.authentication.eu10.hana.ondemand.com/oauth/token", "without /oauth/token"],
    ["https://acme.authentication.eu10.hana.ondemand.com/?a=b", "query"],
    ["http://acme.authentication.eu10.hana.ondemand.com", "https://"],
  ] as const
) {
  Deno.test(`xsuaa refuses the url ${url}`, async () => {
    assertStringIncludes(await problemOf(xsuaa, "url", url) ?? "", said);
  });
}

for (
  const [error, said] of [
    ["unauthorized", /from one service key, with ! and \|/],
    ["invalid_client", /from one service key, with ! and \|/],
    ["invalid_scope", /sb-app!a1 has no authority/],
    ["unauthorized_client", /Allow client sb-app!a1/],
    ["unsupported_grant_type", /xs-security\.json/],
  ] as const
) {
  Deno.test(`xsuaa.explain tells what to do when the error is ${error}`, async () => {
    const { hint } = await explained(xsuaa, { error }, { clientId: "sb-app!a1" });
    assertMatch(hint ?? "", said);
  });
}
