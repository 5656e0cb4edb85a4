/**
 * Parses the values of run options, from the command line and from variables alike.
 *
 * @module
 */

import type { Parsed } from "../contract/formats.ts";
import { either } from "../core/text.ts";

/** Parses a value. A problem never repeats the string: it may be a misplaced secret. */
export type Parser<Value> = (text: string) => Parsed<Value>;

const units = { s: 1, m: 60, h: 3600 } as const;

/** A duration in seconds within bounds: `90`, `90s`, `15m`, `2h`. */
export function duration(min: number, max: number): Parser<number> {
  return (text) => {
    const [, digits, unit = "s"] = /^(\d{1,5})([smh]?)$/.exec(text) ?? [];
    const value = Number(digits) * (units[unit as keyof typeof units] ?? 1);
    return value >= min && value <= max ? { value } : {
      problem: `must be a number of seconds from ${min} to ${max}, such as 90, 90s or 2m`,
    };
  };
}

/** A whole number within bounds. */
export function wholeNumber(min: number, max: number): Parser<number> {
  return (text) => {
    const value = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
    return value >= min && value <= max
      ? { value }
      : { problem: `must be a number from ${min} to ${max}` };
  };
}

/** One of several values. */
export function oneOf<const Value extends string>(values: readonly Value[]): Parser<Value> {
  return (text) => {
    const value = values.find((value) => value === text);
    return value === undefined ? { problem: `must be ${either(values)}` } : { value };
  };
}

/** A name that every shell accepts for a variable. */
export function variableName(text: string): Parsed<string> {
  return /^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(text)
    ? { value: text }
    : { problem: "must be letters, digits and _, and not begin with a digit" };
}

/** Any string. */
export function anyString(text: string): Parsed<string> {
  return { value: text };
}

/** The variable of a switch: `1` sets the option to this value, `0` to the opposite. */
export function switchTo(on: boolean): Parser<boolean> {
  return (text) =>
    text === "1" || text === "0" ? { value: (text === "1") === on } : { problem: "must be 1 or 0" };
}
