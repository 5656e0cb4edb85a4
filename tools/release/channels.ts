/**
 * The channels that a release is published in. Another channel is another line here.
 *
 * @module
 */
import { container } from "./channels/container.ts";
import { homebrew } from "./channels/homebrew.ts";
import { installers } from "./channels/installers.ts";
import { npm } from "./channels/npm.ts";
import { scoop } from "./channels/scoop.ts";
import { winget } from "./channels/winget.ts";
import type { Release, ReleaseFile } from "./release_files.ts";
import type { CompressionLevel } from "./tar_and_zip.ts";

/** Makes the files of a channel from a release. They are written to `channels/` of its folder. */
export type Channel = (release: Release) => readonly ReleaseFile[];

/**
 * Makes the files of a channel that contain the programs.
 *
 * @param programs the folder of the programs: `linux-x64/gettoken`, `windows-x64/gettoken.exe`
 * @param level how much to compress them
 */
export type ProgramChannel = (
  release: Release,
  programs: string,
  level: CompressionLevel,
) => Promise<readonly ReleaseFile[]>;

export const channels: readonly Channel[] = [homebrew, winget, container];

export const programChannels: readonly ProgramChannel[] = [npm];

/** Files at the top of the release, such as the installers. `SHA256SUMS` has their hashes. */
export const topFiles: readonly Channel[] = [() => installers(), scoop];
