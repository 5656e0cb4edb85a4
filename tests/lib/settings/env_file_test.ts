import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { GettokenError } from "../../../lib/core/errors.ts";
import { readEnvFile, valueIn } from "../../../lib/settings/env_file.ts";
import type { FileProblem } from "../../../lib/core/host.ts";
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
    unreadable: /cannot be read/,
    timed_out: /content did not come/,
    already_read: /already read/,
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

Deno.test("readEnvFile(): ./.env exists but is unreadable: no values, and the reason", async () => {
  for (
    const [kind, reason] of [["too_large", /1 MiB/], ["unreadable", /cannot be read/]] as const
  ) {
    const host = fakeHost({ problems: { "/here/.env": kind } });
    const file = await readEnvFile(host, "./.env", false);
    assertEquals(file?.values.size, 0);
    assertMatch(file?.unread?.inWords() ?? "", reason);
  }
});

Deno.test("readEnvFile(): more than 1 MiB: not read", async () => {
  const line = "A=1\n";
  const files = { "/here/.env": line.padEnd(1024 * 1024, "#") };
  assertEquals((await readEnvFile(fakeHost({ files }), "./.env", false))?.values.size, 1);
  files["/here/.env"] += "#";
  assertEquals((await readEnvFile(fakeHost({ files }), "./.env", false))?.values.size, 0);
  await failureOf("env_file_unreadable", () => readEnvFile(fakeHost({ files }), ".env", true));
});

Deno.test("readEnvFile(): path -: read from stdin", async () => {
  const file = await readEnvFile(fakeHost({ stdin: "A=b\n" }), "-", true);
  assertEquals(file?.values, new Map([["A", "b"]]));
});

Deno.test("readEnvFile(): byte order mark: ignored", async () => {
  const host = fakeHost({ files: { "/here/.env": "\ufeffA=1" } });
  const file = await readEnvFile(host, "./.env", false);
  assertEquals(file?.values, new Map([["A", "1"]]));
});

Deno.test("readEnvFile(): UTF-16 with a byte order mark: read", async () => {
  const bytes = new Uint8Array(Uint16Array.from("\ufeffA=é\r\n", (c) => c.charCodeAt(0)).buffer);
  for (const content of [bytes, swapped(bytes)]) {
    const host = fakeHost({ files: { "/here/.env": content } });
    for (const named of [true, false]) {
      assertEquals((await readEnvFile(host, "./.env", named))?.values, new Map([["A", "é"]]));
    }
  }
});

/** UTF-16 in the other byte order. */
function swapped(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.map((_, index) => bytes[index ^ 1] ?? 0);
}

Deno.test("readEnvFile(): not UTF-8: env_file_malformed if named, else fault of that variable", async () => {
  const latin1 = Uint8Array.from("B=1\n#é\nA=cé\nC=é\n", (c) => c.charCodeAt(0));
  const host = fakeHost({ files: { "/here/.env": latin1 } });
  const failure = await failureOf("env_file_malformed", () => readEnvFile(host, "./.env", true));
  assertEquals(failure.message, "./.env, line 2: it is not valid UTF-8");
  const file = await readEnvFile(host, "./.env", false);
  assertEquals(file?.values, new Map([["B", "1"]]));
  assertEquals(file?.faults?.get("A")?.message, "./.env, line 3: it is not valid UTF-8");
});

/** Problems with `GETTOKEN_CLIENT_SECRET` in files that people have; otherwise its value is `abc`. */
const real: Readonly<Record<string, RegExp | undefined>> = {
  "dash_name.env": undefined,
  "dot_name.env": undefined,
  "dup_unrelated.env": undefined,
  "latin1.env": /line 5: it is not valid UTF-8/,
  "dollar_esc_dq.env": /line 5: unknown escape in double quotes/,
  "backtick.env": /line 5: the value begins with a backtick/,
};

Deno.test("readEnvFile(): ./.env of other programs: our settings are read, or a fault", async () => {
  const folder = new URL("../../cases/env/", import.meta.url);
  await forEachCase(real, async (problem, name) => {
    const host = fakeHost({ files: { "/here/.env": await Deno.readFile(new URL(name, folder)) } });
    const file = await readEnvFile(host, "./.env", false);
    assert(file);
    assertEquals(valueIn(file, "GETTOKEN_CLIENT_ID"), "id1");
    if (problem === undefined) assertEquals(valueIn(file, "GETTOKEN_CLIENT_SECRET"), "abc");
    else assertThrows(() => valueIn(file, "GETTOKEN_CLIENT_SECRET"), GettokenError, undefined);
    if (problem) assertMatch(file.faults?.get("GETTOKEN_CLIENT_SECRET")?.message ?? "", problem);
  });
});

Deno.test("readEnvFile(): any other error: thrown unchanged", async () => {
  const host = fakeHost();
  host.readFileOrPipe = () => Promise.reject(new RangeError("elsewhere"));
  await assertRejects(() => readEnvFile(host, "x", true), RangeError);
});
