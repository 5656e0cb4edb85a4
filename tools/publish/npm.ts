/**
 * Publishes the npm packages in `dist/release/`:
 *
 *     deno task publish-npm
 *
 * npm has to trust the workflow that runs it; no password or token is used.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { runTool, say, ToolError } from "../tool.ts";
import { npmPackages, tarballPath } from "../release/channels/npm.ts";
import { project, releaseDir } from "../release/project.ts";
import { requireRelease } from "./genuine.ts";
import { isPrerelease, mustRun, type RunProgram, runProgram } from "./runner.ts";

/** The hash of a tarball as npm writes it: `sha512-` and Base64. */
export type IntegrityOf = (file: string) => Promise<string>;

/**
 * Publishes the packages of a version that the registry does not have. The package that people
 * install comes last, so that its platform packages are there before it.
 *
 * @throws {ToolError} when npm refuses a package, or the registry already has this version with
 * different content; later packages are not published
 */
export async function publishNpm(
  version: string,
  run: RunProgram,
  integrityOf: IntegrityOf = integrityOfFile,
): Promise<void> {
  // What people get who name no version must not be a version to try.
  const tag = isPrerelease(version) ? "next" : "latest";
  for (const candidate of npmPackages(version)) {
    const { name } = candidate.manifest;
    const file = join(releaseDir, "channels", tarballPath(candidate));
    const published = await publishedIntegrity(name, version, run);
    if (published !== undefined) {
      if (published !== await integrityOf(file)) throw otherContent(name, version);
      say(`${name} ${version} is published already`);
      continue;
    }
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

/** The hash of a version in the registry. npm prints nothing, or fails, if it does not have it. */
async function publishedIntegrity(
  name: string,
  version: string,
  run: RunProgram,
): Promise<string | undefined> {
  const { success, stdout } = await run("npm", ["view", `${name}@${version}`, "dist.integrity"]);
  return success && stdout !== "" ? stdout : undefined;
}

function otherContent(name: string, version: string): ToolError {
  return new ToolError(
    `npm has ${name} ${version} with other content than this release\n` +
      `→ See who published it: npm view ${name}@${version}`,
  );
}

async function integrityOfFile(file: string): Promise<string> {
  return `sha512-${createHash("sha512").update(await Deno.readFile(file)).digest("base64")}`;
}

async function main(): Promise<void> {
  await requireRelease();
  await publishNpm(project.version, runProgram);
}

if (import.meta.main) await runTool(main);
