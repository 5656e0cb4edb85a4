/**
 * Looks up settings in options, the environment, `.env` files, and the files and JSON documents that
 * these name. Values are not validated here.
 *
 * @module
 */

import {
  type Declared,
  fileSettingOf,
  fileVariablesOf,
  mayBeInFile,
  optionOf,
  variablesOf,
} from "../contract/declared_settings.ts";
import type { FederatedTokenSource } from "./choose_credential.ts";
import { type EnvFile, valueIn } from "./env_file.ts";
import { GettokenError } from "../core/errors.ts";
import type { FlowHost } from "../core/flow_host.ts";
import { type Candidate, describeProvenance, type Found, type Provenance } from "./provenance.ts";
import type { Setting } from "../contract/provider.ts";
import { requireNamed } from "./trust.ts";
import { words } from "../core/text.ts";

/** The sources of settings, besides the provider's defaults. */
export interface Sources {
  /** Values of options, by setting name. */
  readonly options: Readonly<Record<string, string | undefined>>;
  /** How messages name the option of a setting: `--client-id` by default. */
  readonly optionName?: ((setting: string) => string) | undefined;
  /** Reads an environment variable. */
  readonly env: (name: string) => string | undefined;
  /** The names of all environment variables, for messages. */
  readonly envNames?: () => readonly string[];
  /** `.env` files, that of the highest precedence first. */
  readonly files: readonly EnvFile[];
  /** What chose the provider, which decides where the secret is sent. */
  readonly providerNamedBy: Provenance;
  /** What the user typed for the provider, for messages. */
  readonly providerName?: string;
  /** What explains the settings, as a hint, instead of the help of the program. */
  readonly help?: string | undefined;
  /**
   * Reads a secret from a file.
   *
   * @param namedBy The option or variable that names the file, for messages.
   * @param multiline Whether the secret may have several lines.
   */
  readonly readSecret: (path: string, namedBy: string, multiline: boolean) => Promise<string>;
  /** Gets a token from another issuer, which replaces the secret. */
  readonly federatedToken?: FederatedTokenSource | undefined;
  /** Prompts for a secret, if there is a terminal. */
  readonly prompt?: ((message: string) => Promise<string>) | undefined;
}

/** The sources of variables. */
export type VariableSources = Pick<Sources, "env" | "files">;

/** The values of settings, by name. */
export interface GivenSettings {
  readonly candidates: ReadonlyMap<string, Found>;
  /** The missing members of JSON documents, by setting. */
  readonly gaps: ReadonlyMap<string, string>;
}

/**
 * Looks up all declared settings, and reads files and documents.
 *
 * @throws {GettokenError} `setting_invalid` if a source has two values for one setting, a file or
 * document cannot be read, or two are read from stdin; `untrusted_destination` if `./.env` names a
 * file.
 */
export async function givenSettings(declared: Declared, sources: Sources): Promise<GivenSettings> {
  const given = declared.flatMap(([name, setting]) => {
    const candidate = findValue(name, setting, sources);
    return candidate ? [{ name, setting, candidate }] : [];
  });
  const paths = given.filter(({ name, candidate }) =>
    candidate.isPath || name === "federatedTokenFile"
  );
  if (paths.length > 1) {
    const { refuseSharedStdin } = await import("./secret_file.ts");
    refuseSharedStdin(paths.map(({ name, candidate }) => [name, candidate]));
  }
  const candidates = new Map<string, Candidate>();
  for (const { name, setting: { multiline = false }, candidate } of given) {
    const { value, provenance, isPath } = candidate;
    if (isPath) requireNamed(provenance);
    candidates.set(name, {
      ...candidate,
      value: isPath
        ? await sources.readSecret(value, describeProvenance(provenance), multiline)
        : value,
    });
  }
  if (!given.some(({ setting }) => setting.members)) return { candidates, gaps: new Map() };
  const { openDocuments } = await import("./json_documents.ts");
  return { candidates, gaps: openDocuments(declared, candidates, sources.files) };
}

/**
 * The value from the source of the highest precedence: option, environment, files, default. A source
 * may have the path of a file instead, if the setting allows that.
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
  return defaultOf(setting)[0];
}

/** All values of a setting, in order of precedence, the default last. */
export function placesOf(name: string, setting: Setting, sources: Sources): Candidate[] {
  const ways = waysTo(name, setting)
    .flatMap((way) => way.variables.map((variable) => ({ ...way, variables: [variable] })));
  // Faults are errors of a run only in the place that it uses.
  const files = sources.files.map((file) =>
    file.faults?.size ? { ...file, faults: new Map() } : file
  );
  const places = lookUpsIn({ ...sources, files }).flatMap((lookUp) =>
    ways.flatMap((way) => lookUp(way) ?? [])
  );
  // The same option appears once per variable.
  return [
    ...new Map(
      [...places, ...defaultOf(setting)]
        .map((place) => [describeProvenance(place.provenance), place]),
    ).values(),
  ];
}

function defaultOf({ default: value }: Setting): Candidate[] {
  return value === undefined ? [] : [{ value, provenance: { kind: "default" }, isPath: false }];
}

/** A variable from the source of the highest precedence that sets it. */
export function findVariable(name: string, variables: VariableSources): Found | undefined {
  for (const lookUp of variableLookUps(variables)) {
    const found = lookUp(name);
    if (found) return found;
  }
}

/** A variable in the environment, as settings are read. */
export function inEnvironment(host: Pick<FlowHost, "env">, name: string): string | undefined {
  return findVariable(name, { env: (name) => host.env(name), files: [] })?.value;
}

/**
 * Whether a variable is set without a value, which counts as unset: CI systems set the variable of a
 * missing secret to an empty string.
 */
export function isBlank(value: string): boolean {
  return value.trim() === "";
}

/** Without one line break at the end, which `$(…)` of some shells, `echo` and editors add. */
function withoutFinalBreak(value: string): string {
  if (!value.endsWith("\n")) return value;
  return value.slice(0, value.endsWith("\r\n") ? -2 : -1);
}

/** Functions that look up a variable: in the environment, then in each file. */
function variableLookUps(
  { env, files }: VariableSources,
): ((name: string) => Found | undefined)[] {
  const found = (value: string | undefined, provenance: Provenance) =>
    value === undefined || isBlank(value)
      ? undefined
      : { value: withoutFinalBreak(value), provenance };
  return [
    (name) => found(env(name), { kind: "environment", name }),
    ...files.map((file) => (name: string) =>
      found(valueIn(file, name), { kind: "file", name, file })
    ),
  ];
}

/** The names by which sources can set a value, or the path of a file with it. */
interface Way {
  readonly setting: string;
  readonly variables: readonly string[];
  readonly isPath: boolean;
}

function waysTo(name: string, setting: Setting): Way[] {
  const own = { setting: name, variables: variablesOf(name, setting), isPath: false };
  if (!mayBeInFile(setting)) return [own];
  const file = fileSettingOf(name);
  return [own, { setting: file, variables: fileVariablesOf(name, setting), isPath: true }];
}

/** Looks a setting up in each source, in order of precedence. */
function lookUpsIn(
  { options, optionName = optionOf, ...variables }: Sources,
): ((way: Way) => Candidate | undefined)[] {
  return [
    ({ setting, isPath }) => {
      const value = options[setting];
      if (value === undefined) return undefined;
      return { value, provenance: { kind: "option", name: optionName(setting) }, isPath };
    },
    ...variableLookUps(variables).map((lookUp) => ({ variables, isPath }: Way) => {
      for (const name of variables) {
        const found = lookUp(name);
        if (found) return { ...found, isPath };
      }
    }),
  ];
}

function givenTwice(name: string, first: Found, second: Found): GettokenError {
  const places = [first, second].map(({ provenance }) => describeProvenance(provenance));
  return new GettokenError(
    "setting_invalid",
    `The ${words(name, " ")} is set twice: ${places.join(" and ")}`,
    {
      hint: "Remove one of them.",
      settings: places.map((source) => ({ name, source, problem: "is set twice" })),
    },
  );
}
