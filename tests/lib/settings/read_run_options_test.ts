import { assertEquals, assertStringIncludes } from "@std/assert";
import { describeProvenance } from "../../../lib/settings/provenance.ts";
import { changedOptions, readRunOptions } from "../../../lib/settings/read_run_options.ts";
import { runOptions, runValueNames, type RunValues } from "../../../lib/settings/run_options.ts";
import { forEachCase, type Given, sourcesOf } from "../helpers.ts";

interface Sample {
  /** Two valid strings that are not the default, with their values. */
  readonly one: readonly [text: string, value: unknown];
  readonly other: readonly [text: string, value: unknown];
  readonly invalid: string | undefined;
  /** Another option without which the value has no effect. */
  readonly with?: Partial<RunValues>;
}

const on: Sample = { one: ["1", true], other: ["0", false], invalid: "yes" };

const samples: Readonly<Record<keyof RunValues, Sample>> = {
  output: { one: ["json", "json"], other: ["env", "env"], invalid: "xml" },
  envName: { one: ["A", "A"], other: ["B", "B"], invalid: "A-B", with: { output: "env" } },
  raw: { ...on, with: { output: "json" } },
  out: { one: ["a", "a"], other: ["b", "b"], invalid: undefined },
  copy: on,
  timeout: { one: ["2m", 120], other: ["7", 7], invalid: "301" },
  retries: { one: ["0", 0], other: ["10", 10], invalid: "11" },
  cache: on,
  refresh: on,
  minTtl: { one: ["1h", 3600], other: ["90s", 90], invalid: "-1" },
  noEnvFile: on,
  dryRun: on,
  input: { one: ["1", false], other: ["0", true], invalid: "no" },
  quiet: on,
  verbose: on,
};

// One that counts only in the environment has a test of its own.
for (const name of runValueNames.filter((name) => name !== "noEnvFile")) {
  const { variable, readFrom, default: fallback } = runOptions[name];
  const { one: [one, value], other: [other, otherValue], invalid, with: needed } = samples[name];
  const read = (given: Given, options: Partial<RunValues> = {}) =>
    readRunOptions({ ...needed, ...options }, sourcesOf(given));
  const valueOf = (...args: Parameters<typeof read>) => read(...args).values[name];
  const isHarmless = readFrom === "./.env";

  Deno.test(`${variable}: an option wins over the environment, files and the default`, () => {
    const env = { [variable]: other };
    assertEquals(valueOf({}), fallback);
    assertEquals(valueOf({ env }), otherValue);
    assertEquals(valueOf({ env }, { [name]: value }), value);
    assertEquals(valueOf({ env: { [variable]: one }, named: [env], found: env }), value);
    assertEquals(valueOf({ named: [{ [variable]: one }, env], found: {} }), otherValue);
    assertEquals(valueOf({ named: [{ [variable]: one }], found: env }), value);
  });

  Deno.test(`${variable}: ./.env ${isHarmless ? "counts" : "has no effect"}`, () => {
    assertEquals(valueOf({ found: { [variable]: one } }), isHarmless ? value : fallback);
  });

  Deno.test(`${variable}: an empty value counts as unset, in the environment and in a file`, () => {
    const empty = { [variable]: "" };
    assertEquals(valueOf({ env: empty }), fallback);
    assertEquals(valueOf({ env: empty, named: [{ [variable]: one }, empty] }), value);
  });

  Deno.test(`${variable}: an invalid value is reported with its place and not repeated`, async () => {
    if (invalid === undefined) return;
    const wrong = { [variable]: invalid };
    await forEachCase<readonly [Given, string]>({
      "environment": [{ env: wrong }, `${variable} in the environment must be `],
      "named file": [{ named: [wrong] }, `${variable} in 1.env must be `],
    }, ([given, message]) => {
      const { problems, values } = read(given);
      assertEquals(problems.map(({ code }) => code), ["setting_invalid"]);
      assertStringIncludes(problems[0]?.message ?? "", message);
      assertEquals(values[name], fallback);
      assertEquals(read(given, { [name]: value }).problems, []);
    });
    assertEquals(read({ found: wrong }).problems.length, isHarmless ? 1 : 0);
  });
}

Deno.test("run options that can do harm: ignored in ./.env", () => {
  const harmless = runValueNames.filter((name) => runOptions[name].readFrom === "./.env");
  assertEquals(harmless, [
    ...["cache", "minTtl", "timeout", "retries", "input", "verbose"] as const,
  ]);
});

Deno.test("readRunOptions() drops an option if its opposite comes from a place of higher precedence", () => {
  const env = { GETTOKEN_QUIET: "1", GETTOKEN_OUT: "x" };
  const { values, provenance } = readRunOptions({ verbose: true, copy: true }, sourcesOf({ env }));
  assertEquals([values.verbose, values.quiet, values.copy, values.out], [
    ...[true, false, true, undefined],
  ]);
  assertEquals(Object.keys(provenance), ["copy", "verbose"]);
  const both = readRunOptions({ copy: true, out: "y" }, sourcesOf({}));
  assertEquals([both.values.copy, both.values.out], [true, "y"]);
});

Deno.test("readRunOptions() ignores GETTOKEN_ENV_NAME in formats without a variable", () => {
  const sources = sourcesOf({ env: { GETTOKEN_ENV_NAME: "A" } });
  assertEquals(readRunOptions({}, sources).values.envName, undefined);
  for (const output of ["env", "powershell", "cmd", "github"] as const) {
    assertEquals(readRunOptions({ output }, sources).values.envName, "A", output);
  }
  assertEquals(readRunOptions({ envName: "B" }, sources).values.envName, "B");
});

Deno.test("changedOptions(): non-default options, with their source", () => {
  const sources = sourcesOf({ env: { GETTOKEN_RETRIES: "0" }, found: { GETTOKEN_TIMEOUT: "30" } });
  const changed = changedOptions(readRunOptions({ quiet: true, output: "token" }, sources));
  assertEquals(
    changed.map(({ option, value, provenance }) => [option, value, describeProvenance(provenance)]),
    [["--retries", 0, "GETTOKEN_RETRIES in the environment"], ["--quiet", true, "--quiet"]],
  );
});

Deno.test("readRunOptions(): variable that counts only in the environment: files ignored", () => {
  const set = { GETTOKEN_NO_ENV_FILE: "1" };
  const { files } = sourcesOf({ named: [set], found: set });
  const env = (name: string) => ({ ...set } as Readonly<Record<string, string>>)[name];
  assertEquals(readRunOptions({}, { env: () => undefined, files }).values.noEnvFile, false);
  assertEquals(readRunOptions({}, { env, files }).values.noEnvFile, true);
});
