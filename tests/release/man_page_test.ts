import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { statusOf } from "../../lib/core/errors.ts";
import { manualPage } from "../../tools/release/man_page.ts";
import {
  completionFiles,
  completionScript,
  exitStatuses,
  folders,
  longHelp,
} from "../../tools/release/own_output.ts";

const files = folders();
const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
const page = manualPage({
  help: await longHelp(),
  version: "1.2.3",
  description: "Get a token",
  homepage: "https://github.com/o/gettoken",
  date: "2026-01-02",
  files,
  statuses: exitStatuses(readme),
});

Deno.test("manual page: header, name, synopsis", () => {
  assertEquals(page.split("\n").slice(0, 10), [
    '.TH GETTOKEN 1 2026-01-02 "gettoken 1.2.3"',
    ".nh",
    ".ad l",
    ".SH NAME",
    "gettoken \\- get a token",
    ".SH SYNOPSIS",
    ".B gettoken",
    "<provider> [options]",
    ".br",
    ".B gettoken",
  ]);
});

Deno.test("manual page: each part of the help, the folders and every exit status", () => {
  assertStringIncludes(page, ".SH PROVIDERS\n.PD 0\n.TP 20\n.B entra\n");
  assertStringIncludes(page, ".SH OPTIONS\n.SS Output\n.TP\n.B \\-o, \\-\\-output <format>\n");
  assertStringIncludes(page, ".SH ENVIRONMENT\n.PD 0\n.TP 20\n.B GETTOKEN_PROVIDER\n");
  assertStringIncludes(page, ".SH FILES\n.TP\n.B ~/.config/gettoken\n");
  for (const status of [0, ...Object.values(statusOf), "128+n"]) {
    assertStringIncludes(page, `\n.B ${status}\n`);
  }
  assertStringIncludes(page, "\ntoken=$(gettoken entra");
});

Deno.test("manual page: a paragraph is never a request or an escape sequence", () => {
  const odd = manualPage({
    help: { usage: ["gettoken X"], paragraphs: [".so /etc/passwd", "a\\fBb"], sections: [] },
    ...{ version: "1", description: "x", homepage: "h", date: "d", files: [], statuses: [] },
  });
  assertStringIncludes(odd, "\n\\&.so /etc/passwd\n.PP\na\\efBb\n");
});

for (const shell of Object.keys(completionFiles) as (keyof typeof completionFiles)[]) {
  Deno.test(`completions for ${shell}: a script that names the shell and calls gettoken`, async () => {
    const script = await completionScript(shell);
    assert(/^#(compdef| gettoken: completions for)/.test(script));
    assertMatch(script, /gettoken completions complete/);
  });
}
