import { assertEquals, assertRejects } from "@std/assert";
import { Overheard } from "./overheard.ts";

/** A stream, with a function that writes to it. */
function pipe(): { overheard: Overheard; say: (text: string) => Promise<void>; end: () => void } {
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>>();
  const writer = writable.getWriter();
  return {
    overheard: new Overheard(readable),
    say: (text) => writer.write(new TextEncoder().encode(text)),
    end: () => writer.close(),
  };
}

Deno.test("Overheard returns all output at the end", async () => {
  const { overheard, say, end } = pipe();
  await say("one ");
  await say("twö");
  end();
  assertEquals(await overheard.all, "one twö");
});

Deno.test("Overheard.said(): resolves when the output matches", async () => {
  const { overheard, say, end } = pipe();
  const said = overheard.said(/one\ntwo/);
  await say("one\n");
  await say("two\n");
  await said;
  await overheard.said(/^one$/m);
  end();
  await overheard.all;
});

Deno.test("Overheard.said(), no match: rejects at the end", async () => {
  const { overheard, say, end } = pipe();
  const said = assertRejects(() => overheard.said(/two/), Error, "but:\none");
  await say("one");
  end();
  await said;
});

Deno.test("Overheard, not UTF-8: rejects", async () => {
  const stream = new Blob([Uint8Array.of(0x61, 0xff)]).stream();
  await assertRejects(() => new Overheard(stream).all, TypeError);
});
