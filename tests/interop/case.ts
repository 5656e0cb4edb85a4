/**
 * What a server and a case are. A server is one file that exports a {@linkcode Server}, and an entry
 * in servers.ts.
 *
 * @module
 */

import type { RunOptions, RunResult } from "../e2e/program.ts";

/** A server that was not made for this project. */
export interface Server {
  readonly name: string;
  readonly version: string;
  /**
   * Starts it and registers the clients of the cases.
   *
   * @param cleanup what ends its processes and removes its files, also if the start fails
   */
  start(cleanup: AsyncDisposableStack): Promise<RunningServer | Missing>;
}

/** A server with its cases. */
export interface RunningServer {
  readonly cases: readonly Case[];
  /** Values that no run may print or store: client secrets, lines of private keys. */
  readonly secrets: readonly string[];
}

/** Why a server cannot be started on this machine. */
export interface Missing {
  readonly missing: string;
}

/** One run of gettoken. */
export interface Case {
  /** A client authentication method or a feature: a row of the matrix. */
  readonly topic: string;
  /** The provider of gettoken, or the command that has none. */
  readonly by: string;
  /** Condition and result; unique for its topic and provider. */
  readonly name: string;
  readonly args: readonly string[];
  readonly options?: RunOptions;
  /**
   * The exit status.
   * @default {0}
   */
  readonly status?: number;
  /** What stderr must say. Without it, a run that succeeds says nothing. */
  readonly says?: readonly (string | RegExp)[];
  /** What stderr must not say. */
  readonly neverSays?: readonly (string | RegExp)[];
  /** What stderr says with status 3 if this build cannot do it. The case then passes, too. */
  readonly lacking?: string;
  /** Uses stdout as a person would. Throws, or rejects, if it is not as it must be. */
  readonly use?: (stdout: string, run: Run) => unknown;
}

/** Runs gettoken another time. */
export type Run = (args: readonly string[], options?: RunOptions) => Promise<RunResult>;

/** The result of a case: it failed if there is a cause. */
export interface Outcome {
  readonly server: Server;
  readonly topic: string;
  readonly by: string;
  readonly name: string;
  readonly cause?: unknown;
}
