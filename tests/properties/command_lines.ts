/**
 * Random command lines, environments and files, with a secret where it belongs and in places where
 * people put it by mistake.
 *
 * @module
 */

import fc from "fast-check";
import { builtIn } from "../../providers/mod.ts";
import { entries, mistakes } from "./env_texts.ts";
import { wellFormedText } from "./texts.ts";

/** Placeholder for the secret of a run. */
const mark = "⟦secret⟧";

/** Input of the program. */
export interface Given {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The contents of `./.env` and `x.env`. */
  readonly files: Readonly<Record<string, string>>;
}

/** The operating system does not allow NUL. */
const anyWord = wellFormedText.map((text) => text.replaceAll("\0", ""));

/** Words of a command line, as one would type them without quotes. */
function typed(...lines: readonly string[]): fc.Arbitrary<string[]> {
  return fc.constantFrom(...lines).map((line) => line.split(" "));
}

/** Providers, mostly with all required settings except the secret. */
const provider = fc.oneof(
  {
    weight: 5,
    arbitrary: typed(
      "auth0 --domain a.eu.auth0.com --audience https://api.example/ --client-id=a",
      "oidc --token-url https://id.example/token --client-id orders --form a=b",
      "oidc --token-url=http://127.0.0.1:9/token --client-id orders --scope a --scope b",
      "salesforce --my-domain acme.my.salesforce.com --client-id 3MVG9example",
      "azure --tenant a.example --scope api://a/.default --client-id=11111111-2222-3333-4444-555555555555",
    ),
  },
  { weight: 1, arbitrary: typed(...Object.keys(builtIn)) },
);

/** Words that are not providers, and commands without one. */
const otherCommand = fc.oneof(
  typed("providers", "provider list", "completions bash", "help", "auht0", "./x.ts", "../x.js"),
  typed("-v", "-o json", "", "--client-secret", "--domain", "provider new x.ts", "providers auth0"),
  typed(
    "inspect",
    "inspect -",
    "inspect --json",
    "inspect --verify",
    "inspect eyJhbGciOiJub25lIn0.e30.",
  ),
  anyWord.map((word) => [word]),
);

const right = typed(
  ...["-q", "-v", "-o json", "-ojson", "--output=json", "-o header", "--timeout 5", "--retries 0"],
  ...["--dry-run", "--env-file x.env", "--env-file=./.env", "--no-input", "--scope=a"],
  ...["--auth-method client_secret_post", "-h", "--help", "--version", "--out x"],
);

const wrong = fc.oneof(
  typed("-o", "-o xml", "--timeout 0", "--timeout=soon", "--retries x", "--env-file none.env"),
  typed("--env-name A", "--env-name 1", "--out -", "--out", "--copy", "-o github"),
  typed("--ca-file x.env", "--", "-", "list", "--sope a", '--scope=a"b', "--domain https://u:p@a"),
  anyWord.map((word) => [word]),
  anyWord.map((word) => ["--scope", word]),
);

/** Options with a secret, and strings that people mistake for such options. */
const secrets = fc.oneof(
  { weight: 3, arbitrary: typed(`--client-secret ${mark}`, `--client-secret=${mark}`) },
  {
    weight: 1,
    arbitrary: typed(
      ...[`--client-secrt ${mark}`, `--client-secrt=${mark}`, `--clientSecret=${mark}`, mark],
      ...["--client-secret", `--client-secret ${mark} ${mark}`, "--client-secret=", `-o ${mark}`],
      ...[`--client_secret ${mark}`, `-s${mark}`, `--timeout ${mark}`, `-v=${mark}`],
    ),
  },
);

function commandLine(
  command: fc.Arbitrary<string[]>,
  words: readonly fc.WeightedArbitrary<string[]>[],
): fc.Arbitrary<string[]> {
  return fc.record({ command, words: fc.array(fc.oneof(...words), { maxLength: 4 }) })
    .map(({ command, words }) => [...command, ...words.flat()]);
}

const options = [{ weight: 8, arbitrary: right }, { weight: 1, arbitrary: wrong }];

const args = fc.oneof(
  { weight: 4, arbitrary: commandLine(provider, [...options, { weight: 6, arbitrary: secrets }]) },
  { weight: 1, arbitrary: commandLine(otherCommand, options) },
);

type Assignment = readonly [name: string, value: string];

/** Variables with valid and invalid values. */
const known: fc.Arbitrary<Assignment> = fc.constantFrom(
  ...["AZURE_TENANT_ID=contoso.example", "AZURE_CLIENT_ID=11111111-2222-3333-4444-555555555555"],
  ...["AUTH0_DOMAIN=a.example", "AUTH0_AUDIENCE=https://api", "GETTOKEN_CLIENT_ID=orders"],
  ...["GETTOKEN_SCOPE=https://graph.microsoft.com/.default", "GETTOKEN_MY_DOMAIN=a.example"],
  ...["GETTOKEN_ISSUER=https://id.example", "GETTOKEN_TOKEN_URL=https://id.example/token"],
  ...["GETTOKEN_PROVIDER=auth0", "GETTOKEN_PROVIDER=oidc", "GETTOKEN_PROVIDER=./x.ts"],
  ...[
    `GETTOKEN_CLIENT_SECRET=${mark}`,
    `AZURE_CLIENT_SECRET=${mark}`,
    `AUTH0_CLIENT_SECRET=${mark}`,
  ],
  ...[`GETTOKEN_CLIENT_SECRET= ${mark} `, `GETTOKEN_CLIENT_SECRET=${mark}\n`],
  ...[`HTTPS_PROXY=http://me:${mark}@proxy.example:3128`, `https_proxy=htp://me:${mark}@x`],
  ...[`HTTP_PROXY=me:${mark}@proxy`, `ALL_PROXY=socks4://${mark}`, "NO_PROXY=*", "HOME=/me"],
  ...["SSLKEYLOGFILE=/tmp/keys", "GETTOKEN_CA_FILE=x.env", "DENO_CERT=none.pem", "NO_COLOR=1"],
  ...["TERM=dumb", "XDG_CONFIG_HOME=relative", "GETTOKEN_TIMEOUT=x"],
).map((text) => {
  const sign = text.indexOf("=");
  return [text.slice(0, sign), text.slice(sign + 1)];
});

const withAnyValue = fc.record({ like: known, value: anyWord })
  .map(({ like: [name], value }): Assignment => [name, value]);

const assignment: fc.Arbitrary<Assignment> = fc.oneof(
  { weight: 12, arbitrary: known },
  { weight: 1, arbitrary: withAnyValue },
);

const env = fc.array(assignment, { maxLength: 8 }).map((list) => Object.fromEntries(list));

/** A file with settings and other lines. */
const envFile = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: assignment.map(([name, value]) => `${name}='${value}'`) },
    { weight: 2, arbitrary: assignment.map(([name, value]) => `${name}=${value}`) },
    { weight: 1, arbitrary: entries.map((list) => list.map(({ text }) => text).join("\n")) },
    { weight: 1, arbitrary: mistakes },
    {
      weight: 1,
      arbitrary: fc.constantFrom(`${mark}`, `SECRET: ${mark}`, `S="${mark}`, "\ufeffA=1"),
    },
  ),
  { maxLength: 6 },
).map((lines) => lines.join("\n"));

const files = fc.record({ "/here/.env": envFile, "/here/x.env": envFile }, { requiredKeys: [] });

/** Input of the program. */
export const given: fc.Arbitrary<Given> = fc.record({ args, env, files });

/** The input with the secret instead of the placeholder. */
export function withSecret({ args, env, files }: Given, secret: string): Given {
  const put = (text: string) => text.replaceAll(mark, () => secret);
  const putInto = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, put(text)]));
  return { args: args.map(put), env: putInto(env), files: putInto(files) };
}
