/**
 * Modules that mean harm, or do it: none reaches anything of the machine, learns a secret or has
 * the last word, from source and compiled alike.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { scriptedServer } from "../idp/scripted_server.ts";
import { type HostileModule, hostileModules } from "./hostile_modules.ts";
import { type Program, testProgram } from "./program.ts";

const secret = "canary-of-the-secret";
/** What lies about for a module to find. */
const canaries = { file: "canary-of-the-file", variable: "canary-of-the-environment" };
const token = "token-from-the-server";

/** How many run at once: some use a processor until they are stopped, and all have their time. */
const atOnce = navigator.hardwareConcurrency;

testProgram("gettoken is safe from hostile modules", async (gettoken) => {
  const rest = Object.entries(hostileModules);
  assert(rest.length >= 40);
  const runners = Array.from({ length: atOnce }, async () => {
    for (let next = rest.shift(); next; next = rest.shift()) {
      const [what, module] = next;
      await tryModule(gettoken, module).catch((cause) => {
        throw new Error(`the module that ${what}`, { cause });
      });
    }
  });
  await Promise.all(runners);
});

async function tryModule(gettoken: Program, module: HostileModule): Promise<void> {
  await using server = scriptedServer(() =>
    Response.json({ access_token: token, token_type: "Bearer", expires_in: 60 })
  );
  const files = Object.entries(module.files)
    .map(([path, source]) => [path, source.replaceAll("PORT", String(server.port))]);
  const start = performance.now();
  const { status, stdout, stderr } = await gettoken.run(
    [`./${Object.keys(module.files)[0]}`, ...module.args ?? []],
    {
      files: { ...Object.fromEntries(files), "canary.txt": canaries.file },
      env: {
        GETTOKEN_CLIENT_ID: "some-client",
        GETTOKEN_CLIENT_SECRET: secret,
        CANARY: canaries.variable,
      },
      secrets: [secret, ...Object.values(canaries)],
    },
  );
  assert(performance.now() - start < 5000, "it took longer than 5 s");
  for (const { body } of server.requests) {
    for (const canary of Object.values(canaries)) assert(!body.includes(canary), "it got through");
  }
  if (module.harmless) {
    assertEquals([status, stdout], [0, `${token}\n`], stderr);
    assertEquals(server.requests.length, 1);
  } else {
    assertEquals(status, 8, stderr);
    for (const text of module.says ?? []) assertMatch(stderr, text);
  }
}
