/**
 * The line in README installs the compiled program on this machine.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { outputFor } from "../../../tools/compile.ts";
import { makeArchive } from "../../../tools/release/archive_files.ts";
import { home, installLines } from "../../../tools/pages/install_lines.ts";
import { homepage, project } from "../../../tools/release/project.ts";
import { type Ended, runProgram } from "../../../tools/run_program.ts";
import { thisTarget } from "../../../tools/release/targets.ts";
import { findProgram, installSh, World } from "./served_release.ts";

const target = thisTarget();
const ignore = target === undefined || target.os === "win32" || !await findProgram("curl");

Deno.test({
  name: "install.sh: the line in README installs the program of this machine",
  ignore,
  fn: async () => {
    await using world = await World.start();
    await world.unlink("uname", "getconf");
    await world.link("sh", "uname", "getconf", "sysctl");
    const program = await Deno.readFile(outputFor());
    const options = { time: new Date(0), level: 0 } as const;
    world.files.set(target!.archive, await makeArchive(target!, program, [], options));
    world.files.set("install.sh", installSh);
    world.sum();

    const line = installLines(home)["Linux, macOS"];
    const local = line.replace(`${homepage}/releases`, world.server.origin);
    const installed = await run(world, `${local} -s -- --from '${world.server.origin}'`);
    assertEquals(installed.status, 0, installed.stderr);
    const version = await run(world, `'${world.program}' --version`);
    assertEquals([version.status, version.stdout], [0, `gettoken ${project.version}\n`]);
  },
});

function run({ home, bin }: World, command: string): Promise<Ended> {
  const env = { HOME: home, PATH: bin };
  return runProgram("sh", ["-c", command], { env, clearEnv: true });
}
