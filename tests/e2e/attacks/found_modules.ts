/**
 * Cloned folders whose `./.env` names a module, or sets settings of the user's module.
 *
 * @module
 */

import { envLine } from "../../../lib/settings/env_syntax.ts";
import type { Place } from "../faults/fault.ts";
import { answers, tokenResponse } from "../faults/fault.ts";
import { type Attack, type Attacks, commands, repeating, withPorts } from "./attack.ts";
import { evil } from "./hostile_modules.ts";
import { secretIn } from "./proofs.ts";

const wayOut = /→.*GETTOKEN_ENV_FILE=\.env/;

/** A module that shows that it was loaded: the run would exit with 8. */
const shows = 'throw new Error("loaded");';

/** A module that only `./.env` names, with a secret from the same file. */
function namedByFile(path: string, more: Partial<Attack> = {}, file = path): Attack {
  return {
    ...{ args: [], env: { GETTOKEN_CLIENT_SECRET: undefined } },
    files: { [file]: shows, ".env": `GETTOKEN_PROVIDER=${path}\nEVIL_SECRET=1\n` },
    ...{ exit: 3, code: "untrusted_destination" },
    says: [/GETTOKEN_PROVIDER/, /\.\/\.env/, wayOut],
    ...more,
  };
}

const neverLoaded: Attacks = repeating(2, {
  "a module": namedByFile("./evil.js"),
  "a module in TypeScript, in a folder": namedByFile("./sub/evil.ts"),
  "a module by a name without ./": namedByFile("sub/evil.mjs"),
  "a module in quotes": namedByFile("'./evil.js'", {}, "evil.js"),
  "a module in the folder above": namedByFile("../evil.js", {
    shell: "cd sub",
    files: { "evil.js": shows, "sub/.env": "GETTOKEN_PROVIDER=../evil.js\nEVIL_SECRET=1\n" },
  }),
  "a module, with a secret in the environment": namedByFile("./evil.js", { env: {} }),
  "a module with gettoken's own name for the secret": namedByFile("./evil.js", {
    files: {
      "evil.js": shows,
      ".env": "GETTOKEN_PROVIDER=./evil.js\nGETTOKEN_CLIENT_SECRET=theirs-but-long\n",
    },
  }),
  "a module in a job that has an ID token": namedByFile("./evil.js", {
    env: ({ origin }) => ({
      GETTOKEN_CLIENT_SECRET: undefined,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${origin}/idtoken`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "canary-of-the-request-token",
    }),
    never: ["canary-of-the-request-token"],
  }),
  "a module for a dry run": namedByFile("./evil.js", { options: ["--dry-run"] }),
  "a module to explain": namedByFile("./evil.js", {
    ...{ args: ["explain"], shell: "exec >&2", levels: ["normal"] },
  }),
});

/** The user's module. Its host and the path of the issuer are settings. */
function mine(endpoint: string, more = ""): string {
  return evil(
    `settings: { domain: { format: "origin" }, realm: {} },
  endpoint: ({ domain, realm }) => (${endpoint}), ${more}`,
  );
}

const byDomain = "{ tokenEndpoint: (domain ?? 'http://127.0.0.1:PORT') + '/token' }";
const byIssuer = "{ issuer: domain + '/' + realm }";

/** The user runs the module in a folder with this `./.env`. */
function inFolder(
  source: string,
  found: (place: Place) => string,
  env: (place: Place) => Readonly<Record<string, string>> = () => ({}),
): Attack {
  return {
    args: ["./mine.js"],
    env: (place) => ({ GETTOKEN_CLIENT_ID: "some-client", ...env(place) }),
    files: (place) => ({
      ".env": found(place),
      "mine.js": source.replaceAll("PORT", `${place.port}`),
    }),
    exit: 0,
  };
}

const stopped = (variable: RegExp): Pick<Attack, "exit" | "code" | "says"> => ({
  ...{ exit: 3, code: "untrusted_destination" },
  says: [variable, /\.\/\.env/, wayOut],
});

const domainOf = ({ thief }: Place) => envLine("GETTOKEN_DOMAIN", thief);
const domain = ({ origin }: Place) => ({ GETTOKEN_DOMAIN: origin });

/** Metadata that names the token endpoint. */
const metadata = (endpoint: (place: Place) => string) =>
  answers((place, { method, path }) => {
    if (method === "POST") return tokenResponse(place);
    const issuer = `${place.origin}${path.replace(/\/\.well-known\/.*/, "")}`;
    return Response.json({ issuer, token_endpoint: endpoint(place) });
  });

const unmarked: Attacks = repeating(3, {
  "a host that the module does not mark": {
    ...inFolder(mine(byDomain), domainOf),
    ...stopped(/GETTOKEN_DOMAIN/),
  },
  "a host that decides by a lookup": {
    ...inFolder(
      mine("{ tokenEndpoint: { a: 'http://127.0.0.1:PORT' }[realm] ?? domain + '/token' }"),
      (place) => `${domainOf(place)}GETTOKEN_REALM=b\n`,
    ),
    ...stopped(/GETTOKEN_(DOMAIN|REALM)/),
  },
  "a port that the module does not mark": {
    ...inFolder(
      mine("{ tokenEndpoint: 'http://127.0.0.1:' + (realm ?? 'PORT') + '/token' }"),
      ({ thief }) => `GETTOKEN_REALM=${new URL(thief).port}\n`,
    ),
    ...stopped(/GETTOKEN_REALM/),
  },
  "an issuer that the module does not mark": {
    ...inFolder(mine("{ issuer: domain ?? 'http://127.0.0.1:PORT' }"), domainOf),
    ...stopped(/GETTOKEN_DOMAIN/),
  },
  "an issuer's path, whose metadata names another host": {
    ...inFolder(mine(byIssuer), () => "GETTOKEN_REALM=theirs\n", domain),
    ...stopped(/GETTOKEN_REALM/),
    ...{ server: metadata(({ thief }) => `${thief}/token`), requests: 1 },
  },
  "an issuer's path, whose metadata names the same host": {
    ...inFolder(mine(byIssuer), () => "GETTOKEN_REALM=mine\n", domain),
    ...{ server: metadata(({ origin }) => `${origin}/token`), requests: 2 },
  },
  "a path of the token endpoint": inFolder(
    mine("{ tokenEndpoint: domain + '/' + realm }"),
    () => "GETTOKEN_REALM=mine\n",
    domain,
  ),
  "a host for a module that says that it decides nothing": {
    ...inFolder(
      mine(byDomain).replace('{ format: "origin" }', '{ format: "origin", destination: false }'),
      domainOf,
    ),
    ...stopped(/GETTOKEN_DOMAIN/),
  },
  "a certificate authority for a module": {
    ...inFolder(mine(byDomain), () => "GETTOKEN_CA_FILE=mine.js\n"),
    ...stopped(/GETTOKEN_CA_FILE/),
  },
});

/** A module that the user has added, in a folder whose `./.env` chooses it. */
function chosen(found: (place: Place) => string, more: Partial<Attack> = {}): Attack {
  const own = withPorts({ "mine.js": mine(byDomain) }) as (place: Place) => Record<string, string>;
  return commands(["gettoken provider add --force ./mine.js >added || exit", "gettoken"], {
    env: { GETTOKEN_CLIENT_ID: "some-client" },
    files: (place) => ({ ...own(place), ".env": found(place) }),
    ...{ made: ["added"], exit: 0 },
    ...more,
  });
}

const added: Attacks = repeating(3, {
  "an added module, chosen for a secret from elsewhere": chosen(
    () => "GETTOKEN_PROVIDER=evil\n",
    stopped(/GETTOKEN_PROVIDER/),
  ),
  "an added module, chosen with another host": chosen(
    (place) => `GETTOKEN_PROVIDER=evil\n${domainOf(place)}`,
    stopped(/GETTOKEN_(PROVIDER|DOMAIN)/),
  ),
  "an added module, chosen with a secret of its own": chosen(
    (place) =>
      `GETTOKEN_PROVIDER=evil\n${
        envLine("GETTOKEN_CLIENT_SECRET", secretIn().env(place).GETTOKEN_CLIENT_SECRET ?? "")
      }`,
    { env: { GETTOKEN_CLIENT_ID: "some-client", GETTOKEN_CLIENT_SECRET: undefined } },
  ),
});

/** All attacks with `./.env` and modules. */
export const foundModuleAttacks: Attacks = { ...neverLoaded, ...unmarked, ...added };
