/**
 * What `gettoken provider check` says of the built-in providers and the example: nothing.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import example from "../../examples/acme.ts";
import { checkProvider } from "../../lib/check/provider.ts";
import type { Provider } from "../../lib/contract/provider.ts";
import { builtIn } from "../../providers/mod.ts";
import { fakeHost } from "../fake_host.ts";

const providers: Readonly<Record<string, () => Promise<Provider>>> = {
  ...Object.fromEntries(Object.entries(builtIn).map(([name, { load }]) => [name, load])),
  "examples/acme.ts": () => Promise.resolve(example),
};

for (const [title, load] of Object.entries(providers)) {
  Deno.test(`${title} passes every check, and there is nothing to remark`, async () => {
    const { results, isComplete } = await checkProvider(fakeHost(), await load());
    assertEquals(isComplete, true);
    for (const { name, problems, notes } of results) {
      assertEquals([name, problems, notes], [name, [], []]);
    }
  });
}
