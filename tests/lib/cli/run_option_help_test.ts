import { assertEquals } from "@std/assert";
import {
  isRunOption,
  runOptionSections,
  usualRunOptions,
} from "../../../lib/cli/run_option_help.ts";
import { runOptions } from "../../../lib/settings/run_options.ts";

Deno.test("runOptionSections() has every run option once, with its variable and its default", () => {
  const rows = runOptionSections().flatMap(({ rows = [] }) => rows);
  assertEquals(rows.length, Object.keys(runOptions).length + 1);
  const notesOf = (term: string) => rows.find((row) => row.term === term)?.notes;
  assertEquals(notesOf("--timeout <seconds>"), ["env: GETTOKEN_TIMEOUT", "default: 30"]);
  assertEquals(notesOf("--cache"), ["env: GETTOKEN_CACHE=1"]);
});

Deno.test("runOptionSections() of some flags has only these, and -h", () => {
  const terms = runOptionSections(["--timeout", "-q", "--quiet", "--other"])
    .flatMap(({ rows = [] }) => rows.map(({ term }) => term));
  assertEquals(terms, ["--timeout <seconds>", "-q, --quiet", "-h, --help"]);
});

Deno.test("usualRunOptions() are five", () => {
  assertEquals(usualRunOptions().map(({ term }) => term.replace(/ <.*| .*, /, "")), [
    "-o, --output",
    "--cache",
    "-p, --profile",
    "--env-file",
    "-v, --verbose",
  ]);
});

Deno.test("isRunOption() recognises an option by its long flag", () => {
  assertEquals([isRunOption(["-o", "--output"]), isRunOption(["--json"])], [true, false]);
});
