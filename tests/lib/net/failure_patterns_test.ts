import { assertEquals } from "@std/assert";
import { type KnownFailure, recognise } from "../../../lib/net/failure_patterns.ts";

const known: readonly KnownFailure[] = [
  { pattern: /broken pipe/i, code: "connection_failed", message: "{host} left" },
  {
    pattern: /broken/i,
    code: "tls_failed",
    message: "{host} and {proxy}, {host}",
    hint: "Ask {proxy}{nobody}",
    passing: true,
  },
];

Deno.test("recognise() tells the first failure that fits, with the names put in", () => {
  const names = { host: "id.example", proxy: "$&" };
  const first = recognise("a Broken pipe (os error 32)", known, names);
  assertEquals([first?.code, first?.message], ["connection_failed", "id.example left"]);
  assertEquals([first?.hint, first?.retry], [undefined, undefined]);

  const second = recognise("broken", known, names);
  assertEquals(second?.message, "id.example and $&, id.example");
  assertEquals([second?.hint, second?.retry], ["Ask $&", {}]);
});

Deno.test("recognise() tells nothing of what it does not know", () => {
  assertEquals(recognise("whole", known, {}), undefined);
});
