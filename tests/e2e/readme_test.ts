/**
 * The files in README.md and docs/writing-a-provider.md work: the `.env` file and the providers.
 * page_commands_test.ts runs the commands.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { exitStatus } from "../../lib/core/errors.ts";
import { testProgram } from "./program.ts";

const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));

const guide = await Deno.readTextFile(
  new URL("../../docs/writing-a-provider.md", import.meta.url),
);

Deno.test("README.md: has at most 170 lines", () => {
  assert(readme.split("\n").length <= 171);
});

Deno.test("README.md: every exit status is in the table", () => {
  for (const status of Object.values(exitStatus)) {
    assertMatch(readme, new RegExp(`^\\| ${status} +\\|`, "m"));
  }
});

testProgram("README.md: the .env file is enough for a request to Entra ID", async (gettoken) => {
  const file = /^# \.env\n(?<lines>[^`]+)/m.exec(readme)?.groups?.lines ?? "";
  const { status, stdout, stderr } = await gettoken.run(["--dry-run"], {
    files: { ".env": file },
  });
  assertEquals(status, 0, stderr);
  assertStringIncludes(stdout, "POST https://login.microsoftonline.com/contoso.onmicrosoft.com/");
});

testProgram("README.md: the provider works", async (gettoken) => {
  const source = codeBlocks(readme, "ts").find((block) => block.includes("satisfies")) ?? "";
  const { status, stdout, stderr } = await gettoken.run(
    [
      ...["./acme.ts", "--domain", "id.acme.example", "--workspace", "blue"],
      ...["--client-id", "x", "--dry-run"],
    ],
    { files: { "acme.ts": source }, env: { GETTOKEN_CLIENT_SECRET: "a secret" } },
  );
  assertEquals(status, 0, stderr);
  assertStringIncludes(stdout, "resource=https://blue.example/");
});

testProgram("docs/writing-a-provider.md: every provider passes the check", async (gettoken) => {
  const sources = codeBlocks(guide, "ts");
  assertEquals(sources.length, 9);
  for (const source of sources) {
    const { status, stdout } = await gettoken.run(["provider", "check", "mine.ts"], {
      files: { "mine.ts": source },
    });
    assertEquals(status, 0, stdout);
  }
});

/** The blocks of code in this language. */
function codeBlocks(document: string, language: string): string[] {
  return document.split(/^```/m).filter((_, index) => index % 2 === 1)
    .filter((block) => block.startsWith(`${language}\n`))
    .map((block) => block.slice(language.length + 1));
}
