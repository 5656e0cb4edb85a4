import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Home, installBlocks, installLines } from "../../tools/release/install_lines.ts";
import { PERMISSIONS } from "../../tools/source.ts";

const elsewhere: Home = {
  version: "2.3.4",
  repository: "acme-tools/fetchtoken",
  npm: "@acme/fetchtoken",
  jsr: "@acme-jsr/fetchtoken",
  container: "registry.example/acme/fetchtoken",
  isDecided: true,
};

Deno.test("installLines(): every name is that of the home", () => {
  const latest = "https://github.com/acme-tools/fetchtoken/releases/latest/download";
  assertEquals(installLines(elsewhere), {
    "Linux, macOS": `curl -fsSL ${latest}/install.sh | sh`,
    "Windows (PowerShell)": `irm ${latest}/install.ps1 | iex`,
    "npm": "npm install -g @acme/fetchtoken",
    "Homebrew": "brew install acme-tools/tap/gettoken",
    "Scoop": `scoop install ${latest}/gettoken.json`,
    "winget": "winget install acme-tools.gettoken",
    "Deno": `deno install -g ${PERMISSIONS.join(" ")} jsr:@acme-jsr/fetchtoken`,
    "Container": "docker run --rm registry.example/acme/fetchtoken:2.3.4 --version",
    "GitHub Actions": "uses: acme-tools/fetchtoken@v2.3.4",
  });
});

Deno.test("PERMISSIONS: no run of programs, no libraries, and never all permissions", () => {
  assert(PERMISSIONS.length > 0);
  for (const flag of PERMISSIONS) {
    assert(!/^-A$|^--allow-(all|run|ffi|sys|import)/.test(flag), flag);
  }
});

Deno.test("installBlocks(), home decided: the lines, one row each, and nothing about building", () => {
  const { install = "" } = installBlocks(elsewhere);
  for (const line of Object.values(installLines(elsewhere))) {
    const row = `\`${line.replaceAll("|", "\\|")}\``;
    assertEquals(install.split("\n").filter((text) => text.includes(row)).length, 1, line);
  }
  assert(!/no release|deno task|OWNER|placeholder/.test(install), install);
});

Deno.test("installBlocks(), home not decided: says so, how to build, and the same lines", () => {
  const { install = "" } = installBlocks({ ...elsewhere, isDecided: false });
  assertStringIncludes(install, "There is no release yet.");
  assertStringIncludes(install, "npx -y deno task compile");
  assertStringIncludes(install, installBlocks(elsewhere)["install"] ?? "?");
});
