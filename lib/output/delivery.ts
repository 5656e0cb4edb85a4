/**
 * Takes a token where the command line wants it, if that is not just stdout.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { Host, TargetFile } from "../core/host.ts";
import type { Log } from "../core/log.ts";
import { type OutputForm, tokenText, writeToken } from "./forms.ts";
import type { Provider } from "../contract/provider.ts";
import type { Token } from "../oauth/token_response.ts";

/** Where a token is wanted, and in which form. */
export interface DeliveryOptions extends OutputForm {
  /** A file for it. */
  readonly out?: string | undefined;
  /** Whether it goes into the clipboard. */
  readonly copy: boolean;
  /** Whether there will be none. */
  readonly dryRun: boolean;
}

/** Hands a token over, once. */
export type Delivery = (provider: Provider, token: Token) => Promise<void>;

/**
 * Makes ready to hand a token over: what is plainly impossible fails before a token is asked for.
 *
 * @throws {GettokenError} `usage` if the options do not go together or there is no clipboard,
 * `setting_missing` if this is no job of GitHub Actions, `output_failed` if a file cannot be written
 */
export async function prepareDelivery(
  host: Host,
  log: Log,
  to: DeliveryOptions,
): Promise<Delivery> {
  refuseConflicts(to);
  const toStdout: Delivery = (provider, token) => writeToken(host, to, provider, token);
  if (to.dryRun) return toStdout;
  if (to.copy) return await clipboard(host, log, to);
  if (to.out !== undefined) return await outFile(host, log, to, to.out);
  return to.output === "github" ? await job(host, to, toStdout) : toStdout;
}

/** What the runner of GitHub Actions keeps for itself. */
const reservedByRunner = /^(GITHUB_|RUNNER_|NODE_OPTIONS$)/i;

/** Refuses options of which one would count for nothing. */
function refuseConflicts({ output, envName, out, copy }: DeliveryOptions): void {
  const toJob = output === "github";
  if (copy && out !== undefined) throw usage("--copy does not go with --out");
  if (toJob && (copy || out !== undefined)) {
    throw usage(
      `-o github does not go with ${copy ? "--copy" : "--out"}`,
      "It writes to the files that the job names.",
    );
  }
  if (envName !== undefined && !toJob && output !== "env") {
    throw usage("--env-name is of use with -o env and -o github only");
  }
  if (toJob && reservedByRunner.test(envName ?? "")) {
    throw usage("--env-name is one that the runner of GitHub Actions keeps for itself");
  }
  if (out === "-") throw usage("--out is no file", "Without --out the token goes to stdout.");
}

function usage(message: string, hint?: string): GettokenError {
  return new GettokenError("usage", message, { hint });
}

async function clipboard(host: Host, log: Log, to: DeliveryOptions): Promise<Delivery> {
  const { copyToClipboard, requireClipboard } = await import("./clipboard.ts");
  requireClipboard(host);
  return async (provider, token) => {
    // Pasted into a shell, a line break at the end would run it.
    copyToClipboard(host, (await tokenText(host, to, provider, token)).trimEnd());
    if (log.verbosity === "quiet") return;
    log.line("gettoken: the token is in the clipboard, if the terminal allows that");
  };
}

async function outFile(host: Host, log: Log, to: DeliveryOptions, path: string): Promise<Delivery> {
  const writer = await host.prepareFiles([{ path, namedBy: "--out", append: false }]);
  return async (provider, token) => {
    await writer.write(await tokenText(host, to, provider, token));
    log.step(`written to ${path}`);
  };
}

/** For the steps of a job that come later, which must not show it in the log. */
async function job(host: Host, to: DeliveryOptions, mask: Delivery): Promise<Delivery> {
  const writer = await host.prepareFiles(jobFiles(host));
  return async (provider, token) => {
    // First of all: should the files fail, a part of the token may stand there.
    await mask(provider, token);
    const { jobVariables } = await import("./tool_forms.ts");
    await writer.write(jobVariables(token, host.now(), to.envName));
  };
}

function jobFiles(host: Host): readonly TargetFile[] {
  const files = ["GITHUB_OUTPUT", "GITHUB_ENV"].flatMap((name) => {
    const path = host.env(name);
    return path ? [{ path, namedBy: `${name} in the environment`, append: true }] : [];
  });
  if (files.length > 0) return files;
  throw new GettokenError("setting_missing", "-o github is for jobs of GitHub Actions", {
    details: ["neither GITHUB_OUTPUT nor GITHUB_ENV is set"],
    hint: "The runner sets both. Elsewhere, -o env gives a shell the same variables.",
  });
}
