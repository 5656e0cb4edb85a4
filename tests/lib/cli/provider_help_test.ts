import { assertEquals, assertStringIncludes } from "@std/assert";
import { helpLines } from "../../../lib/cli/help.ts";
import { type ProviderHelp, providerHelp } from "../../../lib/cli/provider_help.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { acme, acmeWithKey } from "../helpers.ts";

/** A provider with a setting of each kind. */
const provider: Provider = {
  ...acme,
  setup: ["Create an application", "Grant it a role"],
  example: "--domain id.acme.example",
  settings: {
    authorityHost: {
      description: "Host of the authority",
      env: ["ACME_AUTHORITY"],
      default: "login.acme.example",
    },
    tenant: { required: true },
    region: { description: "Region", required: { unless: "issuer" }, values: ["eu", "us"] },
    issuer: { description: "Issuer", format: "url" },
    resource: { list: "&" },
    clientId: { env: ["ACME_CLIENT_ID", "OLD_CLIENT_ID"] },
  },
  clientAuthentication: ["client_secret_basic", "private_key_jwt", "tls_client_auth"],
  assertion: { federation: [] },
  dpop: true,
};

function helpOf(help: Partial<ProviderHelp>, width = 80): string[] {
  const page = providerHelp({ name: "acme", provider, purpose: "token", isLong: false, ...help });
  return helpLines(page, width);
}

Deno.test("-h: required settings, the usual credential, usual options, an example", () => {
  assertEquals(helpOf({}), [
    "Usage: gettoken acme [options]",
    "",
    "Get an access token from Acme ID.",
    "",
    "Each value can also come from its variable [env], in the environment or .env.",
    "",
    "Required settings:",
    "  --tenant <value>             tenant [env: GETTOKEN_TENANT]",
    "  --region <value>             Region: eu or us [or --issuer]",
    "                               [env: GETTOKEN_REGION]",
    "  --issuer <url>               Issuer [env: GETTOKEN_ISSUER]",
    "  --client-id <value>          Client ID (application ID) [env: ACME_CLIENT_ID]",
    "",
    "Credential:",
    "  GETTOKEN_CLIENT_SECRET       Client secret, in the environment or .env",
    "  --client-secret-file <path>  Read it from a file; - is stdin",
    "  Without either, gettoken prompts on a terminal.",
    "  Other credentials (see --help): federated token, private key, client",
    "  certificate",
    "",
    "Options:",
    "  -o, --output <format>        Output format: token, json, header, headers, env,",
    "                               powershell, cmd, curl, kubectl or github",
    "                               [default: token]",
    "  --cache                      Cache the token, encrypted, and reuse it",
    "  -p, --profile <name>         Read settings from this profile",
    "  --env-file <path>            Read settings from this .env file",
    "  -v, --verbose                Log each step to stderr",
    "",
    "Example:",
    "  gettoken acme --domain id.acme.example",
    "",
    "More:",
    "  gettoken explain acme        Show the request, and what is missing",
    "  gettoken acme --help         Show all options and set-up steps",
  ]);
});

Deno.test("--help: all settings by group, then run options, set-up and documentation", () => {
  const lines = helpOf({ isLong: true });
  assertEquals(lines.filter((line) => /^ {2}--|:$/.test(line)), [
    "Required settings:",
    "  --tenant <value>",
    "  --region <value>",
    "  --issuer <url>",
    "  --client-id <value>",
    "Optional settings:",
    "  --authority-host <value>",
    "  --resource <value>",
    "  --scope <value>",
    "Credentials (one is needed):",
    "  --client-secret <value>",
    "  --client-secret-file <path>",
    "  --federated-token-file <path>",
    "  --private-key <value>",
    "  --private-key-file <path>",
    "  --key-passphrase <value>",
    "  --key-passphrase-file <path>",
    "  --key-id <value>",
    "  --signing-algorithm <value>",
    "  --assertion-audience <value>",
    "  --client-cert <value>",
    "  --client-cert-file <path>",
    "  --client-key <value>",
    "  --client-key-file <path>",
    "  --dpop-key <value>",
    "  --dpop-key-file <path>",
    "  --auth-method <value>",
    "Output:",
    "  --env-name <name>",
    "  --raw",
    "  --out <file>",
    "  --copy",
    "Cache:",
    "  --cache",
    "  --refresh",
    "  --min-ttl <seconds>",
    "Network:",
    "  --timeout <seconds>",
    "  --retries <count>",
    "  --ca-file <path>",
    "General:",
    "  --env-file <path>",
    "  --no-env-file",
    "  --dry-run",
    "  --no-input",
    "Example:",
    "Set-up:",
    "Documentation:",
  ]);
  for (
    const line of [
      "      Host of the authority [env: ACME_AUTHORITY] [default: login.acme.example]",
      "      Client secret (visible in the process list) [env: GETTOKEN_CLIENT_SECRET]",
      "      Read settings from this .env file [repeatable] [env: GETTOKEN_ENV_FILE]",
      "  - Create an application",
      "  https://acme.example/docs",
    ]
  ) assertEquals([line, lines.includes(line)], [line, true]);
});

Deno.test("settings in a JSON key file: the file is the usual credential, nothing is required", () => {
  const short = helpOf({ provider: acmeWithKey }).join("\n");
  assertStringIncludes(
    short,
    "\n\nCredential:\n  --key-file <path>      key [env: GETTOKEN_KEY_FILE]",
  );
  assertEquals(short.includes("Required settings"), false);
  const long = helpOf({ provider: acmeWithKey, isLong: true });
  assertEquals(
    long[long.indexOf("  --domain <value>") + 1],
    "      Your Acme host [or in --key-file] [env: ACME_DOMAIN]",
  );
});

Deno.test("explain: its own options and its own usage", () => {
  const lines = helpOf({ purpose: "explanation" });
  for (
    const line of [
      "Usage: gettoken explain acme [options]",
      "Show how a token from Acme ID would be requested, without requesting it.",
      "  --json                        Print the explanation as JSON",
      "  gettoken explain acme --domain id.acme.example",
    ]
  ) assertEquals([line, lines.includes(line)], [line, true]);
  assertEquals(helpOf({ purpose: "explanation", isLong: true }).includes("  --check"), true);
});

Deno.test("no set-up and no example: their sections are left out", () => {
  for (const isLong of [true, false]) {
    const help = helpOf({ provider: acme, isLong }).join("\n");
    assertEquals(/Set-up:|Example:/.test(help), false);
  }
});

Deno.test("a module's path is quoted for the shell", () => {
  const lines = helpOf({ name: "./$(x) y.ts" });
  assertEquals(lines.includes("  gettoken './$(x) y.ts' --domain id.acme.example"), true);
});
