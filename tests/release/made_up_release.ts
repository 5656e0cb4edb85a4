/**
 * A release for the tests of the channels: every platform, and a different hash for each.
 *
 * @module
 */
import { downloadUrl } from "../../tools/release/project.ts";
import type { Archive, Release } from "../../tools/release/release_files.ts";
import { targets } from "../../tools/release/targets.ts";

export const madeUpRelease: Release = {
  version: "1.2.3",
  archives: targets.map((target, index): Archive => ({
    target,
    url: `${downloadUrl("1.2.3")}/${target.archive}`,
    sha256: `${index + 1}a`.repeat(32),
    programSha256: `${index + 1}b`.repeat(32),
  })),
};

/** The same release without its archive for Windows. */
export const withoutWindows: Release = {
  ...madeUpRelease,
  archives: madeUpRelease.archives.filter(({ target }) => target.os !== "win32"),
};

/** The archive of a platform. */
export function archiveFor(name: string): Archive {
  return madeUpRelease.archives.find(({ target }) => target.name === name)!;
}
