/**
 * The configuration and cache folders of gettoken, in the places that the operating system has for
 * them.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { FlowHost } from "../core/flow_host.ts";
import { pathBelow } from "../core/paths.ts";

/** Variables with the parent folder, and parent folders relative to the home folder. */
type Place = readonly [windows: string, xdg: string, mac: string, other: string];
const config: Place = ["APPDATA", "XDG_CONFIG_HOME", "Library/Application Support", ".config"];
const cache: Place = ["LOCALAPPDATA", "XDG_CACHE_HOME", "Library/Caches", ".cache"];

/** The absolute path of the configuration folder, which may not exist; `undefined` if unknown. */
export function configFolder(host: FlowHost): string | undefined {
  return folderAt(host, config);
}

/** The folder of all added providers, which may not exist; `undefined` if unknown. */
export function providersFolder(host: FlowHost): string | undefined {
  const folder = configFolder(host);
  return folder && pathBelow(host, folder, "providers");
}

/** The absolute path of the cache folder, which may not exist; `undefined` if unknown. */
export function cacheFolder(host: FlowHost): string | undefined {
  return folderAt(host, cache);
}

/**
 * The configuration folder.
 *
 * @param what What the folder is for, for the message: `added providers`.
 * @throws {GettokenError} `setting_missing` if it is unknown
 */
export function requireConfigFolder(host: FlowHost, what: string): string {
  return configFolder(host) ?? refuse(host, what, config);
}

/** @throws {GettokenError} `setting_missing` if the cache folder is unknown */
export function requireCacheFolder(host: FlowHost): string {
  return cacheFolder(host) ?? refuse(host, "the token cache", cache);
}

function folderAt(host: FlowHost, [windows, xdg, mac, other]: Place): string | undefined {
  if (host.os === "windows") return belowOnWindows(host.env(windows));
  const isMac = host.os === "darwin";
  // https://specifications.freedesktop.org/basedir-spec: a relative path must be ignored.
  const chosen = isMac ? undefined : below(host.env(xdg), "gettoken");
  return chosen ?? below(host.env("HOME"), `${isMac ? mac : other}/gettoken`);
}

function refuse({ os }: FlowHost, what: string, [windows]: Place): never {
  const variable = os === "windows" ? windows : "HOME";
  throw new GettokenError(
    "setting_missing",
    `No folder for ${what}: ${variable} is not set to an absolute path`,
    { hint: `Set ${variable}, which your system normally sets` },
  );
}

function below(folder: string | undefined, path: string): string | undefined {
  return folder?.startsWith("/") ? `${folder.replace(/\/+$/, "")}/${path}` : undefined;
}

function belowOnWindows(folder: string | undefined): string | undefined {
  const isAbsolute = /^([A-Za-z]:[/\\]|\\\\)/.test(folder ?? "");
  return isAbsolute ? `${folder?.replaceAll("/", "\\").replace(/\\+$/, "")}\\gettoken` : undefined;
}
