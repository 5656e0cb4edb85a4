import { assertEquals } from "@std/assert";
import { adviseOnName } from "../../../lib/commands/unknown_provider.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import { fakeHost } from "../../fake_host.ts";

Deno.test("a word that may be a secret: the hint is not changed", async () => {
  const error = new GettokenError("unknown_provider", "x", { hint: "usual" });
  using host = fakeHost({ env: {}, files: { "/here/a b.ts": "" } });
  for (const word of ["a b", "x".repeat(65), "Secret", "a/b", "$(x)"]) {
    assertEquals((await adviseOnName(error, word, host)).hint, "usual");
  }
});
