import { assertEquals } from "@std/assert";
import { unusable } from "../../../lib/core/invalid_setting.ts";

Deno.test("unusable() begins with where the value is from", () => {
  const { code, message, hint, exitStatus } = unusable("--key names ./key.pem", "it is empty");
  assertEquals(
    { code, message, hint, exitStatus },
    {
      code: "setting_invalid",
      message: "--key names ./key.pem: it is empty",
      hint: undefined,
      exitStatus: 3,
    },
  );
  assertEquals(unusable("--key", "it is empty", "Fill it.").hint, "Fill it.");
});
