import { assertEquals, assertStringIncludes } from "@std/assert";
import { inspectCommand } from "../../../lib/commands/inspect.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import { contextOf, failureOf, jsonReply } from "../helpers.ts";
import { issuer, madeUp, newSigner, signed } from "../inspect/tokens.ts";

/** Runs the command. */
async function run(args: readonly string[], world: FakeWorld = {}): Promise<FakeHost> {
  const host = fakeHost(world);
  const command = inspectCommand(contextOf(host));
  await command.throwErrors().noExit().parse([...args]);
  return host;
}

const unsigned = madeUp({ alg: "none" }, { sub: "s" }, "").reveal();

Deno.test("inspectCommand() takes the token as its argument, by - or by stdin alone", async () => {
  for (const [args, stdin] of [[[unsigned], ""], [["-"], unsigned], [[], unsigned]] as const) {
    assertStringIncludes((await run(args, { stdin })).stdout, 'sub  "s"');
  }
});

Deno.test("inspectCommand() hands on what is asked", async () => {
  const signer = await newSigner("k");
  const token = (await signed(signer, { aud: "a" })).reveal();
  const world: FakeWorld = {
    fetch: ({ url }) =>
      url.endsWith("/jwks")
        ? jsonReply({ keys: [signer.jwk] })
        : jsonReply({ issuer, jwks_uri: `${issuer}/jwks` }),
  };
  const options = ["--verify", "--issuer", issuer, "--audience"];
  const host = await run(
    [token, "--json", "--signature", ...options, "a", "--timeout", "7"],
    world,
  );
  const { verified, signature } = JSON.parse(host.stdout);
  assertEquals([verified.audience, signature], ["a", token.split(".")[2]]);
  assertEquals(host.timeouts[0], 7000);
  assertEquals(host.requests[0]?.headers.get("user-agent"), "gettoken/1.2.3");
  await failureOf("not_verified", () => run([token, ...options, "b"], world));
});

Deno.test("inspectCommand() tries again as often as it may", async () => {
  const token = (await signed(await newSigner("k"))).reveal();
  const host = fakeHost({ fetch: () => new Response("", { status: 503 }) });
  const command = inspectCommand(contextOf(host));
  const args = [token, "--verify", "--issuer", issuer, "--retries", "4"];
  await failureOf("server_error", () => command.throwErrors().noExit().parse(args));
  assertEquals(host.requests.length, 5);
});

Deno.test("inspectCommand() speaks of what to verify only with --verify", async () => {
  for (const option of ["--issuer", "--audience"]) {
    let message = "";
    try {
      await run([unsigned, option, "https://a.example"]);
    } catch (error) {
      message = error instanceof Error ? error.message : "";
    }
    assertEquals(message, `Option "${option}" depends on option "--verify".`);
  }
});

Deno.test("inspectCommand() says as much as is asked", async () => {
  const stderr = async (...args: string[]) => (await run([unsigned, ...args])).stderr;
  assertEquals(await stderr(), "");
  assertEquals(await stderr("-q"), "");
  assertStringIncludes(await stderr("-v"), "process list");
});
