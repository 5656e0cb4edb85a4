/**
 * The tasks that publish refuse what is not a release. Here nothing is one: the base executables are
 * not from Deno's own release, or the checkout is not of a tag.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { delimiter, join } from "node:path";
import { projectDir } from "../../../tools/paths.ts";

const programs = ["npm", "gh", "docker"];

for (const tool of ["npm", "draft", "container"]) {
  Deno.test({
    name: `tools/publish/${tool}.ts, no release: refused, nothing run`,
    ignore: Deno.build.os === "windows",
    async fn() {
      const folder = await Deno.makeTempDir();
      try {
        for (const name of programs) {
          const script = `#!/bin/sh\necho called >>'${folder}/calls'\n`;
          await Deno.writeTextFile(join(folder, name), script, { mode: 0o755 });
        }
        await Deno.writeTextFile(join(folder, "calls"), "");
        const { code, stderr } = await new Deno.Command(Deno.execPath(), {
          args: ["run", "-A", "--no-check", `tools/publish/${tool}.ts`],
          cwd: projectDir,
          env: { PATH: `${folder}${delimiter}${Deno.env.get("PATH")}`, NO_COLOR: "1" },
          stdin: "null",
        }).output();
        const message = new TextDecoder().decode(stderr);
        assertEquals(code, 1, message);
        assertMatch(message, /error: (There is no release in|Cannot release gettoken-)/);
        assertEquals(await Deno.readTextFile(join(folder, "calls")), "");
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
