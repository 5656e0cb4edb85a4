/**
 * Runs every command in README.md and docs/, except docs/scripts.md, which scripts_test.ts covers.
 * The blocks below one heading are one script. Runs are dry, so they contact no vendor; only
 * docs/inspect.md uses a real token, from an identity provider on this machine.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import * as jose from "jose";
// @ts-types="npm:@types/node-forge@1.3.14"
import forge from "node-forge";
import { certificateAuthority } from "../idp/certificate_authority.ts";
import { startIdp } from "../idp/idp.ts";
import { scriptedServer } from "../idp/scripted_server.ts";
import { canRun, runCommands } from "./commands.ts";
import type { TestFile } from "./folder.ts";
import { account, googleKey, pkcs8, secrets as keyFileSecrets, zitadelKey } from "./key_files.ts";
import { testProgram } from "./program.ts";

const hasBash = await canRun("bash", "-c", ":");
const root = new URL("../../", import.meta.url);
const secret = `canary-${crypto.randomUUID()}`;

/** gettoken at the start of a command, with variables before it or not. */
const commands = /(^|[|(] *)(\w+=\S* )*gettoken( [\w./<-]|\))/m;

/** Programs in the pages that not every machine has. */
const programs = `
pass() { cat "$2"; }
curl() { cat >/dev/null; }
command -v openssl >/dev/null || openssl() { cp key.pem dpop.pem; }
`;

/** What a section needs besides its own lines. */
interface Needs {
  readonly env?: Readonly<Record<string, string>>;
  /** Commands to run before those of the section. */
  readonly before?: string;
  /** Strings to replace in its commands. */
  readonly replace?: Readonly<Record<string, string>>;
}

/** A heading of a page, with the commands below it. */
interface Section {
  readonly title: string;
  readonly code: string;
  /** The `.env` file that it shows, if any. */
  readonly dotenv?: string;
}

const pages = ["README.md", ...await markdownIn("docs/"), ...await markdownIn("docs/providers/")]
  .filter((page) => page !== "docs/scripts.md");

const texts = new Map(
  await Promise.all(
    pages.map(async (page) => [page, await Deno.readTextFile(new URL(page, root))] as const),
  ),
);

/** Commands that ask on a terminal, which these runs do not have, and what replaces them. */
const interactive: Readonly<Record<string, string>> = {
  // Asks for each setting. tests/e2e/profiles_test.ts runs it in a terminal.
  "gettoken profile new prod ": "mkdir -p .config/gettoken/profiles && cp entra.env " +
    ".config/gettoken/profiles/prod.env",
  // Asks whether to add it. tests/e2e/modules_test.ts runs it in a terminal.
  "gettoken provider add acme.ts": "gettoken provider add --yes acme.ts",
};

const entra = {
  AZURE_TENANT_ID: "contoso.onmicrosoft.com",
  AZURE_CLIENT_ID: "11111111-2222-3333-4444-555555555555",
  GETTOKEN_SCOPE: "https://graph.microsoft.com/.default",
};
const withSecret = { GETTOKEN_CLIENT_SECRET: secret };

/** What sections need, by page and heading. */
const needs: Readonly<Record<string, Needs>> = {
  "README.md: Quick start": {
    env: { AUTH0_CLIENT_SECRET: secret },
    replace: {
      "--check": "--check --domain ORIGIN --audience https://api.acme.example/ --client-id x",
    },
  },
  "docs/cache.md: Cache": { env: { ...entra, ...withSecret, GETTOKEN_PROVIDER: "entra" } },
  "docs/settings.md: Profiles": { env: withSecret },
  "docs/credentials.md: Federated token: no secret at all": {
    env: { AZURE_FEDERATED_TOKEN_FILE: "shop" },
  },
  "docs/credentials.md: Private key": {
    env: {
      ...entra,
      OKTA_DOMAIN: "acme.okta.com",
      OKTA_CLIENT_ID: "x",
      GETTOKEN_AUTH_SERVER: "default",
    },
    replace: { "PASSWORD=…": `PASSWORD=${secret}` },
  },
  "docs/credentials.md: Client secret": {
    env: {
      GETTOKEN_DOMAIN: "id.acme.example",
      GETTOKEN_WORKSPACE: "orders",
      GETTOKEN_CLIENT_ID: "x",
      CREDENTIALS_DIRECTORY: ".",
    },
    before: "gettoken provider new acme.ts; gettoken provider add --yes acme.ts",
  },
  "docs/credentials.md: DPoP: a token bound to a key": { env: withSecret },
  "docs/network.md: Headers for a gateway": {
    env: { ...withSecret, GETTOKEN_CLIENT_ID: "x" },
    replace: { "Key: …": `Key: ${secret}` },
  },
};

for (const page of pages.filter((page) => page !== "docs/inspect.md")) {
  const sections = sectionsOf(texts.get(page) ?? "");
  if (sections.length === 0) continue;
  testProgram(`${page}: each command works`, async (gettoken) => {
    await using server = scriptedServer(() =>
      Response.json({
        issuer: server.origin,
        token_endpoint: `${server.origin}/oauth/token`,
      })
    );
    for (const { title, code, dotenv } of sections) {
      const isProvider = page.startsWith("docs/providers/");
      const { env = isProvider ? withSecret : {}, before = "", replace = {} } =
        needs[`${page}: ${title}`] ?? {};
      const folder = await Deno.makeTempDir();
      const script = replaced(`${before}\n${code}`, { ...interactive, ...replace })
        .replaceAll("ORIGIN", server.origin);
      const { status, stdout, stderr } = await runCommands(gettoken, `${programs}\n${script}`, {
        folder,
        env: { HOME: folder, GETTOKEN_DRY_RUN: "1", ...env },
        files: { ...await files(), ...(dotenv ? { ".env": dotenv } : {}) },
        secrets: [secret, ...keyFileSecrets],
        reports: true,
      }, "bash -eo pipefail");
      await Deno.remove(folder, { recursive: true });
      assertEquals(status, 0, `${page}: ${title}\n${script}\n${stdout}${stderr}`);
    }
  }, { fronts: ["compiled"], ignore: !hasBash });
}

testProgram("docs/inspect.md: each command works with a real token", async (gettoken) => {
  await using idp = await startIdp();
  const { domain, audience, issuer, clients: { machine } } = idp.auth0;
  const [section, ...others] = sectionsOf(texts.get("docs/inspect.md") ?? "");
  assert(section);
  assertEquals(others, []);
  const folder = await Deno.makeTempDir();
  const code = replaced(section.code, {
    "https://api.acme.example/": audience,
    "--verify": `--verify --issuer ${issuer}`,
  });
  const { status, stderr } = await runCommands(gettoken, `gettoken auth0 >token.txt\n${code}`, {
    folder,
    env: {
      AUTH0_DOMAIN: domain,
      AUTH0_AUDIENCE: audience,
      AUTH0_CLIENT_ID: machine.clientId,
      AUTH0_CLIENT_SECRET: machine.clientSecret,
    },
    secrets: idp.secrets,
  }, "bash -eo pipefail");
  await Deno.remove(folder, { recursive: true });
  assertEquals(status, 0, stderr);
}, { fronts: ["compiled"], ignore: !hasBash });

Deno.test("pages: every command is in a block that is run", () => {
  for (const [page, text] of texts) {
    const others = blocksOf(text).filter(({ language }) => language !== "sh");
    for (const { code } of others) assert(!commands.test(code), `${page}: ${code}`);
  }
  const all = [...texts.values()].flatMap((text) => sectionsOf(text).map(({ code }) => code));
  assert(all.join("\n").split("\n").filter((line) => commands.test(line)).length > 45);
  for (const command of Object.keys(interactive)) {
    assert(all.some((code) => code.includes(command)), `no page has: ${command}`);
  }
  for (const key of Object.keys(needs)) {
    const [page = "", title] = key.split(/: (.*)/);
    assert(sectionsOf(texts.get(page) ?? "").some((section) => section.title === title), key);
  }
});

function sectionsOf(text: string): Section[] {
  return text.split(/^#+ (?!\.env$)/m).slice(1).flatMap((part) => {
    const blocks = blocksOf(part).filter(({ language }) => language === "sh");
    const dotenv = blocks.find(({ code }) => code.startsWith("# .env\n"))?.code;
    const code = blocks.map(({ code }) => code).filter((code) => code !== dotenv).join("");
    if (!commands.test(code)) return [];
    return [{ title: part.split("\n")[0] ?? "", code, ...(dotenv ? { dotenv } : {}) }];
  });
}

function blocksOf(text: string): { readonly language: string; readonly code: string }[] {
  return Array.from(
    text.matchAll(/^```(\w*)\n([^]*?)^```$/gm),
    ([, language = "", code = ""]) => ({ language, code }),
  );
}

function replaced(text: string, strings: Readonly<Record<string, string>>): string {
  return Object.entries(strings).reduce((all, [from, to]) => all.replaceAll(from, to), text)
    .replaceAll(/(\/var)?\/run\/secrets\/(tokens\/)?/g, "");
}

let making: Promise<Readonly<Record<string, TestFile>>> | undefined;

/** The files that the commands name. */
function files(): Promise<Readonly<Record<string, TestFile>>> {
  return making ??= makeFiles();
}

async function makeFiles(): Promise<Readonly<Record<string, TestFile>>> {
  const { key, cert } = await (await certificateAuthority()).issue({
    use: "client",
    keyType: "RSA",
  });
  const federated = await new jose.SignJWT({ sub: account }).setProtectedHeader({ alg: "RS256" })
    .setExpirationTime("1h").sign(await jose.importPKCS8(pkcs8, "RS256"));
  const pfx = forge.asn1.toDer(forge.pkcs12.toPkcs12Asn1(
    forge.pki.privateKeyFromPem(key),
    [forge.pki.certificateFromPem(cert)],
    secret,
    { algorithm: "3des" },
  ));
  return {
    "key.pem": key,
    "cert.pem": cert,
    "key-and-certificate.pem": key + cert,
    "orders.pem": key + cert,
    "okta-key": key,
    "app.pfx": Uint8Array.from(forge.util.binary.raw.decode(pfx.getBytes())),
    "key.json": JSON.stringify(googleKey("https://oauth2.googleapis.com")),
    "zitadel-key.json": JSON.stringify(zitadelKey),
    "service-key.json": JSON.stringify({
      url: "https://acme.authentication.eu10.hana.ondemand.com",
      clientid: "sb-orders!b12",
      clientsecret: secret,
    }),
    "shop": federated,
    "acme": `${secret}\n`,
    "entra.env": Object.entries({ GETTOKEN_PROVIDER: "entra", ...entra })
      .map(([name, value]) => `${name}=${value}\n`).join(""),
  };
}

async function markdownIn(folder: string): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(new URL(folder, root)), ({ name }) => name);
  return names.filter((name) => name.endsWith(".md")).sort().map((name) => `${folder}${name}`);
}
