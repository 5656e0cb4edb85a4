import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { projectDir } from "../../../tools/paths.ts";
import { targets } from "../../../tools/release/targets.ts";
import { hashesIn, madeRelease, releaseElsewhere } from "./made_release.ts";

const release = await madeRelease();

Deno.test("release: the same bytes in another folder, for another user, in another time zone", async () => {
  // Beside the release, so that large files can be links.
  const folder = await Deno.makeTempDir({ dir: join(projectDir, "dist"), prefix: "elsewhere-" });
  try {
    assertEquals(await hashesIn(await releaseElsewhere(folder)), await hashesIn(release));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("release: SHA256SUMS has every file at the top, and the right hashes", async () => {
  const hashes = await hashesIn(release);
  const top = Object.keys(hashes).filter((path) => !path.includes("/") && path !== "SHA256SUMS");
  const lines = top.sort().map((path) => `${hashes[path]}  ${path}\n`);
  assertEquals(await Deno.readTextFile(join(release, "SHA256SUMS")), lines.join(""));
  assertEquals(top.filter((path) => path.startsWith("gettoken-")), [
    ...["gettoken-linux-x64.tar.gz", "gettoken-windows-x64.zip"],
  ]);
});

Deno.test("release: the SBOM has the packages in the program and each program with its base", async () => {
  const sbom = JSON.parse(await Deno.readTextFile(join(release, "gettoken.cdx.json")));
  const names = sbom.components.map(({ name }: { name: string }) => name);
  for (const name of ["jose", "node-forge", "sucrase", "dotenv"]) {
    assertEquals(names.includes(name), true, name);
  }
  const programs = sbom.components.filter(({ type }: { type: string }) => type === "file");
  assertEquals(programs.length, targets.length);
  const bases = sbom.components.filter(({ name }: { name: string }) => name === "denort");
  assertEquals(bases.length, targets.length);
  for (const { hashes } of bases) assertMatch(hashes[0].content, /^(?!0+$)[0-9a-f]{64}$/);
});
