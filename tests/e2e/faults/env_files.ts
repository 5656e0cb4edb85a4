/**
 * Unreadable and malformed `.env` files, and odd ones that are valid.
 *
 * @module
 */

import { type Fault, type Faults, variants } from "./fault.ts";

/** A named file that cannot be read. */
function unreadable(path: string, why: RegExp, more: Partial<Fault> = {}): Fault {
  return {
    options: ["--env-file", path],
    exit: 3,
    code: "env_file_unreadable",
    says: [new RegExp(`Cannot read .*: ${why.source}`)],
    ...more,
  };
}

const missing = /there is no such file/;
const tooLarge = /it is larger than 1 MiB/;
const comment = (bytes: number) => `#${"x".repeat(bytes - 1)}`;

const files: Faults = {
  "a named file that is absent": unreadable("prod.env", missing),
  "the usual file, named and absent": unreadable(".env", missing),
  "a home folder that no shell has filled in": unreadable("~/.env", missing),
  "a named folder": unreadable("/", /it is a folder/),
  "a named device without end": unreadable("/dev/zero", tooLarge),
  "a named device without content": { options: ["--env-file", "/dev/null"], exit: 0 },
  "a named pipe": {
    ...{ options: ["--env-file", "pipe"], exit: 0, made: ["pipe"] },
    shell: "mkfifo -m 600 pipe; echo GETTOKEN_SCOPE=a >pipe &",
  },
  "stdin, named as a file": {
    options: ["--env-file", "/dev/stdin"],
    ...{ files: { input: "GETTOKEN_TIMEOUT=0\n" }, shell: "exec <input" },
    ...{ exit: 3, code: "setting_invalid", says: [/GETTOKEN_TIMEOUT in \/dev\/stdin must be/] },
  },
  "stdin for settings and a secret": {
    options: ["--env-file", "/dev/stdin", "--client-secret-file", "-"],
    ...{ env: { GETTOKEN_CLIENT_SECRET: undefined }, files: { input: "A=1\n" } },
    ...{ shell: "exec <input", exit: 3, code: "setting_invalid" },
    says: [/--client-secret-file reads from stdin: it was already read/],
  },
  "a named link to nowhere": unreadable("link", missing, {
    ...{ shell: "ln -s nowhere link", made: ["link"] },
  }),
  "a named link to itself": unreadable("link", /its symbolic links lead back to themselves/, {
    ...{ shell: "ln -s link link", made: ["link"] },
  }),
  "a named file in a file": unreadable("a/b", /part of its path is not a folder/, {
    files: { a: "" },
  }),
  "a named file of the kernel's": unreadable("/proc/self/mem", /gettoken has no permission/),
  "a named file that is too large": unreadable("big.env", tooLarge, {
    files: { "big.env": comment(2 ** 20 + 1) },
  }),
  "a name with an escape sequence": unreadable("\x1b]0;forged\x07", missing),
  "a name of 5,000 letters": unreadable("x".repeat(5000), /.*/),
  "one of two named files absent": unreadable("b.env", missing, {
    options: ["--env-file", "a.env", "--env-file", "b.env"],
    files: { "a.env": "" },
  }),
};

/** Something named `.env` that is not a settings file. */
const harmless: Faults = variants(
  Object.entries(
    {
      "a folder": { shell: "mkdir .env" },
      "a pipe": {
        ...{ shell: "mkfifo -m 600 .env; echo GETTOKEN_SCOPE=a >.env &", made: [".env"] },
      },
      "a pipe that nobody writes to, with --no-env-file,": {
        ...{ shell: "mkfifo .env", made: [".env"], options: ["--no-env-file"] },
      },
      "a line that cannot be read, with --no-env-file,": {
        files: { ".env": "GETTOKEN_SCOPE='x\n" },
        env: { GETTOKEN_NO_ENV_FILE: "1" },
      },
      "a link to nowhere": { shell: "ln -s nowhere .env", made: [".env"] },
      "an empty file": { files: { ".env": "" } },
      "a file that is too large": {
        files: { ".env": comment(2 ** 20 + 1) },
        levels: ["verbose"],
        says: [/\.\/\.env was not read: it is larger than 1 MiB/],
      },
      "a file in UTF-16": {
        files: { ".env": Uint8Array.of(0xff, 0xfe, 0x41, 0, 0x3d, 0, 0x42, 0) },
      },
      "a file of another program": {
        files: {
          ".env": [
            ...["FOO=1", "FOO=2", "MY-VAR=1", "spring.datasource.url=x", "if [ -f x ]; then"],
            ...["canary", "A='x'y", 'B="never closed', "GETTOKEN_SCOPE=a", ""],
          ].join("\n"),
        },
        levels: ["verbose"],
        says: [/\.\/\.env: skipped lines 3, 4, 5, 6, 7, 8, not NAME=value/],
      },
      "a file that is not UTF-8": { files: { ".env": Uint8Array.of(0x41, 0x3d, 0xe9, 0x0a) } },
      "a file of 1 MiB": { files: { ".env": comment(2 ** 20) } },
      "a file of comments": { files: { ".env": "# GETTOKEN_CLIENT_ID=x\r\n\t #\r\n" } },
      "a file with a byte order mark": { files: { ".env": "\ufeffGETTOKEN_SCOPE=a\n" } },
      "a file with settings of others": { files: { ".env": "export PORT=80\nDEBUG='*'\n" } },
      "a file with a line of 1 MB": { files: { ".env": `A=${"x ".repeat(500_000)}\n` } },
      "a file with 60,000 lines": {
        files: { ".env": Array.from({ length: 60_000 }, (_, line) => `A${line}=x\n`).join("") },
      },
    } satisfies Readonly<Record<string, Partial<Fault>>>,
  ).map(([what, fault]) => [
    `${what} as .env`,
    { exit: 0, ...fault },
  ]),
);

function malformed(content: string | Uint8Array, says: RegExp): Fault {
  return {
    ...{ options: ["--env-file", "x.env"], files: { "x.env": content } },
    ...{ exit: 3, code: "env_file_malformed", says: [says] },
  };
}

/** A malformed line that contains the secret. The error has its number only. */
function malformedLine(line: (secret: string) => string, why: string): Fault {
  return {
    ...malformed("", new RegExp(`x\\.env, line 3: ${why}`)),
    files: ({ secret }) => ({ "x.env": `A=1\n# more\n${line(secret)}\n` }),
  };
}

const noName = "invalid variable name before =";

const malformedFiles: Faults = {
  "a line without =": malformedLine((secret) => `GETTOKEN_CLIENT_SECRET: ${secret}`, ""),
  "a secret alone on its line": malformedLine((secret) => secret, ""),
  "a name alone": malformedLine(() => "export GETTOKEN_CLIENT_SECRET", "missing ="),
  "no name": malformedLine((secret) => `=${secret}`, noName),
  "a name that begins with a digit": malformedLine((secret) => `1A=${secret}`, noName),
  "a name with a hyphen": malformedLine((secret) => `CLIENT-SECRET=${secret}`, noName),
  "a name with a space": malformedLine((secret) => `CLIENT SECRET=${secret}`, noName),
  "a name with a look-alike letter": malformedLine((secret) => `CLIENT_SEСRET=${secret}`, noName),
  "a command of Windows": malformedLine((secret) => `set SECRET=${secret}`, noName),
  "a single quote that never ends": malformedLine(
    (secret) => `SECRET='${secret}`,
    "unterminated quote",
  ),
  "a double quote that never ends": malformedLine(
    (secret) => `SECRET="${secret.replaceAll('"', "")}`,
    "unterminated quote",
  ),
  "a double quote that is escaped": malformedLine(
    (secret) => `SECRET="${secret.replaceAll('"', "")}\\"`,
    "unterminated quote",
  ),
  "characters after a quote": malformedLine(
    (secret) => `SECRET='a'${secret}`,
    "unexpected characters after the closing quote",
  ),
  "a name twice": malformedLine(
    (secret) => `A=${secret}`,
    "A is already set on line 1",
  ),
  "a file that is not UTF-8": malformed(
    Uint8Array.of(0x41, 0x3d, 0xe9, 0x0a),
    /x\.env, line 1: it is not valid UTF-8/,
  ),
  "a file in UTF-16 without a mark": malformed("A\0=\0B\0", new RegExp(`line 1: ${noName}`)),
  "a page in place of a file": malformed("<!doctype html>\n<p>", /line 1: missing =/),
  "a quote of 1 MB that never ends": malformed(
    `A="${"x".repeat(1_000_000)}`,
    /line 1: unterminated quote/,
  ),
};

/** A line of ours in `./.env` that cannot be read. */
const ownLines: Faults = variants(
  Object.entries(
    {
      "an escape that is not one": ['GETTOKEN_CLIENT_SECRET="pa\\$canary"', /unknown escape/],
      "backticks": ["GETTOKEN_CLIENT_SECRET=`canary`", /begins with a backtick/],
      "a quote that never ends": ["GETTOKEN_CLIENT_SECRET='canary", /unterminated quote/],
      "a stray quote before it": ['A="x\nGETTOKEN_CLIENT_SECRET=canary\n"', /within the quotes/],
    } satisfies Readonly<Record<string, readonly [string, RegExp]>>,
  ).map(([what, [line, says]]) => [
    `a secret in ./.env with ${what}`,
    {
      ...{ env: { GETTOKEN_CLIENT_SECRET: undefined }, files: { ".env": `MY-VAR=1\n${line}\n` } },
      ...{ exit: 3, code: "env_file_malformed", says: [says, /\.\/\.env, line [23]: /] },
    } satisfies Fault,
  ]),
);

export const envFileFaults: Faults = { ...files, ...harmless, ...malformedFiles, ...ownLines };
