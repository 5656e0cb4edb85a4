import { assert, assertEquals } from "@std/assert";
import { checkSetting } from "../../../lib/contract/validate_setting.ts";
import type { Setting } from "../../../lib/contract/provider.ts";
import { forEachCase } from "../helpers.ts";

Deno.test("checkSetting() gives the value in its normal form, or says what is wrong with it", async () => {
  const check = (value: string) => value === "b" ? "must not be b" : undefined;
  type Case = readonly [setting: Setting, value: string, checked: object];
  await forEachCase<Case>({
    "a host": [{ format: "origin" }, "id.example/", { value: "https://id.example" }],
    "nothing": [{}, "", { problem: "is empty" }],
    "one of a list": [{ values: ["a", "b"] }, "a", { value: "a" }],
    "none of a list": [{ values: ["a", "b"] }, "c", { problem: "must be a or b" }],
    "what the provider refuses": [{ check }, "b", { problem: "must not be b" }],
    "what the provider takes": [{ check }, "a", { value: "a" }],
    "a secret, which the provider does not see": [{ check, secret: true }, "b", { value: "b" }],
    "a secret with a line break behind": [{ secret: true }, "b\n", { value: "b\n" }],
    "a secret with one in its midst": [
      { secret: true },
      "a\nb",
      { problem: "contains a line break" },
    ],
    "several lines": [{ multiline: true }, "a\nb\n", { value: "a\nb\n" }],
  }, async ([setting, value, checked]) => {
    assertEquals(await checkSetting(setting, value), checked);
  });
});

Deno.test("checkSetting() takes no longer than a moment for a secret of line breaks", async () => {
  const start = performance.now();
  const checked = await checkSetting({ secret: true }, `a${"\n".repeat(64_000)}b`);
  assertEquals(checked, { problem: "contains a line break" });
  // A hundredth of this is needed; what grows with the square of the length takes seconds.
  assert(performance.now() - start < 500);
});
