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

Deno.test("readSettingFiles() puts a profile after named files and before ./.env", async () => {
  assertEquals(await order(["a.env", "b.env"], "prod"), ["b", "a", "prod", "found"]);
  assertEquals(await order([], "prod"), ["prod", "found"]);
  assertEquals(await order(["a.env"]), ["a", "found"]);
});

Deno.test("readSettingFiles() takes the profile from the environment, unless one is named", async () => {
  const env = { GETTOKEN_PROFILE: "stage" };
  assertEquals(await order([], undefined, env), ["stage", "found"]);
  assertEquals(await order([], "prod", env), ["prod", "found"]);
});

Deno.test("readSettingFiles() reads no profile if the variable is empty", async () => {
  assertEquals(await order([], undefined, { GETTOKEN_PROFILE: "" }), ["found"]);
});

Deno.test("readSettingFiles() refuses a variable with an invalid profile name", async () => {
  const outside = await failureOf(
    "setting_invalid",
    () => order([], undefined, { GETTOKEN_PROFILE: "../prod" }),
  );
  assertStringIncludes(outside.message, "GETTOKEN_PROFILE");
});

Deno.test("readSettingFiles() puts the file that wins first and what was merely found last", async () => {
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

Deno.test("readSettingFiles() counts ./.env as named when the user names it, however", async () => {
  const host = fakeHost({ files: { "/here/.env": "A=1" } });
  for (const path of [".env", "./.env", "/here/.env", "../here/.env"]) {
    const files = await readSettingFiles(host, { envFiles: [path] });
    assertEquals(files.map(({ path, named }) => [path, named]), [[path, true]]);
  }
});
