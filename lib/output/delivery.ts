/**
 * Delivers a token to a file, the clipboard or a GitHub Actions job. Plain stdout does not need this.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { Host, TargetFile } from "../core/host.ts";
import type { Log } from "../core/log.ts";
import { type OutputForm, tokenText, writeToken } from "./forms.ts";
import type { Provider } from "../contract/provider.ts";
import { type RunValues, variableFormats } from "../settings/run_options.ts";
import { either } from "../core/text.ts";
import type { Token } from "../oauth/token_response.ts";

/** The options of a run that say where the token goes. */
export type DeliveryOptions = OutputForm & Pick<RunValues, "out" | "copy" | "dryRun">;

/** Prints or writes the token. */
export type Delivery = (provider: Provider, token: Token) => Promise<void>;

/**
 * Checks the options and opens files, so that most failures come before the token is requested.
 *
 * @throws {GettokenError} `usage` if options conflict or there is no clipboard, `setting_missing` if
 * this is not a GitHub Actions job, `output_failed` if a file cannot be written
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

/** Variables that GitHub Actions reserves. */
const reservedByRunner = /^(GITHUB_|RUNNER_|NODE_OPTIONS$)/i;

function refuseConflicts({ output, envName, raw, out, copy }: DeliveryOptions): void {
  const toJob = output === "github";
  if (copy && out !== undefined) throw usage("--copy conflicts with --out");
  if (toJob && (copy || out !== undefined)) {
    throw usage(
      `-o github conflicts with ${copy ? "--copy" : "--out"}`,
      "It writes to the files of the job.",
    );
  }
  if (envName !== undefined && !variableFormats.includes(output)) {
    throw usage(`--env-name requires -o ${either(variableFormats)}`);
  }
  if (raw && output !== "json") throw usage("--raw requires -o json");
  if (toJob && reservedByRunner.test(envName ?? "")) {
    throw usage("--env-name is a name that GitHub Actions reserves");
  }
  if (out === "-") throw usage("--out - is not a file", "Without --out the token goes to stdout.");
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
    log.line("gettoken: copied the token to the clipboard, if the terminal allows it");
  };
}

async function outFile(host: Host, log: Log, to: DeliveryOptions, path: string): Promise<Delivery> {
  const write = await host.prepareFiles([{ path, namedBy: "--out", append: false }]);
  return async (provider, token) => {
    await write(await tokenText(host, to, provider, token));
    log.step(`written to ${path}`);
  };
}

/** Sets variables for the later steps of a job, and masks the token in the job's log. */
async function job(host: Host, to: DeliveryOptions, mask: Delivery): Promise<Delivery> {
  const write = await host.prepareFiles(jobFiles(host));
  return async (provider, token) => {
    // Before the files are written: if that fails, they may contain a part of the token.
    await mask(provider, token);
    const { jobVariables } = await import("./tool_forms.ts");
    await write(jobVariables(token, host.now(), to.envName));
  };
}

function jobFiles(host: Host): readonly TargetFile[] {
  const files = ["GITHUB_OUTPUT", "GITHUB_ENV"].flatMap((name) => {
    const path = host.env(name);
    return path ? [{ path, namedBy: `${name} in the environment`, append: true }] : [];
  });
  if (files.length > 0) return files;
  throw new GettokenError("setting_missing", "-o github works only in a GitHub Actions job", {
    details: ["neither GITHUB_OUTPUT nor GITHUB_ENV is set"],
    hint: "Elsewhere, use -o env, powershell or cmd to set the same variables in a shell.",
  });
}
