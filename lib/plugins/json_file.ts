/**
 * JSON files that gettoken wrote, and anyone may have changed since.
 *
 * @module
 */

import { FileProblem, type Host } from "../core/host.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";

/** The most bytes such a file may have. */
const maxBytes = 1024 * 1024;

/** The JSON object in a file. It is damaged if it holds anything else, or cannot be read. */
export async function readJsonFile(
  host: Host,
  path: string,
): Promise<JsonObject | "missing" | "damaged"> {
  try {
    const bytes = await host.readFile(path, maxBytes);
    const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return isJsonObject(value) ? value : "damaged";
  } catch (error) {
    return error instanceof FileProblem && error.kind === "missing" ? "missing" : "damaged";
  }
}
