import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { packageFlags } from "../../../tools/mirror.ts";
import { projectDir } from "../../../tools/paths.ts";
import { readCheckout } from "../../../tools/release/checkout.ts";
import { tarGz, zip } from "../../../tools/release/tar_and_zip.ts";
import { type Ended, runProgram } from "../../../tools/run_program.ts";
import { hashesIn, madeRelease, releaseElsewhere, targetsOf } from "./made_release.ts";

Deno.test("release: the same bytes in another folder, for another user, in another time zone", async () => {
  const here = await hashesIn(await madeRelease());
  // Beside the release, so that large files can be links.
  const folder = await Deno.makeTempDir({ dir: join(projectDir, "dist"), prefix: "elsewhere-" });
  try {
    assertEquals(await hashesIn(await releaseElsewhere(folder)), here);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("release: SHA256SUMS has every file at the top, and the right hashes", async () => {
  const release = await madeRelease();
  const hashes = await hashesIn(release);
  const top = Object.keys(hashes).filter((path) => !path.includes("/") && path !== "SHA256SUMS");
  const lines = top.sort().map((path) => `${hashes[path]}  ${path}\n`);
  assertEquals(await Deno.readTextFile(join(release, "SHA256SUMS")), lines.join(""));
  assertEquals(top.includes("gettoken-linux-x64.tar.gz"), true);
});

Deno.test("release: the SBOM has the packages in the program and each program with its base", async () => {
  const release = await madeRelease();
  const sbom = JSON.parse(await Deno.readTextFile(join(release, "gettoken.cdx.json")));
  const names = sbom.components.map(({ name }: { name: string }) => name);
  for (const name of ["jose", "node-forge", "sucrase", "dotenv"]) {
    assertEquals(names.includes(name), true, name);
  }
  const programs = sbom.components.filter(({ type }: { type: string }) => type === "file");
  assertEquals(programs.length, (await targetsOf(release)).length);
  const bases = sbom.components.filter(({ name }: { name: string }) => name === "denort");
  assertEquals(bases.length, programs.length);
  for (const { hashes } of bases) assertMatch(hashes[0].content, /^(?!0+$)[0-9a-f]{64}$/);
});

Deno.test("verify: an archive of this checkout is equal to a new build, status 0", async () => {
  const { status, stdout } = await verify(join(await madeRelease(), "gettoken-linux-x64.tar.gz"));
  assertEquals(status, 0);
  assertMatch(
    stdout,
    /^equal: commit [0-9a-f]{40}, x86_64-unknown-linux-gnu, SHA-256 [0-9a-f]{64}\n$/,
  );
});

Deno.test("verify: a file that is not gettoken: error, status 1", async () => {
  const { status, stdout, stderr } = await verify("LICENSE");
  assertEquals([status, stdout], [1, ""]);
  assertMatch(stderr, /^error: Cannot verify LICENSE: it does not say how it was built\n$/);
});

for (const kind of ["zip", "tar.gz"] as const) {
  Deno.test(`verify: a file in a ${kind} that leaves its folder is not written, status 1`, async () => {
    const folder = await Deno.makeTempDir();
    const path = `../../left-${crypto.randomUUID()}`;
    const entries = [{ path, content: new TextEncoder().encode("x") }];
    const options = { time: new Date(), level: 0 } as const;
    const content = kind === "zip" ? zip(entries, options) : await tarGz(entries, options);
    await Deno.writeFile(join(folder, `gettoken.${kind}`), content);
    // The folder that it is unpacked in is two levels below this one.
    const { status, stdout } = await verify(join(folder, `gettoken.${kind}`), { TMPDIR: folder });
    const names = await readdir(folder);
    await Deno.remove(folder, { recursive: true });
    assertEquals([status, stdout, names], [1, "", [`gettoken.${kind}`]]);
  });
}

Deno.test("verify: other files beside the program: named before anything is built, status 1", async () => {
  const { commit, isClean } = await readCheckout();
  const info = {
    ...{ release: false, commit, modified: !isClean, target: "x86_64-unknown-linux-gnu" },
    ...{ builder: Deno.version.deno, base: { version: "2.6.10", sha256: "00", official: false } },
  };
  const program = `export const buildInfo = ${JSON.stringify(info)};\n`;
  const { stdout, stderr } = await verifyArchive({ gettoken: program, "gettoken.1": "", evil: "" });
  assertEquals(stdout, "");
  assertStringIncludes(stderr, "differs from an archive of the same commit\n");
  assertStringIncludes(stderr, "gettoken-linux-x64/LICENSE is missing\n");
  assertStringIncludes(stderr, "gettoken-linux-x64/evil is not one of its files\n");
  assertStringIncludes(stderr, "gettoken-linux-x64/gettoken.1 differs\n");
  assertEquals(stderr.includes("Building"), false);
});

/** Verifies an archive for Linux on x64 with these files. */
async function verifyArchive(files: Readonly<Record<string, string>>): Promise<Ended> {
  const folder = await Deno.makeTempDir();
  const name = "gettoken-linux-x64";
  const entries = Object.entries(files).map(([path, text]) => ({
    path: `${name}/${path}`,
    content: new TextEncoder().encode(text),
  }));
  const archive = join(folder, `${name}.tar.gz`);
  try {
    await Deno.writeFile(archive, await tarGz(entries, { time: new Date(), level: 0 }));
    return await verify(archive);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs `deno task verify`. */
async function verify(file: string, env: Record<string, string> = {}): Promise<Ended> {
  const tool = ["run", "--quiet", "--no-check", "--allow-all", ...await packageFlags()];
  const args = [...tool, "tools/release/verify.ts", file];
  return await runProgram(Deno.execPath(), args, { cwd: projectDir, env });
}
