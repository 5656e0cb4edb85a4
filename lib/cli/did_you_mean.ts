/**
 * Finds the name that may have been meant where one was typed that does not exist.
 *
 * @module
 */

/** The most names in a question. */
const most = 3;

/**
 * The names that may have been meant, if any are like what was typed.
 *
 * @param names All that exist.
 */
export function likelyNames(typed: string, names: readonly string[]): string[] {
  const word = letters(typed);
  const longer = names.filter((name) => letters(name).endsWith(`-${word}`));
  if (longer.length > 0 && longer.length <= most) return longer;
  // A value may be joined to a name, but not to a letter: that is another mistake.
  const begun = names.filter((name) => word.startsWith(letters(name)) && !/^-?.$/.test(name));
  if (begun.length > 0) return begun.sort((a, b) => b.length - a.length).slice(0, 1);
  return names.filter((name) => isLike(word, letters(name)))
    .sort((a, b) => likeness(word, letters(b)) - likeness(word, letters(a))).slice(0, 1);
}

/** A name as it is compared: `--Client-ID` as `client-id`. */
function letters(name: string): string {
  return name.replace(/^\p{Dash_Punctuation}+/u, "").toLowerCase();
}

/** Whether a name begins with the word, or they share two letters of three. */
function isLike(word: string, name: string): boolean {
  return (word.length > 2 && name.startsWith(word)) || likeness(word, name) >= 2 / 3;
}

/** The share of letters that two words have in common. */
function likeness(one: string, other: string): number {
  const left = [...other];
  const shared = [...one].filter((letter) => {
    const index = left.indexOf(letter);
    return index !== -1 && left.splice(index, 1);
  });
  return shared.length / Math.max(one.length, other.length);
}
