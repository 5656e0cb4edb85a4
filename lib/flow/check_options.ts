/**
 * Checks the options of a flow, and converts its settings to strings. Values are not quoted: any may be
 * a secret in the wrong place.
 *
 * @module
 */

import { settingsOf } from "../contract/declared_settings.ts";
import type { Provider, Setting } from "../contract/provider.ts";
import { GettokenError, invalidSetting, type SettingProblem } from "../core/errors.ts";
import { isJsonObject } from "../core/json.ts";
import { likelyNames } from "../core/likely_names.ts";
import { either, printable, words } from "../core/text.ts";
import { type RunOption, runOptions } from "../settings/run_options.ts";
import type { EnvironmentOptions, RequestOptions, TokenOptions } from "./flow_options.ts";

/** A problem with a value, as a clause after its name; `undefined` if there is none. */
type Check = (value: unknown) => string | undefined;

/** The options that are not settings. */
const ownOptions: Readonly<
  Record<keyof RequestOptions | "provider" | "settings" | "federatedToken", Check>
> = {
  provider: () => undefined,
  settings: (value) => isJsonObject(value) ? undefined : "must be an object with settings",
  signal: (value) =>
    isJsonObject(value) && "aborted" in value && "addEventListener" in value
      ? undefined
      : "must be an AbortSignal",
  timeout: numberOf(runOptions.timeout),
  retries: numberOf(runOptions.retries),
  minTtl: numberOf(runOptions.minTtl),
  cache: (value) =>
    value === "none" || value === "memory" || value === "sealed"
      ? undefined
      : `must be ${either(["none", "memory", "sealed"])}`,
  caCertificates: (value) => typeof value === "string" ? undefined : "must be a string",
  fetch: isFunction,
  log: isFunction,
  federatedToken: isFunction,
};

function isFunction(value: unknown): string | undefined {
  return typeof value === "function" ? undefined : "must be a function";
}

/** Checks a number as the option of the program that has the same name. */
function numberOf({ parse }: Pick<RunOption<number>, "parse">): Check {
  return (value) => {
    const parsed = parse(typeof value === "number" ? String(value) : "");
    return "problem" in parsed ? parsed.problem.split(", such as")[0] : undefined;
  };
}

/**
 * Checks all options as far as the provider need not be known.
 *
 * @throws {GettokenError} `usage`
 */
export function checkOptions(options: EnvironmentOptions): void {
  if (!isJsonObject(options)) throw new GettokenError("usage", "The options must be an object");
  const problems = Object.entries(options).flatMap(([name, value]): SettingProblem[] => {
    const check = isOwn(name) ? ownOptions[name] : undefined;
    const problem = value === undefined ? undefined : check?.(value);
    return problem === undefined ? [] : [{ name, problem }];
  });
  refuse(problems);
  const names = settingsIn(options).map(([name]) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  refuse(
    twice.map((name) => ({ name, problem: `is set twice${name === "scope" ? " (scopes)" : ""}` })),
  );
}

/**
 * Checks the options of one call.
 *
 * @throws {GettokenError} `usage`
 */
export function checkTokenOptions(options: TokenOptions): void {
  if (options instanceof AbortSignal) {
    throw new GettokenError("usage", "getToken() takes an object, not a signal", {
      hint: "Call getToken({ signal }).",
    });
  }
  checkOptions(options);
  refuse(
    Object.keys(options).filter((name) => name !== "signal")
      .map((name) => ({ name, problem: "is not an option of getToken(), which has signal" })),
  );
}

function isOwn(name: string): name is keyof typeof ownOptions {
  return Object.hasOwn(ownOptions, name);
}

/** The options that are settings, by the names that providers give them. */
function settingsIn(options: EnvironmentOptions): (readonly [name: string, value: unknown])[] {
  const others = Object.entries(options).filter(([name]) => !isOwn(name));
  return [...others, ...Object.entries(options.settings ?? {})]
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name === "scopes" ? "scope" : name, value]);
}

/**
 * Checks that a provider has these settings, and their types.
 *
 * @throws {GettokenError} `usage`
 */
export function checkSettings(options: EnvironmentOptions, provider: Provider): void {
  const declared = settingsOf(provider);
  refuse(
    settingsIn(options).flatMap(([name, value]) => {
      const setting = Object.hasOwn(declared, name) ? declared[name] : undefined;
      // The caller reads files.
      const isKnown = setting !== undefined && name !== "federatedTokenFile";
      const problem = isKnown ? typeProblem(value, setting) : unknownProblem(name, declared);
      return problem === undefined ? [] : [{ name: name === "scope" ? "scopes" : name, problem }];
    }),
  );
}

function typeProblem(value: unknown, setting: Setting): string | undefined {
  const { list, multiline, values = [] } = setting;
  // Decoding bytes as text destroys them.
  const isBinary = multiline && typeof value === "string" && /[\0\ufffd]/.test(value);
  if (isBinary) return "is not text: set it to the bytes of the file";
  if (typeof value === "string") return undefined;
  if (typeof value === "boolean" && values.includes("true")) return undefined;
  const isList = Array.isArray(value);
  if (isList && list !== undefined && value.every((item) => typeof item === "string")) {
    return undefined;
  }
  // Not a Promise, a CryptoKey, or another one that JSON does not contain.
  if (multiline && /^\[object (Object|Uint8Array)\]$/.test(Object.prototype.toString.call(value))) {
    return undefined;
  }
  const others = [
    ...list === undefined ? [] : ["a list of strings"],
    ...multiline ? ["a Uint8Array", "an object"] : [],
  ];
  return `must be ${either(["a string", ...others])}`;
}

function unknownProblem(name: string, declared: Readonly<Record<string, Setting>>): string {
  const file = /^(.+)File$/.exec(name)?.[1] ?? "";
  if (name === "federatedTokenFile") return "is not an option; set federatedToken to a function";
  if (Object.hasOwn(declared, file)) return `is not an option; read the file and set ${file}`;
  const known = [
    ...[...Object.keys(ownOptions), "scopes"],
    ...Object.keys(declared).filter((other) => !/^(scope|federatedTokenFile)$/.test(other)),
  ];
  const names = new Map(known.map((other) => [words(other, "-"), other]));
  const likely = likelyNames(words(name, "-").replaceAll("_", "-"), [...names.keys()])
    .flatMap((other) => names.get(other) ?? []);
  const suggestion = likely.length > 0 ? `; did you mean ${either(likely)}?` : "";
  return `is not an option${suggestion}`;
}

/** @throws {GettokenError} `usage` with all problems, if there are any. */
function refuse(problems: readonly SettingProblem[]): void {
  const [first, ...others] = problems.map(({ name = "", problem }) =>
    `${printable(name, 60)} ${problem}`
  );
  if (first === undefined) return;
  const message = others.length === 0 ? first : `${problems.length} options are wrong`;
  const details = others.length === 0 ? [] : [first, ...others];
  throw new GettokenError("usage", message, { details, settings: problems });
}

/**
 * The settings as the program reads them: strings.
 *
 * @throws {GettokenError} `setting_invalid` if bytes are neither a key nor a string.
 */
export async function settingTexts(
  options: EnvironmentOptions,
  provider: Provider,
): Promise<Readonly<Record<string, string>>> {
  const declared = settingsOf(provider);
  // Without what somebody put into the prototype of all objects.
  const texts: Record<string, string> = Object.create(null);
  for (const [name, value] of settingsIn(options)) {
    const { list = " ", multiline = false } = declared[name] ?? {};
    const text = await textOf(name, value, list);
    // As in a file: the cache entry of a key must be the same for both.
    texts[name] = multiline ? text.replace(/\r?\n$/, "") : text;
  }
  return texts;
}

async function textOf(name: string, value: unknown, separator: string): Promise<string> {
  if (Array.isArray(value)) return value.join(separator);
  if (typeof value !== "object" || value === null) return String(value);
  if (!ArrayBuffer.isView(value)) return jsonOf(name, value);
  const { textOfKey } = await import("../settings/secret_file.ts");
  return await textOfKey(new Uint8Array(value as Uint8Array), name);
}

/** @throws {GettokenError} `setting_invalid` if its `toJSON()` throws, for one. */
function jsonOf(name: string, value: object): string {
  try {
    const text: string | undefined = JSON.stringify(value);
    if (text !== undefined) return text;
  } catch {
    // It may quote the value.
  }
  throw invalidSetting(name, "it cannot be converted to JSON");
}
