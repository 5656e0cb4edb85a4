import { assertEquals, assertStringIncludes } from "@std/assert";
import workos from "../../providers/workos.ts";
import { problemOf, testAccepted, warningsOf } from "./probe.ts";
import { testRefusals } from "./refusals.ts";

const settings = { domain: "https://acme.authkit.app", clientId: "client_01" };

testAccepted(workos, "domain", ["auth.acme.example", "http://localhost:8080"]);

Deno.test("workos refuses a domain with a path", async () => {
  const problem = await problemOf(workos, "domain", "acme.authkit.app/oauth2");
  assertStringIncludes(problem ?? "", "without a path");
});

Deno.test("workos warns when the domain is that of its API", async () => {
  const [warning] = await warningsOf(workos, "domain", "https://api.workos.com");
  assertStringIncludes(warning ?? "", "AuthKit");
  assertEquals(await warningsOf(workos, "domain", "https://acme.authkit.app"), []);
});

testRefusals(workos, settings, [
  [
    401,
    { error: "invalid_client", error_description: "Invalid client secret." },
    /client_01.*not the environment's.*https:\/\/acme\.authkit\.app/,
  ],
  [400, { error: "unauthorized_client" }, /client_01 may not use this grant.*type M2M/],
  [400, { error: "unsupported_grant_type" }, /type M2M/],
  [400, { error: "invalid_scope" }, /Assign the scope to the application client_01/],
]);
