/**
 * Cache folders that other users prepared, and simultaneous runs. A cache that is not trusted is not
 * used; the run then requests a token.
 *
 * @module
 */

import { canRun } from "../commands.ts";
import { answers, type Place, tokenResponse } from "../faults/fault.ts";
import { type Attack, type Attacks, commands, repeating } from "./attack.ts";
import { secretIn } from "./proofs.ts";

const folder = Deno.build.os === "darwin" ? "Library/Caches/gettoken" : ".cache/gettoken";
const parent = folder.replace("/gettoken", "");

/** Runs with the cache, after these shell commands in the user's home. */
function cached(shell: string, more: Partial<Attack> = {}): Attack {
  return {
    options: ["--cache"],
    shell: `export HOME="$PWD" XDG_CACHE_HOME=; mkdir -p ${parent}\n${shell}`,
    ...{ exit: 0, made: [] },
    ...more,
  };
}

/** Old files with the names of cached tokens, which the cache removes from its own folder. */
const old = `elsewhere/${"0123456789abcdef".repeat(4)}`;
const toElsewhere = `touch -t 200001010000 ${old}; ln -s "$PWD/elsewhere" ${folder}`;
const theirs: Partial<Attack> = { files: { [old]: "theirs" }, made: [folder] };
const refresh = { options: ["--cache", "--refresh"] };

const open = `mkdir -m 777 ${folder}; chmod 777 ${folder}`;
const foreign = `mkdir -m 700 ${folder}; chown 12345 ${folder}`;

/** A run that caches its token, and then one with a pipe instead of this file. */
function pipe(which: string): Attack {
  return cached(
    `"$@" >/dev/null 2>&1
name=$(ls ${folder} | grep ${which} | head -n 1)
rm ${folder}/*; mkfifo -m 600 ${folder}/$name`,
    { made: [`${parent}/`], requests: 2 },
  );
}

const isRoot = await canRun("sh", "-c", 'test "$(id -u)" = 0');

/** The user's own folder, which gettoken makes private before use. */
const madePrivate: Partial<Attack> = { made: [`${folder}/`] };

const prepared: Attacks = repeating(11, {
  "a link in place of the folder": cached(toElsewhere, theirs),
  "a link in place of the folder, for a refresh": cached(toElsewhere, { ...theirs, ...refresh }),
  "a link in place of the folder, to clear": {
    ...cached(toElsewhere, theirs),
    ...{ args: ["cache", "clear"], options: [], levels: ["normal"], requests: 0 },
    ...{ exit: 9, code: "output_failed", says: [/it is a symbolic link/] },
  },
  "a link that leads nowhere in place of the folder": cached(
    `ln -s "$PWD/nowhere" ${folder}`,
    { made: [folder] },
  ),
  "a folder that everyone can write": cached(open, madePrivate),
  "a folder that everyone can write, for a refresh": cached(open, { ...madePrivate, ...refresh }),
  "a folder of the group": cached(`mkdir -m 770 ${folder}; chmod 770 ${folder}`, madePrivate),
  ...(isRoot && {
    "a folder of another account": cached(foreign),
    "a folder of another account, for a refresh": cached(foreign, refresh),
  }),
  "a pipe in place of the folder": cached(`mkfifo ${folder}`, { made: [folder] }),
  "a pipe in place of a token": pipe("-v lock"),
  "a pipe in place of a lock": pipe("lock"),
});

const later = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Runs several at the same time, and one more that prints the token. */
function together(count: number, more: Partial<Attack> = {}): Attack {
  return cached(
    `for run in $(seq ${count}); do "$@" >/dev/null & done`,
    { made: [`${parent}/`], requests: 1, ...more },
  );
}

const crowds: Attacks = repeating(12, {
  "eight runs at once": together(7, { seconds: 20 }),
  // Longer than an old limit for waiting.
  "three runs at once, at a server that takes 6 s": together(2, {
    server: answers(async (place) => {
      await later(6);
      return tokenResponse(place);
    }),
    seconds: 20,
  }),
});

function part(value: unknown): string {
  return new TextEncoder().encode(JSON.stringify(value)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

/** A server that sends no `expires_in`. */
function silent(token: (place: Place) => string): Attack["server"] & object {
  return answers((place) =>
    tokenResponse(place, { access_token: token(place), expires_in: undefined })
  );
}

/** Two runs, one after the other. */
function twice(
  token: (place: Place) => string,
  requests: number,
): Attack {
  return {
    ...commands(["gettoken oidc --cache >/dev/null || exit", "gettoken oidc --cache >/dev/null"], {
      ...{ exit: 0, prints: [/^$/], made: [], requests },
      server: silent(token),
    }),
    env: (place) => ({
      ...{ GETTOKEN_TOKEN_URL: `${place.origin}/token`, GETTOKEN_CLIENT_ID: "some-client" },
      ...secretIn().env(place),
    }),
  };
}

const jwt = (claims: Readonly<Record<string, unknown>>) =>
  `${part({ alg: "none" })}.${part(claims)}.${part("signature")}`;
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

const lifetimes: Attacks = repeating(15, {
  "an opaque token without expires_in": twice(({ token }) => token, 2),
  "a JWT without expires_in, which expires": twice(() => jwt({ exp: inAnHour() }), 1),
  "a JWT without expires_in, which does not expire": twice(() => jwt({ sub: "a" }), 2),
});

/** All attacks with the cache. */
export const cacheAttacks: Attacks = { ...prepared, ...crowds, ...lifetimes };
