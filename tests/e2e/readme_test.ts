/**
 * The commands of the README do what they did when it was written.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { exitStatus } from "../../lib/errors.ts";
import { scriptedServer } from "../idp/scripted_server.ts";
import { testProgram } from "./program.ts";

const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));

const commands = [...readme.matchAll(/^gettoken ((?:entra|auth0|oidc) [^|\n]+)$/gm)].map((
  [, args = ""],
) => args.split(" "));

testProgram("README.md has only commands that gettoken understands", async (gettoken) => {
  assert(commands.length >= 5);
  await using server = scriptedServer(({ path }) =>
    Response.json({
      issuer: `${server.origin}/realms/shop`,
      token_endpoint: `${server.origin}${path}`,
    })
  );
  for (const args of commands) {
    const here = args.map((arg) => arg.replace("https://id.example.com", server.origin));
    const isHelp = args.includes("--help");
    const { status, stderr } = await gettoken.run(isHelp ? here : [...here, "--dry-run"], {
      env: { GETTOKEN_CLIENT_SECRET: "a secret" },
    });
    assertEquals(status, 0, `gettoken ${args.join(" ")}: ${stderr}`);
  }
});

Deno.test("README.md lists every exit status", () => {
  for (const status of Object.values(exitStatus)) {
    assertMatch(readme, new RegExp(`^\\| ${status} +\\|`, "m"));
  }
});

testProgram("README.md has a .env file that works", async (gettoken) => {
  const file = /^# \.env\n(?<lines>[^`]+)/m.exec(readme)?.groups?.lines ?? "";
  const { status, stderr } = await gettoken.run(["--dry-run"], { files: { ".env": file } });
  assertEquals(status, 0, stderr);
  assertStringIncludes(stderr, "POST https://login.microsoftonline.com/contoso.onmicrosoft.com/");
});

testProgram("README.md has a provider that works", async (gettoken) => {
  const source = /```ts\n(?<code>[^`]*(?:`[^`\n]+`[^`]*)*)```/.exec(readme)?.groups?.code ?? "";
  const module = source.replace(/^import type .*$/m, "").replace("satisfies Provider", "");
  const { status, stderr } = await gettoken.run(
    [
      "./acme.js",
      "--domain",
      "id.acme.example",
      "--workspace",
      "blue",
      "--client-id",
      "x",
      "--dry-run",
    ],
    { files: { "acme.js": module }, env: { GETTOKEN_CLIENT_SECRET: "a secret" } },
  );
  assertEquals(status, 0, stderr);
  assertStringIncludes(stderr, "resource=https://blue.example/");
});
