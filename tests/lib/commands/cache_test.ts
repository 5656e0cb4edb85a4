import { assertEquals, assertStringIncludes } from "@std/assert";
import { cacheCommand } from "../../../lib/commands/cache.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import { failureOf } from "../helpers.ts";

const folder = "/me/.cache/gettoken";
const name = "0123456789abcdef".repeat(4);
const part = "01234567-89ab-cdef-0123-456789abcdef.part";
const world: FakeWorld = { env: { HOME: "/me" }, now: Date.UTC(2026, 0, 9, 0, 5) };
const files = {
  [`${folder}/${name}`]: "x".repeat(1405),
  [`${folder}/${name}.lock`]: "",
  [`${folder}/${part}`]: "x",
  [`${folder}/notes.txt`]: "of somebody else",
};

async function run(args: readonly string[], more: FakeWorld = {}): Promise<FakeHost> {
  const host = fakeHost({ ...world, ...more });
  await cacheCommand({ host }).throwErrors().noExit().parse([...args]);
  return host;
}

Deno.test("gettoken cache status: describes the folder, opens no entry", async () => {
  const problems = Object.fromEntries(
    Object.keys(files).map((path) => [path, "unreadable" as const]),
  );
  const { stdout, mayWrite } = await run(["status"], { files, problems });
  assertEquals(
    stdout,
    `${folder}: private (only you can read it)\n1 token\n  1405 bytes, 5 min old\n`,
  );
  assertEquals(mayWrite, false);
});

Deno.test("gettoken cache status --json: the same", async () => {
  const { stdout } = await run(["status", "--json"], { files });
  assertEquals(JSON.parse(stdout), {
    folder,
    private: true,
    problem: null,
    tokens: [{ bytes: 1405, age: 300 }],
  });
});

Deno.test("gettoken cache status says when others can look there", async () => {
  const { stdout } = await run(["status"], { files, shared: [folder] });
  assertStringIncludes(stdout, "readable by other users");
  const { stdout: json } = await run(["status", "--json"], { files, shared: [folder] });
  assertEquals(JSON.parse(json).private, false);
});

Deno.test("gettoken cache status says when there is nothing yet", async () => {
  assertEquals((await run(["status"])).stdout, `${folder}: not created yet\n0 tokens\n`);
  const { stdout } = await run(["status", "--json"]);
  assertEquals(JSON.parse(stdout), { folder, private: null, problem: null, tokens: [] });
});

Deno.test("gettoken cache clear removes what gettoken put there, and nothing else", async () => {
  const { stdout, files: left } = await run(["clear"], { files });
  assertEquals(stdout, `Removed 1 token from ${folder}\n`);
  assertEquals([...left.keys()], [`${folder}/notes.txt`]);
  assertEquals((await run(["clear"])).stdout, `Removed 0 tokens from ${folder}\n`);
});

Deno.test("gettoken cache clear --json: the folder and the number of tokens", async () => {
  const { stdout } = await run(["clear", "--json"], { files });
  assertEquals(JSON.parse(stdout), { folder, removed: 1 });
});

Deno.test("gettoken cache with an unsafe folder: status reports it, clear refuses it", async () => {
  const hint = "Remove it.";
  const unsafe = new GettokenError("output_failed", "It is a link", { hint });
  assertEquals((await run(["status"], { files, unsafe })).stdout, "It is a link → Remove it.\n");
  const { stdout } = await run(["status", "--json"], { files, unsafe });
  assertEquals(JSON.parse(stdout), {
    folder,
    private: false,
    problem: "It is a link → Remove it.",
    tokens: [],
  });
  await failureOf("output_failed", () => run(["clear"], { files, unsafe }));
});

Deno.test("gettoken cache needs to know where the cache is", async () => {
  for (const command of ["status", "clear"]) {
    await failureOf("setting_missing", () => run([command], { env: {} }));
  }
});

Deno.test("gettoken cache on Windows: the folder below LOCALAPPDATA, which has no mode", async () => {
  const windows = { os: "windows", env: { LOCALAPPDATA: "C:\\Users\\me\\AppData\\Local" } };
  const folder = "C:\\Users\\me\\AppData\\Local\\gettoken";
  const files = { [`${folder}\\${name}`]: "x".repeat(1405) };
  const { stdout } = await run(["status"], { ...windows, files });
  assertEquals(stdout.split("\n").slice(0, 2), [
    `${folder}: readable by those who can read the folder above it`,
    "1 token",
  ]);
  const { stdout: json } = await run(["status", "--json"], { ...windows, files });
  assertEquals(JSON.parse(json), {
    folder,
    private: null,
    problem: null,
    tokens: [{ bytes: 1405, age: 300 }],
  });
  const { stdout: cleared, files: left } = await run(["clear"], { ...windows, files });
  assertEquals([cleared, left.size], [`Removed 1 token from ${folder}\n`, 0]);
});
