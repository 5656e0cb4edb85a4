import { assertEquals } from "@std/assert";
import { nativePath, pathBelow } from "../../../lib/core/paths.ts";

const linux = { os: "linux" };
const windows = { os: "windows" };

Deno.test("nativePath(): on Windows, / becomes \\", () => {
  assertEquals(nativePath(windows, "./idp/acme.ts"), ".\\idp\\acme.ts");
  assertEquals(nativePath(windows, "C:\\idp\\acme.ts"), "C:\\idp\\acme.ts");
});

Deno.test("nativePath(): elsewhere, \\ is an ordinary character", () => {
  assertEquals(nativePath(linux, "./a\\b.ts"), "./a\\b.ts");
});

Deno.test("pathBelow(): the separators of the system", () => {
  assertEquals(pathBelow(windows, "C:\\me", "profiles/prod.env"), "C:\\me\\profiles\\prod.env");
  assertEquals(pathBelow(linux, "/me", "profiles/prod.env"), "/me/profiles/prod.env");
});
