/**
 * Gathers what is given: from each source, from the files that these name, and from documents with
 * several settings in them. Nothing is checked here.
 *
 * @module
 */

import type { Declared } from "../contract/declared_settings.ts";
import { describeProvenance } from "./provenance.ts";
import type { Setting } from "../contract/provider.ts";
import { type Candidate, findValue, type Sources } from "./sources.ts";
import { requireNamed } from "./trust.ts";

/** What is given for settings, by name. */
export interface GivenSettings {
  readonly candidates: ReadonlyMap<string, Candidate>;
  /** What is said of a setting that a document should have and has not. */
  readonly gaps: ReadonlyMap<string, string>;
}

/**
 * What is given for each setting that is declared, files read.
 *
 * @throws {GettokenError} `setting_invalid` if a source has two values for one setting, a file or
 * a document cannot be read, or two are to come from stdin; `untrusted_destination` if a found file
 * names one.
 */
export async function givenSettings(declared: Declared, sources: Sources): Promise<GivenSettings> {
  const given = new Map(
    declared.map(([name, setting]) => [name, findValue(name, setting, sources)]),
  );
  await refuseUnreadable(given);
  const candidates = new Map<string, Candidate>();
  for (const [name, setting] of declared) {
    const candidate = await read(given.get(name), setting, sources);
    if (candidate) candidates.set(name, candidate);
  }
  if (!declared.some(([name, { members }]) => members && candidates.has(name))) {
    return { candidates, gaps: new Map() };
  }
  const { openDocuments } = await import("./json_documents.ts");
  return { candidates, gaps: openDocuments(declared, candidates, sources.files) };
}

/** Refuses paths that cannot all be read in one run, before any of them is. */
async function refuseUnreadable(
  candidates: ReadonlyMap<string, Candidate | undefined>,
): Promise<void> {
  const paths = [...candidates].flatMap(([name, candidate]) =>
    candidate?.isPath || candidate && name === "federatedTokenFile"
      ? [[name, candidate] as const]
      : []
  );
  if (paths.length < 2) return;
  const { refuseSharedStdin } = await import("./stdin_conflicts.ts");
  refuseSharedStdin(paths);
}

/** A value that stands in a file is read from there. */
async function read(
  candidate: Candidate | undefined,
  { multiline = false }: Setting,
  { readSecret }: Sources,
): Promise<Candidate | undefined> {
  if (!candidate?.isPath) return candidate;
  const { value: path, provenance } = candidate;
  requireNamed(provenance);
  return { ...candidate, value: await readSecret(path, describeProvenance(provenance), multiline) };
}
