import { assertEquals } from "@std/assert";
import {
  asksForHelp,
  helpLines,
  type HelpPage,
  type HelpSection,
  printHelp,
} from "../../../lib/cli/help.ts";
import { fakeHost } from "../../fake_host.ts";

function linesOf(section: Partial<HelpSection>, width = 80): string[] {
  const page = { usage: ["x"], paragraphs: [], sections: [{ title: "Part", ...section }] };
  return helpLines(page, width).slice(2);
}

const long = "word ".repeat(12).trim();

Deno.test("rows: descriptions are aligned, and wrapped to the width", () => {
  const rows = [{ term: "--a", text: long }, { term: "--bc <d>", text: "Short" }];
  assertEquals(linesOf({ rows }, 60), [
    "Part:",
    "  --a       word word word word word word word word word",
    "            word word word",
    "  --bc <d>  Short",
  ]);
});

Deno.test("a term too long for its column: its description is below it", () => {
  const rows = [{ term: "--a", text: "Short" }, { term: `--${"b".repeat(40)}`, text: "Below" }];
  assertEquals(linesOf({ rows }), [
    "Part:",
    "  --a  Short",
    `  --${"b".repeat(40)}`,
    "       Below",
  ]);
});

Deno.test("notes are never broken; one too long for the indent begins further left", () => {
  const note = `env: ${"A".repeat(40)}`;
  const rows = [{ term: "--abcdefghijkl <m>", text: "Short", notes: ["or --b c", note] }];
  assertEquals(linesOf({ rows }, 60), [
    "Part:",
    "  --abcdefghijkl <m>  Short [or --b c]",
    `${" ".repeat(60 - note.length - 2)}[${note}]`,
  ]);
});

Deno.test("stacked rows: the description is below every term", () => {
  const rows = [{ term: "--a", text: "Short", notes: ["env: A"] }];
  assertEquals(linesOf({ rows, isStacked: true }), ["Part:", "  --a", "      Short [env: A]"]);
});

Deno.test("entries are in as many columns as fit, without trailing blanks", () => {
  const entries = ["one", "two", "three", "four"];
  assertEquals(linesOf({ entries }, 17), ["Part:", "  one     three", "  two     four"]);
  assertEquals(linesOf({ entries }, 8).length, 5);
});

Deno.test("a long command line is broken before an option, never before its value", () => {
  const command =
    "gettoken x --first 'a --b c' --second=it's --third https://api.example/abc | cat";
  assertEquals(linesOf({ commands: [command] }, 40), [
    "Part:",
    "  gettoken x --first 'a --b c' \\",
    "    --second=it's \\",
    "    --third https://api.example/abc \\",
    "    | cat",
  ]);
});

Deno.test("list items have a hanging indent; a URL is not broken", () => {
  const url = `https://api.example/${"a".repeat(60)}`;
  assertEquals(linesOf({ paragraphs: [`- ${long}`, url] }, 60), [
    "Part:",
    "  - word word word word word word word word word word word",
    "    word",
    `  ${url}`,
  ]);
});

Deno.test("empty sections are left out; all usage lines are aligned", () => {
  const page: HelpPage = {
    usage: ["x <a>", "x <b>"],
    paragraphs: [long],
    sections: [{ title: "None", rows: [] }],
  };
  assertEquals(helpLines(page, 80), ["Usage: x <a>", "       x <b>", "", long]);
});

Deno.test("control characters in a provider's words do not reach the terminal", () => {
  const evil = "a\x1b[31mb\nc";
  const lines = [
    ...linesOf({ paragraphs: [evil], commands: [evil] }),
    ...linesOf({ rows: [{ term: "x", text: evil, notes: [evil] }] }),
  ];
  // deno-lint-ignore no-control-regex
  assertEquals(lines.filter((line) => /[\x00-\x1f]/.test(line)), []);
});

Deno.test("printHelp() breaks a long command, but not on Windows, where shells need it whole", async () => {
  const command = `gettoken acme ${"--scope orders:read ".repeat(6).trim()}`;
  const page = { usage: ["x"], paragraphs: [], sections: [{ title: "Part", commands: [command] }] };
  for (const os of ["linux", "windows"]) {
    const host = fakeHost({ os });
    await printHelp(host, page);
    assertEquals(host.stdout.includes(`\n  ${command}\n`), os === "windows", os);
    assertEquals(host.stdout.includes(" \\\n"), os === "linux", os);
  }
});

Deno.test("printHelp() has bold titles on a terminal, and follows its width", async () => {
  const page: HelpPage = {
    usage: ["x"],
    paragraphs: [long],
    sections: [{ title: "Part", rows: [{ term: "a", text: "b" }] }],
  };
  using host = fakeHost({ terminals: ["stdout"], columns: 60 });
  await printHelp(host, page);
  assertEquals(host.stdout.split("\n"), [
    "\x1b[1mUsage:\x1b[0m x",
    "",
    "word word word word word word word word word word word word",
    "",
    "\x1b[1mPart:\x1b[0m",
    "  a  b",
    "",
  ]);
});

Deno.test("asksForHelp() finds -h and --help anywhere", () => {
  assertEquals(["-h", "--help", "--helpful"].map((arg) => asksForHelp(["a", arg])), [
    true,
    true,
    false,
  ]);
});
