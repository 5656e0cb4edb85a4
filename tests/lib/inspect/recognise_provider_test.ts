import { assertEquals } from "@std/assert";
import { recognise } from "../../../lib/inspect/recognise_provider.ts";
import { acme } from "../helpers.ts";

const load = () => Promise.resolve(acme);
const catalog = {
  plain: { aliases: [], load },
  acme: { aliases: [], issuers: { patterns: ["x|y", String.raw`https://a\.example`] }, load },
  other: { aliases: [], issuers: { patterns: [".*/realms/.*"], atAnyHost: true }, load },
};

Deno.test("recognise() knows a provider by its issuer, and whether the host is the vendor's", async () => {
  const { title } = acme;
  assertEquals(await recognise(catalog, "https://a.example"), {
    name: "acme",
    title,
    isAtVendor: true,
  });
  assertEquals(await recognise(catalog, "https://b.example/realms/c"), {
    name: "other",
    title,
    isAtVendor: false,
  });
});

Deno.test("recognise() knows none for another issuer, or without one", async () => {
  assertEquals(await recognise(catalog, "https://b.example"), undefined);
  assertEquals(await recognise(catalog, "https://a.example/"), undefined);
  assertEquals(await recognise(catalog, "xx"), undefined);
  assertEquals(await recognise(catalog, "yy"), undefined);
  assertEquals(await recognise(catalog, undefined), undefined);
});
