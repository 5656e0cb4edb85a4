/**
 * Settings that stand together in a JSON document, such as the key file of a service account.
 *
 * @module
 */

import { type Declared, fileSettingOf, optionOf } from "../contract/declared_settings.ts";
import type { EnvFile } from "./env_file.ts";
import { type Candidate, describeProvenance, type Found, rankOf } from "./provenance.ts";
import type { Setting } from "../contract/provider.ts";
import { isJsonObject, parseJson } from "../core/json.ts";
import { invalidSetting } from "../core/errors.ts";

/**
 * Adds to what was found what stands in documents, unless it is given in the same source by itself,
 * or in a higher one.
 *
 * @param files `.env` files, the one that wins first.
 * @returns For each setting that a document should have, and has not, how to say that.
 * @throws {GettokenError} `setting_invalid` if a document is none, or not of the right kind.
 */
export function openDocuments(
  declared: Declared,
  found: Map<string, Candidate>,
  files: readonly EnvFile[],
): ReadonlyMap<string, string> {
  const settings = new Map(declared);
  const gaps = new Map<string, string>();
  for (const [name, setting] of declared) {
    const document = found.get(name);
    if (!setting.members || !document) continue;
    const content = contentOf(document, name, setting);
    for (const [other, path] of Object.entries(setting.members)) {
      const member = memberAt(content, [path].flat(), document);
      const target = settings.get(other);
      if (member === undefined) {
        gaps.set(other, `${describeProvenance(provenanceOf(path, document))} is missing`);
      } else if (target && !winsOver(found.get(other), document, files)) {
        requireNoKey(member, target);
        found.set(other, { ...member, isPath: false });
      }
    }
  }
  return gaps;
}

/** Whether what is given by itself comes before what a document says. */
function winsOver(
  own: Candidate | undefined,
  document: Candidate,
  files: readonly EnvFile[],
): boolean {
  return own !== undefined && rankOf(own.provenance, files) <= rankOf(document.provenance, files);
}

/** The document, which is an object of the kind that is wanted. */
function contentOf(document: Candidate, name: string, { kind }: Setting): unknown {
  const { value, provenance, isPath } = document;
  const content = parseJson(value);
  if (!isJsonObject(content)) {
    throw invalidSetting(
      describeProvenance(provenance),
      "it is no JSON object",
      isPath
        ? "It must be the whole file, as it was downloaded."
        : `For the path of a file there is ${optionOf(fileSettingOf(name))}.`,
    );
  }
  if (kind && memberAt(content, [kind.member], document)?.value !== kind.value) {
    throw invalidSetting(describeProvenance(provenanceOf(kind.member, document)), kind.otherwise);
  }
  return content;
}

/** A text in a document, and where it is. */
function memberAt(
  content: unknown,
  path: readonly string[],
  document: Candidate,
): Found | undefined {
  const value = path.reduce<unknown>(
    (object, name) => Object.hasOwn(Object(object), name) ? Object(object)[name] : undefined,
    content,
  );
  const provenance = provenanceOf(path, document);
  if (value === undefined) return undefined;
  if (typeof value === "string") return { value, provenance };
  throw invalidSetting(describeProvenance(provenance), "it is no text");
}

/** A private key is never sent, so nothing must have it that a provider may see and send. */
function requireNoKey({ value, provenance }: Found, { secret = false }: Setting): void {
  if (secret || !value.includes("PRIVATE KEY")) return;
  throw invalidSetting(
    describeProvenance(provenance),
    "it is a private key, and the provider takes it for none",
  );
}

function provenanceOf(path: string | readonly string[], { provenance, isPath }: Candidate) {
  return { ...provenance, member: { name: [path].flat().join("."), isInFile: isPath } };
}
