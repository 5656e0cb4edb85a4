/**
 * The packages whose modules are in the program. They are read from the source maps of a bundle, so
 * what the bundler leaves out is not among them.
 *
 * @module
 */
import { dirname, join, relative, sep } from "node:path";
import { bundleModules } from "../compile/bundle.ts";
import { projectDir } from "../paths.ts";
import { ToolError } from "../tool.ts";

/** A package in the program. */
export interface BundledPackage {
  readonly registry: "npm" | "jsr";
  /** `@scope/name` or `name`. */
  readonly name: string;
  readonly version: string;
  /** An SPDX identifier. */
  readonly license: string;
  /** The hash of the npm tarball, as in the registry: `sha512-` and Base64. */
  readonly integrity?: string;
}

/** Where a module is from. */
interface Origin {
  readonly registry: "npm" | "jsr";
  readonly name: string;
  readonly version: string;
  /** The folder of the package. */
  readonly folder: string;
}

// JSR packages have no license in a form that a program can read. Those with other scopes are an
// error here until someone looks.
const JSR_LICENSES: Readonly<Record<string, string>> = {
  "@cliffy": "MIT",
  "@std": "MIT",
  // The fork of Cliffy that the mirror has.
  "@windmill-labs": "MIT",
};

/**
 * The packages in the program, sorted by name.
 *
 * @throws {ToolError} when a module is from an unknown place, or a license is unknown
 */
export async function bundledPackages(): Promise<BundledPackage[]> {
  const origins = new Map<string, Origin>();
  for (const source of await bundledSources()) {
    const origin = originOf(source);
    if (origin) origins.set(`${origin.name}@${origin.version}`, origin);
  }
  const sorted = [...origins].sort(([a], [b]) => a < b ? -1 : 1);
  return await Promise.all(sorted.map(([, origin]) => describe(origin)));
}

/** The absolute paths or URLs of all modules in the program. */
async function bundledSources(): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  try {
    await bundleModules(folder, ["--sourcemap=external"]);
    const sources = new Set<string>();
    for await (const { name } of Deno.readDir(folder)) {
      if (!name.endsWith(".map")) continue;
      const map = JSON.parse(await Deno.readTextFile(join(folder, name)));
      // They are relative URLs: `%C3%B6` for the letter ö in the name of a folder.
      for (const source of map.sources) sources.add(join(folder, decodeURIComponent(source)));
    }
    return [...sources];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * The package that a module is from; `undefined` if it is the project's own.
 *
 * @param source the path, or a path that ends with the URL
 * @throws {ToolError} when it is from neither
 */
export function originOf(source: string): Origin | undefined {
  const path = source.replaceAll(sep, "/");
  // The mirror has JSR packages in a folder of their own; see mirror/layout.ts.
  const jsr = /^.*(?:\/deps\/jsr|jsr\.io)\/(@[^/]+\/[^/]+)\/([^/]+)\//.exec(path);
  if (jsr) return origin("jsr", jsr);
  const npm = /^.*\/npm\/[^/]+\/((?:@[^/]+\/)?[^/@]+)\/(\d[^/]*)\//.exec(path);
  if (npm) return origin("npm", npm);
  const own = relative(projectDir, source).replaceAll(sep, "/");
  // Two lines of the mirror's own, for each of its tarballs.
  const isShim = path.endsWith("/_dnt.shims.js") || path.endsWith("/_dnt.polyfills.js");
  if (isShim || /^(\w+\.ts|deno\.json|(lib|providers|examples)\/)/.test(own)) return undefined;
  throw new ToolError(`Cannot say which package this module of the program is from: ${source}`);
}

function origin(registry: Origin["registry"], match: RegExpExecArray): Origin {
  const [folder, name = "", version = ""] = match;
  return { registry, name, version, folder };
}

async function describe({ folder, ...names }: Origin): Promise<BundledPackage> {
  if (names.registry === "jsr") {
    return { ...names, license: JSR_LICENSES[names.name.split("/")[0]!] ?? refuse(names) };
  }
  const { license } = JSON.parse(await Deno.readTextFile(join(folder, "package.json")));
  // Deno keeps what the registry says about a package beside its versions.
  const registry = JSON.parse(await Deno.readTextFile(join(dirname(folder), "registry.json")));
  const { integrity } = registry.versions[names.version].dist;
  return { ...names, license: license ?? refuse(names), integrity };
}

function refuse({ name, version }: Omit<Origin, "folder">): never {
  throw new ToolError(`The license of ${name}@${version} is unknown`);
}
