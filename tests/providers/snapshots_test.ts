/**
 * What `gettoken NAME -h`, `gettoken NAME --help` and `gettoken explain NAME` print for each built-in
 * provider, in a file each below `tests/providers/snapshots/`. After an intended change, write them again:
 *
 *     deno task snapshots
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { sampleDocument } from "../../lib/check/sample_sources.ts";
import { sampleKey } from "../../lib/check/sample_key.ts";
import { runCli } from "../../lib/commands/run_cli.ts";
import {
  type Credential,
  credentials,
  credentialSettings,
  methodsOf,
} from "../../lib/contract/credential_settings.ts";
import { settingsOf, variablesOf } from "../../lib/contract/declared_settings.ts";
import type { Provider } from "../../lib/contract/provider.ts";
import { builtIn } from "../../providers/mod.ts";
import { fakeHost } from "../fake_host.ts";
import { exampleOptions } from "./probe.ts";

const folder = new URL("snapshots/", import.meta.url);
const isUpdate = Deno.args.includes("--update");

const now = Date.UTC(2026, 0, 1);
// Entra wants both, in one file.
const keyWithCertificate = (await sampleKey(await builtIn.entra.load(), now)).pem;

/** How a run gets each credential, and the file that has it. */
const given: Readonly<
  Record<
    Credential,
    { readonly variable: string; readonly files: Readonly<Record<string, string>> }
  >
> = {
  clientSecret: { variable: "GETTOKEN_CLIENT_SECRET=sample-secret", files: {} },
  privateKey: {
    variable: "GETTOKEN_PRIVATE_KEY_FILE=key.pem",
    files: { "key.pem": keyWithCertificate },
  },
  clientCert: {
    variable: "GETTOKEN_CLIENT_CERT_FILE=client.pem",
    files: { "client.pem": keyWithCertificate },
  },
  federatedTokenFile: {
    variable: "GETTOKEN_FEDERATED_TOKEN_FILE=token.jwt",
    files: { "token.jwt": federatedToken() },
  },
};

for (const [name, { load }] of Object.entries(builtIn)) {
  Deno.test(`${name}: help and explain match the snapshot`, async () => {
    const snapshot = await snapshotOf(await load());
    const file = new URL(`${name}.txt`, folder);
    if (isUpdate) await Deno.writeTextFile(file, snapshot);
    assertEquals(snapshot, await Deno.readTextFile(file), "intended? run: deno task snapshots");
  });
}

for (const name of Object.keys(builtIn)) {
  for (const columns of [60, 80, 100]) {
    Deno.test(`${name}: help fits ${columns} columns, and -h is at most 45 lines at 80`, async () => {
      for (const command of [[name], ["explain", name]]) {
        const short = await helpLinesOf([...command, "-h"], columns);
        assertEquals(short.length <= 45 || columns < 80, true, `${short.length} lines`);
        const lines = [...short, ...await helpLinesOf([...command, "--help"], columns)];
        // What cannot be broken is alone on its line: a URL, an option of an example with its value.
        const isTooWide = (line: string) =>
          line.length > columns && !/^\s+(--\S+ )?\S+( \\)?$/.test(line);
        assertEquals(lines.filter((line) => isTooWide(line) || line.endsWith(" ")), []);
      }
    });
  }
}

async function helpLinesOf(args: string[], columns: number): Promise<string[]> {
  using host = fakeHost({ columns, terminals: ["stdout"], env: { NO_COLOR: "1" } });
  assertEquals(await runCli(args, { host, catalog: builtIn, version: "0.0.0" }), 0);
  return host.stdout.trimEnd().split("\n");
}

Deno.test("there is a snapshot for each built-in provider, and no other", async () => {
  const found = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  assertEquals(found.sort(), Object.keys(builtIn).map((name) => `${name}.txt`).sort());
});

async function snapshotOf(provider: Provider): Promise<string> {
  const { name, example = "" } = provider;
  const explain = `gettoken explain ${name} ${example}`;
  const documents = documentFiles(provider);
  const runs = [
    await printed(`gettoken ${name} -h`, {}),
    await printed(`gettoken ${name} --help`, {}),
  ];
  if (Object.keys(documents).length > 0) runs.push(await printed(explain, documents));
  else {
    const taken = credentialSettings(provider);
    for (const credential of credentials.filter((one) => Object.hasOwn(taken, one))) {
      const { variable, files } = given[credential];
      runs.push(await printed(`${variable} ${explain}`, files));
    }
  }
  return [...runs, contractOf(provider)].join("\n");
}

/** What help and explain leave out: further variables, and when a setting is required. */
function contractOf(provider: Provider): string {
  const lines = Object.entries(settingsOf(provider)).map(([name, setting]) => {
    const { required = false, fileEnv = [] } = setting;
    const rule = typeof required === "object"
      ? `required unless ${[required.unless].flat().join(" or ")}`
      : required
      ? "required"
      : "optional";
    return `  ${name}: ${rule}; ${[...variablesOf(name, setting), ...fileEnv].join(", ")}\n`;
  });
  return `Settings and their variables:\n${lines.join("")}` +
    `Client authentication methods: ${methodsOf(provider).join(", ")}\n`;
}

/** The JSON key file that the provider's example names, by its name; empty if it names none. */
function documentFiles(provider: Provider): Readonly<Record<string, string>> {
  const settings = settingsOf(provider);
  const options = exampleOptions(provider);
  const [document] = Object.keys(settings).filter((name) => settings[name]?.members);
  const path = options[`${document}File`];
  if (path === undefined) return {};
  const { privateKey } = settings;
  const withKey = {
    ...provider.settings,
    privateKey: { ...privateKey, example: keyWithCertificate },
  };
  const source = privateKey ? { ...provider, settings: withKey } : provider;
  return { [path]: sampleDocument(source) };
}

/** A command line and what it prints. */
async function printed(line: string, files: Readonly<Record<string, string>>): Promise<string> {
  const words = line.split(" ").map((word) => word.replace(/^'(.*)'$/, "$1"));
  const start = words.indexOf("gettoken");
  using host = fakeHost({
    env: Object.fromEntries(
      words.slice(0, start).map((word) => word.split("=") as [string, string]),
    ),
    files: Object.fromEntries(Object.entries(files).map(([path, text]) => [`/here/${path}`, text])),
    now,
  });
  const args = words.slice(start + 1);
  const status = await runCli(args, { host, catalog: builtIn, version: "0.0.0" });
  assertEquals([status, host.stderr], [0, ""], host.stdout);
  const shown = host.stdout
    // The key differs each time.
    .replace(/(SHA-256 .*= |x5t#S256 = )[\w-]+/g, "$1…")
    .replace(/ +$/gm, "");
  return `$ ${line}\n${shown}`;
}

function federatedToken(): string {
  const claims = {
    iss: "https://issuer.example",
    sub: "orders",
    aud: "idp",
    exp: now / 1000 + 3600,
  };
  const part = (value: unknown) =>
    new TextEncoder().encode(JSON.stringify(value)).toBase64({
      alphabet: "base64url",
      omitPadding: true,
    });
  return [part({ alg: "RS256" }), part(claims), part("signature")].join(".");
}
