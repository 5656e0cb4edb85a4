/**
 * Where gettoken keeps what belongs to the user: where the operating system wants it.
 *
 * @module
 */

import { GettokenError } from "./errors.ts";
import type { Host } from "./host.ts";

/**
 * The folder of gettoken for configuration. It may not exist yet.
 *
 * @returns An absolute path; `undefined` if the environment does not tell it.
 */
export function configFolder(host: Host): string | undefined {
  if (host.os === "windows") return belowOnWindows(host.env("APPDATA"));
  const home = host.env("HOME");
  const chosen = host.os === "darwin" ? undefined : host.env("XDG_CONFIG_HOME");
  const usual = host.os === "darwin" ? "Library/Application Support" : ".config";
  // https://specifications.freedesktop.org/basedir-spec: a relative path is to be ignored.
  return below(chosen, "gettoken") ?? below(home, `${usual}/gettoken`);
}

/**
 * The same, for a command that does not work without.
 *
 * @param what What is kept there, for the message: `added providers`.
 * @throws {GettokenError} `setting_missing`
 */
export function requireConfigFolder(host: Host, what: string): string {
  const folder = configFolder(host);
  if (folder !== undefined) return folder;
  const variable = host.os === "windows" ? "APPDATA" : "HOME";
  throw new GettokenError(
    "setting_missing",
    `Cannot tell where ${what} are kept: ${variable} is not set to an absolute path`,
    { hint: `Set ${variable} to the folder that your system usually sets it to` },
  );
}

function below(folder: string | undefined, path: string): string | undefined {
  return folder?.startsWith("/") ? `${folder.replace(/\/+$/, "")}/${path}` : undefined;
}

function belowOnWindows(folder: string | undefined): string | undefined {
  const isAbsolute = /^([A-Za-z]:[/\\]|\\\\)/.test(folder ?? "");
  return isAbsolute ? `${folder?.replace(/[/\\]+$/, "")}\\gettoken` : undefined;
}
