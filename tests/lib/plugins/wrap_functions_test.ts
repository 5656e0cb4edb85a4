import { assertEquals } from "@std/assert";
import type { Provider } from "../../../lib/contract/provider.ts";
import { wrapFunctions } from "../../../lib/plugins/wrap_functions.ts";
import { acme } from "../helpers.ts";

const pattern = /x/;
const full: Provider = {
  ...acme,
  settings: { domain: { check: () => undefined, warn: [{ pattern, text: "odd" }] } },
  check: () => undefined,
  parameters: () => ({}),
  assertion: { lifetime: 60, claims: () => ({}) },
  explain: [{ text: pattern, hint: "No." }, { error: "a", hint: "No." }],
  errorCode: pattern,
};

Deno.test("wrapFunctions() wraps every function and pattern, and nothing else", async () => {
  const paths: string[] = [];
  const patterns: string[] = [];
  const wrapped = wrapFunctions(
    full,
    (path, run) => (input) => Promise.resolve(run(input)).finally(() => paths.push(path)),
    (path, pattern) => (patterns.push(path), pattern),
  );
  await wrapped.endpoint({});
  await wrapped.check?.({});
  await wrapped.parameters?.({});
  await wrapped.assertion?.claims?.({});
  await wrapped.settings.domain?.check?.("x");
  assertEquals(paths, [
    ...["endpoint", "check", "parameters", "assertion.claims", "settings.domain.check"],
  ]);
  assertEquals(patterns.toSorted(), [
    ...["errorCode", "explain[0].text", "settings.domain.warn[0].pattern"],
  ]);
  assertEquals(JSON.parse(JSON.stringify(wrapped)), JSON.parse(JSON.stringify(full)));
});

Deno.test("wrapFunctions() adds no function that a provider lacks", () => {
  const { check: _1, parameters: _2, ...least } = acme;
  const wrapped = wrapFunctions(
    { ...least, settings: { domain: {} } },
    (_, run) => async (input) => await run(input),
  );
  assertEquals(Object.keys(wrapped).toSorted(), Object.keys(least).toSorted());
  assertEquals(wrapped.settings.domain, {});
});
