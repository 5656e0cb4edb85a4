import { assert, assertEquals, assertRejects } from "@std/assert";
import { readEnvFile } from "../../../lib/settings/env_file.ts";
import { FileProblem } from "../../../lib/core/host.ts";
import { fakeHost } from "../../fake_host.ts";
import { failureOf, forEachCase } from "../helpers.ts";

Deno.test("readEnvFile(): no ./.env: undefined", async () => {
  assertEquals(await readEnvFile(fakeHost(), "./.env", false), undefined);
});

Deno.test("readEnvFile(): ./.env is a folder: undefined", async () => {
  const host = fakeHost({ problems: { "/here/.env": "not_a_file" } });
  assertEquals(await readEnvFile(host, "./.env", false), undefined);
});

Deno.test("readEnvFile(): unreadable named file: env_file_unreadable with the reason", async () => {
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

Deno.test("readEnvFile(): ./.env exists but is unreadable: env_file_unreadable", async () => {
  for (const kind of ["too_large", "unreadable"] as const) {
    const host = fakeHost({ problems: { "/here/.env": kind } });
    await failureOf("env_file_unreadable", () => readEnvFile(host, "./.env", false));
  }
});

Deno.test("readEnvFile(): more than 1 MiB: env_file_unreadable", async () => {
  const line = "A=1\n";
  const files = { "/here/.env": line.padEnd(1024 * 1024, "#") };
  assertEquals((await readEnvFile(fakeHost({ files }), "./.env", false))?.values.size, 1);
  files["/here/.env"] += "#";
  await failureOf("env_file_unreadable", () => readEnvFile(fakeHost({ files }), "./.env", false));
});

Deno.test("readEnvFile(): byte order mark: ignored", async () => {
  const host = fakeHost({ files: { "/here/.env": "\ufeffA=1" } });
  const file = await readEnvFile(host, "./.env", false);
  assertEquals(file?.values, new Map([["A", "1"]]));
});

Deno.test("readEnvFile(): not UTF-8: env_file_malformed", async () => {
  const latin1 = new Uint8Array([0x41, 0x3d, 0x63, 0xe9]);
  const failure = await failureOf(
    "env_file_malformed",
    () => readEnvFile(fakeHost({ files: { "/here/.env": latin1 } }), "./.env", false),
  );
  assertEquals(failure.message, "Cannot read ./.env: it is not valid UTF-8");
});

Deno.test("readEnvFile(): any other error: thrown unchanged", async () => {
  const host = fakeHost();
  host.readFile = () => Promise.reject(new RangeError("elsewhere"));
  await assertRejects(() => readEnvFile(host, "x", true), RangeError);
});
