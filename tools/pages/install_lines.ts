/**
 * The lines that install gettoken. Each is made from `deno.json`, so that they change with it.
 *
 * @module
 */
import { PERMISSIONS } from "../source.ts";
import { downloadUrl, isHomeDecided, pageOf, project } from "../release/project.ts";

/** Where the project lives, and under which names. */
export interface Home {
  readonly version: string;
  /** `owner/name` on GitHub. */
  readonly repository: string;
  readonly npm: string;
  readonly jsr: string;
  readonly container: string;
  /** `false` as long as the owner is a placeholder. Then there is no release. */
  readonly isDecided: boolean;
}

/** The home in `deno.json`. */
export const home: Home = { ...project, isDecided: isHomeDecided };

/** What gettoken is installed with. */
export type InstallWay =
  | "Linux, macOS"
  | "Windows (PowerShell)"
  | "npm"
  | "Homebrew"
  | "Scoop"
  | "winget"
  | "Deno"
  | "Container"
  | "GitHub Actions";

/** A line for each way, or for some. */
export type Lines = Partial<Record<InstallWay, string>>;

/** The lines that install the latest release. */
export function installLines(home: Home): Record<InstallWay, string> {
  const latest = latestUrl(home);
  const owner = ownerOf(home);
  return {
    "Linux, macOS": `curl -fsSL ${latest}/install.sh | sh`,
    "Windows (PowerShell)": `irm ${latest}/install.ps1 | iex`,
    "npm": `npm install -g ${home.npm}`,
    "Homebrew": `brew install ${owner}/tap/gettoken`,
    "Scoop": `scoop install ${latest}/gettoken.json`,
    "winget": `winget install ${owner}.gettoken`,
    "Deno": denoInstall(`jsr:${home.jsr}/cli`),
    "Container": `docker run --rm ${home.container}:${home.version} --version`,
    "GitHub Actions": `uses: ${home.repository}@v${home.version}`,
  };
}

/** The lines that install this version and no other. */
export function pinnedLines(home: Home): Lines {
  const { version, npm, jsr } = home;
  const files = downloadUrl(version, pageOf(home.repository));
  return {
    "Linux, macOS": `curl -fsSL ${files}/install.sh | sh -s -- --version ${version}`,
    "Windows (PowerShell)": withParameters(`${files}/install.ps1`, `-Version ${version}`),
    "npm": `npm install -g ${npm}@${version}`,
    "Scoop": `scoop install ${files}/gettoken.json`,
    "winget": `winget install ${ownerOf(home)}.gettoken --version ${version}`,
    "Deno": denoInstall(`jsr:${jsr}@${version}/cli`),
  };
}

/** The lines that install the latest release over an older one. */
export function updateLines(home: Home): Lines {
  const { npm, "Linux, macOS": unix, "Windows (PowerShell)": windows, Deno } = installLines(home);
  return {
    "Linux, macOS": unix,
    "Windows (PowerShell)": windows,
    "npm": `${npm}@latest`,
    "Homebrew": "brew upgrade gettoken",
    "Scoop": "scoop update gettoken",
    "winget": `winget upgrade ${ownerOf(home)}.gettoken`,
    "Deno": Deno.replace(" -g ", " -gfr "),
  };
}

/** The lines that remove gettoken. */
export function removeLines(home: Home): Lines {
  const latest = latestUrl(home);
  return {
    "Linux, macOS": `curl -fsSL ${latest}/install.sh | sh -s -- --uninstall`,
    "Windows (PowerShell)": withParameters(`${latest}/install.ps1`, "-Uninstall"),
    "npm": `npm uninstall -g ${home.npm}`,
    "Homebrew": "brew uninstall gettoken",
    "Scoop": "scoop uninstall gettoken",
    "winget": `winget uninstall ${ownerOf(home)}.gettoken`,
    "Deno": "deno uninstall -g gettoken",
  };
}

/** Deno would name the program after the last part of the specifier. */
function denoInstall(specifier: string): string {
  return `deno install -g -n gettoken ${PERMISSIONS.join(" ")} ${specifier}`;
}

/** A script from the web with parameters, in PowerShell. */
function withParameters(url: string, parameters: string): string {
  return `& ([scriptblock]::Create((irm ${url}))) ${parameters}`;
}

function latestUrl({ repository }: Home): string {
  return `${pageOf(repository)}/releases/latest/download`;
}

/** The owner of the repository, who also has the tap for Homebrew and the name in winget. */
export function ownerOf({ repository }: Home): string {
  return repository.slice(0, repository.indexOf("/"));
}
