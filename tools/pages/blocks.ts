/**
 * Blocks of a page that a tool writes, between two comments:
 *
 *     <!-- begin install: deno task pages writes this block -->
 *     <!-- end install -->
 *
 * @module
 */

const begin = (name: string) => `<!-- begin ${name}: deno task pages writes this block -->`;
const end = (name: string) => `<!-- end ${name} -->`;
const BLOCK = /<!-- begin ([\w-]+): [^>]*-->\n[^]*?<!-- end \1 -->/g;

/**
 * The page with the content of its blocks replaced.
 *
 * @param page the page, in Markdown
 * @param blocks the content of the blocks by name
 * @throws {RangeError} when the page has a block of another name
 */
export function withBlocks(page: string, blocks: Readonly<Record<string, string>>): string {
  return page.replace(BLOCK, (_block, name: string) => {
    const content = blocks[name];
    if (content === undefined) throw new RangeError(`No tool writes the block "${name}"`);
    return [begin(name), content.trim(), end(name)].filter(Boolean).join("\n\n");
  });
}

/** The page without its blocks. */
export function withoutBlocks(page: string): string {
  return page.replace(BLOCK, "");
}

/** A table in Markdown, with the widths that `deno fmt` gives it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[], fill = " ") =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width, fill)).join(" | ")} |`;
  const [first = [], ...others] = cells;
  return [line(first), line([], "-"), ...others.map((row) => line(row))].join("\n");
}
