/**
 * Tells the user where a module of their own sends the secret, the first time that it does.
 *
 * @module
 */

import { configFolder } from "./config_folder.ts";
import type { Host } from "./host.ts";
import { isJsonObject } from "./json.ts";
import { readJsonFile } from "./json_file.ts";
import type { Log } from "./log.ts";

/** A host that a module was seen to use. */
interface KnownHost {
  /** What the module is recognised by. */
  readonly module: string;
  readonly host: string;
}

const fileName = "known_hosts.json";

/** The most that is remembered. What was seen longest ago is forgotten first. */
const maxEntries = 200;

/**
 * Says to which host a module sends the secret: on a terminal, if it was not said before for this
 * module and host, and always to those who want to see each step. Afterwards the program can
 * write no files.
 *
 * @param module What it is recognised by, and its name in messages.
 * @param server The host of the token endpoint.
 */
export async function announceHost(
  host: Host,
  log: Log,
  module: { readonly key: string; readonly name: string },
  server: string,
): Promise<void> {
  const isWatched = host.isTerminal("stderr") && log.verbosity !== "quiet";
  const known = isWatched ? await knownHosts(host) : [];
  const isNew = isWatched &&
    !known.some((entry) => entry.module === module.key && entry.host === server);
  if (isNew || log.verbosity === "verbose") {
    log.line(`gettoken: ${module.name} sends the secret to ${server}`);
  }
  if (isNew) await remember(host, [...known, { module: module.key, host: server }]);
  host.renounceWriting();
}

/** What is remembered; nothing if that cannot be told. */
async function knownHosts(host: Host): Promise<readonly KnownHost[]> {
  try {
    const folder = configFolder(host);
    const file = folder && await readJsonFile(host, `${folder}/${fileName}`);
    const { known } = isJsonObject(file) ? file : {};
    return Array.isArray(known) ? known.filter(isKnownHost) : [];
  } catch {
    return [];
  }
}

function isKnownHost(value: unknown): value is KnownHost {
  return isJsonObject(value) && typeof value.module === "string" && typeof value.host === "string";
}

/** A run does not fail, and says nothing, because it cannot remember. */
async function remember(host: Host, known: readonly KnownHost[]): Promise<void> {
  try {
    const folder = configFolder(host);
    if (folder === undefined) return;
    const content = JSON.stringify({ known: known.slice(-maxEntries) }, undefined, 2) + "\n";
    await host.changeFiles(folder, [{ path: fileName, content }]);
  } catch {
    // The next run says it again.
  }
}
