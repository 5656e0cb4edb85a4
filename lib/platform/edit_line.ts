/**
 * Line editing keys of shells for prompts. Cliffy has the arrow keys, Backspace and Delete.
 *
 * @module
 */

/** A key, as Cliffy describes it. */
export interface Key {
  readonly name?: string;
  readonly ctrl?: boolean;
}

/** What is typed, and the position of the cursor in it. */
export type Line = readonly [text: string, cursor: number];

/** The line after a key; `undefined` if this is not a key for editing. */
export function editLine({ name = "", ctrl = false }: Key, [text, cursor]: Line): Line | undefined {
  const after = text.slice(cursor);
  switch (ctrl ? `^${name.toUpperCase()}` : name) {
    case "^A":
    case "home":
      return [text, 0];
    case "^E":
    case "end":
      return [text, text.length];
    case "^K":
      return [text.slice(0, cursor), cursor];
    case "^U":
      return [after, 0];
    case "^W": {
      const before = text.slice(0, cursor).trimEnd();
      const start = before.search(/\S*$/);
      return [before.slice(0, start) + after, start];
    }
  }
}
