/**
 * Read environment variables.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";

/**
 * The value of a variable; `undefined` if it is not set.
 *
 * @throws {GettokenError} `setting_invalid` if it is not valid UTF-8 or must not be read.
 */
export function readVariable(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    throw refusal(error) ?? malformed(name);
  }
}

/**
 * The names of all variables; in upper case on Windows, which ignores case.
 *
 * @throws {GettokenError} `setting_invalid` if they must not be read.
 */
export function variableNames(): readonly string[] {
  try {
    return namesOn(Deno.build.os, Object.keys(Deno.env.toObject()));
  } catch (error) {
    throw refusal(error) ?? error;
  }
}

/** Names of variables as an operating system compares them. */
export function namesOn(os: string, names: readonly string[]): readonly string[] {
  return os === "windows" ? names.map((name) => name.toUpperCase()) : names;
}

/** The runtime's error message would show the value. */
function malformed(name: string): GettokenError {
  return new GettokenError(
    "setting_invalid",
    `The environment variable ${name} is not valid UTF-8`,
    {
      settings: [{ source: `${name} in the environment`, problem: "is not valid UTF-8" }],
    },
  );
}

/** The failure of a program that Deno runs without the permission to read all variables. */
function refusal(error: unknown): GettokenError | undefined {
  if (!(error instanceof Deno.errors.NotCapable)) return undefined;
  const message = "gettoken has no permission to read environment variables";
  return new GettokenError("setting_invalid", message, {
    hint: "Add --allow-env to the options of deno run.",
  });
}
