import { assertEquals } from "@std/assert";
import { sampleDocument } from "../../../lib/check/sample_document.ts";
import { sound, withSetting } from "./helpers.ts";

Deno.test("sampleDocument() is empty for a provider without one", () => {
  assertEquals(sampleDocument(sound), "");
});

Deno.test("sampleDocument() has each member, with the example or the default of its setting", () => {
  const provider = withSetting("key", {
    secret: true,
    multiline: true,
    kind: { member: "type", value: "robot", otherwise: "it must be robot" },
    members: {
      workspace: "w",
      edition: ["more", "edition"],
      clientSecret: ["more", "secret"],
    },
  });
  assertEquals(JSON.parse(sampleDocument(provider)), {
    type: "robot",
    w: "orders",
    more: { edition: "two", secret: "sample" },
  });
});
