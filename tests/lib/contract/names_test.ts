import { assertEquals } from "@std/assert";
import type { ProviderCatalog } from "../../../lib/contract/provider.ts";
import { builtInName, isCommand, isModulePath, takenBy } from "../../../lib/contract/names.ts";
import { acme } from "../helpers.ts";

const catalog: ProviderCatalog = {
  acme: { aliases: ["acme-id", "acmeid"], load: () => Promise.resolve(acme) },
  other: { aliases: [], load: () => Promise.resolve({ ...acme, name: "other" }) },
};

/** Unused names. */
const unknown = ["Acme", "acm", "acme-", "", "toString", "constructor", "__proto__", "other-id"];

Deno.test("isCommand(): commands of gettoken", () => {
  for (const name of ["providers", "provider", "inspect", "completions", "help"]) {
    assertEquals(isCommand(name), true, name);
  }
  for (const name of ["acme", "Help", "hel", "--help", ...unknown]) {
    assertEquals(isCommand(name), false, name);
  }
});

Deno.test("isModulePath(): slash or file extension", () => {
  const paths = ["./acme.ts", "../a", "/x/acme.mjs", "acme.ts", "acme.cjs", "a.mts", "C:\\acme.js"];
  for (const path of [...paths, "./acme", "a/b", "acme.js", "acme.cts", "a\\b", "acme.bak.ts"]) {
    assertEquals(isModulePath(path), true, path);
  }
  const names = ["acme", "acme-id", "", "acme.json", "acme.ts.bak", "ts", "acme.jsx", "-q"];
  for (const name of [...names, "acme.tsx", "acmets", ".ts.", "acme.TS"]) {
    assertEquals(isModulePath(name), false, name);
  }
});

Deno.test("builtInName(): names and aliases; inherited members: undefined", () => {
  assertEquals(builtInName(catalog, "acme"), "acme");
  assertEquals(builtInName(catalog, "acme-id"), "acme");
  assertEquals(builtInName(catalog, "acmeid"), "acme");
  assertEquals(builtInName(catalog, "other"), "other");
  for (const name of unknown) assertEquals(builtInName(catalog, name), undefined, name);
});

Deno.test("takenBy(): names of commands and built-in providers", () => {
  for (const name of ["acme", "acme-id", "acmeid", "other"]) {
    assertEquals(takenBy(catalog, name), "a built-in provider");
  }
  const commands = [
    "providers",
    "provider",
    "profile",
    "explain",
    "inspect",
    "completions",
    "help",
  ];
  for (const name of commands) {
    assertEquals(takenBy(catalog, name), "a command of gettoken");
  }
  for (const name of unknown) assertEquals(takenBy(catalog, name), undefined, name);
});
