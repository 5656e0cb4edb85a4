import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { packageFlags } from "../../../tools/mirror.ts";
import { projectDir } from "../../../tools/paths.ts";

/** Runs `deno task smoke` with these arguments. */
async function smoke(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-check", "--allow-all", ...await packageFlags()],
      ...["tools/smoke.ts", ...args],
    ],
    cwd: projectDir,
    stdin: "null",
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

Deno.test({
  name: "smoke test of another program: every check fails, status 1",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const { code, stdout } = await smoke("/bin/true", "version", "token", "cache", "completions");
    const failures = stdout.trim().split("\n").slice(1);
    assertEquals(failures.map((line) => line.slice(0, 6)), Array(4).fill("FAIL  "));
    assertEquals(code, 1);
  },
});

Deno.test("smoke test of a file that is not a program, or of none: error, status 1", async () => {
  const odd = await smoke("deno.json");
  assertEquals([odd.code, odd.stdout], [1, ""]);
  assertStringIncludes(odd.stderr, "Cannot test deno.json: it is not a program");
  const none = await smoke("no-such-file");
  assertMatch(none.stderr, /^error: Cannot test no-such-file: there is no such file\n$/);
  assertEquals(none.code, 1);
});
