import { assertEquals } from "@std/assert";
import { moduleUrl } from "../../../lib/platform/data_url.ts";

Deno.test("moduleUrl() is the address of a module with that text, whatever its characters", async () => {
  const text = "é漢😀 #?%41 </script>";
  const { default: said } = await import(moduleUrl(`export default ${JSON.stringify(text)};`));
  assertEquals(said, text);
});
