/**
 * Makes the engine compile at once what every run calls. Otherwise it first skims each function, and
 * reads it again for the first call. A function in parentheses is compiled when it is read.
 *
 * @module
 */
import { join } from "node:path";
import { ToolError } from "../tool.ts";
import { recordRun, type SourceFunction } from "./recorded_run.ts";

/**
 * Changes a file of a bundle, for runs that get a token with settings from the environment.
 *
 * @param name the name of the file, which is beside `main.js`
 * @throws {ToolError} when such a run fails or does not load the file
 */
export async function compileEarly(bundle: string, name: string): Promise<void> {
  const { files } = await recordRun(bundle);
  const file = files.find((file) => file.name === name);
  if (!file) throw new ToolError(`Cannot bundle: a run did not load ${name}`);
  const path = join(bundle, name);
  await Deno.writeTextFile(path, withEarlyFunctions(await Deno.readTextFile(path), file.functions));
}

/** The same module, with the functions in parentheses that it declares and a run calls. */
export function withEarlyFunctions(
  source: string,
  functions: readonly SourceFunction[],
): string {
  const early = functions.filter((one) =>
    one.isCalled && isDeclaration(source, one) &&
    !functions.some((other) => other.start < one.start && one.end <= other.end)
  ).toSorted((one, other) => one.start - other.start);
  if (early.length === 0) return source;
  const bindings = early.map(({ start, end }) => {
    const [, before = "", name = "", rest = ""] =
      /^((?:async )?function) ([\w$]+)([^]*)$/.exec(source.slice(start, end)) ?? [];
    return `${name}=(${before}${rest})`;
  });
  const others = early.toReversed().reduce(
    (text, { start, end }) => text.slice(0, start) + text.slice(end),
    source,
  );
  // First, because declared functions can be called before their declaration.
  return `var ${bindings.join(",")};${others}`;
}

/** Whether a function is a statement of its own and not part of an expression or an export. */
function isDeclaration(source: string, { start, end }: SourceFunction): boolean {
  return /^(async )?function [\w$]+\(/.test(source.slice(start, end)) &&
    /^[;}\n]?$/.test(source.charAt(start - 1));
}
