import { downloadUrl, pageOf } from "../release/project.ts";
import type { Home } from "./install_lines.ts";

/** The blocks of docs/verify.md by name: commands with the addresses of this version. */
export function verifyBlocks({ repository, container, version }: Home): Record<string, string> {
  const page = pageOf(repository);
  const archive = "gettoken-linux-x64.tar.gz";
  return {
    checksums: script(
      `url=${downloadUrl(version, page)}`,
      `curl -fsSL --remote-name-all "$url"/{${archive},SHA256SUMS,gettoken.cdx.json}`,
      "sha256sum --check --ignore-missing SHA256SUMS",
    ),
    attestation: script(
      `by=${page}/.github/workflows/release.yml@refs/tags/v${version}`,
      ...[archive, `oci://${container}:${version}`].map((what) =>
        `gh attestation verify ${what} \\\n  --repo ${repository} --cert-identity "$by"`
      ),
    ),
    rebuild: script(
      `git clone --branch v${version} ${page}.git`,
      "cd gettoken",
      `npx -y deno task verify ../${archive}`,
    ),
  };
}

function script(...lines: readonly string[]): string {
  return ["```sh", ...lines, "```"].join("\n");
}
