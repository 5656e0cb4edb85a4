/**
 * Where the value of a setting came from.
 *
 * @module
 */

import type { EnvFile } from "./env_file.ts";
import { words } from "../core/text.ts";

/** Where a value came from: a place, or a member of a JSON document in that place. */
export type Origin = Place & { readonly member?: Member };

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
 * An origin as messages name it: `--domain`, `AUTH0_DOMAIN in ./.env`, `private_key in the file of
 * --key-file`.
 */
export function describeOrigin(origin: Origin = { kind: "default" }): string {
  const { member } = origin;
  const place = describePlace(origin);
  return member ? `${member.name} in ${member.isInFile ? "the file of " : ""}${place}` : place;
}

function describePlace(origin: Place): string {
  switch (origin.kind) {
    case "option":
      return origin.name;
    case "environment":
      return `${origin.name} in the environment`;
    case "file":
      return `${origin.name} in ${describeFile(origin.file)}`;
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
export function subjectOf(setting: string, origin: Origin): string {
  const named = origin.kind !== "default" && origin.kind !== "prompt";
  return named ? describeOrigin(origin) : `the ${words(setting, " ")}`;
}

/** Whether the value stands in a file that nobody named. */
export function isImplicitEnvFile(
  origin: Origin | undefined,
): origin is Origin & { readonly kind: "file" } {
  return origin?.kind === "file" && !origin.file.named;
}
