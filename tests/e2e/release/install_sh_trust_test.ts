/**
 * What install.sh trusts: certificates, https, and the attestation that `gh` checks.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { certificateAuthority, selfSignedCertificate } from "../../idp/certificate_authority.ts";
import { addOld, archive, assertFails, assertUnchanged } from "./old_program.ts";
import { findProgram, testInstall, World } from "./served_release.ts";

const isWindows = Deno.build.os === "windows";

for (const downloader of ["curl", "wget"]) {
  const ignore = isWindows || !await findProgram(downloader);
  const authority = ignore ? undefined : await certificateAuthority();

  Deno.test({
    name: `install.sh: ${downloader}: https is used; a redirect to http is refused`,
    ignore,
    fn: async () => {
      await using plain = await World.start();
      await using world = await World.start({ tls: await authority!.issue() });
      const env = await trusting(world, downloader, authority!.pem);
      const { status, stderr } = await world.install([], { env });
      assertEquals(status, 0, stderr);
      await Deno.remove(world.program);
      await addOld(world);
      const { origin } = plain.server;
      const message = /^error: .*(redirected to an address that|not supported|disabled)/m;
      for (const location of [origin, origin.replace("http", "HTTP")]) {
        const headers = { location: `${location}/latest/download/${archive}` };
        world.files.set(archive, () => new Response(null, { status: 302, headers }));
        await assertFails(world, message, [], { env });
      }
      await assertUnchanged(world);
    },
  });

  Deno.test({
    name: `install.sh: ${downloader}: a certificate that is not trusted: nothing is downloaded`,
    ignore,
    fn: async () => {
      await using world = await World.start({ tls: await selfSignedCertificate() });
      await trusting(world, downloader, "");
      await addOld(world);
      await assertFails(world, /^error: cannot download https:.*SHA256SUMS: \S/m);
      assertEquals(world.requested, []);
      await assertUnchanged(world);
    },
  });
}

/** Leaves only this program to download, and returns variables with which it trusts an authority. */
async function trusting(
  world: World,
  downloader: string,
  authority: string,
): Promise<Record<string, string>> {
  await world.unlink("curl");
  await world.link(downloader);
  const ca = `${world.bin}/ca.pem`;
  const wgetrc = `${world.bin}/wgetrc`;
  await Deno.writeTextFile(ca, authority);
  await Deno.writeTextFile(wgetrc, `ca_certificate = ${ca}\n`);
  return { CURL_CA_BUNDLE: ca, WGETRC: wgetrc };
}

/** What gh does, and what the installer says about the attestation. */
const attestations: readonly (readonly [string, string, number, RegExp])[] = [
  ["gh confirms it", "exit 0", 0, /^The attestation is valid: built by acme\/gettoken$/m],
  [
    "gh is too old",
    `case $* in *--help) exit 1 ;; esac`,
    0,
    /^The attestation was not checked: this gh is too old$/m,
  ],
  [
    "gh is not logged in",
    `case $1 in auth) exit 1 ;; esac`,
    0,
    /^The attestation was not checked: gh is not logged in$/m,
  ],
  [
    "gh gets no answer",
    `case $* in *--repo*) echo 'error connecting to api.github.com' >&2; exit 1 ;; esac`,
    0,
    /^The attestation was not checked: error connecting to api.github.com$/m,
  ],
  [
    "gh, as a snap, may not read the folder",
    `case $* in *--repo*) echo 'open gettoken-linux-x64.tar.gz: permission denied' >&2; exit 1 ;; esac`,
    0,
    /^The attestation was not checked: open gettoken-linux-x64.tar.gz: permission denied$/m,
  ],
  [
    "gh finds none",
    `case $* in *--repo*) echo 'HTTP 404: Not Found (https://api.github.com/x)' >&2; exit 1 ;; esac`,
    1,
    /^error: gh found no valid attestation of gettoken-linux-x64.tar.gz: HTTP 404.*\n {2}→ Do not use/m,
  ],
];

for (const [name, script, status, message] of attestations) {
  testInstall(`${name}: ${status ? "refused" : "installed"}`, async (world) => {
    await addOld(world);
    await world.fake("gh", `printf '%s\\n' "$*" >>"$HOME/asked"\n${script}\nexit 0`);
    const result = await world.install();
    assertMatch(result.stderr, message);
    assertEquals(result.status, status);
    assertEquals(await Deno.readTextFile(world.program) === "old", status !== 0);
    const asked = await Deno.readTextFile(`${world.home}/asked`);
    const verified = "attestation verify gettoken-linux-x64.tar.gz --repo acme/gettoken " +
      "--cert-identity-regex ^https://github.com/acme/gettoken/" +
      "[.]github/workflows/release[.]yml@refs/tags/v[0-9]\n";
    assertEquals(asked.includes(verified), !/too old|logged in/.test(name));
  });
}
