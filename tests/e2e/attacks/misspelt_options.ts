/**
 * Misspelt options of commands that take an argument. A script that verifies tokens must not go on
 * because `--verfy` was taken for a token.
 *
 * @module
 */

import { type Attacks, repeating } from "./attack.ts";

const lines: readonly (readonly string[])[] = [
  ["inspect", "--verfy"],
  ["inspect", "--verfy", "--json"],
  ["inspect", "--json", "--audiense=x"],
  ["inspect", "-x"],
  ["provider", "check", "--jsno"],
  ["provider", "add", "--forse"],
  ["provider", "new", "--acme.ts"],
  ["provider", "remove", "--al"],
  ["provider", "list", "--jsno"],
  ["profile", "show", "--jsno"],
  ["profile", "path", "--prod"],
  ["profile", "new", "--prod"],
  ["providers", "--jsno"],
  ["cache", "clear", "--al"],
  ["completions", "--bash"],
  ["explain", "oidc", "--chek"],
  ["--verfy"],
];

/** All attacks by misspelt options. */
export const misspeltOptionAttacks: Attacks = repeating(
  14,
  Object.fromEntries(lines.map((args) => [
    `gettoken ${args.join(" ")}`,
    { args, levels: ["normal"], env: { HOME: "/nonexistent" }, exit: 2, says: [/-\w+/] },
  ])),
);
