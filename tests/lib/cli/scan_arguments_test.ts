import { assertEquals } from "@std/assert";
import { scanArguments } from "../../../lib/cli/scan_arguments.ts";

/** The values that a command line has, by option. */
function valuesIn(line: string): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(scanArguments(line.split(" ")).values);
}

Deno.test("scanArguments() finds run options in every spelling", () => {
  const json = { output: ["json"] };
  for (const line of ["-o json", "-o=json", "-ojson", "--output json", "--output=json"]) {
    assertEquals(valuesIn(line), json, line);
    assertEquals(valuesIn(`acme --client-id x ${line} --scope a`), json, line);
  }
  assertEquals(valuesIn("-qo json"), { quiet: [], ...json });
  assertEquals(valuesIn("-qvojson"), { quiet: [], verbose: [], ...json });
  assertEquals(valuesIn("-qp=prod --no-input"), { quiet: [], profile: ["prod"], input: [] });
  assertEquals(valuesIn("--env-file a --env-file=b"), { envFile: ["a", "b"] });
});

Deno.test("scanArguments() takes no option for a value, and nothing after --", () => {
  assertEquals(valuesIn("--env-file --out=x"), { envFile: [], out: ["x"] });
  assertEquals(valuesIn("-q -- -v"), { quiet: [] });
  assertEquals(valuesIn("-o"), { output: [] });
});

Deno.test("scanArguments() skips what is not a run option", () => {
  for (const line of ["", "-", "acme", "--nope", "-zz", "-output json", "-prod", "-oxml"]) {
    assertEquals(valuesIn(line), {}, line);
    assertEquals(scanArguments([line]).args, [line]);
  }
});

Deno.test("scanArguments() separates an output format from -o", () => {
  assertEquals(scanArguments(["-oheader"]).args, ["-o", "header"]);
  assertEquals(scanArguments(["acme", "-qojson", "x"]).args, ["acme", "-qo", "json", "x"]);
  for (const arg of ["-output", "-o=json", "-pprod", "--ojson"]) {
    assertEquals(scanArguments([arg]).args, [arg]);
  }
});

Deno.test("scanArguments() counts the run options before the first other argument", () => {
  for (
    const [line, leading] of [
      ...[["acme -q", 0], ["-q acme", 1], ["-q -o header acme -v", 3]] as const,
      ...[["--output=header acme", 1], ["-oheader acme", 2], ["-q --client-id x acme", 1]] as const,
      ...[["-h acme", 0], ["-qz acme", 0], ["-q", 1], ["-q -- acme", 1]] as const,
    ]
  ) {
    assertEquals(scanArguments(line.split(" ")).leading, leading, line);
  }
});
