/**
 * Finds the value of a setting, and remembers where it came from.
 *
 * @module
 */

import {
  fileSettingOf,
  fileVariablesOf,
  mayBeInFile,
  optionOf,
  variablesOf,
} from "../contract/declared_settings.ts";
import type { EnvFile } from "./env_file.ts";
import { GettokenError } from "../core/errors.ts";
import { describeProvenance, type Provenance } from "./provenance.ts";
import type { Setting } from "../contract/provider.ts";
import { words } from "../core/text.ts";

/** Where values can come from, besides the provider's defaults. */
export interface Sources {
  /** Values of options, by setting name. */
  readonly options: Readonly<Record<string, string | undefined>>;
  /** Reads a variable of the environment. */
  readonly env: (name: string) => string | undefined;
  /** The names of all that it has, for messages. */
  readonly envNames?: () => readonly string[];
  /** `.env` files, the one that wins first. */
  readonly files: readonly EnvFile[];
  /** Where the choice of the provider came from: it, too, decides where the secret goes. */
  readonly providerNamedBy: Provenance;
  /**
   * Reads a secret from a file.
   *
   * @param namedBy Who names it, for messages.
   * @param multiline Whether it may have several lines.
   */
  readonly readSecret: (path: string, namedBy: string, multiline: boolean) => Promise<string>;
  /** Asks for a secret on the terminal, if there is one to ask on. */
  readonly prompt?: ((message: string) => Promise<string>) | undefined;
}

/** A value, and where it came from. */
export interface Found {
  readonly value: string;
  readonly provenance: Provenance;
}

/** A value, or the path of a file that holds it. */
export interface Candidate extends Found {
  readonly isPath: boolean;
}

/** One name under which sources may have a value. */
interface Way {
  readonly setting: string;
  readonly variables: readonly string[];
  readonly isPath: boolean;
}

/**
 * The value of a setting from the first source that has one: option, environment, files, default. A
 * secret or a text of several lines may stand there, or the path of a file that holds it.
 *
 * @throws {GettokenError} `setting_invalid` if a source has both.
 */
export function findValue(
  name: string,
  setting: Setting,
  sources: Sources,
): Candidate | undefined {
  const ways = waysTo(name, setting);
  for (const lookUp of lookUpsIn(sources)) {
    const [first, second] = ways.flatMap((way) => lookUp(way) ?? []);
    if (first && second) throw givenTwice(name, first, second);
    if (first) return first;
  }
  if (setting.default === undefined) return undefined;
  return { value: setting.default, provenance: { kind: "default" }, isPath: false };
}

/** Every place that has the setting, the one that wins first; the default last. */
export function placesOf(name: string, setting: Setting, sources: Sources): Candidate[] {
  const ways = waysTo(name, setting)
    .flatMap((way) => way.variables.map((variable) => ({ ...way, variables: [variable] })));
  const places = lookUpsIn(sources).flatMap((lookUp) => ways.flatMap((way) => lookUp(way) ?? []));
  const fallback = setting.default;
  if (fallback !== undefined) {
    places.push({ value: fallback, provenance: { kind: "default" }, isPath: false });
  }
  // An option comes up once for each variable.
  return [
    ...new Map(places.map((place) => [describeProvenance(place.provenance), place])).values(),
  ];
}

function waysTo(name: string, setting: Setting): Way[] {
  const own = { setting: name, variables: variablesOf(name, setting), isPath: false };
  if (!mayBeInFile(setting)) return [own];
  const file = fileSettingOf(name);
  return [own, { setting: file, variables: fileVariablesOf(name, setting), isPath: true }];
}

type LookUp = (way: Way) => Candidate | undefined;

/** How to look something up, in each source. */
function lookUpsIn({ options, env, files }: Sources): LookUp[] {
  return [
    ({ setting, isPath }) => {
      const value = options[setting];
      if (value === undefined) return undefined;
      return { value, provenance: { kind: "option", name: optionOf(setting) }, isPath };
    },
    (way) => lookUp(way, env, (name) => ({ kind: "environment", name })),
    ...files.map((file): LookUp => (way) =>
      lookUp(way, (name) => file.values.get(name), (name) => ({ kind: "file", name, file }))
    ),
  ];
}

function lookUp(
  { variables, isPath }: Way,
  valueOf: (name: string) => string | undefined,
  provenanceOf: (name: string) => Provenance,
): Candidate | undefined {
  for (const name of variables) {
    const value = valueOf(name);
    if (value !== undefined) return { value, provenance: provenanceOf(name), isPath };
  }
}

function givenTwice(name: string, first: Found, second: Found): GettokenError {
  const places = [first, second].map(({ provenance }) => describeProvenance(provenance)).join(
    " and ",
  );
  return new GettokenError("setting_invalid", `The ${words(name, " ")} is given twice: ${places}`, {
    hint: "Leave one of them out.",
  });
}

/** The place of a source in the order in which they win. */
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
