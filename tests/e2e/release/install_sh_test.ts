/**
 * install.sh installs a release that is served on loopback. Programs such as `uname` are replaced, so
 * that each platform is tested on this one.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { canRun } from "../commands.ts";
import { mac, unameOf } from "./faked_platforms.ts";
import { findProgram, programOf, testInstall, type World } from "./served_release.ts";

const isWindows = Deno.build.os === "windows";

const shells = [
  ["dash"],
  ["bash"],
  ["bash", "--posix"],
  ["busybox", "sh"],
  ["ksh"],
  ["mksh"],
  ["zsh"],
  ["zsh", "--emulate", "sh"],
] as const;

for (const shell of shells) {
  const isHere = !isWindows && await canRun(shell[0], ...shell.slice(1), "-c", "true");
  testInstall(`in ${shell.join(" ")}: installs, updates, refuses and uninstalls`, async (world) => {
    const first = await world.install([], { shell });
    assertEquals([first.status, first.stdout], [0, ""], first.stderr);
    assertEquals(
      first.stderr,
      `Downloading gettoken-linux-x64.tar.gz (latest)
  from ${world.server.origin}/latest/download
SHA-256 is equal to that in SHA256SUMS
  (SHA256SUMS is from the same mirror)
Installed gettoken 1.2.3: ${world.program}
  → This folder is not on PATH. Add a line to ~/.bashrc:
    export PATH='${world.home}/.local/bin':$PATH
  → For completions, add a line to ~/.bashrc:
    source <(gettoken completions bash)
`,
    );
    assertEquals([...await world.filesAtHome()], [[
      ".local/bin/gettoken",
      programOf("linux-x64"),
    ]]);
    assertEquals((await Deno.stat(world.program)).mode! & 0o777, 0o755);

    await Deno.writeTextFile(world.program, "old");
    assertEquals((await world.install(["--version", "v1.2.3"], { shell })).status, 0);
    assertEquals(await Deno.readTextFile(world.program), programOf("linux-x64"));

    world.files.set("gettoken-linux-x64.tar.gz", "other");
    const refused = await world.install([], { shell });
    assertEquals(refused.status, 1);
    assertMatch(refused.stderr, /^error: the SHA-256 of gettoken-linux-x64.tar.gz is not/m);
    assertEquals((await world.install(["--dri", "x"], { shell })).status, 2);
    assertEquals([...(await world.filesAtHome()).keys()], [".local/bin/gettoken"]);

    const removed = await world.run(["--uninstall"], { shell });
    assertEquals(removed, { status: 0, stdout: "", stderr: `Removed ${world.program}\n` });
    assertEquals((await world.filesAtHome()).size, 0);
  }, !isHere);
}

testInstall("wget instead of curl: installed", async (world) => {
  await world.unlink("curl");
  await world.link("wget");
  world.files.set("SHA256SUMS", redirected(world, "SHA256SUMS"));
  const { status, stderr } = await world.install();
  assertEquals(status, 0, stderr);
}, !await findProgram("wget"));

testInstall(
  "BusyBox wget instead of curl: installed from loopback, refused for https",
  async (world) => {
    await world.unlink("curl");
    await Deno.symlink(await findProgram("busybox") ?? "", `${world.bin}/wget`);
    const { status, stderr } = await world.install();
    assertEquals(status, 0, stderr);
    const refused = await world.run(["--from", "https://127.0.0.1:1"]);
    assertEquals(refused.status, 1);
    assertMatch(
      refused.stderr,
      /^error: this wget may not check certificates\n {2}→ Install curl/m,
    );
  },
  !await findProgram("busybox"),
);

testInstall("redirects: followed", async (world) => {
  for (const name of ["SHA256SUMS", "gettoken-linux-x64.tar.gz"]) {
    world.files.set(name, redirected(world, name));
  }
  const { status, stderr } = await world.install();
  assertEquals(status, 0, stderr);
  assertEquals(world.requested.length, 4);
});

/** Serves a file under another name, and redirects to it. */
function redirected({ files, server }: World, name: string): () => Response {
  const content = files.get(name);
  if (content !== undefined) files.set(`moved-${name}`, content);
  return () => Response.redirect(`${server.origin}/latest/download/moved-${name}`);
}

for (const hasher of ["shasum", "openssl", "busybox"]) {
  testInstall(`only ${hasher} computes SHA-256: compared`, async (world) => {
    await world.unlink("sha256sum", "shasum");
    await world.link(hasher);
    assertEquals((await world.install()).status, 0);
    world.files.set("gettoken-linux-x64.tar.gz", "other");
    assertMatch((await world.install()).stderr, /^error: the SHA-256 of/m);
  }, !await findProgram(hasher));
}

testInstall("SHA256SUMS marks binary files with *: compared", async (world) => {
  const sums = String(world.files.get("SHA256SUMS"));
  world.files.set("SHA256SUMS", sums.replaceAll("  gettoken", " *gettoken"));
  assertEquals((await world.install()).status, 0);
});

testInstall("a folder from --dir or XDG_BIN_HOME: used, --dir first", async (world) => {
  const env = { XDG_BIN_HOME: `${world.home}/it's` };
  const { stderr } = await world.install([], { env });
  assertStringIncludes(stderr, `    export PATH='${world.home}/it'\\''s':$PATH\n`);
  assertEquals((await world.install(["--dir=x y/"], { env })).status, 0);
  assertEquals([...(await world.filesAtHome()).keys()].sort(), ["it's/gettoken", "x y/gettoken"]);
  assertEquals((await world.run(["--uninstall", "--dir", "x y"], { env })).status, 0);
  assertEquals([...(await world.filesAtHome()).keys()], ["it's/gettoken"]);
});

testInstall("no HOME: --dir is needed", async (world) => {
  const { status, stderr } = await world.install([], { env: { HOME: "" } });
  assertEquals([status, stderr], [1, "error: HOME is not set\n  → Name a folder: --dir FOLDER\n"]);
  const dir = `${world.home}/bin`;
  assertEquals((await world.install(["--dir", dir], { env: { HOME: "" } })).status, 0);
});

testInstall(
  "the folder is on PATH: PATH is not mentioned, another gettoken before it is",
  async (world) => {
    const dir = `${world.home}/.local/bin`;
    const after = await world.install([], {
      env: { PATH: `${world.bin}:${dir}`, SHELL: "/bin/sh" },
    });
    assertEquals(after.stderr.split("\n").slice(-2), [
      `Installed gettoken 1.2.3: ${world.program}`,
      "",
    ]);
    await world.fake("gettoken", "echo gettoken 0.0.1");
    const { stderr } = await world.install([], { env: { PATH: `${world.bin}:${dir}` } });
    assertMatch(stderr, /^warning: .*\/bin\/gettoken comes first on PATH\n {2}→ Remove it/m);
    const before = await world.install([], { env: { PATH: `${dir}/:${world.bin}` } });
    assert(!before.stderr.includes("PATH"), before.stderr);
  },
);

testInstall("each shell of the user: its file and its lines", async (world) => {
  const expected = {
    fish: "fish_add_path ",
    zsh: "source <(gettoken completions zsh)",
    ash: "~/.profile",
  };
  for (const [shell, line] of Object.entries(expected)) {
    const { stderr } = await world.install([], { env: { SHELL: `/usr/bin/${shell}` } });
    assertStringIncludes(stderr, line);
  }
  for (const [program, script] of Object.entries(mac("arm64"))) await world.fake(program, script);
  assertStringIncludes((await world.install()).stderr, "~/.bash_profile:");
});

testInstall("variables that change other programs: no effect", async (world) => {
  await world.fake("uname", `[ "$LC_ALL" = C ] || exit 1\n${unameOf("Linux", "x86_64")}`);
  const env = {
    ...{ CDPATH: world.bin, GREP_OPTIONS: "-v", LC_ALL: "de_DE.UTF-8", IFS: "/" },
    ...{ TAR_OPTIONS: "--exclude=gettoken", version: "9.9.9", dir: "/", mirror: "x", action: "x" },
  };
  const { status, stderr } = await world.install(["--dir", "bin"], { env });
  assertEquals(status, 0, stderr);
  assertEquals([...(await world.filesAtHome()).keys()], ["bin/gettoken"]);
});

const isLinux = Deno.build.os === "linux";

// macOS does not run a copy of its own programs.
testInstall("the old program is running: replaced, and it runs on", async (world) => {
  await Deno.mkdir(`${world.home}/.local/bin`, { recursive: true });
  await Deno.copyFile(await findProgram("cat") ?? "", world.program);
  await Deno.chmod(world.program, 0o755);
  const running = new Deno.Command(world.program, { stdin: "piped", stdout: "piped" }).spawn();
  const { status, stderr } = await world.install();
  assertEquals(status, 0, stderr);
  assertEquals(await Deno.readTextFile(world.program), programOf("linux-x64"));
  await running.stdin.close();
  assertEquals((await running.output()).code, 0);
}, !isLinux);

testInstall(
  "uninstall: profiles and cache remain and are named, leftovers are removed",
  async (world) => {
    await world.install();
    const kept = [".config/gettoken", ".cache/gettoken"].map((path) => `${world.home}/${path}`);
    const leftover = `${world.home}/.local/bin/.gettoken-install.AbCd12`;
    for (const path of [...kept, leftover]) {
      await Deno.mkdir(path, { recursive: true });
      await Deno.writeTextFile(`${path}/file`, "");
    }
    const { status, stderr } = await world.run(["--uninstall"]);
    assertEquals(
      [status, stderr],
      [
        0,
        `Removed ${world.program}
Not removed: '${kept[0]}' (profiles and providers)
Not removed: '${kept[1]}' (token cache)
`,
      ],
    );
    assertEquals((await world.filesAtHome()).size, 2);
    const again = await world.run(["--uninstall"]);
    assertEquals(again.status, 1);
    assertMatch(again.stderr, /^error: there is no gettoken in .*\n {2}→ .*--dir FOLDER\n$/);
  },
);

testInstall("--help: printed on stdout, at most 60 columns", async (world) => {
  const { status, stdout, stderr } = await world.run(["--help"]);
  assertEquals([status, stderr], [0, ""]);
  const wide = stdout.split("\n").filter((line) => line.length > 60);
  assertEquals(wide.filter((line) => !line.includes("https://")), []);
  assertStringIncludes(stdout, "https://github.com/acme/gettoken/releases");
});
