import { assertEquals, assertStrictEquals } from "@std/assert";
import { builtInName, isModulePath, loadProvider } from "../../lib/load_provider.ts";
import type { ProviderCatalog } from "../../lib/provider.ts";
import { fakeHost } from "../fake_host.ts";
import { acme, failureOf } from "./helpers.ts";

const loaded: string[] = [];
const catalog: ProviderCatalog = {
  acme: { aliases: ["acme-id", "acmeid"], load: () => Promise.resolve(acme) },
  other: {
    aliases: [],
    load: () => {
      loaded.push("other");
      return Promise.resolve({ ...acme, name: "other" });
    },
  },
};

Deno.test("isModulePath() knows a file by its slash or its ending", () => {
  const paths = ["./acme.ts", "../a", "/x/acme.mjs", "acme.ts", "acme.cjs", "a.mts", "C:\\acme.js"];
  for (const path of paths) assertEquals(isModulePath(path), true, path);
  const names = ["acme", "acme-id", "", "acme.json", "acme.ts.bak", "ts", "acme.jsx", "-q"];
  for (const name of names) assertEquals(isModulePath(name), false, name);
});

Deno.test("builtInName() knows names and aliases, and nothing that objects inherit", () => {
  assertEquals(builtInName(catalog, "acme"), "acme");
  assertEquals(builtInName(catalog, "acmeid"), "acme");
  for (const name of ["Acme", "acm", "", "toString", "constructor", "__proto__"]) {
    assertEquals(builtInName(catalog, name), undefined);
  }
});

Deno.test("loadProvider() loads the one that is asked for, and no other", async () => {
  assertStrictEquals(await loadProvider(fakeHost(), catalog, "acme"), acme);
  assertStrictEquals(await loadProvider(fakeHost(), catalog, "acme-id"), acme);
  assertEquals(loaded, []);
  assertEquals((await loadProvider(fakeHost(), catalog, "other"))?.name, "other");
});

Deno.test("loadProvider() gives nothing when there is none of that name", async () => {
  for (const name of ["nosuch", "", "toString"]) {
    assertEquals(await loadProvider(fakeHost(), catalog, name), undefined);
  }
});

Deno.test("loadProvider() loads a module when the name is a path", async () => {
  const host = fakeHost({
    files: { "/here/mine.ts": "" },
    modules: { "/here/mine.ts": { default: { ...acme, name: "mine" } } },
  });
  assertEquals((await loadProvider(host, catalog, "./mine.ts"))?.name, "mine");
  await failureOf("provider_module", () => loadProvider(host, catalog, "./acme.ts"));
});
