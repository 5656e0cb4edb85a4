/**
 * Where gettoken keeps what belongs to the user: where the operating system wants it.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";

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
 * The folder of gettoken for what can be had again at any time. It may not exist yet.
 *
 * @returns An absolute path; `undefined` if the environment does not tell it.
 */
export function cacheFolder(host: Host): string | undefined {
  if (host.os === "windows") return belowOnWindows(host.env("LOCALAPPDATA"));
  const chosen = host.os === "darwin" ? undefined : host.env("XDG_CACHE_HOME");
  const usual = host.os === "darwin" ? "Library/Caches" : ".cache";
  return below(chosen, "gettoken") ?? below(host.env("HOME"), `${usual}/gettoken`);
}

/**
 * The folder for configuration, for a command that does not work without.
 *
 * @param what What is kept there, for the message: `added providers`.
 * @throws {GettokenError} `setting_missing`
 */
export function requireConfigFolder(host: Host, what: string): string {
  return configFolder(host) ?? refuse(host, what, "APPDATA");
}

/**
 * The same for the folder of what can be had again.
 *
 * @throws {GettokenError} `setting_missing`
 */
export function requireCacheFolder(host: Host): string {
  return cacheFolder(host) ?? refuse(host, "tokens", "LOCALAPPDATA");
}

function refuse({ os }: Host, what: string, onWindows: string): never {
  const variable = os === "windows" ? onWindows : "HOME";
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
