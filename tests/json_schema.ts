/**
 * Validates JSON with the keywords of JSON Schema 2020-12 that docs/errors.schema.json uses.
 *
 * @module
 */

import { assertEquals } from "@std/assert";

/** A schema. Other keywords than these are refused. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: false;
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

const keywords = [
  ...["$schema", "title", "description", "type", "enum", "required", "properties"],
  ...["additionalProperties", "items", "maxItems", "minimum", "maximum"],
];

/** What is wrong with a value, each with its place in it. */
export function schemaProblems(schema: Schema, value: unknown, path = "$"): string[] {
  const unknown = Object.keys(schema).filter((keyword) => !keywords.includes(keyword));
  if (unknown.length > 0) throw new Error(`The schema has unknown keywords: ${unknown}`);
  const types = [schema.type ?? []].flat();
  if (types.length > 0 && !types.some((type) => typesOf(value).includes(type))) {
    return [`${path} is not ${types.join(" or ")}`];
  }
  const problems: string[] = [];
  if (schema.enum && !schema.enum.includes(value)) problems.push(`${path} is not in the list`);
  if (typeof value === "number") {
    const { minimum = value, maximum = value } = schema;
    if (value < minimum || value > maximum) problems.push(`${path} is out of range`);
  }
  if (Array.isArray(value)) {
    if (value.length > (schema.maxItems ?? Infinity)) problems.push(`${path} is too long`);
    const { items } = schema;
    if (items) problems.push(...value.flatMap((v, i) => schemaProblems(items, v, `${path}[${i}]`)));
  } else if (typeof value === "object" && value !== null) {
    const { properties = {}, required = [] } = schema;
    for (const name of required) {
      if (!Object.hasOwn(value, name)) problems.push(`${path}.${name} is missing`);
    }
    for (const [name, member] of Object.entries(value)) {
      const own = properties[name];
      if (own) problems.push(...schemaProblems(own, member, `${path}.${name}`));
      else if (schema.additionalProperties === false) problems.push(`${path}.${name} is unknown`);
    }
  }
  return problems;
}

function typesOf(value: unknown): string[] {
  if (value === null) return ["null"];
  if (Array.isArray(value)) return ["array"];
  return Number.isInteger(value) ? ["integer", "number"] : [typeof value];
}

const errorSchema: Schema = JSON.parse(
  Deno.readTextFileSync(new URL("../docs/errors.schema.json", import.meta.url)),
);

/** Asserts that the last line on stderr is an error object as docs/errors.schema.json has it. */
export function assertErrorObject(stderr: string): ErrorObject {
  const value = JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "");
  assertEquals(schemaProblems(errorSchema, value), [], stderr);
  return value.error;
}

/** The error object. */
export interface ErrorObject {
  readonly code: string;
  readonly exit: number;
  readonly message: string;
  readonly hint: string | null;
  readonly details: readonly {
    readonly name: string | null;
    readonly option: string | null;
    readonly variables: readonly string[];
    readonly source: string | null;
    readonly problem: string;
  }[];
  readonly oauth_error: string | null;
  readonly http_status: number | null;
  readonly server_message: string | null;
  readonly retry_after: number | null;
}
