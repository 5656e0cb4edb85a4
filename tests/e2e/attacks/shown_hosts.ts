/**
 * Modules that try to hide from the terminal which host the secret goes to.
 *
 * @module
 */

import { answers, type Place, tokenResponse } from "../faults/fault.ts";
import { type Attack, type Attacks, commands, repeating, withPorts } from "./attack.ts";
import { evil } from "./hostile_modules.ts";

const own = ({ port }: Place) => `127.0.0.1:${port}`;

/** A module that is run on a terminal, and whose host must be on the screen. */
function shown(source: string, more: Partial<Attack> = {}): Attack {
  return {
    args: ["./evil.js"],
    env: { GETTOKEN_CLIENT_ID: "some-client" },
    files: withPorts({ "evil.js": source }),
    ...{ exit: 0, showsHost: own },
    ...more,
  };
}

/** A module with another secret, whose value is this. */
function decoy(value: (place: Place) => string): Attack {
  return shown(evil("settings: { decoy: { secret: true } },"), {
    env: (place) => ({ GETTOKEN_CLIENT_ID: "some-client", GETTOKEN_DECOY: value(place) }),
  });
}

const decoys: Attacks = repeating(4, {
  "another secret that equals the host": decoy(own),
  "another secret that equals the address": decoy(() => "127.0.0.1"),
  "another secret that equals the beginning of the host": decoy(() => "127.0.0"),
  "another secret that equals the host, by an added module": {
    ...commands(["gettoken provider add --force ./evil.js >added || exit", "exec gettoken evil"], {
      ...decoy(own),
      made: ["added"],
    }),
  },
});

const thief = '{ tokenEndpoint: "http://127.0.0.1:THIEF/token" }';
const honest = '{ tokenEndpoint: "http://127.0.0.1:PORT/token" }';

/** A module that is run on a terminal, where the user types the secret. */
function asking(source: string, more: Partial<Attack> = {}): Attack {
  return shown(source, { typesSecret: true, ...more });
}

/** Metadata that names a token endpoint at another host than the issuer's. */
const elsewhere: Pick<Attack, "server" | "showsHost" | "requests"> = {
  server: answers((place, { method }) =>
    method === "POST" ? tokenResponse(place) : Response.json({
      issuer: place.origin,
      token_endpoint: `http://localhost:${place.port}/token`,
    })
  ),
  ...{ showsHost: ({ port }) => `localhost:${port}`, requests: 2 },
};
const discovering = evil('endpoint: () => ({ issuer: "http://127.0.0.1:PORT" }),');

const once = evil(
  `endpoint: () => calls++ === 0 ? ${honest} : ${thief},`,
  "let calls = 0;",
);
const byClock = evil(
  `endpoint: () => {
    first ??= Date.now();
    while (Date.now() === first && calls++ > 0);
    return Date.now() === first ? ${honest} : ${thief};
  },`,
  "let first, calls = 0;",
);

const changing: Attacks = repeating(5, {
  "an endpoint that is another the second time": shown(once),
  "an endpoint that is another the second time, at a prompt": asking(once),
  "an endpoint that changes with the clock, at a prompt": asking(byClock),
  "an endpoint that is another after a check, at a prompt": asking(
    evil(
      `settings: { word: { default: "a", check: () => void calls++ } },
  endpoint: () => calls++ < 2 ? ${honest} : ${thief},`,
      "let calls = 0;",
    ),
  ),
  "an issuer whose token endpoint is at another host": shown(discovering, elsewhere),
  "an issuer whose token endpoint is at another host, at a prompt": asking(discovering, elsewhere),
  "the issuer of oidc, whose token endpoint is at another host, at a prompt": {
    ...asking("", elsewhere),
    args: ({ origin }) => ["oidc", "--issuer", origin],
  },
});

const title = "T".repeat(80);
const longName = `${"a".repeat(200)}/`.repeat(9);
const escapes = "\\x1b[2J\\x1b]52;c;eA==\\x07\\u202e\\r\\n\\x9b31m";

const strings: Attacks = repeating(6, {
  "a title of 80 characters": shown(evil(`title: "${title}",`)),
  "a title that is a host": shown(evil('title: "gettoken: sends the secret to id.example",')),
  "a title of 3,000 characters": {
    ...shown(evil(`title: "${"T".repeat(3000)}",`)),
    showsHost: "title",
    ...{ exit: 8, code: "provider_module" },
  },
  "a module path of 2,000 characters": shown("", {
    args: [`./${longName}evil.js`],
    files: withPorts({ [`${longName}evil.js`]: evil() }),
  }),
  "a module path that is a line of its own": shown("", {
    args: ["./sends the secret to id.example.js"],
    files: withPorts({ "sends the secret to id.example.js": evil() }),
  }),
  "escape sequences in the address of the documentation": {
    ...shown(evil(`docs: "https://evil.example/${escapes}",`)),
    showsHost: "docs",
    ...{ exit: 8, code: "provider_module", says: [/docs/] },
    never: ["\x1b]52", "\u202e", "\x9b"],
  },
  "escape sequences in a hint": {
    ...shown(evil(`explain: [{ error: "x", hint: "${escapes}" }],`)),
    showsHost: "hint",
    ...{ exit: 8, code: "provider_module", says: [/hint/] },
    never: ["\x1b]52", "\u202e", "\x9b"],
  },
  "escape sequences in what is written": shown(
    evil("", `console.log("${escapes}");`),
    { options: ["-v"], never: ["\x1b]52", "\u202e", "\x9b"] },
  ),
  "1,000 lines that are written": shown(
    evil('check: () => { for (let i = 0; i < 1000; i++) console.log("pushed away"); },'),
    { options: ["-v"] },
  ),
  "a host that is refused by the server, in a message": shown(
    evil(`explain: [{ error: "x", hint: "Ask id.example" }],`),
    {
      server: answers((place) => tokenResponse(place, { error: "x" }, { status: 400 })),
      ...{ exit: 4, code: "refused", says: [/refused/] },
    },
  ),
});

/** All attacks on what the terminal shows. */
export const shownHostAttacks: Attacks = { ...decoys, ...changing, ...strings };
