/**
 * What a release consists of. A channel (Homebrew, Scoop, npm and so on) is a pure function from
 * {@linkcode Release} to {@linkcode ReleaseFile}s.
 *
 * @module
 */
import type { Target } from "./targets.ts";

/** The archives of one version, with what a channel needs to know of them. */
export interface Release {
  readonly version: string;
  readonly archives: readonly Archive[];
}

/** The archive of one platform. */
export interface Archive {
  readonly target: Target;
  /** The address to download it from. */
  readonly url: string;
  /** The hash of the archive, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** The hash of the program in it. */
  readonly programSha256: string;
}

/** A file to write into the folder of the release. */
export interface ReleaseFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
  /** Whether the file is a program. */
  readonly executable?: boolean;
}
