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

Deno.test("the name of a module beside: the hint has its path, as the system writes it", async () => {
  const error = new GettokenError("unknown_provider", "x");
  using windows = fakeHost({ os: "windows", files: { "C:\\here\\acme.ts": "" } });
  const { hint } = await adviseOnName(error, "acme", windows);
  assertEquals(hint, "A module is named by its path: gettoken .\\acme.ts");
});

Deno.test("the word version: the hint has the option", async () => {
  using host = fakeHost({ env: {} });
  const { hint } = await adviseOnName(new GettokenError("unknown_provider", "x"), "version", host);
  assertEquals(hint, "gettoken --version prints the version");
});
