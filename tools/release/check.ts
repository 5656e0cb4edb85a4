/**
 * Checks that a tag can be released, before anything is built:
 *
 *     deno task release-check v1.2.3
 *
 * @module
 */
import { hasJsrPackages, lockPath } from "../mirror/lock.ts";
import { runTool, say, ToolError } from "../tool.ts";
import { readChangelog, releaseNotes, sectionOf, tagArgument } from "./notes.ts";
import { isHomeDecided, project } from "./project.ts";

/** What the check compares. */
export interface ReleaseState {
  /** The name of the tag: `v1.2.3`. */
  readonly tag: string;
  /** The version in `deno.json`. */
  readonly version: string;
  readonly changelog: string;
  /** Whether no name in `deno.json` is a placeholder. */
  readonly isHomeDecided: boolean;
  /** Whether `deno.lock` has the packages from JSR, too. */
  readonly isLocked: boolean;
}

/** What must be changed before the release, each as a message. Empty when nothing. */
export function obstacles(state: ReleaseState): string[] {
  const { tag, version, changelog } = state;
  const found: string[] = [];
  if (!state.isHomeDecided) {
    found.push(
      "A name in deno.json is a placeholder\n" +
        '→ Write the real names under "name" and "project", then run: deno task pages',
    );
  }
  if (!state.isLocked) {
    found.push("deno.lock has no packages from JSR\n→ Run where JSR answers: deno task lock");
  }
  if (tag !== `v${version}`) {
    found.push(`The tag is ${tag}, but deno.json has version ${version}\n→ Tag it v${version}`);
  }
  if (sectionOf(changelog, "Unreleased")) {
    found.push(
      "CHANGELOG.md has entries under Unreleased\n" +
        `→ Move them to the section for ${version}; if that is published, release another version`,
    );
  }
  try {
    releaseNotes(changelog, version);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    found.push(error.message);
  }
  return found;
}

async function main(): Promise<void> {
  const tag = tagArgument();
  const { version } = project;
  const isLocked = hasJsrPackages(await Deno.readTextFile(lockPath));
  const changelog = await readChangelog();
  const found = obstacles({ tag, version, isHomeDecided, isLocked, changelog });
  if (found.length > 0) throw new ToolError(found.join("\nerror: "));
  say(`${tag} can be released`);
}

if (import.meta.main) await runTool(main);
