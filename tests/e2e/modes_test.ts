/**
 * The modes of all files and folders that the program creates, under several umasks.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { type CacheWorld, cacheWorld, secret, tokenNumber } from "./cache_world.ts";
import { filesIn } from "./folder.ts";
import { testProgram } from "./program.ts";

const module = `export default {
  apiVersion: 1, name: "acme", title: "Acme", docs: "https://acme.example/",
  settings: { url: { format: "url", required: true, destination: true } },
  endpoint: ({ url }) => ({ tokenEndpoint: url }),
};`;

/** A command that writes files. */
interface Writing {
  readonly args: readonly string[];
  /** Modes before the umask, by path. All other files must be private. */
  readonly byUmask?: readonly string[];
  /** The private files and folders that it creates. */
  readonly privately: readonly string[];
}

const commands: Readonly<Record<string, Writing>> = {
  "provider new": {
    args: ["provider", "new", "mine.ts"],
    byUmask: ["gettoken.d.ts", "mine.ts"],
    privately: [],
  },
  "provider add": {
    args: ["provider", "add", "--force", "acme.ts"],
    privately: [
      ...[".config/", ".config/gettoken/", ".config/gettoken/providers/"],
      ".config/gettoken/providers/acme/",
      ".config/gettoken/providers/acme/acme.ts",
      ".config/gettoken/providers/acme/added.json",
    ],
  },
  "--out": { args: ["oidc", "--out", "token"], privately: ["token"] },
  "--cache": {
    args: ["oidc", "--cache"],
    privately: [
      ".cache/",
      ".cache/gettoken/",
      ".cache/gettoken/TOKEN",
      ".cache/gettoken/TOKEN.lock",
    ],
  },
};

/** The paths below a folder with their modes: `a/`, `a/b`. */
async function modesIn(folder: string, below = ""): Promise<Record<string, string>> {
  const modes: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${below}`)) {
    const path = below + name + (isDirectory ? "/" : "");
    const { mode } = await Deno.lstat(`${folder}/${path}`);
    const shown = path.replace(/[0-9a-f]{64}/, "TOKEN");
    modes[shown] = ((mode ?? 0) & 0o777).toString(8);
    if (isDirectory) Object.assign(modes, await modesIn(folder, path));
  }
  return modes;
}

const umasks = { "000": "666", "022": "644", "077": "600" };

for (const [what, { args, byUmask = [], privately }] of Object.entries(commands)) {
  testProgram(`gettoken ${what}: modes under every umask`, async (gettoken) => {
    for (const [umask, ofUmask] of Object.entries(umasks)) {
      await using here = await cacheWorld();
      const folder = `${here.cache}/home`;
      await Deno.mkdir(folder);
      await Deno.writeTextFile(`${folder}/acme.ts`, module, { mode: 0o600 });
      const { status, stderr } = await gettoken.run(args, {
        folder,
        env: { ...environment(here), HOME: folder },
        secrets: [secret],
        tokenFiles: ["token"],
        shell: `umask ${umask}`,
      });
      assertEquals(status, 0, stderr);
      const { "acme.ts": _, ...modes } = await modesIn(folder);
      const expected = Object.fromEntries([
        ...byUmask.map((path) => [path, ofUmask]),
        ...privately.map((path) => [path, path.endsWith("/") ? "700" : "600"]),
      ]);
      assertEquals(modes, expected, `umask ${umask}`);
    }
  });
}

function environment({ env }: CacheWorld): Record<string, string> {
  const { XDG_CACHE_HOME: _, ...rest } = env;
  return rest;
}

testProgram("gettoken under umask 777: token printed, --out private", async (gettoken) => {
  await using here = await cacheWorld();
  const folder = await Deno.makeTempDir({ dir: here.cache });
  const options = { folder, secrets: [secret], tokenFiles: ["token"], shell: "umask 777" };
  const cache = `${here.cache}/none`;
  const env = { ...here.env, XDG_CACHE_HOME: cache };
  const cached = await gettoken.run(["oidc", "--cache"], { ...options, env });
  assertEquals([cached.status, cached.stdout], [0, `${tokenNumber(1)}\n`]);
  // Created with mode 0, because of the umask.
  await Deno.chmod(cache, 0o700);
  assertEquals((await gettoken.run(["oidc", "--out", "token"], { ...options, env })).status, 0);
  assertEquals(await modesIn(folder), { token: "600" });
});

testProgram("gettoken provider add: modes of existing folders unchanged", async (gettoken) => {
  await using here = await cacheWorld();
  const folder = `${here.cache}/home`;
  await Deno.mkdir(`${folder}/.config`, { recursive: true });
  await Deno.chmod(`${folder}/.config`, 0o755);
  const { status } = await gettoken.run(["provider", "add", "--force", "acme.ts"], {
    folder,
    files: { "acme.ts": module },
    env: { HOME: folder },
  });
  assertEquals(status, 0);
  const modes = await modesIn(folder);
  assertEquals([modes[".config/"], modes[".config/gettoken/"]], ["755", "700"]);
  assertEquals((await filesIn(folder)).has(".config/gettoken/providers/acme/acme.ts"), true);
});
