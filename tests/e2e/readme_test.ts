/**
 * The commands and programs in the documents do what they did when these were written.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { exportPKCS8, generateKeyPair } from "jose";
import { exitStatus } from "../../lib/core/errors.ts";
import { scriptedServer } from "../idp/scripted_server.ts";
import { testProgram } from "./program.ts";

const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));

const guide = await Deno.readTextFile(
  new URL("../../docs/writing-a-provider.md", import.meta.url),
);

const pages = await Promise.all(
  ["credentials.md", "providers/auth0.md", "providers/entra.md"].map((page) =>
    Deno.readTextFile(new URL(`../../docs/${page}`, import.meta.url))
  ),
);

const commands = [
  ...[readme, ...pages].join("\n").matchAll(/^gettoken ((?:entra|auth0|oidc) [^|\n]+)$/gm),
].map((
  [, args = ""],
) => args.split(" "));

testProgram(
  "README.md and pages in docs/ have only commands that gettoken accepts",
  async (gettoken) => {
    assert(commands.length >= 5);
    await using server = scriptedServer(({ path }) =>
      Response.json({
        issuer: `${server.origin}/realms/shop`,
        token_endpoint: `${server.origin}${path}`,
      })
    );
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    const files = { "dpop.pem": await exportPKCS8(privateKey) };
    for (const args of commands) {
      const here = args.map((arg) => arg.replace("https://id.example.com", server.origin));
      const isHelp = args.includes("--help") || args.includes("-h");
      const { status, stderr } = await gettoken.run(isHelp ? here : [...here, "--dry-run"], {
        env: { GETTOKEN_CLIENT_SECRET: "a secret" },
        files,
      });
      assertEquals(status, 0, `gettoken ${args.join(" ")}: ${stderr}`);
    }
  },
);

Deno.test("README.md lists every exit status", () => {
  for (const status of Object.values(exitStatus)) {
    assertMatch(readme, new RegExp(`^\\| ${status} +\\|`, "m"));
  }
});

testProgram("README.md has a .env file that works", async (gettoken) => {
  const file = /^# \.env\n(?<lines>[^`]+)/m.exec(readme)?.groups?.lines ?? "";
  const { status, stdout, stderr } = await gettoken.run(["--dry-run"], {
    files: { ".env": file },
  });
  assertEquals(status, 0, stderr);
  assertStringIncludes(stdout, "POST https://login.microsoftonline.com/contoso.onmicrosoft.com/");
});

testProgram("README.md has a provider that works", async (gettoken) => {
  const [source = ""] = codeBlocks(readme, "ts");
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

testProgram("docs/writing-a-provider.md has providers that pass the check", async (gettoken) => {
  const sources = codeBlocks(guide, "ts");
  assertEquals(sources.length, 4);
  for (const source of sources) {
    const { status, stdout } = await gettoken.run(["provider", "check", "mine.ts"], {
      files: { "mine.ts": source },
    });
    assertEquals(status, 0, stdout);
  }
});

testProgram(
  "docs/writing-a-provider.md has only commands that work, in their order",
  async (gettoken) => {
    const folder = await Deno.makeTempDir();
    const lines = codeBlocks(guide, "sh").join("").split("\n")
      .map((line) => /^gettoken ([^#]+)/.exec(line)?.[1]?.trim().split(/ +/) ?? []);
    const commands = [...lines.filter((args) => args.length > 0), ["provider", "list"]];
    assert(commands.length >= 7);
    for (const args of commands) {
      const asksForToken = args[0] !== "provider" && !args.includes("--help");
      const { status, stderr } = await gettoken.run(
        asksForToken && !args.includes("--dry-run") ? [...args, "--dry-run"] : args,
        { folder, env: { HOME: folder, GETTOKEN_CLIENT_SECRET: "a secret" } },
      );
      assertEquals(status, 0, `gettoken ${args.join(" ")}: ${stderr}`);
    }
    await Deno.remove(folder, { recursive: true });
  },
);

/** The blocks of code in a document that are marked as this language. */
function codeBlocks(document: string, language: string): string[] {
  return document.split(/^```/m).filter((_, index) => index % 2 === 1)
    .filter((block) => block.startsWith(`${language}\n`))
    .map((block) => block.slice(language.length + 1));
}
