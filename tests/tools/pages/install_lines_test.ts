import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  home,
  installLines,
  pinnedLines,
  removeLines,
  updateLines,
} from "../../../tools/pages/install_lines.ts";
import { PERMISSIONS } from "../../../tools/source.ts";
import { elsewhere } from "./elsewhere.ts";

Deno.test("installLines(): every name is that of the home", () => {
  const latest = "https://github.com/acme-tools/fetchtoken/releases/latest/download";
  assertEquals(installLines(elsewhere), {
    "Linux, macOS": `curl -fsSL ${latest}/install.sh | sh`,
    "Windows (PowerShell)": `irm ${latest}/install.ps1 | iex`,
    "npm": "npm install -g @acme/fetchtoken",
    "Homebrew": "brew install acme-tools/tap/gettoken",
    "Scoop": `scoop install ${latest}/gettoken.json`,
    "winget": "winget install acme-tools.gettoken",
    "Deno": `deno install -g -n gettoken ${PERMISSIONS.join(" ")} jsr:@acme-jsr/fetchtoken/cli`,
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

Deno.test("pinnedLines(): each names the version", () => {
  for (const line of Object.values(pinnedLines(elsewhere))) assertStringIncludes(line, "2.3.4");
});

Deno.test("all lines: none names this project's home", () => {
  const all = [installLines, pinnedLines, updateLines, removeLines].map((lines) =>
    lines(elsewhere)
  );
  const text = JSON.stringify(all);
  for (const name of [home.repository, home.jsr, home.container]) {
    assert(!text.includes(name), name);
  }
});
