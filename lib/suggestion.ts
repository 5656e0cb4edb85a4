/**
 * Finds the name that somebody may have meant who typed one that there is not.
 *
 * @module
 */

/** As many as fit into a question. */
const most = 3;

/**
 * The names that may have been meant. If none is like it, there are none: to be asked for something
 * quite different helps nobody.
 *
 * @param names All that there are.
 * @param nearest The one of them that takes the fewest changes, however many these are.
 */
export function likelyNames(typed: string, names: readonly string[], nearest: string): string[] {
  const word = letters(typed);
  const longer = names.filter((name) => letters(name).endsWith(`-${word}`));
  if (longer.length > 0 && longer.length <= most) return longer;
  // A value may be glued to a name, but not to a letter: that is another mistake.
  const begun = names.filter((name) => word.startsWith(letters(name)) && !/^-?.$/.test(name));
  if (begun.length > 0) return begun.sort((a, b) => b.length - a.length).slice(0, 1);
  return isLike(word, letters(nearest)) ? [nearest] : [];
}

/** A name as it is compared: `--Client-ID` as `client-id`. */
function letters(name: string): string {
  return name.replace(/^-+/, "").toLowerCase();
}

/** Whether one begins with the other, or they share two letters of three. */
function isLike(one: string, other: string): boolean {
  if (one.startsWith(other) || other.startsWith(one)) return true;
  const left = [...other];
  const shared = [...one].filter((letter) => {
    const index = left.indexOf(letter);
    return index !== -1 && left.splice(index, 1);
  });
  return shared.length * 3 >= Math.max(one.length, other.length) * 2;
}
