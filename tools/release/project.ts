/**
 * Where the project lives and under which names it is published. `deno.json` is the only place of
 * these values; installers, manifests and pages are made from it.
 *
 * @module
 */
import { join } from "node:path";
import config from "../../deno.json" with { type: "json" };
import { projectDir } from "../paths.ts";

/** The names of the project. */
export const project = {
  version: config.version,
  /** The license, as an SPDX identifier. */
  license: config.license,
  description: "Get an OAuth 2 access token for a machine, and print it",
  /** The package on JSR: `@scope/name`. */
  jsr: config.name,
  /** The package on npm. Its platform packages are `NAME-linux-x64` and so on. */
  npm: config.project.npm,
  /** The repository on GitHub: `owner/name`. */
  repository: config.project.repository,
  /** The container image, without a tag. */
  container: config.project.container,
} as const;

/**
 * `false` as long as one of these names has the placeholder `_OWNER_`. Then nothing is published. GitHub
 * and JSR allow no `_` there, so that nobody can take the name and offer a program under it.
 */
export function isDecided(names: readonly string[]): boolean {
  return !names.some((name) => /(^|[@/])_?owner_?\//i.test(name));
}

/** Whether the home in `deno.json` is decided. */
export const isHomeDecided: boolean = isDecided([
  project.repository,
  project.jsr,
  project.container,
]);

/** The page of a repository, or of an owner. */
export function pageOf(repository: string): string {
  return `https://github.com/${repository}`;
}

/** The page of this repository. */
export const homepage = pageOf(project.repository);

/** Where the files of a release are downloaded, without a slash at the end. */
export function downloadUrl(version: string, page = homepage): string {
  return `${page}/releases/download/v${version}`;
}

/** Markdown whose relative links lead to the pages of a version, and its images to the files. */
export function withAbsoluteLinks(markdown: string, version: string): string {
  return markdown
    .replaceAll(/(!\[[^\]]*\]\()(?!\w+:|#)/g, `$1${homepage}/raw/v${version}/`)
    .replaceAll(/\]\((?!\w+:|#)/g, `](${homepage}/blob/v${version}/`);
}

/** The folder that `deno task release` writes. */
export const releaseDir = join(projectDir, "dist", "release");
