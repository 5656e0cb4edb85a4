/**
 * The Dockerfile of the container image. Its context is the folder of the release, whose archives
 * have the programs.
 *
 * @module
 */
import { join } from "node:path";
import { projectDir } from "../../paths.ts";
import { homepage, project } from "../project.ts";
import type { Release, ReleaseFile } from "../release_files.ts";

/** `packaging/Dockerfile` with the values of a release. */
export function container({ version }: Release): ReleaseFile[] {
  const template = Deno.readTextFileSync(join(projectDir, "packaging", "Dockerfile"));
  const values: Readonly<Record<string, string>> = {
    "@DESCRIPTION@": project.description,
    "@HOMEPAGE@": homepage,
    "@LICENSE@": project.license,
    "@VERSION@": version,
  };
  const content = template.replaceAll(/@[A-Z]+@/g, (name) => values[name] ?? name);
  return [{ path: "container/Dockerfile", content }];
}
