/**
 * What a run with settings from the environment loads and touches. Both take time in each run, and a
 * benchmark on a busy machine does not show a millisecond.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { bundleDir, mainOf } from "../../../tools/compile/bundle.ts";
import { recordRun } from "../../../tools/compile/recorded_run.ts";

/**
 * What is slow when it is first used in a process: in milliseconds with Deno 2.9, a timer 6, `Headers` 2,
 * `Worker` 14, `Intl` 18, a module of Node's (which `process` and `Buffer` load) 12.
 */
const dear = [
  ...["setTimeout", "setInterval", "Headers", "Request", "Response", "FormData", "Blob", "Worker"],
  ...["Intl", "structuredClone", "process", "Buffer", "BroadcastChannel", "crypto"],
];

/** Code that writes each of them to stderr when it is used by the program. */
const report = `
let isProgram = false;
for (const name of ${JSON.stringify(dear)}) {
  const value = globalThis[name];
  Object.defineProperty(globalThis, name, {
    get() {
      if (isProgram) Deno.stderr.writeSync(new TextEncoder().encode(name + "\\n"));
      return value;
    },
  });
}
queueMicrotask(() => isProgram = true);
`;

Deno.test("a run with settings from the environment loads three files and touches nothing slow", async () => {
  const bundle = dirname(mainOf(bundleDir));
  const { files, stderr } = await recordRun(bundle, report);
  const names = files.map(({ name }) => name.replace(/-\d+/, "")).sort();
  assertEquals(names, ["auth0.js", "main.js", "start.js"]);
  assertEquals(stderr, "");
  for (const { name } of files) {
    const source = await Deno.readTextFile(join(bundle, name));
    assertEquals(/\bfrom ?"node:[^"]*"/.exec(source)?.[0], undefined, name);
  }
});
