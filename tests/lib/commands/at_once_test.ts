import { assertEquals } from "@std/assert";
import { answerAtOnce } from "../../../lib/commands/at_once.ts";
import { runCli } from "../../../lib/commands/run_cli.ts";
import { FileProblem } from "../../../lib/core/host.ts";
import { fakeHost, type FakeWorld } from "../../fake_host.ts";
import { acme, addedProviderFiles } from "../helpers.ts";

const program = {
  catalog: { acme: { aliases: ["acme-id"], load: () => Promise.resolve(acme) } },
  version: "1.2.3",
};

/** What is printed at once, and by the whole program; `undefined` if it is not answered at once. */
async function bothWays(args: readonly string[], world: FakeWorld = {}) {
  using quick = fakeHost(world);
  using whole = fakeHost(world);
  const isAnswered = await answerAtOnce(args, { ...program, host: quick });
  await runCli(args, { ...program, host: whole });
  return [isAnswered ? quick.stdout : undefined, whole.stdout] as const;
}

Deno.test("answerAtOnce() prints what runCli() prints", async () => {
  const files = await addedProviderFiles("mine");
  for (
    const args of [
      ...["--version", "-V", "-h", "--help", "help"],
      ...["acme -h", "acme-id --help", "help acme", "explain acme -h", "help explain acme"],
      ...["completions bash", "completions zsh", "completions fish", "completions powershell"],
    ]
  ) {
    const [quick, whole] = await bothWays(args.split(" "), { env: { HOME: "/me" }, files });
    assertEquals([args, quick], [args, whole]);
  }
});

Deno.test("answerAtOnce() leaves other command lines alone", async () => {
  for (
    const line of [
      ...["", "acme", "acme --version", "--version x", "-h -V", "help -h", "help --json"],
      ...["acme x -h", "nope -h", "explain -h", "profile -h", "constructor -h", "./acme.ts -h"],
      ...["completions", "completions nope", "completions constructor", "completions bash -h"],
    ]
  ) {
    using host = fakeHost();
    const args = line.split(" ");
    assertEquals([line, await answerAtOnce(args, { ...program, host })], [line, false]);
    assertEquals(host.stdout, "");
  }
});

Deno.test("answerAtOnce() leaves the report of a failure to runCli()", async () => {
  using host = fakeHost();
  host.writeStdout = () => Promise.reject(new FileProblem("not_a_file"));
  assertEquals(await answerAtOnce(["--version"], { ...program, host }), false);
});
