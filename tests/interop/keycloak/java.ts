/**
 * Finds a Java Development Kit.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { findProgram } from "../programs.ts";

/** The oldest version that Keycloak runs on. */
export const oldestJava = 21;

/**
 * The folder of a JDK that is new enough: that of JAVA_HOME, of the `java` on PATH, or one of those
 * in the usual folder of Linux.
 */
export async function findJdk(): Promise<string | undefined> {
  const java = await findProgram("java");
  const folders = [
    Deno.env.get("JAVA_HOME"),
    java && dirname(dirname(java)),
    ...await foldersIn("/usr/lib/jvm"),
  ];
  for (const folder of folders) {
    if (folder && await versionOf(folder) >= oldestJava) return folder;
  }
}

async function foldersIn(parent: string): Promise<string[]> {
  try {
    const names = await Array.fromAsync(Deno.readDir(parent), ({ name }) => name);
    return names.sort().map((name) => join(parent, name));
  } catch {
    return [];
  }
}

/** The version of a JDK, or 0 if the folder is none. A runtime without `jar` is none. */
async function versionOf(folder: string): Promise<number> {
  try {
    await Deno.stat(join(folder, "bin", "jar"));
    const release = await Deno.readTextFile(join(folder, "release"));
    return Number(/^JAVA_VERSION="(\d+)/m.exec(release)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
