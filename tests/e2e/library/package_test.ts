/**
 * The library as programs import it, from its sources and from npm.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { verifiedClaims } from "../../idp/ask_for_token.ts";
import { startIdp } from "../../idp/idp.ts";
import { testInRuntimes } from "./runtimes.ts";

testInRuntimes("a program that imports the library: gets a token", async (runtime) => {
  await using idp = await startIdp();
  const { issuer, resource, clients: { post: { clientId, clientSecret } } } = idp.oidc;
  const options = { provider: "oidc", issuer, clientId, clientSecret };
  const { status, stdout, stderr } = await runtime.run(
    `import { ClientCredentialsFlow } from "gettoken";
    const flow = new ClientCredentialsFlow({
      ...${JSON.stringify(options)},
      authMethod: "client_secret_post",
    });
    const token = await flow.getToken();
    console.log(token.value);
    console.error(token);`,
    { secrets: [clientSecret] },
  );
  assertEquals(status, 0, stderr);
  const { sub } = await verifiedClaims(stdout.trim(), { ...idp.oidc, audience: resource });
  assertEquals(sub, clientId);
});
