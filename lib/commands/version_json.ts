/**
 * What `gettoken --version --json` prints: the version, and how the program was built. The fields are
 * in docs/versions.md.
 */
export async function versionJson(version: string, runtime: string): Promise<string> {
  // Imported here, so that the compiled program has a file of its own for it.
  const { buildInfo } = await import("../core/build_info.ts");
  const unknown = { release: false, commit: null, modified: null, target: null, builder: null };
  const { base, ...origin } = buildInfo ?? { ...unknown, base: null };
  return JSON.stringify({ version, ...origin, deno: runtime, base });
}
