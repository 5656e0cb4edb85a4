/** Writes a new provider module from a template, with the types for an editor. @module */

import type { Context } from "../contract/context.ts";
import { GettokenError } from "../core/errors.ts";
import { type FileChange, FileProblem, type Host } from "../core/host.ts";
import { isProviderName, takenBy } from "../contract/names.ts";
import { pathRules } from "./path_rules.ts";
import { printable } from "../core/text.ts";
import ownFiles from "./own_files.json" with { type: "json" };

/** The file with the contract, for editors. The module runs without it: it has only types. */
const typesFile = "gettoken.d.ts";

/** The start of that file. */
const madeByUs = "// Made by gettoken ";

/**
 * Writes a new provider module and its types, or only the types if the path names their file.
 *
 * @param path The module: `acme.ts`, `idp/acme.ts`.
 * @returns The paths that were written, as the user would name them.
 * @throws {GettokenError} `usage` if the name is invalid, `output_failed`
 */
export async function writeNewProvider(context: Context, path: string): Promise<string[]> {
  const { host } = context;
  const { basename, dirname, join } = pathRules(host);
  const absolute = await host.filePath(await host.fileUrl(path)) ?? path;
  const [folder, file] = [dirname(absolute), basename(absolute)];
  const module = file === typesFile ? [] : [newModule(context, file)];
  await requireFolder(host, folder, path);
  await requireOwnTypes(host, join(folder, typesFile));
  await host.changeFiles(folder, [...module, newTypes(context)]);
  return [...module.map(() => path), join(dirname(path), typesFile)];
}

function newModule({ catalog }: Context, file: string): FileChange {
  const words = file.replace(/\.ts$/, "").split(/[_-]/);
  const name = words.join("-").toLowerCase();
  if (!isProviderName(name) || !file.endsWith(".ts")) {
    throw new GettokenError("usage", `Cannot name a provider module "${printable(file, 100)}"`, {
      hint: "Use letters, digits, _ and -, then .ts, such as acme.ts for the provider acme",
    });
  }
  // TypeScript would read gettoken.d.ts as the types of such a module.
  const owner = name === "gettoken" ? "gettoken itself" : takenBy(catalog, name);
  if (owner !== undefined) {
    throw new GettokenError("usage", `Cannot name a provider "${name}": that is ${owner}`, {
      hint: `Choose another name, such as my_${file}`,
    });
  }
  const template = withTypes(ownFiles["examples/acme.ts"]);
  const names: Readonly<Record<string, string>> = {
    "acme.ts": file,
    "Acme ID": titleOf(words),
    "Acme": titleOf(words),
    "ACME": name.toUpperCase().replaceAll("-", "_"),
    "acme": name,
  };
  const content = template.replace(
    /acme\.ts|Acme ID|acme|Acme|ACME/g,
    (name) => names[name] ?? name,
  );
  return { path: file, content, isNew: true, useUmask: true };
}

/** `["my", "idp"]` as a title: `My Idp`. */
function titleOf(words: readonly string[]): string {
  return words.filter((word) => word !== "")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(" ");
}

function newTypes({ version }: Context): FileChange {
  const notice = `${madeByUs}${version}. You may delete it: ` +
    `"gettoken provider new ${typesFile}" writes it again.`;
  const contract = withTypes(ownFiles["lib/contract/provider.ts"]);
  return { path: typesFile, content: `${notice}\n${contract}`, useUmask: true };
}

/** A source of gettoken that imports its types from the same folder. */
function withTypes(lines: readonly string[]): string {
  return lines.join("\n").replaceAll(`"../lib/contract/provider.ts"`, `"./${typesFile}"`);
}

async function requireFolder(host: Host, folder: string, path: string): Promise<void> {
  try {
    await host.readFile(folder, 0);
  } catch (error) {
    if (!isMissing(error)) return;
    const reason = `there is no folder ${printable(pathRules(host).dirname(path), 200)}`;
    throw cannotWrite(printable(path, 200), reason, "Create it first, or choose another folder.");
  }
}

/** Refuses to overwrite a file that gettoken did not write. */
async function requireOwnTypes(host: Host, path: string): Promise<void> {
  try {
    const text = new TextDecoder().decode(await host.readFile(path, 1024 * 1024));
    if (text.startsWith(madeByUs)) return;
  } catch (error) {
    if (isMissing(error)) return;
  }
  const hint = "Nothing was changed. Rename that file, or write the provider into another folder.";
  throw cannotWrite(printable(path, 300), "the file exists, and gettoken did not write it", hint);
}

function cannotWrite(path: string, reason: string, hint: string): GettokenError {
  return new GettokenError("output_failed", `Cannot write ${path}: ${reason}`, { hint });
}

function isMissing(error: unknown): boolean {
  return error instanceof FileProblem && error.kind === "missing";
}
