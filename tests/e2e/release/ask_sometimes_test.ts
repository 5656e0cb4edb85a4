import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { askSometimes } from "../../../tools/ask_sometimes.ts";

Deno.test("no answer: asked again after an hour, or when it has to be", async () => {
  const folder = await Deno.makeTempDir();
  try {
    let answers = false;
    let asked = 0;
    const ask = (options = {}) =>
      askSometimes("host", () => Promise.resolve((asked++, answers)), { folder, ...options });
    assertEquals([await ask(), asked], [false, 1]);
    answers = true;
    assertEquals([await ask(), asked], [false, 1]);
    assertEquals([await ask({ always: true }), asked], [true, 2]);
    for (const hours of [-2, 2]) {
      const time = new Date(Date.now() + hours * 3_600_000);
      await Deno.utime(join(folder, "host"), time, time);
      answers = hours > 0;
      assertEquals(await ask(), answers);
    }
    assertEquals(asked, 4);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
