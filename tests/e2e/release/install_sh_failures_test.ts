/**
 * Whatever fails, install.sh leaves the old program as it is, and no file of its own.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { rawServer } from "../../idp/raw_server.ts";
import { canRun } from "../commands.ts";
import { archive, assertFails, testFailure } from "./old_program.ts";
import { findProgram, installSh, packed, programOf, type World } from "./served_release.ts";

testFailure("the script is cut anywhere: nothing is requested", async (world) => {
  const end = installSh.trimEnd().length;
  const cuts = Array.from({ length: 40 }, (_, index) => Math.round(end * index / 40));
  for (const cut of [...cuts, ...[1, 2, 3, 4, 6, 10, 14].map((less) => end - less)]) {
    const script = installSh.slice(0, cut);
    const { stderr } = await world.run(["--from", world.server.origin], { script });
    assertEquals([cut, /^Downloading/m.test(stderr), world.requested], [cut, false, []]);
  }
});

for (const downloader of ["curl", "wget", "busybox"]) {
  const ignore = !await findProgram(downloader);
  testFailure(
    `${downloader}: a download that breaks off, a missing file, no response`,
    async (world) => {
      await world.unlink("curl");
      if (downloader === "curl") await world.link("curl");
      else await Deno.symlink(await findProgram(downloader) ?? "", `${world.bin}/wget`);
      const whole = world.files.get(archive) as Uint8Array<ArrayBuffer>;
      world.files.set(archive, () => brokenOff(whole));
      await assertFails(world, /^error: (cannot download http.*gz: \S|the SHA-256 of)/m);
      world.files.delete(archive);
      const advice = / {2}→ The releases: https:\/\/github.com\/acme\/gettoken\/releases$/m;
      await assertFails(world, /^error: cannot download http.*gz: .*404/m);
      await assertFails(world, advice, ["--version", "9.9.9"]);
      await using silent = rawServer(({ request }) => request().then(() => {}));
      const { status, stderr } = await world.run(["--from", silent.origin]);
      assertEquals(status, 1);
      assertMatch(
        stderr,
        /^error: cannot download http.*SHA256SUMS: .*\n {2}→ Check the connection/m,
      );
    },
    ignore,
  );
}

/** A response that ends before its content does. */
function brokenOff(content: Uint8Array<ArrayBuffer>): Response {
  const body = new ReadableStream({
    start(controller): void {
      controller.enqueue(content.slice(0, 100));
      controller.error(new Error("broken off"));
    },
  });
  return new Response(body, { headers: { "content-length": `${content.length}` } });
}

testFailure("SHA256SUMS without the archive, or not a list: refused", async (world) => {
  for (const sums of ["", `${"0".repeat(64)}  other.tar.gz\n`]) {
    world.files.set("SHA256SUMS", sums);
    await assertFails(
      world,
      new RegExp(`^error: SHA256SUMS has no line for ${archive}\n {2}→ `, "m"),
    );
  }
  world.files.set("SHA256SUMS", `  ${archive}\n`);
  await assertFails(world, /^error: /m);
});

testFailure("an archive that is not one, or lacks the program: refused", async (world) => {
  for (const content of [new Uint8Array([1, 2, 3]), await packed("linux-arm64", "x")]) {
    world.files.set(archive, content);
    world.sum();
    await assertFails(world, new RegExp(`^error: cannot unpack ${archive}: \\S`, "m"));
  }
});

testFailure("the new program does not run: its message, and what is missing", async (world) => {
  const missing = "error while loading shared libraries: libgcc_s.so.1: cannot open";
  const programs = [
    [`#!/bin/sh\necho >&2 '${missing}'\nexit 127\n`, /: error while.*\n {2}→ Install libgcc_s/m],
    ["#!/bin/sh\nprintf '\\033[2Jno\\n' >&2\nexit 1\n", /here: \[2Jno\n {2}→ Report it: https/m],
    [
      "#!/no/such/loader\n",
      /^error: the program does not run here: \S.*\n {2}→ Use a system with glibc/m,
    ],
  ] as const;
  for (const [program, message] of programs) {
    await serve(world, program);
    await assertFails(world, message);
  }
  await world.fake("getconf", "exit 1");
  await assertFails(world, /does not run here: \S.*\n {2}→ Use a system with glibc 2.27/m);
});

testFailure("the program prints another version, or none: refused", async (world) => {
  for (const printed of ["1.0.0", "1.2.3-rc.1"]) {
    await serve(world, programOf("linux-x64", printed));
    const message = new RegExp(
      `^error: the program of version 1.2.3 printed: gettoken ${printed}$`,
      "m",
    );
    await assertFails(world, message, ["--version", "1.2.3"]);
  }
  await serve(world, "#!/bin/sh\n");
  await assertFails(world, /^error: the program of version latest printed: \n {2}→ Report it/m);
});

/** Serves another program. */
async function serve(world: World, program: string): Promise<void> {
  world.files.set(archive, await packed("linux-x64", program));
  world.sum();
}

testFailure("a needed program is not installed: named, nothing requested", async (world) => {
  await world.unlink("curl");
  await assertFails(world, /^error: neither curl nor wget is installed.*\n {2}→ Install curl/m);
  await world.unlink("sha256sum", "shasum");
  await assertFails(world, /^error: nothing here computes SHA-256\n {2}→ Install sha256sum/m);
  await world.unlink("tar");
  await assertFails(world, /^error: tar is not installed\n/m);
  assertEquals(world.requested, []);
});

testFailure("a folder that cannot be written to: reported, nothing requested", async (world) => {
  const advice = "\n {2}→ Name a folder that you can write to: --dir FOLDER\n$";
  const dir = `${world.program}/bin`;
  await assertFails(world, new RegExp(`^error: cannot write to ${dir}${advice}`), ["--dir", dir]);
  await makeReadable(world);
  await Deno.chmod(`${world.home}/.local/bin`, 0o555);
  const uid = isRoot ? { uid: 65534 } : {};
  await assertFails(world, new RegExp(`^error: cannot write to ${world.home}.*${advice}`), [], uid);
  await Deno.chmod(`${world.home}/.local/bin`, 0o755);
  assertEquals(world.requested, []);
});

// No folder is read-only for root.
const isRoot = await canRun("sh", "-c", '[ "$(id -u)" = 0 ]');

/** Other users may read the folders of the machine. */
async function makeReadable(world: World): Promise<void> {
  for (const path of [`${world.home}/..`, world.home, world.bin]) await Deno.chmod(path, 0o755);
}

testFailure("a link or a folder in the place of the program: left as it is", async (world) => {
  const dir = `${world.home}/other`;
  await Deno.mkdir(`${dir}/gettoken`, { recursive: true });
  await assertFails(world, /^error: .*\/other\/gettoken is a folder\n {2}→ /m, ["--dir", dir]);
  await Deno.remove(`${dir}/gettoken`);
  await Deno.symlink(world.program, `${dir}/gettoken`);
  const message = /^error: .*\/other\/gettoken is a link, which this script did not make\n {2}→ /m;
  await assertFails(world, message, ["--dir", dir]);
  await assertFails(world, message, ["--uninstall", "--dir", dir]);
  await Deno.remove(dir, { recursive: true });
});

const canMount = Deno.build.os === "linux" && await canRun(
  ...["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"] as const,
);

testFailure(
  "a disk without space, or that runs no programs: reported, no file remains",
  async (world) => {
    const random = new Uint8Array(60_000);
    crypto.getRandomValues(random);
    const dir = `${world.home}/small`;
    await Deno.mkdir(dir);
    await world.link("mount", "ls", "sh");
    for (
      const [padding, options, message] of [
        [
          "\0".repeat(200_000),
          "size=64k",
          /^error: cannot unpack .*gz: \S.*\n {2}→ Check the free space/m,
        ],
        ["", "noexec", /^error: the program does not run here: .*denied\n {2}→ .*--dir FOLDER$/m],
        [
          random.toBase64().repeat(2),
          "size=64k",
          /^error: cannot download http.*gz: .*\n {2}→ .*free space/m,
        ],
      ] as const
    ) {
      await serve(world, `${programOf("linux-x64")}exit\n${padding}`);
      const { stderr } = await world.install(["--dir", dir], {
        shell: ["unshare", "-m", "sh", "-c", onDisk(dir, options), "sh"],
      });
      assertMatch(stderr, message);
      assertMatch(stderr, /^left: \.\.? \.\.? old$/m);
    }
    await Deno.remove(dir);
  },
  !canMount,
);

/** Runs the installer on stdin with a disk that only it has, and lists what remains. */
function onDisk(dir: string, options: string): string {
  return `mount -t tmpfs -o ${options} none '${dir}' || exit
    echo old >'${dir}/old'
    sh "$@"
    echo left: $(ls -a '${dir}') >&2`;
}

const ends = [
  ["SIGTERM", 143, "sh"],
  ["SIGINT", 130, "sh"],
  ["SIGHUP", 129, "sh"],
  ["SIGQUIT", 131, "sh"],
  ["SIGTERM", 143, "mksh"],
] as const;

for (const [signal, status, shell] of ends) {
  const ignore = !await findProgram(shell);
  const name = `${signal} to ${shell} during the download: no file remains, status ${status}`;
  testFailure(name, async (world) => {
    const requested = Promise.withResolvers<void>();
    const broken = Promise.withResolvers<Response>();
    world.files.set(archive, () => {
      requested.resolve();
      return broken.promise;
    });
    const child = await world.spawn(["--from", world.server.origin], { shell: [shell] });
    await requested.promise;
    child.kill(signal);
    broken.resolve(new Response("", { status: 404 }));
    assertEquals((await child.output()).code, status);
  }, ignore);
}
