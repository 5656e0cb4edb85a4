/**
 * A machine with an old program, and what a failed installation leaves there.
 *
 * @module
 */
import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import type { Ended } from "../../../tools/run_program.ts";
import { type InstallOptions, testInstall, type World } from "./served_release.ts";

export const archive = "gettoken-linux-x64.tar.gz";

/** Declares a test with a machine that has an old program. */
export function testFailure(
  name: string,
  test: (world: World) => Promise<void>,
  ignore = false,
): void {
  testInstall(name, async (world) => {
    await addOld(world);
    await test(world);
    await assertUnchanged(world);
  }, ignore);
}

export async function addOld(world: World): Promise<void> {
  await Deno.mkdir(`${world.home}/.local/bin`, { recursive: true });
  await Deno.writeTextFile(world.program, "old");
}

export async function assertUnchanged(world: World): Promise<void> {
  const names = await Array.fromAsync(Deno.readDir(`${world.home}/.local/bin`), ({ name }) => name);
  assertEquals(names, ["gettoken"], "no folder or file of the installer remains");
  assertEquals([...await world.filesAtHome()], [[".local/bin/gettoken", "old"]]);
}

/** Asserts that an installation fails with this message. */
export async function assertFails(
  world: World,
  message: RegExp,
  args: readonly string[] = [],
  options: InstallOptions = {},
): Promise<Ended> {
  const result = await world.install(args, options);
  assertMatch(result.stderr, message);
  assertEquals([result.status, result.stdout], [1, ""], result.stderr);
  assertNotMatch(result.stderr, /^Installed/m);
  return result;
}
