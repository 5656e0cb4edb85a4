import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { refuseNameless } from "../../../lib/commands/nameless.ts";
import { fakeHost, type FakeWorld } from "../../fake_host.ts";
import { contextOf, failureOf } from "../helpers.ts";

const worldWith = (given: FakeWorld = {}) => contextOf(fakeHost(given));

Deno.test("refuseNameless() says how to name a provider", async () => {
  for (const args of [[], ["-o", "json"], ["--client-id", "x", "-q"]]) {
    const failure = await failureOf("setting_missing", () => refuseNameless(args, worldWith()));
    assertEquals(failure.message, "No provider is named");
    assertStringIncludes(failure.details.join(), "GETTOKEN_PROVIDER");
  }
});

Deno.test("refuseNameless() suggests options of the program itself", async () => {
  for (
    const [typed, meant] of [
      ...[["--versoin", "--version"], ["--hlep", "--help"], ["--verbos", "--verbose"]],
    ]
  ) {
    const { message } = await failureOf("usage", () => refuseNameless([typed ?? ""], worldWith()));
    assertEquals(message, `Unknown option "${typed}". Did you mean option "${meant}"?`);
  }
  const { message } = await failureOf("usage", () => refuseNameless(["--version=1"], worldWith()));
  assertEquals(message, 'Unknown option "--version"');
});

Deno.test("refuseNameless(): variable set but empty: says so", async () => {
  const world = worldWith({ env: { GETTOKEN_PROVIDER: " " } });
  const { details } = await failureOf("setting_missing", () => refuseNameless([], world));
  assertEquals(details.at(-1), "GETTOKEN_PROVIDER in the environment is set but empty");
});

Deno.test("refuseNameless() finds an unknown option first", async () => {
  const { message } = await failureOf(
    "usage",
    () => refuseNameless(["--tiemout", "3"], worldWith()),
  );
  assertMatch(message, /Unknown option "--tiemout"\. Did you mean option "--timeout"\?/);
  const explanation = ["--check", "--jsn"];
  const { message: other } = await failureOf(
    "usage",
    () => refuseNameless(explanation, worldWith(), "explanation"),
  );
  assertMatch(other, /Unknown option "--jsn"\. Did you mean option "--json"\?/);
});
