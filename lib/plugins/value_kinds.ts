/** What values of a module must be: tests with their words for messages. @module */

import { isJsonObject } from "../core/json.ts";
import { either, hasUnsafeCharacters } from "../core/text.ts";

type Test = (value: unknown) => boolean;

/** What a value must be. */
export interface Kind {
  readonly test: Test;
  /** The requirement in words, after "must be". */
  readonly must: string;
}

/** A member of an object. */
export interface Member extends Kind {
  readonly required?: boolean;
}

/** The members that an object may have, by name. */
export type Members = Readonly<Record<string, Member>>;

/** The length limit of a list. */
const maxItems = 50;

/** The length limit of the name of a setting, a claim or a member of a reply. */
export const maxName = 60;

const nameString: Kind = printableString(maxName);

/** A string that can be shown on a terminal. */
export function printableString(max: number): Kind {
  return {
    test: (value) =>
      typeof value === "string" && value !== "" && value.length <= max &&
      !hasUnsafeCharacters(value),
    must: `a printable string of at most ${max} characters`,
  };
}

export function listOf({ test, must }: Kind, max = maxItems): Kind {
  return {
    test: (value) => Array.isArray(value) && value.length <= max && value.every(test),
    must: `a list of at most ${max} items, each ${must}`,
  };
}

export function recordOf({ test, must }: Kind): Kind {
  return {
    test: (value) =>
      isJsonObject(value) &&
      Object.entries(value).every(([key, item]) => nameString.test(key) && test(item)),
    must: `an object with names of at most ${maxName} characters, each value ${must}`,
  };
}

/** An object with these members and no others. */
export function objectOf(members: Readonly<Record<string, Kind>>, must: string): Kind {
  return {
    test: (value) =>
      isJsonObject(value) &&
      Object.keys(value).every((name) => Object.hasOwn(members, name)) &&
      Object.entries(members).every(([name, { test }]) => test(value[name])),
    must,
  };
}

export function eitherOf(one: Kind, other: Kind, must = `${one.must}, or ${other.must}`): Kind {
  return { test: (value) => one.test(value) || other.test(value), must };
}

export function optional({ test, must }: Kind): Kind {
  return { test: (value) => value === undefined || test(value), must };
}

export function oneOf(values: readonly unknown[], must: string): Kind {
  return { test: (value) => values.includes(value), must };
}

/** A list with at least one of these strings. */
export function someOf(values: readonly string[]): Kind {
  const isKnown = (value: unknown) => values.some((known) => known === value);
  return {
    test: (value) => Array.isArray(value) && value.length > 0 && value.every(isKnown),
    must: `a list of ${either(values)}`,
  };
}

export function integer(from: number, to: number, must: string): Kind {
  return {
    test: (value) => Number.isSafeInteger(value) && Number(value) >= from && Number(value) <= to,
    must,
  };
}

export function required(kind: Kind): Member {
  return { ...kind, required: true };
}
