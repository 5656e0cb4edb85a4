/**
 * The library as programs import it, from its sources and from npm.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { project } from "../../../tools/release/project.ts";
import { verifiedClaims } from "../../idp/ask_for_token.ts";
import { startIdp } from "../../idp/idp.ts";
import { filesOf } from "../release/local_jsr.ts";
import { newFolder, testInRuntimes } from "./runtimes.ts";

Deno.test("the npm package: the launcher, modules of the library and their types, nothing else", async () => {
  await using folder = await newFolder();
  const files = await filesOf(join(folder.path, "..", "node_modules", project.npm));
  const others = files.filter((path) => !/^library\/(\w+(-\d+)?\.js|[\w/]+\.d\.ts)$/.test(path));
  assertEquals(others, ["LICENSE", "README.md", "launcher.cjs", "package.json"]);
  const main = files.filter((path) => path.startsWith("library/mod."));
  assertEquals(main, ["library/mod.d.ts", "library/mod.js"]);
});

testInRuntimes("a program that imports the library: gets a token", async (runtime) => {
  await using idp = await startIdp();
  const { issuer, resource, clients: { post: { clientId, clientSecret } } } = idp.oidc;
  const options = { provider: "oidc", issuer, clientId, clientSecret };
  const { status, stdout, stderr } = await runtime.run(
    `import { ClientCredentialsFlow, GettokenError } from "gettoken";
    const flow = new ClientCredentialsFlow({
      ...${JSON.stringify(options)},
      authMethod: "client_secret_post",
    });
    const token = await flow.getToken();
    console.log(token.value);
    console.error(token, ClientCredentialsFlow.name, GettokenError.name);`,
    { secrets: [clientSecret] },
  );
  assertEquals(status, 0, stderr);
  assertMatch(stderr, / ClientCredentialsFlow GettokenError\n$/);
  const { sub } = await verifiedClaims(stdout.trim(), { ...idp.oidc, audience: resource });
  assertEquals(sub, clientId);
});
