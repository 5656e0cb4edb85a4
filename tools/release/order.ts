/**
 * The options of `deno task release`, and whether it may make one.
 *
 * @module
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { ToolError } from "../tool.ts";
import type { Checkout } from "./checkout.ts";
import { project, releaseDir } from "./project.ts";
import type { CompressionLevel } from "./tar_and_zip.ts";
import { namedTarget, type Target, targets } from "./targets.ts";

/** What to make. */
export interface Order {
  readonly checkout: Checkout;
  /** Whether the programs may say that they are from a release: the commit has the tag. */
  readonly isRelease: boolean;
  /** The targets to compile for. */
  readonly targets: readonly Target[];
  /** Those of them to make archives for. */
  readonly packed: readonly Target[];
  readonly level: CompressionLevel;
  /** The folder to write. */
  readonly output: string;
}

/**
 * What the options ask for.
 *
 * @throws {ToolError} when the version is another one, a target is unknown, or the checkout has
 * changes
 */
export function orderFrom(args: readonly string[], checkout: Checkout): Order {
  const { values } = parseArgs({
    args: [...args],
    options: {
      version: { type: "string", default: project.version },
      target: { type: "string", multiple: true },
      pack: { type: "string", multiple: true },
      "allow-dirty": { type: "boolean" },
      stored: { type: "boolean" },
      output: { type: "string", default: releaseDir },
    },
  });
  requireVersion(values.version);
  if (!checkout.isClean && !values["allow-dirty"]) {
    throw new ToolError(
      "The checkout has changes that are not committed\n" +
        "→ Commit them, or add --allow-dirty to make a build for tests",
    );
  }
  const chosen = values.target?.map(namedTarget) ?? targets;
  return {
    checkout,
    isRelease: checkout.isClean && checkout.tags.includes(`v${project.version}`),
    targets: chosen,
    packed: values.pack?.map(namedTarget) ?? chosen,
    level: values.stored ? 0 : 9,
    output: resolve(values.output),
  };
}

/** What is printed at the end: what was made, and whether it can be published. */
export function madeMessage(folder: string, isRelease: boolean): string {
  const made = `Made ${folder} of version ${project.version}`;
  return isRelease ? made : `${made}, for tests: its programs say that they are not a release
  A release is built from the tag v${project.version}, on base executables of Deno's own release, with
  the packages that deno.json names`;
}

function requireVersion(version: string): void {
  if (version === project.version) return;
  throw new ToolError(
    `Cannot make version ${version}: deno.json has version ${project.version}\n` +
      "→ Change `version` in deno.json and commit it",
  );
}
