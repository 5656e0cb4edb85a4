/**
 * Where the value of a setting came from.
 *
 * @module
 */

import type { EnvFile } from "./env_file.ts";
import { words } from "../core/text.ts";

/** Where a value came from: a place, or a member of a JSON document in that place. */
export type Provenance = Place & { readonly member?: Member };

/** A member of a JSON document. */
export interface Member {
  readonly name: string;
  /** Whether the place has the path of the document, instead of the document. */
  readonly isInFile: boolean;
}

type Place =
  | { readonly kind: "option"; readonly name: string }
  | { readonly kind: "environment"; readonly name: string }
  | { readonly kind: "file"; readonly name: string; readonly file: EnvFile }
  | { readonly kind: "default" }
  | { readonly kind: "prompt" };

/**
 * A provenance as messages name it: `--domain`, `AUTH0_DOMAIN in ./.env`, `private_key in the file of
 * --key-file`.
 */
export function describeProvenance(provenance: Provenance = { kind: "default" }): string {
  const { member } = provenance;
  const place = describePlace(provenance);
  return member ? `${member.name} in ${member.isInFile ? "the file of " : ""}${place}` : place;
}

function describePlace(provenance: Place): string {
  switch (provenance.kind) {
    case "option":
      return provenance.name;
    case "environment":
      return `${provenance.name} in the environment`;
    case "file":
      return `${provenance.name} in ${describeFile(provenance.file)}`;
    case "default":
      return "default";
    case "prompt":
      return "typed in";
  }
}

/** A file with settings as messages name it: `./.env`, `profile prod`. */
export function describeFile({ path, profile }: EnvFile): string {
  return profile === undefined ? path : `profile ${profile}`;
}

/** What a message about a setting begins with: `AUTH0_DOMAIN in ./.env`, `the client secret`. */
export function subjectOf(setting: string, provenance: Provenance): string {
  const named = provenance.kind !== "default" && provenance.kind !== "prompt";
  return named ? describeProvenance(provenance) : `the ${words(setting, " ")}`;
}

/** Whether the value stands in a file that nobody named. */
export function isImplicitEnvFile(
  provenance: Provenance | undefined,
): provenance is Provenance & { readonly kind: "file" } {
  return provenance?.kind === "file" && !provenance.file.named;
}
