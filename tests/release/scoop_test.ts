import { assertEquals } from "@std/assert";
import { scoop } from "../../tools/release/channels/scoop.ts";
import { downloadUrl, homepage } from "../../tools/release/project.ts";
import { archiveFor, madeUpRelease, withoutWindows } from "./made_up_release.ts";

Deno.test("scoop: the manifest at the top of the release has the archive and its hash", () => {
  const [file, ...others] = scoop(madeUpRelease);
  assertEquals([file?.path, others], ["gettoken.json", []]);
  const manifest = JSON.parse(`${file?.content}`);
  const { url, sha256 } = archiveFor("windows-x64");
  assertEquals(manifest.architecture["64bit"], {
    url,
    hash: sha256,
    extract_dir: "gettoken-windows-x64",
  });
  assertEquals([manifest.version, manifest.bin], ["1.2.3", "gettoken.exe"]);
});

Deno.test("scoop: the next version comes from GitHub, its hash in SHA256SUMS", () => {
  const [file] = scoop(madeUpRelease);
  const { checkver, autoupdate, homepage: page } = JSON.parse(`${file?.content}`);
  // With "github", Scoop looks at the releases of the repository that is the homepage.
  assertEquals([checkver, page], ["github", homepage]);
  const { architecture, hash } = autoupdate;
  assertEquals(architecture["64bit"], {
    url: `${downloadUrl("$version")}/gettoken-windows-x64.zip`,
  });
  assertEquals(hash, { url: "$baseurl/SHA256SUMS" });
});

Deno.test("scoop: no archive for Windows: no manifest", () => {
  assertEquals(scoop(withoutWindows), []);
});
