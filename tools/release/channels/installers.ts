/**
 * The installers of a release: packaging/install.sh and packaging/install.ps1, with the names of the
 * project filled in.
 *
 * @module
 */
import { join } from "node:path";
import { projectDir } from "../../paths.ts";
import { project } from "../project.ts";
import type { ReleaseFile } from "../release_files.ts";

/** The names that a template may contain, as `@REPOSITORY@`. */
export interface InstallerNames {
  /** `owner/name` on GitHub. */
  readonly repository: string;
  /** The container image, without a tag. */
  readonly container: string;
}

/** The two installers. They are the same for every version. */
export function installers(names: InstallerNames = project): ReleaseFile[] {
  return ["install.sh", "install.ps1"].map((path) => ({
    path,
    content: fillTemplate(Deno.readTextFileSync(join(projectDir, "packaging", path)), names),
    executable: path === "install.sh",
  }));
}

/**
 * Replaces `@REPOSITORY@` and `@CONTAINER@`.
 *
 * @throws {TypeError} when a name contains a character that a shell could treat specially
 */
export function fillTemplate(template: string, { repository, container }: InstallerNames): string {
  for (const name of [repository, container]) {
    if (!/^[\w./-]+$/.test(name)) throw new TypeError(`not a name for an installer: ${name}`);
  }
  return template.replaceAll("@REPOSITORY@", repository).replaceAll("@CONTAINER@", container);
}
