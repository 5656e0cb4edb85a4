/**
 * Where a value came from: types, descriptions for messages, and precedence.
 *
 * @module
 */

import type { EnvFile } from "./env_file.ts";
import { words } from "../core/text.ts";

/** Where a value came from: a place, or a member of a JSON document in that place. */
export type Provenance =
  & (
    | { readonly kind: "option"; readonly name: string }
    | { readonly kind: "environment"; readonly name: string }
    | { readonly kind: "file"; readonly name: string; readonly file: EnvFile }
    | { readonly kind: "default" }
    | { readonly kind: "prompt" }
  )
  & {
    readonly member?: {
      readonly name: string;
      /** Whether the place has the path of the document, not the document itself. */
      readonly isInFile: boolean;
    };
  };

/** A value, and where it came from. */
export interface Found {
  readonly value: string;
  readonly provenance: Provenance;
}

/** A value, or the path of a file that contains it. */
export interface Candidate extends Found {
  readonly isPath: boolean;
}

/**
 * Describes a provenance for messages: `--domain`, `AUTH0_DOMAIN in ./.env`, `private_key in the file
 * of --key-file`.
 */
export function describeProvenance(provenance: Provenance = { kind: "default" }): string {
  const { member } = provenance;
  const place = describePlace(provenance);
  return member ? `${member.name} in ${member.isInFile ? "the file of " : ""}${place}` : place;
}

function describePlace(provenance: Provenance): string {
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

/** Describes a settings file for messages: `./.env`, `profile prod`. */
export function describeFile({ path, profile }: EnvFile): string {
  return profile === undefined ? path : `profile ${profile}`;
}

/** A setting and its provenance, for lists: `client secret (--client-secret-file)`. */
export function describeGiven(setting: string, provenance: Provenance): string {
  return `${words(setting, " ")} (${describeProvenance(provenance)})`;
}

/** The subject of a message about a setting: `AUTH0_DOMAIN in ./.env`, `the client secret`. */
export function subjectOf(setting: string, provenance: Provenance): string {
  return sourceOf(provenance) ?? `the ${words(setting, " ")}`;
}

/** The option or variable that set a value, and its place. */
export function sourceOf(provenance: Provenance): string | undefined {
  return "name" in provenance ? describeProvenance(provenance) : undefined;
}

/** Whether the value is from `./.env`, and the user did not name that file. */
export function isImplicitEnvFile(
  provenance: Provenance | undefined,
): provenance is Provenance & { readonly kind: "file" } {
  return provenance?.kind === "file" && !provenance.file.named;
}

/** The precedence of a source: 0 is the highest. */
export function rankOf(provenance: Provenance, files: readonly EnvFile[]): number {
  switch (provenance.kind) {
    case "option":
      return 0;
    case "environment":
      return 1;
    case "file":
      return 2 + files.indexOf(provenance.file);
    default:
      return Infinity;
  }
}
