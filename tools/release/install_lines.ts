/**
 * The lines that install gettoken, and the blocks of the pages that show them. Each is made from
 * `deno.json`, so that they change with it.
 *
 * @module
 */
import { PERMISSIONS } from "../source.ts";
import { isHomeDecided, project } from "./project.ts";

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

/** The command for each way to install gettoken. */
export function installLines(home: Home): Record<InstallWay, string> {
  const latest = `https://github.com/${home.repository}/releases/latest/download`;
  const [owner = ""] = home.repository.split("/");
  return {
    "Linux, macOS": `curl -fsSL ${latest}/install.sh | sh`,
    "Windows (PowerShell)": `irm ${latest}/install.ps1 | iex`,
    "npm": `npm install -g ${home.npm}`,
    "Homebrew": `brew install ${owner}/tap/gettoken`,
    "Scoop": `scoop install ${latest}/gettoken.json`,
    "winget": `winget install ${owner}.gettoken`,
    "Deno": `deno install -g ${PERMISSIONS.join(" ")} jsr:${home.jsr}`,
    "Container": `docker run --rm ${home.container}:${home.version} --version`,
    "GitHub Actions": `uses: ${home.repository}@v${home.version}`,
  };
}

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

/** The blocks of the pages by name. */
export function installBlocks(home: Home): Record<string, string> {
  return { install: home.isDecided ? installTable(home) : buildOrInstall(home) };
}

function buildOrInstall(home: Home): string {
  const [owner = ""] = home.repository.split("/");
  return `There is no release yet. Build the program with Node and nothing else:

\`\`\`sh
npx -y deno task compile        # writes dist/gettoken
npx -y deno task -q demo        # a tour, with an identity provider on this machine
\`\`\`

One of these lines will install a release. \`${owner}\` is a placeholder until there is one.

${installTable(home)}`;
}

/** A table with the widths that `deno fmt` gives it. */
function installTable(home: Home): string {
  const rows = Object.entries(installLines(home))
    .map(([way, line]) => [way, `\`${line.replaceAll("|", "\\|")}\``] as const);
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  const show = (cells: readonly [string, string], fill = " ") =>
    `| ${cells[0].padEnd(width(0), fill)} | ${cells[1].padEnd(width(1), fill)} |`;
  return [show(["with", "line"]), show(["", ""], "-"), ...rows.map((row) => show(row))].join("\n");
}
