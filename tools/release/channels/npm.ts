/**
 * The npm packages: one with the command and the library, and one with the program for each platform.
 *
 * npm installs only the platform packages whose `os`, `cpu` and `libc` fit, so no install script is
 * needed. The command is `packaging/npm/launcher.cjs`, in CommonJS for old versions of Node; the
 * library is in ES modules.
 *
 * @module
 */
import { join } from "node:path";
import { libraryFiles } from "../../library/files.ts";
import { libraryDependencies } from "../../library/packages.ts";
import { projectDir } from "../../paths.ts";
import { homepage, project } from "../project.ts";
import type { Release, ReleaseFile } from "../release_files.ts";
import { type ArchiveEntry, type CompressionLevel, tarGz } from "../tar_and_zip.ts";
import { type Target, targets } from "../targets.ts";

/** One npm package. */
export interface NpmPackage {
  /** The content of `package.json`. */
  readonly manifest: {
    readonly name: string;
    readonly version: string;
    readonly [field: string]: unknown;
  };
  readonly readme: string;
  /** The file besides `package.json`, `README.md` and `LICENSE`: the launcher or the program. */
  readonly file: string;
  /** The platform of the program. Without one, it is the package with the launcher. */
  readonly target?: Target;
}

// npm gives the files of every package this time.
const time = new Date("1985-10-26T08:15:00Z");

const LAUNCHER = "launcher.cjs";

/** The folder of the library in its package. */
const LIBRARY = "library";

/** The packages of a version. Those of the platforms come first, and are to be published first. */
export function npmPackages(version: string): NpmPackage[] {
  return [...targets.map((target) => platformPackage(version, target)), mainPackage(version)];
}

/** The package of a platform is named as Node names the platform, so that the launcher finds it. */
function packageName({ os, cpu }: Target): string {
  return `${project.npm}-${os}-${cpu}`;
}

function mainPackage(version: string): NpmPackage {
  return {
    manifest: {
      name: project.npm,
      ...commonFields(version),
      description: project.description,
      keywords: ["oauth2", "access-token", "client-credentials", "oidc", "entra", "auth0", "cli"],
      bin: { gettoken: LAUNCHER },
      type: "module",
      exports: {
        ".": { types: `./${LIBRARY}/mod.d.ts`, default: `./${LIBRARY}/mod.js` },
        "./package.json": "./package.json",
      },
      // For projects whose TypeScript does not read exports (moduleResolution node10).
      main: `./${LIBRARY}/mod.js`,
      types: `./${LIBRARY}/mod.d.ts`,
      sideEffects: false,
      files: [LAUNCHER, LIBRARY],
      dependencies: libraryDependencies,
      optionalDependencies: Object.fromEntries(
        targets.map((target) => [packageName(target), version]),
      ),
    },
    readme: `# gettoken

${project.description}: \`npx --yes ${project.npm} --help\`.

The program is in a package of its own for each platform. For Linux, it needs glibc.

Programs in Node 22 or newer, and in Bun, import the library. \`npm install --omit=optional\` leaves
out the program, which the library does not need:

\`\`\`ts
import { ClientCredentialsFlow } from "${project.npm}";

const flow = new ClientCredentialsFlow({
  provider: "auth0",
  domain: "acme.eu.auth0.com",
  audience: "https://api.acme.example",
  clientId: "…",
  clientSecret: "…",
});
const token = await flow.getToken();
await fetch(url, { headers: { authorization: token.authorizationHeader() } });
\`\`\`

${homepage} has the documentation.
`,
    file: LAUNCHER,
  };
}

function platformPackage(version: string, target: Target): NpmPackage {
  const name = packageName(target);
  return {
    manifest: {
      name,
      ...commonFields(version),
      description: `The program of the package ${project.npm} for ${target.name}`,
      files: [target.program],
      os: [target.os],
      cpu: processorsOf(target, targets),
      ...(target.os === "linux" && { libc: ["glibc"] }),
      // Yarn must not leave the program in a zip file.
      preferUnplugged: true,
    },
    readme: `# ${name}

The program of [${project.npm}](${homepage}) for ${target.name}. Install \`${project.npm}\` instead.
`,
    file: target.program,
    target,
  };
}

/** The processors that a program runs on. Windows on arm64 runs one for x64, if there is no other. */
export function processorsOf(
  { os, cpu }: Pick<Target, "os" | "cpu">,
  all: readonly Pick<Target, "os" | "cpu">[],
): string[] {
  const hasArm64 = all.some((target) => target.os === os && target.cpu === "arm64");
  return os === "win32" && !hasArm64 ? [cpu, "arm64"] : [cpu];
}

function commonFields(version: string): { readonly version: string } & Record<string, unknown> {
  return {
    version,
    license: project.license,
    homepage,
    repository: { type: "git", url: `git+${homepage}.git` },
    bugs: `${homepage}/issues`,
    engines: { node: ">=18" },
    publishConfig: { access: "public", provenance: true },
  };
}

/** The tarballs of the packages, for the platforms that the release has an archive for. */
export async function npm(
  release: Release,
  programs: string,
  level: CompressionLevel,
): Promise<ReleaseFile[]> {
  return await npmTarballs(release, { programs, library: await libraryFiles() }, level);
}

/** What the packages contain. */
export interface NpmContent {
  /** The folder of the programs: `linux-x64/gettoken`. */
  readonly programs: string;
  /** The files of the library, by path. */
  readonly library: ReadonlyMap<string, string>;
}

/** The same, with this content. */
export async function npmTarballs(
  release: Release,
  { programs, library }: NpmContent,
  level: CompressionLevel,
): Promise<ReleaseFile[]> {
  const built = new Set(release.archives.map(({ target }) => target.name));
  const files: ReleaseFile[] = [];
  for (const candidate of npmPackages(release.version)) {
    const { target, file } = candidate;
    if (target && !built.has(target.name)) continue;
    const folder = target ? join(programs, target.name) : join(projectDir, "packaging", "npm");
    const content = await Deno.readFile(join(folder, file));
    const entries: ArchiveEntry[] = [{ path: `package/${file}`, content, executable: true }];
    if (!target) entries.push(...libraryEntries(library));
    files.push(await pack(candidate, entries, level));
  }
  return files;
}

function libraryEntries(library: NpmContent["library"]): ArchiveEntry[] {
  return [...library].map(([path, text]) => ({
    path: `package/${LIBRARY}/${path}`,
    content: new TextEncoder().encode(text),
  }));
}

/** Where the tarball of a package is in `channels/` of the release. */
export function tarballPath({ manifest }: NpmPackage): string {
  return `npm/${manifest.name.replace("@", "").replace("/", "-")}-${manifest.version}.tgz`;
}

/** Packs a package as `npm pack` does. */
async function pack(
  candidate: NpmPackage,
  files: readonly ArchiveEntry[],
  level: CompressionLevel,
): Promise<ReleaseFile> {
  const { manifest, readme } = candidate;
  const utf8 = new TextEncoder();
  const entries = [
    { path: "package/LICENSE", content: await Deno.readFile(join(projectDir, "LICENSE")) },
    { path: "package/README.md", content: utf8.encode(readme) },
    ...files,
    {
      path: "package/package.json",
      content: utf8.encode(`${JSON.stringify(manifest, null, 2)}\n`),
    },
  ];
  return {
    path: tarballPath(candidate),
    content: await tarGz(entries, { time, level }),
  };
}
