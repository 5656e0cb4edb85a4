import { assertEquals } from "@std/assert";
import { answerAtOnce } from "../../../lib/quick/at_once.ts";
import { runCli } from "../../../lib/commands/run_cli.ts";
import { fakeHost } from "../../fake_host.ts";
import { acme, addedProviderFiles } from "../helpers.ts";

const catalog = { acme: { aliases: ["acme-id"], load: () => Promise.resolve(acme) } };
const world = { env: { HOME: "/me" }, files: await addedProviderFiles("mine") };

Deno.test("answerAtOnce() prints what runCli() prints", async () => {
  for (
    const line of [
      ...["-h", "--help", "help", "acme -h", "acme-id --help", "help acme"],
      ...["explain acme -h", "help explain acme", "completions complete a", "providers"],
    ]
  ) {
    using quick = fakeHost(world);
    using whole = fakeHost(world);
    const args = line.split(" ");
    assertEquals([line, await answerAtOnce(args, { catalog, host: quick })], [line, true]);
    await runCli(args, { catalog, version: "1.2.3", host: whole });
    assertEquals([line, quick.stdout], [line, whole.stdout]);
  }
});

Deno.test("answerAtOnce() leaves other command lines alone", async () => {
  for (
    const line of [
      ...["", "acme", "acme --version", "--version", "-h -V", "help -h", "help --json"],
      ...["acme x -h", "nope -h", "explain -h", "profile -h", "constructor -h", "./acme.ts -h"],
      ...["mine -h", "providers acme", "completions", "completions bash -h"],
    ]
  ) {
    using host = fakeHost(world);
    assertEquals([line, await answerAtOnce(line.split(" "), { catalog, host })], [line, false]);
    assertEquals(host.stdout, "");
  }
});
