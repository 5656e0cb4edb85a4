/**
 * Wrong command lines: one clear message, no request.
 *
 * @module
 */

import { type Fault, type Faults, variants } from "./fault.ts";

/** A wrong command line: exit status 2. */
function wrong(args: Fault["args"], ...says: readonly RegExp[]): Fault {
  return { args: args ?? [], exit: 2, code: "usage", says };
}

/** Wrong options on an otherwise correct command line. */
function wrongOptions(options: readonly string[], ...says: readonly RegExp[]): Fault {
  return { options, exit: 2, code: "usage", says };
}

/** The same, where an option of the levels themselves is wrong. */
function wrongAlone(options: readonly string[], ...says: readonly RegExp[]): Fault {
  return { ...wrongOptions(options, ...says), levels: ["normal"] };
}

function noProvider(name: string, ...says: readonly RegExp[]): Fault {
  return {
    args: [name],
    exit: 2,
    code: "unknown_provider",
    says: [/Unknown provider ".*/, /gettoken providers lists them/, ...says],
  };
}

const oneTo300 = /Option "--timeout" must be a number of seconds from 1 to 300/;
const zeroTo10 = /Option "--retries" must be a number from 0 to 10/;
const scopeNames = /Option "--scope" (must be scopes of printable ASCII|contains a )/;

const options: Faults = {
  "an unknown option": wrongOptions(["--nope"], /Unknown option "--nope"/),
  "an option with a typing error": wrongOptions(["--client-di", "x"], /Did you mean .*--client-id/),
  "an option in capitals": wrongOptions(["--Client-ID", "x"], /Did you mean .*--client-id/),
  "the beginning of an option": wrongOptions(["--client", "x"], /Did you mean .*--client-id/),
  "an option of another provider": wrongOptions(["--tenant", "x"], /Unknown option "--tenant"/),
  "an unknown letter": wrongOptions(["-x"], /Unknown option "-x"/),
  "one hyphen too few": wrongOptions(["-client-secret", "x"], /Did you mean .*--client-secret/),
  "an option made negative": wrongOptions(["--no-scope"], /Unknown option "--no-scope"/),
  "an option with a bidirectional mark": wrongOptions(
    ["--\u202escope", "x"],
    /Unknown option "--…"/,
  ),
  "an option of 100 KB": wrongOptions([`--${"x".repeat(100_000)}`], /Unknown option "--xxx.*…/),
  "an option without its value": wrongOptions(["--scope"], /Missing value for option "--scope"/),
  "an empty value": wrongOptions(["--audience", ""], /"--audience"\n.*value is empty/),
  "an empty value after =": wrongOptions(["--audience="], /"--audience"\n.*value is empty/),
  "an empty secret": wrongOptions(["--client-secret", ""], /"--client-secret"\n.*empty/),
  "a value for an option that has none": wrongOptions(["--dry-run=no"], /"--dry-run" doesn't take/),
  "an option twice": wrongOptions(["--client-id", "x"], /"--client-id" can only occur once/),
  "an argument too many": wrongOptions(["more"], /No arguments allowed/),
  "a hyphen alone": wrongOptions(["-"], /No arguments allowed/),
  "10,000 arguments": wrongOptions(Array(10_000).fill("x"), /No arguments allowed/),
  "-q with -v": wrongAlone(["-q", "-v"], /"--(quiet|verbose)" conflicts with option/),
  "-v twice": wrongAlone(["-vv"], /"-v" can only occur once/),
  "an unknown output": wrongAlone(["-o", "yaml"], /"--output" must be token, json, header/),
  "an output in capitals": wrongAlone(["-o", "JSON"], /"--output" must be token, json, header/),
  "an output without its name": wrongAlone(["-o"], /Missing value for option "--output"/),
  "an invalid variable name": wrongAlone(
    ["-o", "env", "--env-name", "A-B"],
    /"--env-name" must be/,
  ),
  "a variable for nothing": wrongAlone(["--env-name", "A"], /requires -o env, powershell, cmd or/),
  "the clipboard without a terminal": wrongAlone(["--copy"], /but stderr is not a terminal/),
  "a file and the clipboard": wrongAlone(["--out=x", "--copy"], /--copy conflicts with --out/),
  "stdin for a file": wrongAlone(["--out", "-"], /--out - is not a file\n.*Without --out/),
  "two outputs": wrongAlone(["-o", "json", "-o", "token"], /"-o" can only occur once/),
};

const numbers: Faults = {
  ...variants(
    ["0", "-1", "301", "1.5", "1e2", "1e9", "NaN", "abc", " 5", "+5", "0x10", "٥", "99999999999"]
      .map((value) => [
        `a time-out of ${value}`,
        wrongOptions([`--timeout=${value}`], oneTo300),
      ]),
  ),
  ...variants(
    ["-1", "11", "2.0", "1e1", "two"].map((value) => [
      `${value} retries`,
      wrongOptions(["--retries", value], zeroTo10),
    ]),
  ),
};

const scopes: Faults = variants(
  Object.entries({
    "a tab": "a\tb",
    "a line break": "a\nb",
    "a quotation mark": 'a"b',
    "a backslash": "a\\b",
    "two spaces": "a  b",
    "a space in front": " a",
    "a space behind": "a ",
    "a letter beyond ASCII": "é",
    "an escape sequence": "\x1b[31mred",
    "a zero-width space": "a\u200bb",
  }).map(([what, scope]) => [
    `a scope with ${what}`,
    wrongOptions(["--scope", scope], scopeNames),
  ]),
);

const providers: Faults = {
  "a provider that is unknown": noProvider("auth", /Did you mean .*"auth0"/),
  "a provider in capitals": noProvider("Entra", /Did you mean .*"entra"/),
  "a provider of white space": noProvider(" "),
  "a provider with an escape sequence": noProvider("\x1b[31mred", /"…"/),
  "a provider with a line break": noProvider("a\ngettoken: forged", /"a…"/),
  "a provider of 100 KB": noProvider("x".repeat(100_000)),
  "a provider that every object has": noProvider("constructor"),
  "a provider that is the prototype": noProvider("__proto__"),
  "an empty provider": wrong(["", "oidc"], /Missing value for an argument/),
  "an unknown option and no provider": wrong(["--nope"], /Unknown option "--nope"/),
  "the list of an unknown provider": {
    ...noProvider("x"),
    ...{ args: ["providers", "nope"], levels: ["normal"], says: [/Unknown provider "nope"/] },
  },
  "the help for an unknown provider": {
    ...noProvider("x"),
    ...{ args: ["help", "nope"], levels: ["normal"] },
  },
  "completions for an unknown shell": {
    ...wrong(["completions", "tcsh"], /Unknown command "tcsh"/),
    levels: ["normal"],
  },
  "an unknown command for providers": {
    ...wrong(["provider", "frob"], /Unknown command "frob"/),
    levels: ["normal"],
  },
};

/** The secret is on the command line, in the right place or a wrong one. */
const secrets: Faults = {
  "a secret on the command line": {
    options: ({ secret }) => ["--client-secret", secret],
    env: { GETTOKEN_CLIENT_SECRET: undefined },
    exit: 0,
    requests: 1,
    warns: [/^gettoken: warning: --client-secret shows up in the process list/m],
  },
  "a secret on the command line after =": {
    options: ({ secret }) => [`--client-secret=${secret}`],
    env: { GETTOKEN_CLIENT_SECRET: undefined },
    exit: 0,
    requests: 1,
    warns: [/^gettoken: warning: --client-secret shows up in the process list/m],
  },
  "a secret that lost its option": {
    ...wrong(undefined, /No arguments allowed/),
    args: ({ secret }) => ["oidc", secret],
  },
  "two secrets": {
    ...wrong(undefined, /"--client-secret" can only occur once/),
    args: ({ secret }) => ["oidc", "--client-secret", secret, `--client-secret=${secret}`],
  },
  "a secret after an option with a typing error": {
    ...wrong(undefined, /Did you mean .*--client-secret/),
    args: ({ secret }) => ["oidc", "--client-secert", secret],
  },
  "a secret after = and a typing error": {
    ...wrong(undefined, /Did you mean .*--client-secret/),
    args: ({ secret }) => ["oidc", `--client_secret=${secret}`],
  },
  "a secret glued to its option": {
    ...wrong(undefined, /Did you mean .*--client-secret/),
    args: ({ secret }) => ["oidc", `--client-secret${secret}`],
  },
  "a secret after one hyphen": {
    ...wrong(undefined, /Unknown option "-client-secret"\. Did you mean .*--client-secret/),
    args: ({ secret }) => ["oidc", `-client-secret=${secret}`],
  },
};

/** With --help, help is printed whatever else is wrong. */
const help: Faults = variants(
  [
    ["--version"],
    ["--help"],
    ["help"],
    ["auth0", "--help"],
    ["auth0", "--nope", "-h"],
    ["providers"],
    ["providers", "entra"],
    ["completions", "bash"],
    ["inspect", "--help"],
  ].map((args) => [
    `${args.join(" ")} beside a broken .env`,
    {
      args,
      files: { ".env": "broken" },
      levels: ["normal"],
      exit: 0,
      requests: 0,
      prints: [/gettoken/],
    } satisfies Fault,
  ]),
);

export const argumentFaults: Faults = {
  ...options,
  ...numbers,
  ...scopes,
  ...providers,
  ...secrets,
  ...help,
};
