// Real requests are tested in tests/e2e/library/: unit tests have no network.

import { assertRejects } from "@std/assert";
import { nodeFetch } from "../../../lib/runtimes/node_fetch.ts";

Deno.test("nodeFetch(), aborted signal: its reason, no request", async () => {
  const reason = new Error("stop");
  const signal = AbortSignal.abort(reason);
  await assertRejects(
    () => nodeFetch("https://a.example", { signal }, { rejectUnauthorized: true }),
    Error,
    "stop",
  );
});
