// What it finds on a network is tested in tests/e2e/tls_probe_test.ts: unit tests have none.

import { assert, assertEquals } from "@std/assert";
import { probeTls } from "../../../lib/platform/tls_probe.ts";

Deno.test("probeTls(): no permission: failure, no certificate", async () => {
  const target = new URL("https://127.0.0.1:9");
  const { certificate, failure } = await probeTls(target, [], new AbortController().signal);
  assertEquals(certificate, undefined);
  assert(failure instanceof Error);
});
