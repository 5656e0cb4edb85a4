/**
 * Reads settings from a JSON document with several of them, such as a service account key file.
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
 * Adds the settings in documents to `found`. A setting that is set separately, in the same source or
 * one of higher precedence, overrides the document.
 *
 * @param files `.env` files, that of the highest precedence first.
 * @returns For each setting that a document lacks, where it would be.
 * @throws {GettokenError} `setting_invalid` if a document is not JSON or of another kind.
 */
export function openDocuments(
  declared: Declared,
  found: Map<string, Candidate>,
  files: readonly EnvFile[],
): ReadonlyMap<string, string> {
  const settings = new Map(declared);
  const gaps = new Map<string, string>();
  const rank = (given: Found | undefined) => given ? rankOf(given.provenance, files) : Infinity;
  for (const [name, setting] of declared) {
    const document = found.get(name);
    if (!setting.members || !document) continue;
    const content = contentOf(document, name, setting);
    for (const [other, path] of Object.entries(setting.members)) {
      const member = memberAt(content, path, document);
      const target = settings.get(other);
      if (member === undefined) gaps.set(other, describeMember(path, document));
      if (!member || !target || rank(found.get(other)) <= rank(document)) continue;
      // A private key must not be in a setting that is passed to the provider.
      if (!target.secret && member.value.includes("PRIVATE KEY")) {
        const problem = "it is a private key, but the provider does not declare it as a secret";
        throw invalidSetting(describeMember(path, document), problem);
      }
      found.set(other, { ...member, isPath: false });
    }
  }
  return gaps;
}

/** Parses a document and checks its kind. */
function contentOf(document: Candidate, name: string, { kind }: Setting): unknown {
  const { value, provenance, isPath } = document;
  const content = parseJson(value);
  if (!isJsonObject(content)) {
    throw invalidSetting(
      describeProvenance(provenance),
      "it is not a JSON object",
      isPath
        ? "Use the whole file, as downloaded."
        : `To name a file, use ${optionOf(fileSettingOf(name))}.`,
    );
  }
  if (kind && memberAt(content, kind.member, document)?.value !== kind.value) {
    throw invalidSetting(describeMember(kind.member, document), kind.otherwise);
  }
  return content;
}

type Path = string | readonly string[];

/** A string in a document, and its provenance; `undefined` if it is absent, null or empty. */
function memberAt(content: unknown, path: Path, document: Candidate): Found | undefined {
  const value = [path].flat().reduce<unknown>(
    (object, name) => Object.hasOwn(Object(object), name) ? Object(object)[name] : undefined,
    content,
  );
  // Templates leave members empty, which counts as unset as in variables.
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return { value, provenance: provenanceOf(path, document) };
  throw invalidSetting(describeMember(path, document), "it is not a string");
}

function describeMember(path: Path, document: Candidate): string {
  return describeProvenance(provenanceOf(path, document));
}

function provenanceOf(path: Path, { provenance, isPath }: Candidate) {
  return { ...provenance, member: { name: [path].flat().join("."), isInFile: isPath } };
}
