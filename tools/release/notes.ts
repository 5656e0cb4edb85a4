/**
 * Prints what CHANGELOG.md says of a version, as the notes of its release:
 *
 *     deno task release-notes v1.2.3
 *
 * @module
 */
import { join } from "node:path";
import { projectDir } from "../paths.ts";
import { runTool, ToolError } from "../tool.ts";
import { withAbsoluteLinks } from "./project.ts";

/**
 * The section of a version, without its heading. Links to pages of the repository lead to the pages
 * of that version, and each paragraph is one line, because GitHub breaks lines of notes where the
 * text does.
 *
 * @param changelog in the form of Keep a Changelog: `## [1.2.3] - 2026-01-31`
 * @throws {ToolError} when the changelog has no section for the version, or an empty one
 */
export function releaseNotes(changelog: string, version: string): string {
  const notes = sectionOf(changelog, version);
  if (notes === undefined) {
    throw new ToolError(
      `CHANGELOG.md has no section for ${version}\n→ Add one: ## [${version}] - YYYY-MM-DD`,
    );
  }
  if (notes === "") {
    throw new ToolError(`The section for ${version} in CHANGELOG.md is empty\n→ Say what changed`);
  }
  return withAbsoluteLinks(notes.replaceAll(/(?<=[^\n])\n(?![\n#]| *- ) */g, " "), version);
}

/** What is below the heading `## [NAME]`. */
export function sectionOf(changelog: string, name: string): string | undefined {
  const [, ...sections] = changelog.split(/^## /m);
  const section = sections.find((text) => text.startsWith(`[${name}]`));
  return section?.split("\n").slice(1).join("\n").trim();
}

/** CHANGELOG.md of this checkout. */
export function readChangelog(): Promise<string> {
  return Deno.readTextFile(join(projectDir, "CHANGELOG.md"));
}

/**
 * The tag that the command line names: `v1.2.3`.
 *
 * @throws {ToolError} when it names none
 */
export function tagArgument(): string {
  const [tag, ...rest] = Deno.args;
  if (tag === undefined || !/^v\d/.test(tag) || rest.length > 0) {
    throw new ToolError("This command needs one tag\n→ Name it: v1.2.3");
  }
  return tag;
}

async function main(): Promise<void> {
  // deno-lint-ignore no-console -- the result of this tool
  console.log(releaseNotes(await readChangelog(), tagArgument().slice(1)));
}

if (import.meta.main) await runTool(main);
