import { assertEquals, assertThrows } from "@std/assert";
import { GettokenError } from "../../../lib/core/errors.ts";
import { readVariable, variableNames } from "../../../lib/platform/read_variables.ts";

Deno.test("no permission to read variables: says so, and names the option", {
  permissions: { env: false },
}, () => {
  for (const read of [() => readVariable("PATH"), variableNames]) {
    const { code, message, hint } = assertThrows(read, GettokenError);
    assertEquals([code, message, hint], [
      "setting_invalid",
      "gettoken has no permission to read environment variables",
      "Add --allow-env to the options of deno run.",
    ]);
  }
});
