/**
 * Help as data, and its lines for the width of the terminal. The commands and the providers describe
 * themselves with it. It replaces the help of Cliffy, whose tables do not fit narrow terminals.
 *
 * @module
 */

import type { Host } from "../core/host.ts";
import { printableLines, wrap, wrapIndented } from "../core/text.ts";

/** A page of help. */
export interface HelpPage {
  /** Command lines without the placeholders of their options: `gettoken entra [options]`. */
  readonly usage: readonly string[];
  readonly paragraphs: readonly string[];
  readonly sections: readonly HelpSection[];
}

/** A part of a page. It is left out if it is empty. */
export interface HelpSection {
  readonly title: string;
  readonly rows?: readonly HelpRow[];
  /** Whether descriptions are below the options, not beside them. */
  readonly isStacked?: boolean;
  /** Short entries, in as many columns as fit. */
  readonly entries?: readonly string[];
  /** Sentences, list items that begin with a hyphen, URLs. */
  readonly paragraphs?: readonly string[];
  /** Command lines that can be pasted into a shell. */
  readonly commands?: readonly string[];
}

/** An option, a variable or a command with its description. */
export interface HelpRow {
  readonly term: string;
  readonly text: string;
  /** Printed in brackets after the description: `env: AZURE_TENANT_ID`. */
  readonly notes?: readonly string[];
}

/** A section with descriptions below the options. */
export function stacked(title: string, rows: readonly HelpRow[]): HelpSection {
  return { title, rows, isStacked: true };
}

/** Whether arguments ask for help, whatever else they say. */
export function asksForHelp(args: readonly string[]): boolean {
  return args.some((arg) => arg === "-h" || arg === "--help");
}

/** Prints a page on stdout, with bold titles on a terminal. */
export async function printHelp(
  host: Pick<Host, "os" | "columns" | "env" | "isTerminal" | "writeUnchanged">,
  page: HelpPage,
): Promise<void> {
  const isBold = host.isTerminal("stdout") && !host.env("NO_COLOR");
  const title = (text: string) => isBold ? `\x1b[1m${text}\x1b[0m` : text;
  const width = host.columns("stdout") ?? 80;
  const lines = helpLines(page, width, title, commandWidth(host, width));
  await host.writeUnchanged(lines.join("\n") + "\n");
}

/** The width for command lines: cmd and PowerShell do not continue a line that ends with `\`. */
export function commandWidth({ os }: Pick<Host, "os">, width: number): number {
  return os === "windows" ? Infinity : width;
}

/** The lines of a page. */
export function helpLines(
  { usage, paragraphs, sections }: HelpPage,
  width: number,
  title = (text: string) => text,
  widthOfCommands = width,
): string[] {
  const indent = indentBeside(sections, width);
  const blocks = sections
    .map((section) =>
      [
        section.title,
        [
          ...sectionLines(section, width, indent),
          ...section.commands?.flatMap((command) => commandLines(command, widthOfCommands)) ?? [],
        ],
      ] as const
    )
    .filter(([, lines]) => lines.length > 0);
  return [
    ...usage.map((line, index) => `${index === 0 ? title("Usage:") : "      "} ${safe(line)}`),
    ...paragraphs.flatMap((text) => ["", ...wrap(safe(text), width)]),
    ...blocks.flatMap(([name, lines]) => ["", title(`${name}:`), ...lines.map(safe)]),
  ];
}

/** A provider's words cannot change the terminal. */
function safe(text: string): string {
  return printableLines(text.replaceAll("\n", " "));
}

/** The indent of descriptions, the same in all sections. Longer terms have theirs below them. */
function indentBeside(sections: readonly HelpSection[], width: number): number {
  const lengths = sections.filter(({ isStacked }) => !isStacked)
    .flatMap(({ rows = [] }) => rows.map(({ term }) => term.length));
  return Math.max(...lengths.filter((length) => length <= width * 0.36), 0) + 4;
}

function sectionLines(section: HelpSection, width: number, indent: number): string[] {
  const { rows = [], entries = [], paragraphs = [] } = section;
  return [
    ...(section.isStacked ? below(rows, width) : beside(rows, width, indent)),
    ...inColumns(entries, width),
    ...paragraphs.flatMap((text) => wrapIndented(text, width, "  ", hangingIndent(text))),
  ];
}

function hangingIndent(text: string): string {
  return text.startsWith("- ") ? "    " : "  ";
}

function beside(rows: readonly HelpRow[], width: number, indent: number): string[] {
  return rows.flatMap((row) => {
    const term = `  ${row.term}`.padEnd(indent);
    const [first = "", ...others] = describe(row, width, indent);
    return row.term.length > indent - 4 || !first.startsWith(" ".repeat(indent))
      ? [term.trimEnd(), first, ...others]
      : [term + first.slice(indent), ...others];
  });
}

function below(rows: readonly HelpRow[], width: number): string[] {
  return rows.flatMap((row) => [`  ${row.term}`, ...describe(row, width, 6)]);
}

/** A description and its notes, which are not broken; a note too long for the indent has less. */
function describe({ text, notes = [] }: HelpRow, width: number, indent: number): string[] {
  const items = [...text.split(" "), ...notes.map((note) => `[${note}]`)];
  return wrap(items, width - indent)
    .map((line) => " ".repeat(Math.max(2, Math.min(indent, width - line.length))) + line);
}

function inColumns(entries: readonly string[], width: number): string[] {
  const widest = Math.max(...entries.map((entry) => entry.length), 0) + 3;
  const columns = Math.max(1, Math.floor((width + 1) / widest));
  const height = Math.ceil(entries.length / columns);
  return Array.from({ length: height }, (_, row) => {
    const cells = entries.filter((_, index) => index % height === row);
    return ("  " + cells.map((cell) => cell.padEnd(widest)).join("")).trimEnd();
  });
}

/** A command line, broken before options where it is too long for one line. */
export function commandLines(command: string, width: number): string[] {
  const units: string[] = [];
  for (const [word] of command.matchAll(/(?:'[^']*'|"[^"]*"|\S)+/g)) {
    if (units.length === 0 || /^(--?\w|\||\d?[<>])/.test(word)) units.push(word);
    else units[units.length - 1] += ` ${word}`;
  }
  const lines = wrap(units, width - 6);
  return lines.map((line, index) =>
    `${index === 0 ? "  " : "    "}${line}${index < lines.length - 1 ? " \\" : ""}`
  );
}
