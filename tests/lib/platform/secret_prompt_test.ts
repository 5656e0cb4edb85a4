import { assertEquals, assertRejects } from "@std/assert";
import { onTerminal } from "../../../lib/platform/secret_prompt.ts";

Deno.test("onTerminal(): whatever ends the program restores the terminal, from the start", async () => {
  const { addSignalListener, stdin, stderr } = Deno;
  const { setRaw } = stdin;
  const { writeSync } = stderr;
  const modes: boolean[] = [];
  let canListen = false;
  try {
    Object.assign(Deno, { addSignalListener: () => canListen = true });
    stderr.writeSync = ({ length }) => length;
    stdin.setRaw = (mode) => {
      modes.push(mode);
      if (modes.length > 1) return;
      assertEquals(canListen, true);
      // As if the program ended here.
      dispatchEvent(new Event("unload"));
    };
    const ask = () => Promise.reject(new Error("no answer"));
    await assertRejects(() => onTerminal(ask), Error, "no answer");
  } finally {
    Object.assign(Deno, { addSignalListener });
    Object.assign(stdin, { setRaw });
    Object.assign(stderr, { writeSync });
  }
  assertEquals(modes, [true, false, false]);
});
