import { assertEquals } from "@std/assert";
import { answerAtOnce } from "../../../lib/commands/at_once.ts";
import { runCli } from "../../../lib/commands/run_cli.ts";
import { FileProblem } from "../../../lib/core/host.ts";
import { fakeHost, type FakeWorld } from "../../fake_host.ts";
import { acme } from "../helpers.ts";

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
  for (const args of [["--version"], ["-V"]]) {
    const [quick, whole] = await bothWays(args);
    assertEquals([args, quick], [args, whole]);
  }
});

Deno.test("answerAtOnce() leaves other command lines alone", async () => {
  for (const args of [[], ["acme"], ["acme", "--version"], ["--version", "x"], ["--version\n-V"]]) {
    using host = fakeHost();
    assertEquals([args, await answerAtOnce(args, { ...program, host })], [args, false]);
    assertEquals(host.stdout, "");
  }
});

Deno.test("answerAtOnce() leaves the report of a failure to runCli()", async () => {
  using host = fakeHost();
  host.writeStdout = () => Promise.reject(new FileProblem("not_a_file"));
  assertEquals(await answerAtOnce(["--version"], { ...program, host }), false);
});
