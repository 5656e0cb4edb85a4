/**
 * Publishes the npm packages in `dist/release/`:
 *
 *     deno task publish-npm
 *
 * npm has to trust the workflow that runs it; no password or token is used.
 *
 * @module
 */
import { join } from "node:path";
import { runTool, say } from "../tool.ts";
import { npmPackages, tarballPath } from "./channels/npm.ts";
import { project, releaseDir } from "./project.ts";
import { isPrerelease, mustRun, type RunProgram, runProgram } from "./publish.ts";

/**
 * Publishes the packages of a version that the registry does not have. The package that people
 * install comes last, so that its platform packages are there before it.
 *
 * @throws {ToolError} when npm refuses a package; those after it are not published
 */
export async function publishNpm(version: string, run: RunProgram): Promise<void> {
  // What people get who name no version must not be a version to try.
  const tag = isPrerelease(version) ? "next" : "latest";
  for (const candidate of npmPackages(version)) {
    const { name } = candidate.manifest;
    if (await isPublished(name, version, run)) {
      say(`${name} ${version} is published already`);
      continue;
    }
    const file = join(releaseDir, "channels", tarballPath(candidate));
    await mustRun(run, "npm", [
      "publish",
      file,
      "--access",
      "public",
      "--provenance",
      "--tag",
      tag,
    ]);
    say(`Published ${name} ${version}`);
  }
}

/** npm prints nothing, or fails, for a version that the registry does not have. */
async function isPublished(name: string, version: string, run: RunProgram): Promise<boolean> {
  const { success, stdout } = await run("npm", ["view", `${name}@${version}`, "version"]);
  return success && stdout === version;
}

if (import.meta.main) await runTool(() => publishNpm(project.version, runProgram));
