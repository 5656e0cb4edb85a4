/**
 * Descriptions of refusals: printed without secrets and control characters.
 *
 * @module
 */

import { answers, type Fault, type Faults, type Place, tokenResponse } from "./fault.ts";

/** A refusal with this description, and how it is printed. */
function saying(description: unknown, ...says: readonly RegExp[]): Fault {
  return {
    server: answers((place) =>
      Response.json({
        error: "invalid_client",
        error_description: typeof description === "function" ? description(place) : description,
      }, { status: 401 })
    ),
    exit: 4,
    code: "refused",
    says: [/refused: invalid_client \(HTTP 401\)/, ...says],
  };
}

const echo = (write: (secret: string) => string) =>
  saying(({ secret }: Place) => `The secret ${write(secret)} is wrong`, /The secret \*\*\*/);

const shown: Faults = {
  "an echo of the secret": echo((secret) => secret),
  "an echo in percent encoding": echo(encodeURIComponent),
  "an echo in form encoding": echo((secret) => `${new URLSearchParams([["", secret]])}`.slice(1)),
  "an echo in JSON": echo((secret) => JSON.stringify(secret).slice(1, -1)),
  "an echo in small letters": echo((secret) => secret.toLowerCase()),
  "an echo in hexadecimal": echo((secret) => new TextEncoder().encode(secret).toHex()),
  "an echo in Base64 of Base64": saying(
    ({ secret }: Place) => `It is ${base64(base64(`id:${secret}`))}`,
    /It is \w*\*\*\*/,
  ),
  "an echo in Base64": saying(({ secret }: Place) => `It is ${base64(secret)}`, /It is \*\*\*/),
  "an echo of the header field": saying(
    ({ secret }: Place) => `Basic ${base64(`some-client:${encodeURIComponent(secret)}`)}`,
    /\*\*\*/,
  ),
  "an echo that is cut": saying(
    ({ secret }: Place) => `${"x".repeat(498)} ${secret}`,
    /x{498} \*\*\*$/m,
  ),
  "an echo of the token": {
    ...saying(""),
    server: answers((place) =>
      tokenResponse(place, { error: "x", error_description: `not ${place.token}` }, { status: 400 })
    ),
    says: [/refused: x/],
  },
  "escape sequences": saying(
    "\x1b[2J\x1b]52;c;eA==\x07\x1b]8;;https://evil.example\x1b\\a\x9b31m",
    /It said: \[2J/,
  ),
  "a line that is forged": saying(
    'No.\r\ngettoken: forged\n{"error":{}}',
    /It said: No\. gettoken: forged/,
  ),
  "an overwritten line": saying("wrong\rright\x08\x08\x7f", /It said: wrong right/),
  "bidirectional and invisible marks": saying(
    "a\u202eb\u2066c\u200bd\ufeffe\u2028f\u00adg\u{e0041}h\u061ci\u180ej",
    /It said: a b c d e f g h i/,
  ),
  "letters that take no place": saying("a\u034fb\u115fc\u3164d\uffa0e\ufe0ff\u17b4g", /It said: a/),
  "a lone half of a letter": saying("a\ud800b", /It said: a.?b/u),
  "commands for the runner of a job": saying(
    "::set-output name=x::y\n::add-mask::z\n##vso[task.setvariable]",
    /It said: ::set-output/,
  ),
  "1 MB of description": saying("word ".repeat(200_000), /It said: (word )+\w*…/),
  "512 letters of four bytes": saying("🔑".repeat(600), /🔑…/u),
  "an empty description": saying("", /invalid_client/),
  "a description that is a number": saying(42, /It said: 42/),
  "a description that is an object": saying({ a: 1 }, /invalid_client/),
  "a text 10,000 objects deep": {
    ...saying(""),
    server: answers(() =>
      new Response(
        `{"error":"invalid_client","error_description":${"[".repeat(1e4)}${"]".repeat(1e4)}}`,
        {
          ...{ status: 401, headers: { "content-type": "application/json" } },
        },
      )
    ),
  },
};

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** An invalid error member: only the status is printed. */
function noError(error: unknown): Fault {
  return {
    server: answers(() => Response.json({ error }, { status: 400 })),
    exit: 7,
    code: "reply_unusable",
    says: [/\(HTTP 400\)/],
  };
}

const errors: Faults = {
  "an error that is empty": noError(""),
  "an error that is null": noError(null),
  "an error that is a number": noError(400),
  "an error that is a list": {
    ...{ exit: 4, code: "refused", says: [/refused: invalid_client \(HTTP 400\)/] },
    server: answers(() => Response.json({ error: ["invalid_client"] }, { status: 400 })),
  },
  "an error with an escape sequence": {
    ...{ exit: 4, code: "refused", says: [/refused: \[31mred \(HTTP 400\)/] },
    server: answers(() => Response.json({ error: "\x1b[31mred\n" }, { status: 400 })),
  },
  "an error of 1 MB": {
    ...{ exit: 4, code: "refused", says: [/refused: x+… \(HTTP 400\)/] },
    server: answers(() => Response.json({ error: "x".repeat(1_000_000) }, { status: 400 })),
  },
  "an error that is the secret": {
    ...{ exit: 4, code: "refused", says: [/refused: \*\*\* \(HTTP 400\)/] },
    server: answers(({ secret }) => Response.json({ error: secret }, { status: 400 })),
  },
};

export const serverTextFaults: Faults = { ...shown, ...errors };
