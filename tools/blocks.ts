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
    return [begin(name), content.trim(), end(name)].join("\n\n");
  });
}

/** The page without its blocks. */
export function withoutBlocks(page: string): string {
  return page.replace(BLOCK, "");
}
