import { assertEquals } from "@std/assert";
import { printList } from "../../../lib/quick/list_providers.ts";
import { fakeHost } from "../../fake_host.ts";
import { acme, addedProviderFiles } from "../helpers.ts";

Deno.test("printList(): built-in and added providers; one with a title is not loaded", async () => {
  const load = () => Promise.reject(new Error("loaded"));
  const catalog = {
    acme: { title: "Acme ID", aliases: ["acme-id"], load },
    other: { aliases: [], load: () => Promise.resolve({ ...acme, title: "Other ID" }) },
  };
  using host = fakeHost({ env: { HOME: "/me" }, files: await addedProviderFiles("mine") });
  await printList({ host, catalog });
  assertEquals(host.stdout.split("\n").slice(0, 4), [
    "acme, acme-id  Acme ID",
    "other          Other ID",
    "mine           My ID, added from /src/mine.ts",
    "",
  ]);
});
