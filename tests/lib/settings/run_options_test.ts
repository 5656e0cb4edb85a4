import { assert, assertEquals, assertMatch } from "@std/assert";
import { networkSettings, optionOf, variablesOf } from "../../../lib/contract/declared_settings.ts";
import { longOption } from "../../../lib/settings/read_run_options.ts";
import {
  type OptionSpelling,
  reservedNames,
  runOptions,
  runValueNames,
} from "../../../lib/settings/run_options.ts";

const readme = await Deno.readTextFile(new URL("../../../README.md", import.meta.url));
const options: readonly OptionSpelling[] = Object.values(runOptions);

Deno.test("runOptions names every variable after its option", () => {
  for (const option of options) {
    const name = longOption(option).slice(2).replaceAll("-", "_").toUpperCase();
    assertEquals(option.variable, `GETTOKEN_${name}`);
  }
});

Deno.test("runOptions names options after their keys, and has all that are settings as well", () => {
  for (const [name, option] of Object.entries(runOptions)) {
    assertEquals(longOption(option).replace(/^--no-/, "--"), optionOf(name));
  }
  for (const [name, setting] of Object.entries(networkSettings)) {
    const { variable } = runOptions[name as "caFile"];
    assertEquals(variablesOf(name, setting), [variable]);
  }
});

Deno.test("runOptions shows the defaults that it has", () => {
  for (const name of runValueNames) {
    const { default: value, shownDefault } = runOptions[name];
    if (["output", "timeout", "retries"].includes(name)) assertEquals(shownDefault, `${value}`);
  }
});

Deno.test("reservedNames has every option", () => {
  assert(Object.keys(runOptions).every((name) => reservedNames.includes(name)));
  assert(reservedNames.includes("provider"));
});

Deno.test("README.md has a row for each run option: option, variable, where it counts, default", () => {
  for (const option of options) {
    const { flags, variable, readFrom, shownDefault } = option;
    const names = flags.replace(/ <.*/, "").split(", ").map((name) => `\`${name}\``).join(", ");
    const value = flags.includes("<") ? "" : "=1";
    const where = {
      "environment": " (not in a file)",
      "named files": " (not in `./.env`)",
      "./.env": "",
    };
    const row = readme.split("\n").find((line) => line.startsWith(`| ${names} `));
    const cells = row?.split("|").map((cell) => cell.trim()) ?? [];
    assertEquals(cells[2], `\`${variable}${value}\`${where[readFrom]}`, names);
    if (shownDefault !== undefined) {
      assertMatch(cells[3] ?? "", new RegExp(`default: \`?${shownDefault}\\b`), names);
    }
  }
});
