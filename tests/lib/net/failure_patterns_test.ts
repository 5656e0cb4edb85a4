import { assertEquals } from "@std/assert";
import { type KnownFailure, matchFailure } from "../../../lib/net/failure_patterns.ts";

const known: readonly KnownFailure[] = [
  { pattern: /broken pipe/i, message: "{host} left" },
  {
    pattern: /broken/i,
    code: "tls_failed",
    message: "{host} and {proxy}, {host}",
    hint: "Ask {proxy}{nobody}",
    transient: true,
  },
];

Deno.test("matchFailure() returns the first match, with the placeholders replaced", () => {
  const names = { host: "id.example", proxy: "$&" };
  const first = matchFailure("a Broken pipe (os error 32)", known, "connection_failed", names);
  assertEquals([first?.code, first?.message], ["connection_failed", "id.example left"]);
  assertEquals([first?.hint, first?.retry], [undefined, undefined]);

  const second = matchFailure("broken", known, "connection_failed", names);
  assertEquals(second?.message, "id.example and $&, id.example");
  assertEquals([second?.hint, second?.retry], ["Ask $&", {}]);
});

Deno.test("matchFailure() returns undefined if nothing matches", () => {
  assertEquals(matchFailure("whole", known, "connection_failed", {}), undefined);
});
