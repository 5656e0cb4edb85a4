/**
 * install.sh with odd lists, archives, programs, folders and arguments.
 *
 * @module
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { canRun } from "../commands.ts";
import { findProgram, packed, programOf, testInstall } from "./served_release.ts";

const archive = "gettoken-linux-x64.tar.gz";

testInstall("SHA256SUMS as a mirror may have changed it: compared", async (world) => {
  const sums = String(world.files.get("SHA256SUMS"));
  const upper = sums.replace(/^\S+/gm, (hash) => hash.toUpperCase());
  for (const changed of [sums.replaceAll("\n", "\r\n"), upper, sums + sums]) {
    world.files.set("SHA256SUMS", changed);
    const { status, stderr } = await world.install();
    assertEquals(status, 0, stderr);
  }
  world.files.set("SHA256SUMS", sums + sums.replace(/^\S+/gm, "0".repeat(64)));
  assertMatch((await world.install()).stderr, /^error: the SHA-256 of/m);
});

testInstall("SHA256SUMS is a page for people: said", async (world) => {
  world.files.set("SHA256SUMS", ` <!doctype html>\n<p>Sign in for ${archive}\n`);
  const { status, stderr } = await world.install();
  assertEquals(status, 1);
  assertMatch(stderr, /^error: SHA256SUMS is an HTML page\n {2}→ Open http:\S+\/SHA256SUMS in/m);
});

const isRoot = await canRun("sh", "-c", '[ "$(id -u)" = 0 ]');

const members = {
  "a link": "rm gettoken && ln -s /bin/true gettoken",
  "a folder": "rm gettoken && mkdir gettoken",
  "a named pipe": "rm gettoken && mkfifo gettoken",
  "setuid": "chmod u+s gettoken",
};

for (const [name, command] of Object.entries(members)) {
  testInstall(`the program in the archive is ${name}: refused, not run`, async (world) => {
    world.files.set(archive, await packed("linux-x64", programOf("linux-x64"), command));
    world.sum();
    const { status, stderr } = await world.install();
    assertMatch(stderr, /^error: gettoken in \S+gz is not an ordinary file\n {2}→ Report it/m);
    assertEquals([status, (await world.filesAtHome()).size], [1, 0]);
    // tar of a user removes the bit.
  }, name === "setuid" && !isRoot);
}

const programs = [
  [
    "echo 'ERROR: ld.so: object x from LD_PRELOAD' >&2; echo gettoken 1.2.3",
    /^Installed gettoken/m,
  ],
  ["printf 'gettoken 1.2.3\\n\\033[2Jmore\\n'", /^error: the program of .* printed: \[2Jmore\n/m],
  ["echo 'bad option -' >&2; exit 3", /^error: the program does not run here: bad option -\n/m],
  ["exit 3", /^error: the program does not run here: it ended with status 3\n {2}→ Report it/m],
  ['[ "$(pwd)" = "$HOME/.local/bin" ] && echo gettoken 1.2.3', /^Installed gettoken/m],
  ["echo 'panicked: No such file' >&2; echo note >&2; exit 101", /: panicked.*\n {2}→ Report it/m],
  [
    "echo 'NixOS cannot run it' >&2; exit 127",
    /here: NixOS cannot run it\n {2}→ On NixOS, enable programs.nix-ld/m,
  ],
] as const;

for (const [program, message] of programs) {
  testInstall(
    `a program that does \`${program}\`: judged by its stdout and its status`,
    async (world) => {
      world.files.set(archive, await packed("linux-x64", `#!/bin/sh\n${program}\n`));
      world.sum();
      assertMatch((await world.install()).stderr, message);
    },
  );
}

testInstall("--dir with ~, . and ..: the folder that a shell would use", async (world) => {
  await Deno.mkdir(`${world.home}/here`);
  const folders = { "~/bin": "bin", ".": "here", "../b/../here": "here", "../new/../x": "x" };
  for (const [dir, folder] of Object.entries(folders)) {
    await Deno.mkdir(`${world.home}/b`, { recursive: true });
    await Deno.mkdir(`${world.home}/new`, { recursive: true });
    const { stderr } = await world.install([`--dir=${dir}`], { cwd: `${world.home}/here` });
    assertStringIncludes(stderr, `Installed gettoken 1.2.3: ${world.home}/${folder}/gettoken\n`);
    assertStringIncludes(stderr, `export PATH='${world.home}/${folder}':$PATH\n`);
  }
});

testInstall(
  "uninstall: another program of that name remains, a broken one does not",
  async (world) => {
    const dir = `${world.home}/.local/bin`;
    await Deno.mkdir(`${dir}/.gettoken.backup`, { recursive: true });
    await Deno.writeTextFile(world.program, "#!/bin/sh\necho Get Token 5\n", { mode: 0o755 });
    const { status, stderr } = await world.run(["--uninstall"]);
    assertEquals(status, 1);
    assertMatch(
      stderr,
      /^error: \S.*\/gettoken is another program: --version does not print.*\n {2}→ If it is not needed: rm /,
    );
    await Deno.writeTextFile(world.program, "#!/bin/sh\nexit 1\n");
    assertEquals((await world.run(["--uninstall"])).status, 0);
    const names = await Array.fromAsync(Deno.readDir(dir), ({ name }) => name);
    assertEquals(names, [".gettoken.backup"]);
  },
);

testInstall("root with the home of another user: refused, but for --dir", async (world) => {
  await world.fake("id", "echo 0");
  await world.fake("find", "echo $4");
  const env = { SUDO_USER: "me" };
  const { status, stderr } = await world.install([], { env });
  assertMatch(stderr, /^error: with sudo, HOME is still that of me\n {2}→ Run this without sudo/);
  assertEquals([status, world.requested], [1, []]);
  assertEquals((await world.install(["--dir", "x"], { env })).status, 0);
  await world.fake("find", "");
  assertEquals((await world.install([], { env })).status, 0);
});

testInstall("a download fails at byte 404: not taken for a missing release", async (world) => {
  await world.fake("curl", "echo ' 404K no space left on device' >&2; exit 23");
  assertMatch(
    (await world.install()).stderr,
    /no space left on device\n {2}→ Check the connection/,
  );
});

testInstall("nobody reads the messages: no file of the installer remains", async (world) => {
  await world.link("sh");
  await world.install([], { shell: ["sh", "-c", 'sh "$@" 2>&1 | :', "sh"] });
  const dir = `${world.home}/.local/bin`;
  const names = await Array.fromAsync(Deno.readDir(dir), ({ name }) => name).catch(() => []);
  assertEquals(names.filter((name) => name !== "gettoken"), []);
});

for (const shell of ["sh", "zsh", "mksh"]) {
  testInstall(
    `${shell} gets SIGTERM when its folder is made: the folder is removed`,
    async (world) => {
      const kill = 'id=${1##*-install.}; case $1 in /*) kill -TERM "${id%%.*}" ;; esac';
      await world.fake("mkdir", `${await findProgram("mkdir")} "$@"; ${kill}`);
      await Deno.mkdir(`${world.home}/bin`);
      assertEquals((await world.install(["--dir", "bin"], { shell: [shell] })).status, 143);
      assertEquals(await Array.fromAsync(Deno.readDir(`${world.home}/bin`)), []);
    },
    !await findProgram(shell),
  );
}

testInstall("--help cannot be printed: nothing is installed", async (world) => {
  await world.fake("cat", "exit 1");
  const { status } = await world.install(["--help"]);
  assertEquals([status, world.requested], [1, []]);
});

testInstall("curl is from snap, which cannot write there: wget is used", async (world) => {
  await world.unlink("curl");
  await Deno.mkdir(`${world.bin}/snap/bin`, { recursive: true });
  await Deno.writeTextFile(`${world.bin}/snap/bin/curl`, "", { mode: 0o755 });
  const env = { PATH: `${world.bin}:${world.bin}/snap/bin` };
  assertMatch((await world.install([], { env })).stderr, /^error: neither curl nor wget is inst/m);
  await world.fake("wget", 'while [ "$1" != -O ]; do shift; done; exec realcurl -so "$2" "$3"');
  await Deno.symlink(await findProgram("curl") ?? "", `${world.bin}/realcurl`);
  const { status, stderr } = await world.install([], { env });
  assertEquals(status, 0, stderr);
});

testInstall("stdout is closed: installed", async (world) => {
  await world.link("sh");
  const { status, stderr } = await world.install([], {
    shell: ["sh", "-c", 'exec sh "$@" >&-', "sh"],
  });
  assertEquals(status, 0, stderr);
});

testInstall("functions that bash takes from the environment: not used", async (world) => {
  const env: Record<string, string> = {};
  for (const name of ["cd", "curl", "tar", "sha256sum", "sed"]) {
    env[`BASH_FUNC_${name}%%`] = "() { echo other; }";
  }
  const { status, stderr } = await world.install([], { shell: ["bash"], env });
  assertEquals(status, 0, stderr);
  assertEquals(await Deno.readTextFile(world.program), programOf("linux-x64"));
}, !await canRun("bash", "-c", "true"));

testInstall("--version latest: the latest", async (world) => {
  assertEquals((await world.install(["--version", "latest"])).status, 0);
  assertEquals(world.requested[0], "/latest/download/SHA256SUMS");
});

const misuses = [
  ["--version"],
  ["--version", ""],
  ["--version", "1.2"],
  ["--version", "1.2.3/../../x"],
  ["--dir", "a:b"],
  ["--from", "http://example.com/x"],
  ["--from", "http://127.0.0.1@example.com/"],
  ["--from", "http://127.0.0.1:80@example.com/"],
  ["--from", "http://[::1]:80@example.com/"],
  ["--from", "http://127.0.0.1?@example.com/"],
  ["--from", "https://user:secret@example.com/"],
  ["--from", "ftp://example.com/"],
  ["--from", "file:///tmp"],
  ["--from", "https://"],
  ["install"],
];

testInstall("wrong usage: reported, nothing requested", async (world) => {
  for (const args of misuses) {
    const { status, stderr } = await world.install(args);
    assertMatch(stderr, /^error: .*\n {2}→ --help lists the options\n$/, args.join(" "));
    assertEquals([args, status, world.requested], [args, 2, []]);
  }
});
