/**
 * Values in `.env` files: a secret is sent exactly as written, or refused.
 *
 * @module
 */

import { type Fault, type Faults, variants } from "./fault.ts";

/** A secret as written in the file, and as sent to the server. */
function written(line: string, secret: string): Fault {
  return {
    env: { GETTOKEN_CLIENT_SECRET: undefined },
    files: { ".env": `${line}\n` },
    secret,
    exit: 0,
  };
}

const literal: Faults = variants(
  Object.entries({
    "a hash": ["canary-1#hash", "canary-1#hash"],
    "a hash in quotes": ["'canary-2 # hash'", "canary-2 # hash"],
    "a comment behind": ["canary-commented # comment", "canary-commented"],
    "a comment behind quotes": ['"canary-quoted"\t# "comment"', "canary-quoted"],
    "two dollar signs": ["canary-5$$word", "canary-5$$word"],
    "the name of a variable": ["canary-6$HOME", "canary-6$HOME"],
    "itself in braces": ["canary-7${GETTOKEN_CLIENT_SECRET}", "canary-7${GETTOKEN_CLIENT_SECRET}"],
    "a command": ["canary-8$(id)`id`", "canary-8$(id)`id`"],
    "a backslash": ["canary-9\\n\\", "canary-9\\n\\"],
    "an escaped quote": ['"canary-10 \\" \\\\ x"', 'canary-10 " \\ x'],
    "a quote in quotes": [`'canary-11 " \\n'`, 'canary-11 " \\n'],
    "percent signs": ["canary-12%41%zz%", "canary-12%41%zz%"],
    "signs of equality": ["canary-13==", "canary-13=="],
    "spaces around it": [" canary-14 more\t ", "canary-14 more"],
    "a carriage return behind": ["canary-15\r", "canary-15"],
    "other alphabets": ["canary-16-ключ-鍵-🔑", "canary-16-ключ-鍵-🔑"],
    "a quote in the midst": ["canary-17'\"", "canary-17'\""],
  }).map(([what, [line = "", secret = ""]]) => [
    `a secret with ${what}`,
    written(`GETTOKEN_CLIENT_SECRET=${line}`, secret),
  ]),
);

function invalid(line: string, says: RegExp): Fault {
  return {
    ...{
      env: { GETTOKEN_CLIENT_SECRET: undefined },
      files: { ".env": `GETTOKEN_CLIENT_SECRET=${line}\n` },
    },
    ...{ exit: 3, code: "setting_invalid", says: [says] },
  };
}

function empty(line: string): Fault {
  const says = /GETTOKEN_CLIENT_SECRET in \.\/\.env is set but empty/;
  return { ...invalid(line, says), code: "setting_missing" };
}

const oddValues: Faults = {
  "variables that name each other": written(
    "A=$B\nB=$A\nC=${C}\nexport GETTOKEN_CLIENT_SECRET = canary-18",
    "canary-18",
  ),
  "a secret that is empty": empty(""),
  "a secret that is empty before a comment": empty(" # ask me"),
  "a secret on two lines": invalid("'canary\nof two lines'", /contains a line break/),
  "a secret with a line break in escapes": invalid('"canary\\nmore"', /contains a line break/),
  "a secret with a zero byte": invalid("canary\0", /contains a control or invisible/),
  "a secret with an escape sequence": invalid("canary\x1b[0m", /contains a control or invisible/),
  "a secret with a line separator": invalid("canary\u2028", /contains a control or invisible/),
  "a secret with a bidirectional mark": invalid("canary\u202e", /contains a control or invisible/),
  "a line break of old Macs": invalid("canary\rGETTOKEN_SCOPE=a", /contains a line break/),
};

export const envValueFaults: Faults = { ...literal, ...oddValues };
