import { assertEquals } from "@std/assert";
import { gunzipSync } from "node:zlib";
import { makeArchive } from "../../tools/release/archive_files.ts";
import { checksumFile, sha256 } from "../../tools/checksums.ts";
import { findTarget } from "../../tools/release/targets.ts";

const options = { time: new Date(0x5F000000 * 1000), level: 0 } as const;
const shared = [{ path: "LICENSE", content: new TextEncoder().encode("MIT") }];
const program = new TextEncoder().encode("program");

Deno.test("archive: one folder of its name, the program first", async () => {
  const tar = await makeArchive(findTarget("linux-arm64")!, program, shared, options);
  const names = gunzipSync(tar).toString("latin1").match(/gettoken-[\w./-]+/g);
  assertEquals(names, ["gettoken-linux-arm64/gettoken", "gettoken-linux-arm64/LICENSE"]);

  const zip = await makeArchive(findTarget("windows-x64")!, program, shared, options);
  const paths = new TextDecoder("latin1").decode(zip).match(
    /gettoken-windows-x64\/(gettoken.exe|LICENSE)/g,
  );
  assertEquals(paths?.slice(2), [
    "gettoken-windows-x64/gettoken.exe",
    "gettoken-windows-x64/LICENSE",
  ]);
});

Deno.test("SHA256SUMS: hash, two spaces, name; sorted by name", () => {
  const [a, b] = [sha256("a"), sha256("b")];
  assertEquals(checksumFile({ "z.zip": a, "a.tar.gz": b }), `${b}  a.tar.gz\n${a}  z.zip\n`);
  assertEquals(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});
