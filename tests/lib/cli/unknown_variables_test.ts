import { assertEquals } from "@std/assert";
import { unknownVariableWarnings } from "../../../lib/cli/unknown_variables.ts";
import { acme } from "../helpers.ts";

function warningFor(name: string): string | undefined {
  return unknownVariableWarnings(acme, [{ name, place: "./x.env" }])[0];
}

Deno.test("unknownVariableWarnings() suggests a similar variable of an option or a setting", () => {
  assertEquals(
    warningFor("GETTOKEN_TIMEOOT"),
    "unknown variable GETTOKEN_TIMEOOT in ./x.env; did you mean GETTOKEN_TIMEOUT?",
  );
  assertEquals(
    warningFor("GETTOKEN_CLIENTID"),
    "unknown variable GETTOKEN_CLIENTID in ./x.env; did you mean GETTOKEN_CLIENT_ID?",
  );
});

Deno.test("unknownVariableWarnings() suggests nothing if no variable is similar", () => {
  assertEquals(warningFor("GETTOKEN_ZZZ"), "unknown variable GETTOKEN_ZZZ in ./x.env");
});
