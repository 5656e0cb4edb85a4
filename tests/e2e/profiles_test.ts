/**
 * Profiles: write, list, show and use.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { scriptedServer } from "../idp/scripted_server.ts";
import type { TestFile } from "./folder.ts";
import { type Program, type RunningProgram, type RunOptions, testProgram } from "./program.ts";
import { hasTerminals, inTerminal } from "./terminal.ts";

const secret = `canary-${crypto.randomUUID()}`;
const token = `canary-${crypto.randomUUID()}`;

function givesToken(): ReturnType<typeof scriptedServer> {
  return scriptedServer(() => Response.json({ access_token: token, token_type: "Bearer" }));
}

/** Files of a folder that is both home and working directory. */
function home(profiles: Readonly<Record<string, string>>): Readonly<Record<string, TestFile>> {
  return Object.fromEntries(
    Object.entries(profiles).map(([name, text]) => [`gettoken/profiles/${name}.env`, text]),
  );
}

/** Options of a run with its own configuration folder. */
async function configured(files: RunOptions["files"] = {}): Promise<
  AsyncDisposable & { readonly folder: string; readonly options: RunOptions }
> {
  const folder = await Deno.makeTempDir();
  return {
    folder,
    options: { folder, files, env: { XDG_CONFIG_HOME: folder, HOME: folder }, secrets: [secret] },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** A profile with all settings. */
function complete(origin: string): string {
  return `GETTOKEN_PROVIDER=oidc\nGETTOKEN_TOKEN_URL=${origin}/token\n` +
    `GETTOKEN_CLIENT_ID=from-profile\nGETTOKEN_CLIENT_SECRET='${secret}'\n`;
}

testProgram("gettoken -p NAME: token printed without other settings", async (gettoken) => {
  await using server = givesToken();
  await using place = await configured(home({ prod: complete(server.origin) }));
  const ways = [["-p", "prod"], ["--profile=prod"], ["oidc", "-p", "prod"]];
  for (const args of ways) {
    const { status, stdout, stderr } = await gettoken.run(args, place.options);
    assertEquals([status, stdout, stderr], [0, `${token}\n`, ""]);
  }
  const env = { ...place.options.env, GETTOKEN_PROFILE: "prod" };
  const { status, stdout } = await gettoken.run([], { ...place.options, env });
  assertEquals([status, stdout], [0, `${token}\n`]);
});

testProgram(
  "precedence: named file, then profile, then ./.env",
  async (gettoken) => {
    await using server = givesToken();
    await using place = await configured({
      ...home({ prod: complete(server.origin) }),
      "named.env": "GETTOKEN_CLIENT_ID=from-file\n",
      ".env": "GETTOKEN_CLIENT_ID=found\nGETTOKEN_TOKEN_URL=http://127.0.0.1:9/found\n",
    });
    const cases = [[[], "from-profile"], [["--env-file", "named.env"], "from-file"]] as const;
    for (const [args, id] of cases) {
      assertEquals((await gettoken.run(["-p", "prod", ...args], place.options)).status, 0);
      const sent = server.requests.at(-1)?.headers.get("authorization") ?? "";
      assertEquals(atob(sent.slice("Basic ".length)).split(":")[0], id);
    }
  },
);

testProgram(
  "gettoken -p with a missing profile, or one outside the folder: refused",
  async (gettoken) => {
    await using place = await configured({
      ...home({ prod: "", stage: "" }),
      "gettoken/outside.env": "GETTOKEN_PROVIDER=oidc\n",
    });
    const unknown = await gettoken.run(["-p", "prd", "-o", "json"], place.options);
    assertEquals(unknown.status, 3);
    assertMatch(unknown.stderr, /There is no profile "prd".*\n.*Existing profiles: prod, stage\n/);
    assertStringIncludes(unknown.stderr, '"code":"env_file_unreadable"');
    const outside = await gettoken.run(["-p", "../outside"], place.options);
    assertEquals(outside.status, 2);
  },
);

testProgram("GETTOKEN_PROFILE in ./.env: warning, no effect", async (gettoken) => {
  await using server = givesToken();
  await using place = await configured({
    ...home({ prod: complete("http://127.0.0.1:9") }),
    ".env": `${complete(server.origin)}GETTOKEN_PROFILE=prod\n`,
  });
  const { status, stderr } = await gettoken.run([], place.options);
  assertEquals(status, 0);
  assertStringIncludes(stderr, "GETTOKEN_PROFILE in ./.env has no effect");
});

testProgram("gettoken profile list, show: profiles without secrets", async (gettoken) => {
  await using place = await configured({
    ...home({ prod: complete("https://id.example"), b: "" }),
    ".env": "GETTOKEN_CLIENT_ID=found\n",
  });
  const list = await gettoken.run(["profile", "list"], place.options);
  assertEquals([list.status, list.stdout], [0, "b     (does not set a provider)\nprod  oidc\n"]);
  const show = await gettoken.run(["profile", "show", "prod"], place.options);
  assertEquals(show.status, 0);
  assertStringIncludes(show.stdout, "  client id = from-profile  (GETTOKEN_CLIENT_ID in profile");
  assertStringIncludes(show.stdout, "      overrides GETTOKEN_CLIENT_ID in ./.env\n");
  assertStringIncludes(show.stdout, "  client secret = *** (32 to 63 characters)\n");
  const path = await gettoken.run(["profile", "path", "prod"], place.options);
  assertEquals(path.stdout, `${place.folder}/gettoken/profiles/prod.env\n`);
});

testProgram(
  "gettoken profile new without a terminal: shows the content to write",
  async (gettoken) => {
    await using place = await configured();
    const { status, stderr } = await gettoken.run(["profile", "new", "x", "auth0"], place.options);
    assertEquals(status, 2);
    assertStringIncludes(
      stderr,
      `${place.folder}/gettoken/profiles/x.env yourself, with mode 0600`,
    );
    assertStringIncludes(stderr, "\n    AUTH0_DOMAIN=");
    assertEquals(await Array.fromAsync(Deno.readDir(place.folder)), []);
  },
);

/** Starts `gettoken profile new` in a terminal. {@linkcode answer} types the answers. */
async function begin(
  gettoken: Program,
  options: RunOptions,
  args: readonly string[],
): Promise<RunningProgram> {
  return await gettoken.start(["profile", "new", ...args], {
    ...options,
    env: { ...options.env, TERM: "xterm" },
    shell: inTerminal,
    reports: true,
  });
}

/** Waits for a prompt and types the answer. */
async function answer(
  running: RunningProgram,
  folder: string,
  question: RegExp,
  keys: string,
): Promise<void> {
  await running.printed(question);
  await Deno.writeTextFile(`${folder}/keys`, keys);
}

const ignore = !hasTerminals;
const enter = "\r";
const path = "gettoken/profiles/new.env";

/** Answers all prompts except the one for the secret. */
async function answerSettings(running: RunningProgram, folder: string, origin: string) {
  await answer(running, folder, /issuer\S* \S*›/, enter);
  await answer(running, folder, /token url\S* \S*›/, `http://id.example${enter}`);
  await answer(running, folder, /must begin with https/, "\x7f".repeat(17) + origin + enter);
  await answer(running, folder, /audience\S* \S*›/, enter);
  await answer(running, folder, /resource\S* \S*›/, enter);
  await answer(running, folder, /form\S* \S*›/, enter);
  await answer(running, folder, /token type\S* \S*›/, enter);
  await answer(running, folder, /header file\S* \S*›/, enter);
  await answer(running, folder, /client id\S* \S*›/, `it's "me"${enter}`);
  await answer(running, folder, /scope\S* \S*›/, `a b${enter}`);
  await answer(running, folder, /Which credential does the client use/, enter);
}

testProgram(
  "gettoken profile new: writes the answers, without the secret",
  async (gettoken) => {
    await using place = await configured();
    const running = await begin(gettoken, place.options, ["new", "oidc"]);
    await answerSettings(running, place.folder, "https://id.example/token");
    await answer(running, place.folder, /Write the client secret/, enter);
    await answer(running, place.folder, /auth method/, enter);
    const { status, stdout } = await running.result;
    assertEquals(status, 0, stdout);
    assertEquals(
      await Deno.readTextFile(`${place.folder}/${path}`),
      "GETTOKEN_PROVIDER=oidc\nGETTOKEN_TOKEN_URL=https://id.example/token\n" +
        `GETTOKEN_CLIENT_ID="it's \\"me\\""\nGETTOKEN_SCOPE='a b'\n`,
    );
    for (const [name, mode] of [["gettoken/profiles", 0o700], [path, 0o600]] as const) {
      assertEquals(((await Deno.stat(`${place.folder}/${name}`)).mode ?? 0) & 0o777, mode, name);
    }
    assertStringIncludes(stdout, "does not contain GETTOKEN_CLIENT_SECRET;");
  },
  { ignore },
);

testProgram(
  "gettoken profile new --with-secret: writes the secret, does not show it",
  async (gettoken) => {
    await using server = givesToken();
    await using place = await configured();
    const running = await begin(gettoken, { ...place.options, secrets: [] }, ["new", "oidc"]);
    await answerSettings(running, place.folder, `${server.origin}/token`);
    await answer(running, place.folder, /Write the client secret/, `y${enter}`);
    await answer(running, place.folder, /client secret\S* \S*›/, `${secret}${enter}`);
    await answer(running, place.folder, /auth method/, enter);
    const { status, stdout, stderr } = await running.result;
    assertEquals(status, 0, stdout);
    assert(!(stdout + stderr).includes(secret));
    assertEquals((await Deno.stat(`${place.folder}/${path}`)).mode! & 0o777, 0o600);
    const used = await gettoken.run(["-p", "new"], place.options);
    assertEquals([used.status, used.stdout, used.stderr], [0, `${token}\n`, ""]);
    const [request] = server.requests;
    const sent = atob((request?.headers.get("authorization") ?? "").slice("Basic ".length));
    assertEquals(sent.split(":")[1], secret);
  },
  { ignore },
);

testProgram("gettoken profile new with an existing profile: not overwritten", async (gettoken) => {
  await using place = await configured(home({ new: "A=1\n" }));
  const running = await begin(gettoken, place.options, ["new", "oidc"]);
  const { status, stdout } = await running.result;
  assertEquals(status, 9);
  assertStringIncludes(stdout, 'The profile "new" exists already');
  assertEquals(await Deno.readTextFile(`${place.folder}/${path}`), "A=1\n");
}, { ignore });

for (const [keys, name, status] of [["\x03", "^C", 130], ["\x04", "^D", 3]] as const) {
  testProgram(
    `gettoken profile new writes nothing when it is left with ${name}`,
    async (gettoken) => {
      await using place = await configured();
      const running = await begin(gettoken, place.options, ["new", "oidc"]);
      await answer(running, place.folder, /issuer\S* \S*›/, keys);
      assertEquals((await running.result).status, status);
      const left = (await Array.fromAsync(Deno.readDir(place.folder))).map(({ name }) => name);
      assertEquals(left.sort(), ["keys", "pid"]);
    },
    { ignore },
  );
}
