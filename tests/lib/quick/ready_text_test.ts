import { assertEquals } from "@std/assert";
import rootHelp from "../../../lib/quick/root_help.json" with { type: "json" };
import { printReadyText } from "../../../lib/quick/ready_text.ts";
import { runCli } from "../../../lib/commands/run_cli.ts";
import { builtIn as catalog } from "../../../providers/mod.ts";
import { fakeHost, type FakeWorld } from "../../fake_host.ts";
import { addedProviderFiles } from "../helpers.ts";

const version = "1.2.3";

Deno.test("printReadyText() prints what runCli() prints", async () => {
  for (
    const line of [
      ...["--version", "-V", "-h", "--help", "help"],
      ...["completions bash", "completions zsh", "completions fish", "completions powershell"],
    ]
  ) {
    using quick = fakeHost();
    using whole = fakeHost();
    const args = line.split(" ");
    assertEquals([line, await printReadyText(args, { version, rootHelp, host: quick })], [
      line,
      true,
    ]);
    await runCli(args, { version, catalog, host: whole });
    assertEquals([line, quick.stdout], [line, whole.stdout]);
  }
});

Deno.test("printReadyText() leaves other command lines alone", async () => {
  for (
    const line of [
      ...["", "auth0", "--version x", "--version --version", "-h -V", "auth0 -h", "help auth0"],
      ...["completions", "completions nope", "completions constructor", "completions bash -h"],
    ]
  ) assertEquals([line, await isReady(line)], [line, false]);
});

Deno.test("help is not ready for a terminal, Windows, or a user with added providers", async () => {
  const files = await addedProviderFiles("mine");
  for (const line of ["-h", "--help"]) {
    assertEquals(await isReady(line, { env: { HOME: "/me" } }), true);
    assertEquals(await isReady(line, { env: { HOME: "/me" }, files }), false);
    assertEquals(await isReady(line, { terminals: ["stdout"] }), false);
    assertEquals(await isReady(line, { os: "windows" }), false);
  }
});

async function isReady(line: string, world: FakeWorld = {}): Promise<boolean> {
  using host = fakeHost(world);
  const isReady = await printReadyText(line.split(" "), { version, rootHelp, host });
  assertEquals(host.stdout !== "", isReady);
  return isReady;
}
