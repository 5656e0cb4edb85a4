import { win32 } from "node:path";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { readSettingFiles } from "../../../lib/settings/setting_files.ts";
import { fakeHost } from "../../fake_host.ts";
import { failureOf } from "../helpers.ts";

const files = {
  "/here/.env": "A=found\n",
  "/here/a.env": "A=a\n",
  "/here/b.env": "A=b\n",
  "/me/.config/gettoken/profiles/prod.env": "A=prod\n",
  "/me/.config/gettoken/profiles/stage.env": "A=stage\n",
};

/** The values of `A`, the one that wins first. */
async function order(
  envFiles: readonly string[],
  profile?: string,
  env: Readonly<Record<string, string>> = {},
): Promise<(string | undefined)[]> {
  const host = fakeHost({ files, env: { HOME: "/me", ...env } });
  const read = await readSettingFiles(host, { envFiles, profile });
  return read.map(({ values }) => values.get("A"));
}

Deno.test("readSettingFiles(): precedence: named files, profile, ./.env", async () => {
  assertEquals(await order(["a.env", "b.env"], "prod"), ["b", "a", "prod", "found"]);
  assertEquals(await order([], "prod"), ["prod", "found"]);
  assertEquals(await order(["a.env"]), ["a", "found"]);
});

Deno.test("readSettingFiles(): profile from the environment, unless an option names one", async () => {
  const env = { GETTOKEN_PROFILE: "stage" };
  assertEquals(await order([], undefined, env), ["stage", "found"]);
  assertEquals(await order([], "prod", env), ["prod", "found"]);
});

Deno.test("readSettingFiles(): empty profile variable: no profile", async () => {
  assertEquals(await order([], undefined, { GETTOKEN_PROFILE: "" }), ["found"]);
});

Deno.test("readSettingFiles(): invalid profile name in the variable: setting_invalid", async () => {
  const outside = await failureOf(
    "setting_invalid",
    () => order([], undefined, { GETTOKEN_PROFILE: "../prod" }),
  );
  assertStringIncludes(outside.message, "GETTOKEN_PROFILE");
});

Deno.test("readSettingFiles(): highest precedence first, ./.env last", async () => {
  const host = fakeHost({
    files: { "/here/.env": "A=found", "/here/one.env": "A=1", "/etc/two.env": "A=2" },
  });
  const files = await readSettingFiles(host, { envFiles: ["one.env", "/etc/two.env"] });
  assertEquals(files.map(({ path, named, values }) => [path, named, values.get("A")]), [
    ["/etc/two.env", true, "2"],
    ["one.env", true, "1"],
    ["./.env", false, "found"],
  ]);
});

Deno.test("readSettingFiles() without ./.env: option or variable; a named file is read", async () => {
  const env = { GETTOKEN_NO_ENV_FILE: "1" };
  assertEquals(await order(["a.env"], undefined, env), ["a"]);
  assertEquals(await order([], undefined, { GETTOKEN_NO_ENV_FILE: "0" }), ["found"]);
  assertEquals(await order([], undefined, { GETTOKEN_NO_ENV_FILE: "" }), ["found"]);
  const host = fakeHost({ files });
  assertEquals(await readSettingFiles(host, { noEnvFile: true }), []);
  const named = await readSettingFiles(host, { envFiles: [".env"], noEnvFile: true });
  assertEquals(named.map(({ path }) => path), [".env"]);
});

Deno.test("readSettingFiles(): ./.env named by the user on Windows, in any case: counts as named", async () => {
  for (const path of [".ENV", "c:\\HERE\\.env", "C:/here/.Env"]) {
    // Windows finds the file by each of these names.
    const files = { "C:\\here\\.env": "A=1\n", [win32.resolve("C:\\here", path)]: "A=1\n" };
    const read = await readSettingFiles(fakeHost({ os: "windows", files }), { envFiles: [path] });
    assertEquals(read.map(({ path, named }) => [path, named]), [[path, true]]);
  }
});

Deno.test("readSettingFiles(): ./.env named by the user, in any spelling: counts as named", async () => {
  const host = fakeHost({ files: { "/here/.env": "A=1" } });
  for (const path of [".env", "./.env", "/here/.env", "../here/.env"]) {
    const files = await readSettingFiles(host, { envFiles: [path] });
    assertEquals(files.map(({ path, named }) => [path, named]), [[path, true]]);
  }
});
