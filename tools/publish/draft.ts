/**
 * Creates the draft of a release on GitHub from `dist/release/` and CHANGELOG.md, or fills it again:
 *
 *     deno task publish-draft
 *
 * A person publishes the draft. Needs `gh`, and a token in GH_TOKEN.
 *
 * @module
 */
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { runTool, say, ToolError } from "../tool.ts";
import { readChangelog, releaseNotes } from "../release/notes.ts";
import { project, releaseDir } from "../release/project.ts";
import { requireRelease } from "./genuine.ts";
import { isPrerelease, mustRun, type RunProgram, runProgram } from "./runner.ts";

// Manifests that package managers can take from the release itself.
const MANIFESTS = ["homebrew", "winget"];

/** A draft of a release. */
export interface Draft {
  readonly version: string;
  /** In Markdown. */
  readonly notes: string;
  /** The paths of its files. */
  readonly files: readonly string[];
  /** The content of `SHA256SUMS`. */
  readonly checksums: string;
}

/**
 * Creates a draft and uploads its files. Replaces the files of a draft that exists, and leaves a
 * published release as it is.
 *
 * @throws {ToolError} when the release is published with other files, the draft has a file from elsewhere, or `gh` fails
 */
export async function publishDraft(draft: Draft, run: RunProgram): Promise<void> {
  const { version, notes, files } = draft;
  const tag = `v${version}`;
  const view = ["release", "view", tag, "--json", "isDraft,assets"];
  const { success, stdout } = await run("gh", view);
  if (!success) {
    await mustRun(run, "gh", [
      ...["release", "create", tag, "--draft", "--verify-tag", "--title", tag, "--notes", notes],
      ...(isPrerelease(version) ? ["--prerelease"] : []),
    ]);
  } else if (!JSON.parse(stdout).isDraft) {
    return await requireSameFiles(tag, draft.checksums, run);
  }
  await mustRun(run, "gh", ["release", "upload", tag, "--clobber", ...files]);
  const { assets } = JSON.parse(await mustRun(run, "gh", view));
  const names = assets.map(({ name }: { name: string }) => name);
  const ours = new Set(files.map((file) => basename(file)));
  const other = names.find((name: string) => !ours.has(name));
  if (other !== undefined) throw otherFile(tag, other);
  say(`${tag} is a draft with ${files.length} files`);
}

/** Lets a workflow be repeated after the draft was published. */
async function requireSameFiles(tag: string, checksums: string, run: RunProgram): Promise<void> {
  const published = await mustRun(run, "gh", [
    ...["release", "download", tag, "--pattern", "SHA256SUMS", "--output", "-"],
  ]);
  if (published.trim() !== checksums.trim()) {
    throw new ToolError(
      `Cannot change ${tag}: it is published, with other files\n→ Release another version`,
    );
  }
  say(`${tag} is published already`);
}

function otherFile(tag: string, name: string): ToolError {
  return new ToolError(
    `The draft ${tag} has a file that is not of this release: ${name}\n` +
      `→ Remove it, then run this again: gh release delete-asset ${tag} ${name}`,
  );
}

/**
 * The files for the page of a release: those at the top of its folder, and the manifests.
 *
 * @throws {ToolError} when two have the same name, which the page cannot have
 */
export async function filesOfRelease(folder: string): Promise<string[]> {
  const channels = join(folder, "channels");
  const present = (await readdir(channels)).filter((name) => MANIFESTS.includes(name));
  const below = await Promise.all(present.map((name) => filesIn(join(channels, name), true)));
  const files = [...await filesIn(folder, false), ...below.flat()].sort();
  const names = files.map((file) => basename(file));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ToolError(`Two files of the release have the name ${twice}`);
  return files;
}

async function filesIn(folder: string, recursive: boolean): Promise<string[]> {
  const entries = await readdir(folder, { recursive, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) =>
    join(parentPath, name)
  );
}

async function main(): Promise<void> {
  await requireRelease();
  const { version } = project;
  const notes = releaseNotes(await readChangelog(), version);
  const files = await filesOfRelease(releaseDir);
  const checksums = await Deno.readTextFile(join(releaseDir, "SHA256SUMS"));
  await publishDraft({ version, notes, files, checksums }, runProgram);
}

if (import.meta.main) await runTool(main);
