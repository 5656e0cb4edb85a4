import { assert, assertEquals, assertMatch } from "@std/assert";
// deno-lint-ignore no-import-prefix -- the program does not need it
import { load } from "npm:js-yaml@5.5.0";
import { winget } from "../../tools/release/channels/winget.ts";
import { project } from "../../tools/release/project.ts";
import { archiveFor, madeUpRelease, withoutWindows } from "./made_up_release.ts";

const owner = project.repository.split("/")[0]!;
const id = `${owner}.gettoken`;
const files = winget(madeUpRelease);
// deno-lint-ignore no-explicit-any -- the tests assert what is in them
const manifests = files.map(({ content }) => load(`${content}`) as any);

Deno.test("winget: three manifests, in the folder for the package and the version", () => {
  const folder = `winget/manifests/${owner[0]!.toLowerCase()}/${owner}/gettoken/1.2.3`;
  assertEquals(files.map(({ path }) => path), [
    `${folder}/${id}.yaml`,
    `${folder}/${id}.installer.yaml`,
    `${folder}/${id}.locale.en-US.yaml`,
  ]);
  assertEquals(
    manifests.map(({ ManifestType }) => ManifestType),
    ["version", "installer", "defaultLocale"],
  );
});

Deno.test("winget: package, version and schema are the same in all manifests", () => {
  for (const [index, manifest] of manifests.entries()) {
    assertEquals([manifest.PackageIdentifier, manifest.PackageVersion], [id, "1.2.3"]);
    const schema = `${manifest.ManifestType}.${manifest.ManifestVersion}`;
    assertMatch(
      `${files[index]?.content}`,
      new RegExp(`^# .*/winget-manifest.${schema}.schema.json\n`),
    );
  }
});

Deno.test("winget: the installer has the archive, its hash, and the program in it", () => {
  const { url, sha256 } = archiveFor("windows-x64");
  const [, { InstallerType, NestedInstallerType, Installers }] = manifests;
  assertEquals([InstallerType, NestedInstallerType], ["zip", "portable"]);
  const x64 = Installers.find(({ Architecture }: Record<string, string>) => Architecture === "x64");
  assertEquals(x64, {
    Architecture: "x64",
    InstallerUrl: url,
    InstallerSha256: sha256.toUpperCase(),
    NestedInstallerFiles: [{
      RelativeFilePath: "gettoken-windows-x64\\gettoken.exe",
      PortableCommandAlias: "gettoken",
    }],
  });
});

Deno.test("winget: values are within the limits of the schema", () => {
  const [, , locale] = manifests;
  assert(locale.ShortDescription.length <= 256);
  assert(locale.Tags.length <= 16);
  for (const tag of locale.Tags) assert(tag.length <= 40);
});

Deno.test("winget: no archive for Windows: no manifests", () => {
  assertEquals(winget(withoutWindows), []);
});
