/**
 * The blocks of README.md and docs/install.md that show how gettoken is installed.
 *
 * @module
 */
import { table } from "./blocks.ts";
import {
  type Home,
  installLines,
  type Lines,
  ownerOf,
  pinnedLines,
  removeLines,
  updateLines,
} from "./install_lines.ts";

/** The blocks by name. */
export function installBlocks(home: Home): Record<string, string> {
  const lines = installLines(home);
  return {
    "install": home.isDecided ? linesTable(lines) : buildOrInstall(home),
    "install-version": linesTable(pinnedLines(home)),
    "install-update": linesTable(updateLines(home)),
    "install-remove": linesTable(removeLines(home)),
    "install-container": code("sh", containerLines(home)),
    "install-action": code("yaml", actionLines(home)),
    "install-status": home.isDecided ? "" : noRelease(home),
  };
}

function buildOrInstall(home: Home): string {
  return `There is no release yet. In a clone, \`npx -y deno task compile\` writes \`dist/gettoken\` with Node and
nothing else, and \`npx -y deno task -q demo\` gives a tour. One of these lines will install a
release; \`${ownerOf(home)}\` is a placeholder until there is one.

${linesTable(installLines(home))}`;
}

function noRelease(home: Home): string {
  return `There is no release yet: \`${ownerOf(home)}\` in the lines below is a placeholder. The
[README](../README.md#install) says how to build the program.

Programs have run on Linux x64, on Linux arm64 in an emulator, and on Windows x64 in Wine; those for
macOS have only been built. \`install.sh\`, npm and Deno have installed a release from servers on one
machine. The other ways have not been tried.`;
}

function containerLines({ container, version }: Home): string {
  return `docker run --rm --read-only -e AUTH0_DOMAIN -e AUTH0_AUDIENCE \\
  -e AUTH0_CLIENT_ID -e AUTH0_CLIENT_SECRET ${container}:${version} auth0`;
}

function actionLines({ repository, version }: Home): string {
  return `steps:
  - uses: ${repository}@v${version}
    id: gettoken
    with:
      provider: entra
    env:
      AZURE_TENANT_ID: contoso.onmicrosoft.com
      AZURE_CLIENT_ID: 11111111-2222-3333-4444-555555555555
      GETTOKEN_SCOPE: api://orders/.default
  - run: |
      printf 'Authorization: Bearer %s' "$TOKEN" | curl -fsS -H @- https://api.example.com/orders
    env:
      TOKEN: \${{ steps.gettoken.outputs.token }}`;
}

function linesTable(lines: Lines): string {
  return table(["with", "line"], Object.entries(lines).map(([way, line]) => [way, `\`${line}\``]));
}

function code(language: string, lines: string): string {
  return `\`\`\`${language}\n${lines}\n\`\`\``;
}
