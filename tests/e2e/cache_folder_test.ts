/**
 * Other things at the path of the cache folder or of a file in it: never used.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { type CacheWorld, cacheWorld, keptFile, numbered, tokenNumber } from "./cache_world.ts";
import { canRun } from "./commands.ts";
import { filesIn } from "./folder.ts";
import { testProgram } from "./program.ts";

const isRoot = await canRun("sh", "-c", 'test "$(id -u)" = 0');

/** Runs a command of this machine. */
async function run(command: string, ...args: readonly string[]): Promise<boolean> {
  return await canRun(command, ...args);
}

/** Mounts a small file system, where that is allowed. */
async function mount(folder: string, options: string): Promise<boolean> {
  await Deno.mkdir(folder, { recursive: true });
  return await run("mount", "-t", "tmpfs", "-o", options, "none", folder);
}

async function modeOf(path: string): Promise<number> {
  return ((await Deno.stat(path)).mode ?? 0) & 0o7777;
}

/** Something else at the path of the cache folder. */
interface Place {
  /** Creates it; `false` if this machine or account cannot. */
  readonly put: (here: CacheWorld) => Promise<unknown>;
  /** The warning, if there is one. */
  readonly warning?: RegExp;
  /** Why there is no cache, with -v. */
  readonly why?: RegExp;
  readonly remove?: (here: CacheWorld) => Promise<unknown>;
}

const old = new Date(Date.now() - 48 * 60 * 60 * 1000);

/** A folder of another program, with old files whose names look like cache entries. */
async function othersFolder({ cache }: CacheWorld): Promise<string> {
  const folder = `${cache}/others`;
  await Deno.mkdir(folder);
  for (const name of ["a".repeat(64), `${"b".repeat(64)}.lock`, `${crypto.randomUUID()}.part`]) {
    await Deno.writeTextFile(`${folder}/${name}`, "mine");
    await Deno.utime(`${folder}/${name}`, old, old);
  }
  return folder;
}

const places: Readonly<Record<string, Place>> = {
  "a link to a folder": {
    put: async (here) => await Deno.symlink(await othersFolder(here), here.folder),
    warning:
      /warning: no cache: Cannot use the cache folder .*: it is a symbolic link → Remove it\./,
  },
  "a link to nothing": {
    put: (here) => Deno.symlink("nowhere", here.folder),
    warning: /it is a symbolic link/,
  },
  "a file": {
    put: (here) => Deno.writeTextFile(here.folder, "mine"),
    warning: /it is not a folder/,
  },
  "a FIFO": { put: (here) => run("mkfifo", here.folder), warning: /it is not a folder/ },
  "a folder of another user": {
    async put(here) {
      await Deno.rename(await othersFolder(here), here.folder);
      return isRoot && await run("chown", "-R", "12345:12345", here.folder) &&
        await run("chmod", "700", here.folder);
    },
    warning: /it belongs to another user/,
  },
  "a folder that others can replace": {
    async put(here) {
      await Deno.rename(await othersFolder(here), here.folder);
      await Deno.chmod(here.cache, 0o777);
    },
    warning: /any user can replace it, .* → chmod o-w '?\//,
  },
  "a folder that may not be written to": {
    async put(here) {
      await Deno.mkdir(here.folder);
      return isRoot ? await run("chattr", "+i", here.folder) : await Deno.chmod(here.folder, 0o500);
    },
    warning: /permission denied/,
    remove: (here) => run("chattr", "-i", here.folder),
  },
  "a read-only file system": {
    put: (here) => mount(here.folder, "ro,mode=700"),
    why: /no cache: Cannot write .*: the file system is read-only/,
    remove: (here) => run("umount", here.folder),
  },
};

for (const [what, { put, warning, why = warning, remove }] of Object.entries(places)) {
  testProgram(`gettoken --cache: ${what} is not used as the cache folder`, async (gettoken) => {
    await using here = await cacheWorld();
    const isPut = await put(here);
    try {
      if (isPut === false) return skip(what);
      const before = await filesIn(here.cache);
      for (const [more, env] of waysToAsk) {
        const { status, stdout, stderr } = await here.run(gettoken, more, { env });
        assertEquals([status, stdout], [0, `${tokenNumber(here.server.requests.length)}\n`]);
        assertMatch(stderr, warning ?? /^$/, what);
        assertEquals(await filesIn(here.cache), before, more.join(" "));
      }
      const verbose = await here.run(gettoken, ["--cache", "-v"]);
      assertMatch(verbose.stderr, why ?? /$^/);
      assertEquals(here.server.requests.length, waysToAsk.length + 1);
      if (warning) {
        const status = await gettoken.run(["cache", "status"], { env: here.env });
        assertEquals(status.status, 0);
        assertMatch(status.stdout, new RegExp(warning.source.replace(/^warning: no cache: /, "")));
        const clear = await gettoken.run(["cache", "clear"], { env: here.env });
        assertEquals(clear.status, 9);
        assertEquals(await filesIn(here.cache), before);
      }
    } finally {
      await remove?.(here);
    }
  });
}

const waysToAsk: readonly (readonly [string[], Record<string, string>])[] = [
  [["--cache"], {}],
  [["--cache", "--refresh"], {}],
  [["--min-ttl", "5"], { GETTOKEN_CACHE: "1" }],
];

/** This account, or this machine, cannot make the case. */
function skip(what: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`skipped: ${what}\n`));
}

testProgram(
  "gettoken --cache, any options: its folder becomes private",
  async (gettoken) => {
    for (const [more, env] of waysToAsk) {
      for (const mode of [0o755, 0o777, 0o1777, 0o750]) {
        await using here = await cacheWorld();
        await Deno.mkdir(here.folder, { recursive: true });
        await Deno.chmod(here.folder, mode);
        const { status, stderr } = await here.run(gettoken, more, { env });
        assertEquals([status, stderr], [0, ""]);
        assertEquals(await modeOf(here.folder), 0o700, `${mode.toString(8)} ${more}`);
        await keptFile(here);
      }
    }
  },
);

/** Creates something at the path of an entry or its lock; `false` if this account cannot. */
const oddFiles: Readonly<Record<string, (path: string, here: CacheWorld) => Promise<unknown>>> = {
  "a FIFO": (path) => run("mkfifo", path),
  "a folder": (path) => Deno.mkdir(path),
  "a link to a file": (path, { cache }) => Deno.symlink(`${cache}/mine`, path),
  "a link to a FIFO": async (path, { cache }) =>
    await run("mkfifo", `${cache}/fifo`) && await Deno.symlink(`${cache}/fifo`, path),
  "a hard link": (path, { cache }) => Deno.link(`${cache}/mine`, path),
  "a socket": (path) =>
    run("python3", "-c", "import socket, sys; socket.socket(1).bind(sys.argv[1])", path),
  "a device": (path) => run("mknod", path, "c", "1", "5"),
  "a file of another user": async (path) => {
    await Deno.writeTextFile(path, "x", { mode: 0o600 });
    return await run("chown", "12345", path);
  },
  "a sparse file of 1 GiB": (path) => run("truncate", "-s", "1G", path),
};

for (const [what, put] of Object.entries(oddFiles)) {
  testProgram(`gettoken --cache: ${what} in the place of a token or its lock`, async (gettoken) => {
    for (const end of ["", ".lock"]) {
      await using here = await cacheWorld();
      await Deno.writeTextFile(`${here.cache}/mine`, "mine");
      await here.run(gettoken);
      const path = await keptFile(here);
      await Deno.remove(path);
      await Deno.remove(`${path}.lock`);
      if (await put(path + end, here) === false) return skip(what);
      for (const args of [["--cache"], ["--cache", "--refresh"]]) {
        const { status, stdout, stderr } = await here.run(gettoken, args);
        const printed = `${tokenNumber(here.server.requests.length)}\n`;
        assertEquals([status, stdout, stderr], [0, printed, ""], `${what} ${end}`);
      }
      assertEquals(await Deno.readTextFile(`${here.cache}/mine`), "mine");
      // Something at the path of a lock only makes it wait.
      const isCached = end === ".lock" || what !== "a folder";
      const asked = here.server.requests.length;
      await here.run(gettoken);
      assertEquals(here.server.requests.length, isCached ? asked : asked + 1, `${what} ${end}`);
    }
  });
}

testProgram(
  "gettoken --cache, folder replaced during the run: nothing written",
  async (gettoken) => {
    const answer = numbered();
    let replace = () => Promise.resolve();
    await using here = await cacheWorld(async (request) => {
      await replace();
      return await answer(request);
    });
    const others = await othersFolder(here);
    for (const replacement of ["link", "folder"]) {
      replace = async () => {
        await Deno.rename(here.folder, `${here.cache}/before-${replacement}`);
        if (replacement === "link") await Deno.symlink(others, here.folder);
        else await Deno.rename(others, here.folder);
      };
      const before = await filesIn(others);
      const { status, stdout, stderr } = await here.run(gettoken, ["--cache", "-v"]);
      const printed = `${tokenNumber(here.server.requests.length)}\n`;
      assertEquals([status, stdout], [0, printed], stderr);
      assertMatch(stderr, /it was replaced during this run/);
      assertEquals(await filesIn(replacement === "link" ? others : here.folder), before);
      if (replacement === "link") await Deno.remove(here.folder);
    }
  },
);

testProgram("gettoken --cache, XDG_CACHE_HOME or HOME: cached there", async (gettoken) => {
  const environments: Readonly<Record<string, (cache: string) => Record<string, string>>> = {
    "a slash at the end": (cache) => ({ XDG_CACHE_HOME: `${cache}/a///` }),
    "a line break": (cache) => ({ XDG_CACHE_HOME: `${cache}/a\nb` }),
    "a relative path is ignored": (cache) => ({ XDG_CACHE_HOME: "a", HOME: cache }),
    "a link above": (cache) => ({ XDG_CACHE_HOME: `${cache}/link` }),
  };
  for (const [what, environment] of Object.entries(environments)) {
    await using here = await cacheWorld();
    await Deno.mkdir(`${here.cache}/real`);
    await Deno.symlink("real", `${here.cache}/link`);
    const env = { HOME: here.cache, ...environment(here.cache) };
    for (const _ of [1, 2]) {
      const { status, stdout, stderr } = await here.run(gettoken, ["--cache"], { env });
      assertEquals([status, stdout, stderr], [0, `${tokenNumber(1)}\n`, ""], what);
    }
    assert([...(await filesIn(here.cache)).keys()].every((path) => !path.startsWith("a ")));
  }
});

testProgram(
  "gettoken --cache on a full disk: token printed, no part of a file left",
  async (gettoken) => {
    await using here = await cacheWorld();
    if (!await mount(here.folder, "size=64k,mode=700")) return skip("a full disk");
    try {
      await run("dd", "if=/dev/zero", `of=${here.folder}/filler`, "bs=1k", "count=200");
      for (const _ of [1, 2]) {
        const { status, stdout, stderr } = await here.run(gettoken, ["--cache", "-v"]);
        assertEquals([status, stdout], [0, `${tokenNumber(here.server.requests.length)}\n`]);
        assertMatch(stderr, /the disk is full[^]*the token cannot be cached/);
      }
      const names = [...(await filesIn(here.folder)).keys()];
      assertEquals(names.filter((name) => !name.endsWith(".lock")), ["filler"]);
    } finally {
      await run("umount", here.folder);
    }
  },
);

const noCache: Readonly<Record<string, (cache: string) => Record<string, string>>> = {
  "HOME is unset": () => ({ HOME: "", XDG_CACHE_HOME: "" }),
  "HOME is relative": () => ({ HOME: "here", XDG_CACHE_HOME: "" }),
  // From source, the runtime itself needs another HOME.
  "HOME is a file": (cache) => ({ HOME: `${cache}/file`, XDG_CACHE_HOME: "" }),
};

for (const [what, environment] of Object.entries(noCache)) {
  testProgram(`gettoken --cache: ${what}: token printed, nothing cached`, async (gettoken) => {
    await using here = await cacheWorld();
    await Deno.writeTextFile(`${here.cache}/file`, "");
    const { status, stdout, stderr } = await here.run(gettoken, ["--cache"], {
      env: environment(here.cache),
    });
    assertEquals([status, stdout, stderr], [0, `${tokenNumber(1)}\n`, ""]);
    assertEquals([...(await filesIn(here.cache)).keys()], ["file"]);
  }, { fronts: what === "HOME is a file" ? ["compiled"] : ["bundle", "compiled"] });
}
