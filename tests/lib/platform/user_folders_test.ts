import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  cacheFolder,
  configFolder,
  requireCacheFolder,
  requireConfigFolder,
} from "../../../lib/platform/user_folders.ts";
import { fakeHost } from "../../fake_host.ts";
import { failureOf, forEachCase } from "../helpers.ts";

interface Case {
  readonly os: string;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string | undefined;
}

Deno.test("configFolder(): by operating system", async () => {
  const home = { HOME: "/home/me", APPDATA: "C:\\Users\\me\\AppData\\Roaming" };
  await forEachCase<Case>({
    "Linux": { os: "linux", env: home, folder: "/home/me/.config/gettoken" },
    "Linux, chosen": {
      os: "linux",
      env: { ...home, XDG_CONFIG_HOME: "/etc/me" },
      folder: "/etc/me/gettoken",
    },
    "Linux, chosen, no home": {
      os: "linux",
      env: { XDG_CONFIG_HOME: "/etc/me/" },
      folder: "/etc/me/gettoken",
    },
    "Linux, chosen as a relative path": {
      os: "linux",
      env: { ...home, XDG_CONFIG_HOME: "etc" },
      folder: "/home/me/.config/gettoken",
    },
    "Linux, chosen as nothing": {
      os: "linux",
      env: { ...home, XDG_CONFIG_HOME: "" },
      folder: "/home/me/.config/gettoken",
    },
    "FreeBSD": { os: "freebsd", env: home, folder: "/home/me/.config/gettoken" },
    "macOS": {
      os: "darwin",
      env: { ...home, XDG_CONFIG_HOME: "/etc/me" },
      folder: "/home/me/Library/Application Support/gettoken",
    },
    "Windows": {
      os: "windows",
      env: { ...home, XDG_CONFIG_HOME: "C:\\etc" },
      folder: "C:\\Users\\me\\AppData\\Roaming\\gettoken",
    },
    "Windows, on a server": {
      os: "windows",
      env: { APPDATA: "\\\\server\\me\\" },
      folder: "\\\\server\\me\\gettoken",
    },
    "the home of nobody": { os: "linux", env: { HOME: "/" }, folder: "/.config/gettoken" },
    "nothing on Linux": { os: "linux", env: {}, folder: undefined },
    "nothing on macOS": { os: "darwin", env: { XDG_CONFIG_HOME: "/x" }, folder: undefined },
    "nothing on Windows": { os: "windows", env: { HOME: "/home/me" }, folder: undefined },
    "an empty home": { os: "linux", env: { HOME: "" }, folder: undefined },
    "a relative home": { os: "linux", env: { HOME: "me" }, folder: undefined },
    "a home of Windows on Linux": { os: "linux", env: { HOME: "C:\\me" }, folder: undefined },
    "a home of Linux on Windows": { os: "windows", env: { APPDATA: "/me" }, folder: undefined },
    "a drive's own folder": { os: "windows", env: { APPDATA: "C:me" }, folder: undefined },
  }, ({ folder, ...world }) => assertEquals(configFolder(fakeHost(world)), folder));
});

Deno.test("requireConfigFolder(): same as configFolder()", () => {
  assertEquals(
    requireConfigFolder(fakeHost({ env: { HOME: "/me" } }), "things"),
    "/me/.config/gettoken",
  );
});

Deno.test("requireConfigFolder(): variable not set: the message names it", async () => {
  for (const [os, variable] of [["linux", "HOME"], ["darwin", "HOME"], ["windows", "APPDATA"]]) {
    const { message, hint } = await failureOf(
      "setting_missing",
      () => requireConfigFolder(fakeHost({ os: os ?? "" }), "things"),
    );
    assertStringIncludes(message, `${variable} is not set`);
    assertStringIncludes(hint ?? "", `Set ${variable}`);
  }
});

Deno.test("cacheFolder(): by operating system", async () => {
  const home = { HOME: "/home/me", LOCALAPPDATA: "C:\\Users\\me\\AppData\\Local" };
  const chosen = { ...home, XDG_CACHE_HOME: "/var/cache/me" };
  await forEachCase<Case>({
    "Linux": { os: "linux", env: home, folder: "/home/me/.cache/gettoken" },
    "Linux, chosen": { os: "linux", env: chosen, folder: "/var/cache/me/gettoken" },
    "Linux, chosen as a relative path": {
      os: "linux",
      env: { ...home, XDG_CACHE_HOME: "cache" },
      folder: "/home/me/.cache/gettoken",
    },
    "macOS": { os: "darwin", env: chosen, folder: "/home/me/Library/Caches/gettoken" },
    "Windows": {
      os: "windows",
      env: chosen,
      folder: "C:\\Users\\me\\AppData\\Local\\gettoken",
    },
    "Windows, other separators": {
      os: "windows",
      env: { LOCALAPPDATA: "D:/me/Local//" },
      folder: "D:\\me\\Local\\gettoken",
    },
    "nothing on Linux": { os: "linux", env: {}, folder: undefined },
    "nothing on Windows": { os: "windows", env: { HOME: "/home/me" }, folder: undefined },
  }, ({ folder, ...world }) => assertEquals(cacheFolder(fakeHost(world)), folder));
});

Deno.test("requireCacheFolder(): same as cacheFolder(); variable not set: the message names it", async () => {
  assertEquals(requireCacheFolder(fakeHost({ env: { HOME: "/me" } })), "/me/.cache/gettoken");
  for (const [os, variable] of [["linux", "HOME"], ["windows", "LOCALAPPDATA"]]) {
    const { message } = await failureOf(
      "setting_missing",
      () => requireCacheFolder(fakeHost({ os: os ?? "" })),
    );
    assertStringIncludes(message, `No folder for the token cache: ${variable} is not set`);
  }
});
