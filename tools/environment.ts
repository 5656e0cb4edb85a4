/** Variables that locate the cache, the temporary folder and programs. */
export const FOLDERS: readonly string[] = [
  ...["PATH", "HOME", "XDG_CACHE_HOME", "TMPDIR", "DENO_DIR"],
  ...["USERPROFILE", "LOCALAPPDATA", "SYSTEMROOT", "TEMP", "TMP"],
];

/** Those, and variables that locate registries. */
export const PLACES: readonly string[] = [...FOLDERS, "JSR_URL", "NPM_CONFIG_REGISTRY"];

/** The variables of this process that have these names. */
export function environment(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
