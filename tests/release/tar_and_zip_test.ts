import { assertEquals, assertNotEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { type ArchiveEntry, tarGz, zip } from "../../tools/release/tar_and_zip.ts";

const time = new Date("2026-03-04T05:06:08Z");
const bytes = (text: string) => new TextEncoder().encode(text);
const entries: readonly ArchiveEntry[] = [
  { path: "gettoken-x/gettoken", content: bytes("program"), executable: true },
  { path: "gettoken-x/LICENSE", content: bytes("MIT") },
];

Deno.test("tar file: names, modes, owner and time, ends with two empty blocks", async () => {
  const tar = gunzipSync(await tarGz(entries, { time, level: 6 }));
  const field = (entry: number, from: number, to: number) =>
    tar.toString("latin1", entry * 1024 + from, entry * 1024 + to).replaceAll(/[\0 ]+$/g, "");
  assertEquals(field(0, 0, 100), "gettoken-x/gettoken");
  assertEquals(field(1, 0, 100), "gettoken-x/LICENSE");
  assertEquals([parseInt(field(0, 100, 108), 8), parseInt(field(1, 100, 108), 8)], [0o755, 0o644]);
  assertEquals([parseInt(field(0, 108, 116), 8), field(0, 265, 297)], [0, "root"]);
  assertEquals(parseInt(field(0, 136, 148), 8), time.getTime() / 1000);
  assertEquals(field(0, 512, 1024), "program");
  assertEquals(tar.length, 3 * 1024);
});

Deno.test("gzip: no time and no file name in the header", async () => {
  const file = await tarGz(entries, { time, level: 6 });
  assertEquals([...file.slice(3, 8)], [0, 0, 0, 0, 0]);
});

Deno.test("zip file: noon of the day in UTC, Unix modes, content stored at level 0", () => {
  const file = Buffer.from(zip(entries, { time, level: 0 }));
  assertEquals(file.readUInt16LE(10), 12 << 11);
  assertEquals(file.readUInt16LE(12), 2026 - 1980 << 9 | 3 << 5 | 4);
  const central = file.indexOf("PK\x01\x02");
  assertEquals(file[central + 5], 3, "made on Unix");
  assertEquals(file.readUInt32LE(central + 38) >>> 16, 0o100755);
  assertEquals(file.includes("program"), true);
});

for (const make of [tarGz, zip]) {
  Deno.test(`${make.name}(): the same bytes for the same files, others for another time`, async () => {
    const first = await make(entries, { time, level: 6 });
    assertEquals(first, await make([...entries], { time: new Date(time), level: 6 }));
    assertNotEquals(first, await make(entries, { time: new Date(0x5F000000 * 1000), level: 6 }));
  });
}
