import { assert, assertEquals, assertRejects } from "@std/assert";
import { readEnvFiles } from "../../../lib/settings/env_file.ts";
import { FileProblem } from "../../../lib/core/host.ts";
import { fakeHost } from "../../fake_host.ts";
import { failureOf, forEachCase } from "../helpers.ts";

Deno.test("readEnvFiles() puts the file that wins first and what was merely found last", async () => {
  const host = fakeHost({
    files: { "/here/.env": "A=found", "/here/one.env": "A=1", "/etc/two.env": "A=2" },
  });
  const files = await readEnvFiles(host, ["one.env", "/etc/two.env"]);
  assertEquals(files.map(({ path, named, values }) => [path, named, values.get("A")]), [
    ["/etc/two.env", true, "2"],
    ["one.env", true, "1"],
    ["./.env", false, "found"],
  ]);
});

Deno.test("readEnvFiles() counts ./.env as named when the user names it, however", async () => {
  const host = fakeHost({ files: { "/here/.env": "A=1" } });
  for (const path of [".env", "./.env", "/here/.env", "../here/.env"]) {
    const files = await readEnvFiles(host, [path]);
    assertEquals(files.map(({ path, named }) => [path, named]), [[path, true]]);
  }
});

Deno.test("readEnvFiles() goes without ./.env when there is none", async () => {
  assertEquals(await readEnvFiles(fakeHost(), []), []);
});

Deno.test("readEnvFiles() goes without ./.env when it is a folder", async () => {
  const host = fakeHost({ problems: { "/here/.env": "not_a_file" } });
  assertEquals(await readEnvFiles(host, []), []);
});

Deno.test("readEnvFiles() refuses a named file that it cannot read, and says why", async () => {
  const cases: Readonly<Record<FileProblem["kind"], RegExp>> = {
    missing: /no such file/,
    not_a_file: /not a regular file/,
    too_large: /larger than 1 MiB/,
    unreadable: /permission/,
  };
  await forEachCase(cases, async (reason, kind) => {
    const host = fakeHost({ problems: { "/here/x.env": kind as FileProblem["kind"] } });
    const { message } = await failureOf("env_file_unreadable", () => readEnvFiles(host, ["x.env"]));
    assert(message.startsWith("Cannot read x.env: ") && reason.test(message), message);
  });
});

Deno.test("readEnvFiles() refuses ./.env when it is there and cannot be read", async () => {
  for (const kind of ["too_large", "unreadable"] as const) {
    const host = fakeHost({ problems: { "/here/.env": kind } });
    await failureOf("env_file_unreadable", () => readEnvFiles(host, []));
  }
});

Deno.test("readEnvFiles() reads no more than 1 MiB of a file", async () => {
  const line = "A=1\n";
  const files = { "/here/.env": line.padEnd(1024 * 1024, "#") };
  assertEquals((await readEnvFiles(fakeHost({ files }), [])).length, 1);
  files["/here/.env"] += "#";
  await failureOf("env_file_unreadable", () => readEnvFiles(fakeHost({ files }), []));
});

Deno.test("readEnvFiles() skips a byte order mark", async () => {
  const [file] = await readEnvFiles(fakeHost({ files: { "/here/.env": "\ufeffA=1" } }), []);
  assertEquals(file?.values, new Map([["A", "1"]]));
});

Deno.test("readEnvFiles() refuses a file that is not UTF-8", async () => {
  const latin1 = new Uint8Array([0x41, 0x3d, 0x63, 0xe9]);
  const failure = await failureOf(
    "env_file_malformed",
    () => readEnvFiles(fakeHost({ files: { "/here/.env": latin1 } }), []),
  );
  assertEquals(failure.message, "Cannot read ./.env: it is not UTF-8 text");
});

Deno.test("readEnvFiles() lets a failure through that is no matter of files", async () => {
  const host = fakeHost();
  host.readFile = () => Promise.reject(new RangeError("elsewhere"));
  await assertRejects(() => readEnvFiles(host, ["x"]), RangeError);
});
