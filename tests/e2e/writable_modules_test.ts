/**
 * Modules that every user of the machine can change: they run, with a warning on each run.
 *
 * @module
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { cacheWorld, secret, tokenNumber } from "./cache_world.ts";
import { testProgram } from "./program.ts";

const module = `import { path } from "./lib/path.ts";
export default {
  apiVersion: 1, name: "acme", title: "Acme", docs: "https://acme.example/",
  settings: { url: { format: "url", required: true, destination: true } },
  endpoint: ({ url }) => ({ tokenEndpoint: url + path }),
};`;

/** Modes by path; and how many warnings there are. */
const cases: Readonly<Record<string, readonly [modes: Record<string, number>, warnings: number]>> =
  {
    "nothing": [{ "acme.ts": 0o600 }, 0],
    "a group": [{ "acme.ts": 0o664, "lib/path.ts": 0o660, "lib": 0o770, ".": 0o775 }, 0],
    "a module": [{ "acme.ts": 0o602 }, 1],
    "an imported file": [{ "lib/path.ts": 0o666 }, 1],
    "the folder": [{ ".": 0o757 }, 1],
    "the folder of an imported file": [{ "lib": 0o777 }, 1],
    "a folder with the sticky bit": [{ ".": 0o1777 }, 0],
  };

testProgram("gettoken warns of a module that all users can change", async (gettoken) => {
  for (const [what, [modes, warnings]] of Object.entries(cases)) {
    await using here = await cacheWorld();
    // Its name has to be quoted in a shell.
    const folder = `${here.cache}/it's $(here)`;
    await Deno.mkdir(`${folder}/lib`, { recursive: true });
    await Deno.writeTextFile(`${folder}/acme.ts`, module);
    await Deno.writeTextFile(`${folder}/lib/path.ts`, 'export const path = "/token";');
    await Deno.writeTextFile(`${folder}/other.ts`, "", { mode: 0o666 });
    for (const [path, mode] of Object.entries(modes)) await Deno.chmod(`${folder}/${path}`, mode);
    const options = {
      folder,
      env: { ...here.env, GETTOKEN_URL: here.server.origin },
      secrets: [secret],
    };
    const { status, stdout, stderr } = await gettoken.run(["./acme.ts"], options);
    assertEquals([status, stdout], [0, `${tokenNumber(1)}\n`], what);
    assertEquals(stderr.match(/warning/g)?.length ?? 0, warnings, `${what}: ${stderr}`);
    // The commands of the warnings end them.
    for (const [, command = ""] of stderr.matchAll(/→ (chmod .*)/g)) {
      await new Deno.Command("sh", { args: ["-c", command] }).output();
    }
    assertEquals((await gettoken.run(["./acme.ts"], options)).stderr, "", what);
  }
});

testProgram("gettoken warns of an added provider that all users can change", async (gettoken) => {
  await using here = await cacheWorld();
  const env = {
    ...here.env,
    XDG_CONFIG_HOME: here.cache,
    GETTOKEN_URL: here.server.origin,
  };
  const options = {
    env,
    files: { "acme.ts": module, "lib/path.ts": 'export const path = "/token";' },
    secrets: [secret],
  };
  assertEquals((await gettoken.run(["provider", "add", "--force", "acme.ts"], options)).status, 0);
  const added = Deno.build.os === "darwin"
    ? `${here.cache}/Library/Application Support/gettoken/providers/acme`
    : `${here.cache}/gettoken/providers/acme`;
  assertEquals((await gettoken.run(["acme"], { env, secrets: [secret] })).stderr, "");
  await Deno.chmod(`${added}/lib/path.ts`, 0o646);
  const { status, stderr } = await gettoken.run(["acme"], { env, secrets: [secret] });
  assertEquals(status, 0);
  assertStringIncludes(stderr, `→ chmod o-w ${added}/lib/path.ts`);
});
