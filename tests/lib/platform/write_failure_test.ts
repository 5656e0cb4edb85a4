import { assertEquals, assertMatch } from "@std/assert";
import { infoOf, reasonOf, writeFailure } from "../../../lib/platform/write_failure.ts";
import { assertOneLine, toldBy } from "../helpers.ts";

Deno.test("writeFailure(): path and reason", () => {
  const failure = writeFailure({ path: "a.txt (--out)", reason: "ENOSPC" });
  assertEquals(failure.code, "output_failed");
  assertEquals(failure.message, "Cannot write a.txt (--out): the disk is full");
});

Deno.test("writeFailure(): hints", () => {
  assertMatch(
    toldBy(writeFailure({ path: "a", reason: "isLink" })),
    /it is a symbolic link\nName the file/,
  );
  assertEquals(writeFailure({ path: "a", reason: "EROFS" }).hint, undefined);
});

Deno.test('writeFailure(): unknown reason: "the system refused"', () => {
  assertEquals(
    writeFailure({ path: "a", reason: "EWHAT" }).message,
    "Cannot write a: the system refused",
  );
});

Deno.test("writeFailure(): message is one printable line", () => {
  assertOneLine(writeFailure({ path: "a\x1b[31m\nb", reason: "EPERM" }).message);
});

Deno.test("reasonOf(): system error code, or else the error name", () => {
  assertEquals(reasonOf(Object.assign(new Error("canary"), { code: "ENOSPC" })), "ENOSPC");
  assertEquals(reasonOf(new Deno.errors.NotCapable("canary")), "NotCapable");
});

Deno.test("infoOf() of nothing: undefined", () => {
  assertEquals(infoOf("nosuch"), undefined);
  assertEquals(infoOf("lib")?.isDirectory, true);
});
