/**
 * The Homebrew formula, for a tap: a repository called `homebrew-tap` of the same owner.
 *
 * @module
 */
import { homepage, project } from "../project.ts";
import type { Archive, Release, ReleaseFile } from "../release_files.ts";

// How Homebrew calls the systems, and the processors on them.
const systems = [["darwin", "on_macos"], ["linux", "on_linux"]] as const;
const processors = { arm64: "on_arm", x64: "on_intel" } as const;

/** The formula of a release. Homebrew has no programs for Windows. */
export function homebrew({ version, archives }: Release): ReleaseFile[] {
  // The version is not left to Homebrew, which would read "64" in the name of an archive.
  const content = `class Gettoken < Formula
  desc ${quote(project.description)}
  homepage ${quote(homepage)}
  version ${quote(version)}
  license ${quote(project.license)}

  livecheck do
    url :homepage
    strategy :github_latest
  end

${
    systems.map(([os, block]) => onSystem(block, archives.filter((a) => a.target.os === os))).join(
      "",
    )
  }\
  def install
    bin.install "gettoken"
    man1.install "gettoken.1"
    bash_completion.install "completions/gettoken.bash" => "gettoken"
    zsh_completion.install "completions/_gettoken"
    fish_completion.install "completions/gettoken.fish"
    pwsh_completion.install "completions/gettoken.ps1" => "_gettoken.ps1"
  end

  test do
    assert_equal "gettoken #{version}", shell_output("#{bin}/gettoken --version").strip
    assert_match "tenant is missing", shell_output("#{bin}/gettoken entra 2>&1", 3)
  end
end
`;
  return [{ path: "homebrew/gettoken.rb", content }];
}

function onSystem(block: string, archives: readonly Archive[]): string {
  if (archives.length === 0) return "";
  return `  ${block} do\n${archives.map(onProcessor).join("")}  end\n\n`;
}

function onProcessor({ target, url, sha256 }: Archive): string {
  return `    ${processors[target.cpu]} do
      url ${quote(url)}
      sha256 ${quote(sha256)}
    end
`;
}

/** A string of Ruby, without interpolation. */
function quote(value: string): string {
  return JSON.stringify(value).replaceAll("#", "\\#");
}
