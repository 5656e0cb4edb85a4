/**
 * The files of the token cache: complete or ignored, and private.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { assertSealed, cacheWorld, keptFile, secret, tokenNumber } from "./cache_world.ts";
import { filesIn } from "./folder.ts";
import { type RunningProgram, testProgram } from "./program.ts";

testProgram(
  "gettoken --cache: the cache folder is private",
  async (gettoken) => {
    await using here = await cacheWorld();
    await Deno.mkdir(here.folder, { recursive: true });
    await Deno.chmod(here.folder, 0o755);
    const before = await gettoken.run(["cache", "status"], { env: here.env });
    assertMatch(before.stdout, /readable by other users/);
    await here.run(gettoken);
    const modeOf = async (path: string) => ((await Deno.stat(path)).mode ?? 0) & 0o777;
    assertEquals(await modeOf(here.folder), 0o700);
    for (const [name] of await filesIn(here.folder)) {
      assertEquals(await modeOf(`${here.folder}/${name}`), 0o600);
    }
    const after = await gettoken.run(["cache", "status", "--json"], { env: here.env });
    const { private: isPrivate, tokens } = JSON.parse(after.stdout);
    assertEquals([isPrivate, tokens.length], [true, 1]);
    const cleared = await gettoken.run(["cache", "clear"], { env: here.env });
    assertEquals([cleared.status, (await filesIn(here.cache)).size], [0, 0]);
  },
);

testProgram("gettoken --cache, damaged entry: new token, entry replaced", async (gettoken) => {
  await using here = await cacheWorld();
  await here.run(gettoken);
  const path = await keptFile(here);
  const whole = await Deno.readFile(path);
  const flipped = (at: number) => whole.map((byte, index) => index === at ? byte ^ 1 : byte);
  const damages: Readonly<Record<string, Uint8Array>> = {
    empty: new Uint8Array(),
    "cut to the version": whole.slice(0, 1),
    "cut to the nonce": whole.slice(0, 45),
    "cut by a byte": whole.slice(0, -1),
    "longer by a byte": Uint8Array.from([...whole, 0]),
    "another version": flipped(0),
    "another salt": flipped(5),
    "another nonce": flipped(40),
    "another content": flipped(60),
    "another tag": flipped(whole.length - 1),
    "much too large": new Uint8Array(3 * 1024 * 1024),
  };
  for (const [what, content] of Object.entries(damages)) {
    await Deno.writeFile(path, content);
    const asked = here.server.requests.length;
    const { status, stdout, stderr } = await here.run(gettoken);
    assertEquals([status, stdout, stderr], [0, `${tokenNumber(asked + 1)}\n`, ""], what);
    const repaired = await Deno.readFile(path);
    assertNotEquals(repaired, content, what);
  }
});

testProgram("gettoken --cache, renamed entry: not used", async (gettoken) => {
  await using here = await cacheWorld();
  await here.run(gettoken);
  const path = await keptFile(here);
  const content = await Deno.readFile(path);
  await Deno.remove(path);
  await here.run(gettoken, ["--cache"], { env: { GETTOKEN_SCOPE: "another" } });
  await Deno.writeFile(await keptFile(here), content);
  const { stdout } = await here.run(gettoken, ["--cache"], { env: { GETTOKEN_SCOPE: "another" } });
  assertEquals(stdout, `${tokenNumber(3)}\n`);
});

testProgram(
  "gettoken --cache, no usable cache folder: token printed",
  async (gettoken) => {
    await using here = await cacheWorld();
    await Deno.writeTextFile(`${here.cache}/file`, "");
    const places: Readonly<Record<string, readonly [Record<string, string>, RegExp]>> = {
      "no home": [
        { HOME: "", XDG_CACHE_HOME: "" },
        /no environment variable sets the cache folder/,
      ],
      "a file": [
        { HOME: "", XDG_CACHE_HOME: `${here.cache}/file` },
        /no cache: Cannot write .*: part of its path is not a folder/,
      ],
      "a system's": [{ HOME: "", XDG_CACHE_HOME: "/proc" }, /no cache: Cannot write/],
    };
    for (const [what, [env, why]] of Object.entries(places)) {
      const quiet = await here.run(gettoken, ["--cache"], { env });
      assertEquals([quiet.status, quiet.stderr], [0, ""], what);
      const { status, stderr } = await here.run(gettoken, ["--cache", "-v"], { env });
      assertEquals(status, 0, what);
      assertMatch(stderr, why, what);
    }
    assertEquals(here.server.requests.length, 6);
  },
);

testProgram("gettoken --cache: a new file replaces the old one", async (gettoken) => {
  await using here = await cacheWorld();
  await here.run(gettoken);
  const path = await keptFile(here);
  const old = await Deno.readFile(path);
  // This would also show a write into the old file.
  await Deno.link(path, `${here.cache}/link`);
  await here.run(gettoken, ["--cache", "--refresh"]);
  assertNotEquals(await Deno.readFile(path), old);
  assertEquals(await Deno.readFile(`${here.cache}/link`), old);
});

testProgram("gettoken --cache, killed at any moment: no damaged entry", async (gettoken) => {
  await using here = await cacheWorld();
  const start = performance.now();
  await here.run(gettoken);
  const duration = performance.now() - start;
  const { size } = await Deno.stat(await keptFile(here));
  const random = randomNumbers(20260109);
  const ends = new Set<number>();
  for (let round = 0; round < 100; round++) {
    // It may have printed the token and still be running.
    const options = { env: here.env, secrets: [secret], reports: true };
    const running = await gettoken.start(["oidc", "--cache", "--refresh"], options);
    setTimeout(() => killIfRunning(running), random() * duration);
    ends.add((await running.result).status);
    const found = await Deno.stat(await keptFile(here));
    assert(Math.abs(found.size - size) <= 8, `${found.size} bytes after round ${round}`);
  }
  assert(ends.has(137), "no run was killed");
  const { status, stderr } = await here.run(gettoken, ["--cache", "-v"]);
  assertEquals(status, 0);
  assertMatch(stderr, /using the cached token/);
  await assertSealed(here);
}, { fronts: ["compiled"] });

function killIfRunning(running: RunningProgram): void {
  try {
    running.kill("SIGKILL");
  } catch {
    // It ended before.
  }
}

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

testProgram(
  "gettoken --cache: removes own files older than a day, and no others",
  async (gettoken) => {
    await using here = await cacheWorld();
    const old = ["a".repeat(64), `${"a".repeat(64)}.lock`, `${crypto.randomUUID()}.part`];
    const kept = ["b".repeat(64), `${crypto.randomUUID()}.part`];
    await Deno.mkdir(here.folder, { recursive: true });
    for (const name of [...old, ...kept, "notes.txt"]) {
      await Deno.writeTextFile(`${here.folder}/${name}`, "x");
    }
    const date = new Date(Date.now() - 25 * 60 * 60 * 1000);
    for (const name of [...old, "notes.txt"]) {
      await Deno.utime(`${here.folder}/${name}`, date, date);
    }
    await here.run(gettoken);
    const names = [...(await filesIn(here.folder)).keys()];
    assertEquals(names.filter((name) => old.includes(name)), []);
    assertEquals([...kept, "notes.txt"].filter((name) => !names.includes(name)), []);
  },
);
