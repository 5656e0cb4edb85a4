/**
 * The manual page `gettoken.1`, made from the same data as `gettoken --help`.
 *
 * @module
 */
import { wrap } from "../../lib/core/text.ts";
import { commandLines, type HelpPage, type HelpRow, type HelpSection } from "../../lib/cli/help.ts";

/** What the page has besides the help. */
export interface ManualData {
  readonly help: HelpPage;
  readonly version: string;
  readonly description: string;
  readonly homepage: string;
  /** The day of the page: `2026-11-28`. */
  readonly date: string;
  /** The folders of the program, with what is in them. */
  readonly files: readonly HelpRow[];
  /** The exit statuses. */
  readonly statuses: readonly HelpRow[];
}

/** The source of the manual page, in the man(7) language. */
export function manualPage(data: ManualData): string {
  const { help, description, version, date } = data;
  const options = help.sections.filter(({ isStacked }) => isStacked);
  const others = help.sections.filter((section) => !isOwnSection(section));
  const lines = [
    `.TH GETTOKEN 1 ${date} "gettoken ${escape(version)}"`,
    // No hyphenation, because variables and options are copied, and no wide gaps between words.
    ...[".nh", ".ad l"],
    ...[".SH NAME", `gettoken \\- ${escape(lowerFirst(description))}`],
    ...[".SH SYNOPSIS", ...synopsis(help.usage)],
    ...[".SH DESCRIPTION", ...paragraphs(help.paragraphs)],
    ...others.flatMap((section) => [heading(section), ...content(section)]),
    ".SH OPTIONS",
    ...options.flatMap((section) => [`.SS ${section.title}`, ...content(section)]),
    ...named(help, "Environment").flatMap((section) => [heading(section), ...content(section)]),
    ...[".SH FILES", ...data.files.flatMap((item) => row(item, ""))],
    ...[".SH EXIT STATUS", ...compact(data.statuses, " 8")],
    ...named(help, "Examples").flatMap((section) => [heading(section), ...content(section)]),
    ...[".SH SEE ALSO", escape(data.homepage)],
  ];
  return lines.join("\n") + "\n";
}

/** Whether a section of the help has a place of its own in manual pages. */
function isOwnSection({ title, isStacked = false }: HelpSection): boolean {
  return isStacked || ["Environment", "Examples"].includes(title);
}

function named({ sections }: HelpPage, name: string): readonly HelpSection[] {
  return sections.filter(({ title }) => title === name);
}

function heading({ title }: HelpSection): string {
  return `.SH ${title.toUpperCase()}`;
}

function content(section: HelpSection): string[] {
  const { rows = [], paragraphs: texts = [], commands = [], isStacked = false } = section;
  return [
    // Short terms have their descriptions beside them, without blank lines between.
    ...(isStacked ? rows.flatMap((item) => row(item, "")) : compact(rows, " 20")),
    ...paragraphs(texts),
    ...(commands.length > 0 ? [".nf", ...commands.flatMap(commandSource), ".fi"] : []),
  ];
}

function commandSource(command: string): string[] {
  return commandLines(command, 76).map((line) => escape(line.slice(2)));
}

function compact(rows: readonly HelpRow[], indent: string): string[] {
  return rows.length > 0 ? [".PD 0", ...rows.flatMap((item) => row(item, indent)), ".PD"] : [];
}

function row({ term, text, notes = [] }: HelpRow, indent: string): string[] {
  const brackets = notes.map((note) => `[${note}]`);
  return [`.TP${indent}`, `.B ${escape(term)}`, ...filled([text, ...brackets].join(" "))];
}

function paragraphs(texts: readonly string[]): string[] {
  return texts.flatMap((text, index) => [...(index > 0 ? [".PP"] : []), ...filled(text)]);
}

function synopsis(usage: readonly string[]): string[] {
  return usage.flatMap((line, index) => {
    const [program = "", ...rest] = line.split(" ");
    return [...(index > 0 ? [".br"] : []), `.B ${program}`, escape(rest.join(" "))];
  });
}

/** A paragraph, in source lines of at most 80 bytes. */
function filled(text: string): string[] {
  return wrap(text, 70).map(escape);
}

/** A string without requests and escape sequences, with hyphens that can be copied. */
function escape(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^[.']/, "\\&$&");
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
