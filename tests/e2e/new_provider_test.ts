/**
 * Types of a new provider, as an editor uses them: complete without network, and they find mistakes.
 *
 * @module
 */

import { contextOf } from "../lib/helpers.ts";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { writeNewProvider } from "../../lib/plugins/scaffold_provider.ts";
import { builtIn } from "../../providers/mod.ts";
import { fakeHost } from "../fake_host.ts";

/** The compiler's errors about a new provider after a change. */
async function compiled(change: (source: string) => string): Promise<[boolean, string]> {
  const host = fakeHost({ problems: { "/here": "not_a_file" } });
  await writeNewProvider(contextOf(host, builtIn), "my_idp.ts");
  const folder = await Deno.makeTempDir();
  try {
    for (const [path, content] of host.files) {
      const file = path.replace("/here/", "");
      const text = file === "my_idp.ts" ? change(String(content)) : String(content);
      await Deno.writeTextFile(`${folder}/${file}`, text);
    }
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", "--no-remote", "--no-npm", "my_idp.ts", "gettoken.d.ts"],
      cwd: folder,
    }).output();
    return [success, new TextDecoder().decode(stderr)];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("writeNewProvider(): the module passes the type check", async () => {
  assertEquals(await compiled((source) => source), [true, ""]);
});

Deno.test("writeNewProvider(): mistakes in the module are type errors", async () => {
  const [success, said] = await compiled((source) => source.replace("required:", "requird:"));
  assertEquals(success, false);
  assertStringIncludes(said, "Did you mean to write 'required'?");
});
