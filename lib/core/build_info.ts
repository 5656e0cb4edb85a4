/** How a compiled program was built. `gettoken --version --json` prints it. */
export interface BuildInfo {
  /**
   * Whether it is from a release: of a tagged commit, with the packages that deno.json names, on the
   * base executable that Deno publishes.
   */
  readonly release: boolean;
  /** The commit of the sources, in hexadecimal digits; `null` if it is not known. */
  readonly commit: string | null;
  /** Whether the sources differed from the commit; `null` if that is not known. */
  readonly modified: boolean | null;
  /** The machine it is for, as Deno names it: `x86_64-unknown-linux-gnu`. */
  readonly target: string;
  /** The version of Deno that bundled the sources. */
  readonly builder: string;
  /** The executable that the sources were added to. */
  readonly base: {
    /** The version of Deno. */
    readonly version: string;
    /** The hash of the file, in hexadecimal digits. */
    readonly sha256: string;
    /** Whether it is from Deno's own release. */
    readonly official: boolean;
  };
}

/** How this program was built; `null` if it was not compiled. `tools/compile.ts` replaces the value. */
export const buildInfo: BuildInfo | null = null;
