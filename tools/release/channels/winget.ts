/**
 * The three winget manifests, at their place in a clone of the repository of winget's packages.
 *
 * @module
 */
// deno-lint-ignore no-import-prefix -- the program does not need it
import { dump } from "npm:js-yaml@5.5.0";
import { homepage, pageOf, project } from "../project.ts";
import type { Release, ReleaseFile } from "../release_files.ts";

/** The version of winget's schemas. An older winget cannot read manifests of a newer version. */
const SCHEMA = "1.10.0";

const LOCALE = "en-US";

/** The manifests of a release. Nothing without an archive for Windows. */
export function winget(release: Release): ReleaseFile[] {
  const { version } = release;
  const windows = release.archives.filter(({ target }) => target.os === "win32");
  if (windows.length === 0) return [];
  const [owner = ""] = project.repository.split("/");
  const id = `${owner}.gettoken`;
  const folder = `winget/manifests/${owner.charAt(0).toLowerCase()}/${owner}/gettoken/${version}`;
  const file = (suffix: string, type: string, fields: object): ReleaseFile => ({
    path: `${folder}/${id}${suffix}.yaml`,
    content: manifest(type, { PackageIdentifier: id, PackageVersion: version, ...fields }),
  });
  return [
    file("", "version", { DefaultLocale: LOCALE }),
    file(".installer", "installer", installer(windows)),
    file(`.locale.${LOCALE}`, "defaultLocale", description(owner)),
  ];
}

function installer(archives: Release["archives"]): object {
  return {
    InstallerType: "zip",
    NestedInstallerType: "portable",
    Commands: ["gettoken"],
    Installers: archives.map(({ target: { archive, cpu, program }, url, sha256 }) => ({
      Architecture: cpu,
      InstallerUrl: url,
      InstallerSha256: sha256.toUpperCase(),
      NestedInstallerFiles: [{
        RelativeFilePath: `${archive.replace(/\.zip$/, "")}\\${program}`,
        PortableCommandAlias: "gettoken",
      }],
    })),
  };
}

function description(owner: string): object {
  return {
    PackageLocale: LOCALE,
    Publisher: owner,
    PublisherUrl: pageOf(owner),
    PublisherSupportUrl: `${homepage}/issues`,
    PackageName: "gettoken",
    PackageUrl: homepage,
    License: project.license,
    LicenseUrl: `${homepage}/blob/main/LICENSE`,
    ShortDescription: project.description,
    Moniker: "gettoken",
    Tags: ["auth0", "cli", "entra", "oauth2", "oidc", "token"],
  };
}

function manifest(type: string, fields: object): string {
  const schema = `https://aka.ms/winget-manifest.${type}.${SCHEMA}.schema.json`;
  const content = { ...fields, ManifestType: type, ManifestVersion: SCHEMA };
  return `# yaml-language-server: $schema=${schema}\n\n${dump(content, { lineWidth: -1 })}`;
}
