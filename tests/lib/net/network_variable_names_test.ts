import { assertEquals } from "@std/assert";
import { ineffectiveVariables } from "../../../lib/net/network_variable_names.ts";

Deno.test("ineffectiveVariables() names what counts in the environment only", () => {
  const names = [
    ...["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
    ...["NO_PROXY", "no_proxy"],
    ...["DENO_CERT", "DENO_TLS_CA_STORE", "NODE_EXTRA_CA_CERTS", "SSLKEYLOGFILE"],
    ...["GETTOKEN_PROFILE", "GETTOKEN_ENV_FILE"],
  ];
  const values = new Map(["GETTOKEN_SCOPE", ...names].map((name) => [name, "canary"]));
  assertEquals(
    ineffectiveVariables({ path: "./.env", named: false, values }),
    names.map((name) => `${name} in ./.env has no effect; set it in the environment`),
  );
  const out = new Map([["GETTOKEN_OUT", "canary"]]);
  assertEquals(ineffectiveVariables({ path: "a.env", named: true, values: out }), []);
  assertEquals(ineffectiveVariables({ path: "./.env", named: false, values: out }), [
    "GETTOKEN_OUT in ./.env has no effect; set it in the environment",
  ]);
  const ordinary = new Map([["GETTOKEN_CLIENT_ID", "id"]]);
  assertEquals(ineffectiveVariables({ path: "./.env", named: true, values: ordinary }), []);
});
