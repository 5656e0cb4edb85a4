/**
 * The names that a misspelt one may have been meant for.
 *
 * @module
 */

/** The largest number of suggestions. */
const most = 3;

/**
 * The names that are similar to what was typed.
 *
 * @param names All names that exist.
 */
export function likelyNames(typed: string, names: readonly string[]): string[] {
  const word = letters(typed);
  const longer = names.filter((name) => letters(name).endsWith(`-${word}`));
  if (longer.length > 0 && longer.length <= most) return longer;
  // A value may follow a name without a space, but not a letter: that is another mistake.
  const begun = names.filter((name) => word.startsWith(letters(name)) && !/^-?.$/.test(name));
  if (begun.length > 0) return begun.sort((a, b) => b.length - a.length).slice(0, 1);
  return names.filter((name) => isLike(word, letters(name)))
    .sort((a, b) => likeness(word, letters(b)) - likeness(word, letters(a))).slice(0, 1);
}

/** The normal form of a name: `client-id` for `--Client-ID`. */
function letters(name: string): string {
  return name.replace(/^\p{Dash_Punctuation}+/u, "").toLowerCase();
}

/** Whether a name begins with the word, or they share two letters of three. */
function isLike(word: string, name: string): boolean {
  return (word.length > 2 && name.startsWith(word)) || likeness(word, name) >= 2 / 3;
}

/** The ratio of letters that two words share. */
function likeness(one: string, other: string): number {
  const left = [...other];
  const shared = [...one].filter((letter) => {
    const index = left.indexOf(letter);
    return index !== -1 && left.splice(index, 1);
  });
  return shared.length / Math.max(one.length, other.length);
}
