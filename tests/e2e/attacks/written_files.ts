/**
 * Files that other accounts could change between a user's runs, and words of a module that run as
 * commands of the user's shell.
 *
 * @module
 */

import { canRun } from "../commands.ts";
import { type Attack, type Attacks, commands, repeating, withPorts } from "./attack.ts";
import { evil } from "./hostile_modules.ts";

/** Runs a command under this umask, and lists the files that have one of these bits all the same. */
function under(umask: string, bits: readonly string[], command: string, folder: string): Attack {
  const anyBit = bits.map((bit) => `-perm -${bit}`).join(" -o ");
  return commands([
    `umask ${umask}`,
    `${command} >/dev/null || exit`,
    `find ${folder} ! -type l \\( ${anyBit} \\)`,
  ], {
    files: withPorts({ "evil.js": evil() }),
    ...{ exit: 0, prints: [/^$/], requests: 0 },
  });
}

const writable = ["020", "002"];
const readable = ["040", "004"];

/** A module that others can change. */
function changeable(shell: string, mode: number): Attack {
  return {
    args: ["./sub/evil.js"],
    env: { GETTOKEN_CLIENT_ID: "some-client" },
    files: (place) => ({
      "sub/evil.js": { content: evil().replaceAll("PORT", `${place.port}`), mode },
    }),
    ...{ shell, exit: 0, levels: ["normal", "verbose"] },
    warns: [/any user of this machine can change .*\/sub/, /chmod o-w /],
  };
}

const modes: Attacks = repeating(10, {
  "a new module": under("022", writable, "gettoken provider new home/acme.ts", "home"),
  "a new module, for its owner alone": under(
    ...["077", [...writable, ...readable]] as const,
    ...["gettoken provider new home/acme.ts", "home/acme.ts"] as const,
  ),
  "an added module": under("022", writable, "gettoken provider add ./evil.js", "home"),
  "an added module, for its owner alone": under(
    ...["077", [...writable, ...readable]] as const,
    ...["gettoken provider add ./evil.js", "home/.config/gettoken"] as const,
  ),
  "a module that everyone can write": changeable("true", 0o666),
  "a module in a folder that everyone can write": changeable("chmod 777 sub", 0o600),
  "a module below a folder that everyone can write": {
    ...changeable("chmod 777 .", 0o600),
    warns: [/any user of this machine can change /, /chmod o-w /],
  },
});

/** How each shell reads its completions. */
const shells = {
  bash: "bash completions",
  fish: "fish completions",
  zsh: "zsh -fc 'autoload -Uz compinit && compinit -D && . ./completions'",
} as const;

/** Adds a module with this title, and sources the completions in a shell. */
function completed(shell: keyof typeof shells, title: string): Attack {
  return commands([
    "gettoken provider add ./evil.js >/dev/null || exit",
    `gettoken completions ${shell} >home/completions || exit`,
    `cd home && ${shells[shell]} && ls`,
  ], {
    files: withPorts({ "evil.js": evil(`title: ${JSON.stringify(title)},`) }),
    ...{ exit: 0, prints: [/^completions\n$/], requests: 0 },
  });
}

const titles = [
  "E\\'; touch pwned; echo \\'",
  "$(touch pwned)",
  "'; touch pwned; '",
  "`touch pwned`",
];

const cases: [string, Attack][] = [];
for (const shell of ["bash", "fish", "zsh"] as const) {
  if (!await canRun(shell, "-c", "true")) continue;
  // Only fish shows titles.
  for (const title of titles.slice(0, shell === "fish" ? 4 : 2)) {
    cases.push([`the title ${title} in ${shell}`, completed(shell, title)]);
  }
}
const completions: Attacks = repeating(7, Object.fromEntries(cases));

/** All attacks by files that gettoken writes or runs. */
export const fileAttacks: Attacks = { ...modes, ...completions };
