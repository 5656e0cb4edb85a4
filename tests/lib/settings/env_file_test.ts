import { assert, assertEquals, assertRejects } from "@std/assert";
import { readEnvFile } from "../../../lib/settings/env_file.ts";
import { FileProblem } from "../../../lib/core/host.ts";
import { fakeHost } from "../../fake_host.ts";
import { failureOf, forEachCase } from "../helpers.ts";

Deno.test("readEnvFile() goes without ./.env when there is none", async () => {
  assertEquals(await readEnvFile(fakeHost(), "./.env", false), undefined);
});

Deno.test("readEnvFile() goes without ./.env when it is a folder", async () => {
  const host = fakeHost({ problems: { "/here/.env": "not_a_file" } });
  assertEquals(await readEnvFile(host, "./.env", false), undefined);
});

Deno.test("readEnvFile() refuses a named file that it cannot read, and says why", async () => {
  const cases: Readonly<Record<FileProblem["kind"], RegExp>> = {
    missing: /no such file/,
    not_a_file: /not a regular file/,
    too_large: /larger than 1 MiB/,
    unreadable: /permission/,
  };
  await forEachCase(cases, async (reason, kind) => {
    const host = fakeHost({ problems: { "/here/x.env": kind as FileProblem["kind"] } });
    const { message } = await failureOf(
      "env_file_unreadable",
      () => readEnvFile(host, "x.env", true),
    );
    assert(message.startsWith("Cannot read x.env: ") && reason.test(message), message);
  });
});

Deno.test("readEnvFile() refuses ./.env when it is there and cannot be read", async () => {
  for (const kind of ["too_large", "unreadable"] as const) {
    const host = fakeHost({ problems: { "/here/.env": kind } });
    await failureOf("env_file_unreadable", () => readEnvFile(host, "./.env", false));
  }
});

Deno.test("readEnvFile() reads no more than 1 MiB of a file", async () => {
  const line = "A=1\n";
  const files = { "/here/.env": line.padEnd(1024 * 1024, "#") };
  assertEquals((await readEnvFile(fakeHost({ files }), "./.env", false))?.values.size, 1);
  files["/here/.env"] += "#";
  await failureOf("env_file_unreadable", () => readEnvFile(fakeHost({ files }), "./.env", false));
});

Deno.test("readEnvFile() skips a byte order mark", async () => {
  const host = fakeHost({ files: { "/here/.env": "\ufeffA=1" } });
  const file = await readEnvFile(host, "./.env", false);
  assertEquals(file?.values, new Map([["A", "1"]]));
});

Deno.test("readEnvFile() refuses a file that is not UTF-8", async () => {
  const latin1 = new Uint8Array([0x41, 0x3d, 0x63, 0xe9]);
  const failure = await failureOf(
    "env_file_malformed",
    () => readEnvFile(fakeHost({ files: { "/here/.env": latin1 } }), "./.env", false),
  );
  assertEquals(failure.message, "Cannot read ./.env: it is not valid UTF-8");
});

Deno.test("readEnvFile() lets a failure through that is no matter of files", async () => {
  const host = fakeHost();
  host.readFile = () => Promise.reject(new RangeError("elsewhere"));
  await assertRejects(() => readEnvFile(host, "x", true), RangeError);
});
