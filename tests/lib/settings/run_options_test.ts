import { assert, assertEquals, assertMatch } from "@std/assert";
import { networkSettings, optionOf, variablesOf } from "../../../lib/contract/declared_settings.ts";
import {
  longOption,
  type OptionSpelling,
  type Parser,
  reservedNames,
  type RunOption,
  runOptions,
  runValueNames,
} from "../../../lib/settings/run_options.ts";

const page = await Deno.readTextFile(new URL("../../../docs/settings.md", import.meta.url));
const options: readonly OptionSpelling[] = Object.values(runOptions);

Deno.test("runOptions: variables are named after options", () => {
  for (const option of options) {
    const name = longOption(option).slice(2).replaceAll("-", "_").toUpperCase();
    assertEquals(option.variable, `GETTOKEN_${name}`);
  }
});

Deno.test("runOptions: options are named after keys", () => {
  for (const [name, option] of Object.entries(runOptions)) {
    const flag = longOption(option);
    assertEquals(name === "input" ? flag.replace(/^--no-/, "--") : flag, optionOf(name));
  }
  for (const [name, setting] of Object.entries(networkSettings)) {
    const { variable } = runOptions[name as "caFile"];
    assertEquals(variablesOf(name, setting), [variable]);
  }
});

Deno.test("runOptions: shown defaults match", () => {
  for (const name of runValueNames) {
    const { default: value, shownDefault }: RunOption<unknown> = runOptions[name];
    if (["output", "timeout", "retries"].includes(name)) assertEquals(shownDefault, `${value}`);
  }
});

Deno.test("reservedNames: every option", () => {
  assert(Object.keys(runOptions).every((name) => reservedNames.includes(name)));
  assert(reservedNames.includes("provider"));
});

Deno.test("docs/settings.md has a row for each run option: option, variable, where it counts, default", () => {
  for (const option of options) {
    const { flags, variable, readFrom, shownDefault } = option;
    const names = flags.replace(/ <.*/, "").split(", ").map((name) => `\`${name}\``).join(", ");
    const value = flags.includes("<") ? "" : "=1";
    const where = {
      "environment": " (not in a file)",
      "named files": " (not in `./.env`)",
      "./.env": "",
    };
    const row = page.split("\n").find((line) => line.startsWith(`| ${names} `));
    const cells = row?.split("|").map((cell) => cell.trim()) ?? [];
    assertEquals(cells[2], `\`${variable}${value}\`${where[readFrom]}`, names);
    if (shownDefault !== undefined) {
      assertMatch(cells[3] ?? "", new RegExp(`default: \`?${shownDefault}\\b`), names);
    }
  }
});

function assertProblem(parse: Parser<unknown>, texts: readonly string[], problem: string): void {
  for (const text of texts) assertEquals(parse(text), { problem }, text);
}

Deno.test("durations: seconds, minutes and hours within the bounds", () => {
  const { parse } = runOptions.minTtl;
  for (
    const [text, value] of [
      ...[["90", 90], ["90s", 90], ["15m", 900], ["2h", 7200], ["0", 0], [
        "86400",
        86_400,
      ]] as const,
    ]
  ) {
    assertEquals(parse(text), { value }, text);
  }
  assertProblem(
    parse,
    [
      ...["86401", "1441m", "25h", "-1", "canary", "1e2", "1.5", "NaN", "0x10", " 5", ""],
      ...["5 m", "m", "5M", "1d", "1m30s", "999999"],
    ],
    "must be a number of seconds from 0 to 86400, such as 90, 90s or 2m",
  );
  assertProblem(
    runOptions.timeout.parse,
    ["0", "301", "6m"],
    "must be a number of seconds from 1 to 300, such as 90, 90s or 2m",
  );
});

Deno.test("whole numbers: digits within the bounds", () => {
  const { parse } = runOptions.retries;
  for (const value of [0, 5, 10]) assertEquals(parse(`${value}`), { value });
  assertProblem(
    parse,
    ["11", "-1", "canary", "1e0", "1.5", "0x1", " 5", "5s", "", "999999999999"],
    "must be a number from 0 to 10",
  );
});

Deno.test("output formats: one of the table", () => {
  const { parse } = runOptions.output;
  assertEquals(parse("header"), { value: "header" });
  assertProblem(
    parse,
    ["", "JSON", "canary"],
    "must be token, json, header, headers, env, powershell, cmd, curl, kubectl or github",
  );
});

Deno.test("variable names: valid in every shell", () => {
  const { parse } = runOptions.envName;
  for (const value of ["A", "_My_2", "x".repeat(100)]) assertEquals(parse(value), { value });
  assertProblem(
    parse,
    ["", "2A", "A-B", "A B", "A=canary", "A;id", "$(id)", "é", "A\n", "x".repeat(101)],
    "must be letters, digits and _, and not begin with a digit",
  );
});

Deno.test("paths: any string", () => {
  assertEquals(runOptions.out.parse(" a "), { value: " a " });
});

Deno.test("switches: 1 for the value, 0 for the opposite", () => {
  const { quiet, input } = runOptions;
  assertEquals([quiet.parse("1"), quiet.parse("0")], [{ value: true }, { value: false }]);
  assertEquals([input.parse("1"), input.parse("0")], [{ value: false }, { value: true }]);
  assertProblem(quiet.parse, ["", "true", "yes", "2", "01"], "must be 1 or 0");
});

Deno.test("longOption(): without short form and placeholder", () => {
  assertEquals(longOption(runOptions.output), "--output");
  assertEquals(longOption(runOptions.input), "--no-input");
});
