import { assertEquals } from "@std/assert";
import { documentProblems } from "../../../lib/plugins/validate_document.ts";
import type { Setting } from "../../../lib/contract/provider.ts";
import { forEachCase } from "../helpers.ts";

const document: Setting = { secret: true, multiline: true, members: { tenant: "t" } };
const kind = { member: "type", value: "a", otherwise: "it must be a" };

Deno.test("documentProblems() finds none in a document, and in what is none", () => {
  assertEquals(documentProblems("key", { ...document, kind }, { tenant: {} }), []);
  assertEquals(documentProblems("tenant", {}, { key: document }), []);
});

Deno.test("documentProblems() wants a document kept as a secret, and each secret of several lines in it", async () => {
  const goesWith = "settings.key.members goes with secret: true and multiline: true";
  await forEachCase<readonly [setting: Setting, tenant: Setting, problems: readonly string[]]>({
    "no secret": [{ ...document, secret: false }, {}, [goesWith]],
    "one line": [{ secret: true, members: { tenant: "t" } }, {}, [goesWith]],
    "a kind alone": [{ secret: true, multiline: true, kind }, {}, [
      "settings.key.kind goes with members",
    ]],
    "a secret in it": [document, { secret: true, multiline: true }, []],
    "a text of several lines in it": [document, { multiline: true }, [
      "settings.key.members.tenant has several lines, and must be a secret",
    ]],
  }, ([setting, tenant, problems]) => {
    assertEquals(documentProblems("key", setting, { key: setting, tenant }), problems);
  });
});
