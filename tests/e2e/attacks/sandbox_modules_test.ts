/**
 * Runs the modules of sandbox_modules.ts, from source and compiled.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { scriptedServer } from "../../idp/scripted_server.ts";
import type { HostileModule } from "../hostile_modules.ts";
import { type Program, testProgram } from "../program.ts";
import { sandboxModules } from "./sandbox_modules.ts";

/** It has no letters or digits, so its shape is the secret itself. */
const secret = "!-_=+-[]-!{}-~:;";
const token = "token-from-the-server";

for (const [what, module] of Object.entries(sandboxModules)) {
  const effect = module.harmless ? "no effect" : "exit 8";
  testProgram(`sandbox attack: ${what}: ${effect}`, (gettoken) => run(gettoken, module));
}

async function run(gettoken: Program, module: HostileModule): Promise<void> {
  await using server = scriptedServer(() =>
    Response.json({ access_token: token, token_type: "Bearer", expires_in: 60 })
  );
  const files = Object.entries(module.files)
    .map(([path, source]) => [path, source.replaceAll("PORT", String(server.port))]);
  const { status, stdout, stderr } = await gettoken.run(
    [`./${Object.keys(module.files)[0]}`, ...module.args ?? []],
    {
      files: Object.fromEntries(files),
      env: { GETTOKEN_CLIENT_ID: "some-client", GETTOKEN_CLIENT_SECRET: secret },
      secrets: [secret],
    },
  );
  assertNotMatch(stderr, /panicked|stack trace|overflowed its stack|Fatal/);
  if (module.harmless) {
    assertEquals([status, stdout], [0, `${token}\n`], stderr);
  } else {
    assertEquals(status, 8, stderr);
    assert((module.says ?? []).length > 0);
    for (const text of module.says ?? []) assertMatch(stderr, text);
  }
}
