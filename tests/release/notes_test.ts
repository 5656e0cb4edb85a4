import { assertEquals, assertThrows } from "@std/assert";
import { homepage } from "../../tools/release/project.ts";
import { releaseNotes } from "../../tools/release/notes.ts";
import { ToolError } from "../../tools/tool.ts";

const changelog = `# Changelog

## [Unreleased]

## [1.10.0] - 2026-02-01

### Added

- One thing in
  two lines.
- Another.

A paragraph in
two lines.

## [1.1.0] - 2026-01-01

- See [settings](docs/settings.md#a) and [RFC](https://example.com/rfc).
`;

Deno.test("a version with a section: its lines without the heading, each paragraph in one line", () => {
  assertEquals(
    releaseNotes(changelog, "1.10.0"),
    "### Added\n\n- One thing in two lines.\n- Another.\n\nA paragraph in two lines.",
  );
});

Deno.test("a link to a page of the repository: leads to the page of that version", () => {
  assertEquals(
    releaseNotes(changelog, "1.1.0"),
    `- See [settings](${homepage}/blob/v1.1.0/docs/settings.md#a) and [RFC](https://example.com/rfc).`,
  );
});

Deno.test("a version without a section, even if another begins with it: refused", () => {
  assertThrows(() => releaseNotes(changelog, "1.1"), ToolError, "no section for 1.1\n");
});

Deno.test("an empty section: refused", () => {
  assertThrows(() => releaseNotes(changelog, "Unreleased"), ToolError, "is empty");
});
