import { assertEquals } from "@std/assert";
import { refuseSharedStdin } from "../../../lib/settings/stdin_conflicts.ts";
import type { Found } from "../../../lib/settings/sources.ts";
import { failureOf } from "../helpers.ts";

const option = (value: string): Found => ({
  value,
  provenance: { kind: "option", name: "--client-secret-file" },
});
const variable = (value: string): Found => ({
  value,
  provenance: { kind: "environment", name: "GETTOKEN_KEY_PASSPHRASE_FILE" },
});

Deno.test("refuseSharedStdin() names all that would read stdin, by whichever of its names", async () => {
  for (
    const [first, second] of [["-", "-"], ["-", "/dev/stdin"], ["/proc/self/fd/0", "-"]] as const
  ) {
    const failure = await failureOf(
      "setting_invalid",
      () =>
        refuseSharedStdin([["clientSecret", option(first)], ["keyPassphrase", variable(second)]]),
    );
    assertEquals(
      failure.message,
      "Stdin can be read once, and 2 settings are to come from there",
    );
    assertEquals(failure.details, [
      "client secret (--client-secret-file)",
      "key passphrase (GETTOKEN_KEY_PASSPHRASE_FILE in the environment)",
    ]);
  }
});

Deno.test("refuseSharedStdin() lets one read stdin, and any number name files", () => {
  refuseSharedStdin([["clientSecret", option("-")], ["keyPassphrase", variable("./-")]]);
  refuseSharedStdin([["clientSecret", option("a")], ["keyPassphrase", variable("a")]]);
  refuseSharedStdin([]);
});
