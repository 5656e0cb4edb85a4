/**
 * The Scoop manifest. It is a file at the top of the release, so that its address for the latest
 * release installs and updates gettoken; a bucket can have a copy.
 *
 * @module
 */
import { downloadUrl, homepage, project } from "../project.ts";
import type { Archive, Release, ReleaseFile } from "../release_files.ts";

// How Scoop calls the processors.
const architectures = { x64: "64bit", arm64: "arm64" } as const;

/** The manifest of a release. Nothing without an archive for Windows. */
export function scoop({ version, archives }: Release): ReleaseFile[] {
  const windows = archives.filter(({ target }) => target.os === "win32");
  const [first] = windows;
  if (!first) return [];
  const perArchitecture = (make: (archive: Archive) => Record<string, string>) =>
    Object.fromEntries(
      windows.map((archive) => [architectures[archive.target.cpu], make(archive)]),
    );
  const manifest = {
    version,
    description: project.description,
    homepage,
    license: project.license,
    architecture: perArchitecture(({ target: { archive }, url, sha256 }) => ({
      url,
      hash: sha256,
      extract_dir: archive.replace(/\.zip$/, ""),
    })),
    bin: first.target.program,
    checkver: "github",
    autoupdate: {
      architecture: perArchitecture(({ target: { archive } }) => ({
        url: `${downloadUrl("$version")}/${archive}`,
      })),
      hash: { url: "$baseurl/SHA256SUMS" },
    },
  };
  return [{ path: "gettoken.json", content: `${JSON.stringify(manifest, null, 4)}\n` }];
}
