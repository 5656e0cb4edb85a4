// That every value is read back is tested in tests/properties/env_text_test.ts.

import { assertEquals } from "@std/assert";
import { envLine } from "../../../lib/settings/env_writer.ts";

Deno.test("envLine() leaves plain values as they are, and quotes the others", () => {
  assertEquals(envLine("A", "https://a.example/?b=c&d=%20"), "A=https://a.example/?b=c&d=%20\n");
  assertEquals(envLine("A", "one two # $HOME"), "A='one two # $HOME'\n");
  assertEquals(envLine("A", `it's "so" \\ far`), `A="it's \\"so\\" \\\\ far"\n`);
  assertEquals(envLine("A", "a\r\n\tb"), 'A="a\\r\\n\\tb"\n');
  assertEquals(envLine("A", ""), "A=''\n");
});
