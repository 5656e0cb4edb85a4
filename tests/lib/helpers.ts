/**
 * What the tests of lib/ share: a provider to try things on, sources of settings, replies of a
 * server, and a way to look at failures.
 *
 * @module
 */

import { assertEquals, assertNotMatch, assertRejects } from "@std/assert";
import { type AddedRecord, digestOf } from "../../lib/plugins/added_providers.ts";
import { type EnvFile, implicitPath } from "../../lib/settings/env_file.ts";
import { type FailureCode, GettokenError } from "../../lib/core/errors.ts";
import type { Attempt, Connection, ProgramRun } from "../../lib/net/http.ts";
import type { Context } from "../../lib/contract/context.ts";
import { Log } from "../../lib/core/log.ts";
import type { Provider, ProviderCatalog, Settings } from "../../lib/contract/provider.ts";
import type { Host } from "../../lib/core/host.ts";
import { Secret } from "../../lib/core/secret.ts";
import type { Sources } from "../../lib/settings/sources.ts";
import type { ResolvedSettings } from "../../lib/settings/resolve.ts";
import type { Token } from "../../lib/oauth/token_response.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../fake_host.ts";

/** A secret with characters that every encoding changes. */
export const awkwardSecret = `S3cr3t ~+/=%&:"\\'é`;

/** A small provider. */
export const acme: Provider = {
  apiVersion: 1,
  name: "acme",
  title: "Acme ID",
  docs: "https://acme.example/docs",
  settings: {
    domain: {
      description: "Your Acme host",
      example: "id.acme.example",
      env: ["ACME_DOMAIN"],
      format: "origin",
      required: true,
    },
    clientSecret: { env: ["ACME_SECRET"] },
  },
  endpoint: ({ domain }) => ({ tokenEndpoint: `${domain}/token` }),
};

/** The same, which takes its settings from a JSON document, too. */
export const acmeWithKey: Provider = {
  ...acme,
  settings: {
    ...acme.settings,
    key: {
      secret: true,
      multiline: true,
      members: { domain: "host", clientId: "id", clientSecret: "secret" },
    },
  },
};

/** What a command works with, on a fake machine. */
export function contextOf<H extends Host>(
  host: H,
  catalog: ProviderCatalog = {},
): Context & { readonly host: H } {
  return { host, log: new Log(host), catalog, version: "1.2.3" };
}

/**
 * The source of a module with a small provider.
 *
 * @param changes Members to put over those of the provider: `title: "Other ID"`.
 * @param before What precedes the provider.
 */
export function moduleSource(changes = "", before = ""): string {
  return `${before}
export default {
  apiVersion: 1,
  name: "mine",
  title: "My ID",
  docs: "https://mine.example/docs",
  settings: {
    domain: { env: ["MINE_DOMAIN"], format: "origin", required: true },
    clientSecret: { env: ["MINE_SECRET"] },
  },
  endpoint: ({ domain }) => ({ tokenEndpoint: domain + "/token" }),
  ${changes}
};
`;
}

/**
 * The files of a provider that was added, for a user whose home is `/me`.
 *
 * @param changes Members to put over those of moduleSource().
 */
export async function addedProviderFiles(
  name: string,
  variables: readonly string[] = [],
  changes = "",
): Promise<Record<string, string>> {
  const source = moduleSource(`${changes} name: "${name}"`);
  const record: AddedRecord = {
    version: 1,
    title: "My ID",
    source: `/src/${name}.ts`,
    added: "2026-01-09T02:02:12.000Z",
    entry: `${name}.ts`,
    variables,
    files: { [`${name}.ts`]: await digestOf(source) },
  };
  const folder = `/me/.config/gettoken/providers/${name}`;
  return { [`${folder}/added.json`]: JSON.stringify(record), [`${folder}/${name}.ts`]: source };
}

/** A token as it comes from a server. */
export const sampleToken: Token = {
  accessToken: new Secret("tok.en-1"),
  tokenType: "Bearer",
  expiresIn: 3600,
  scope: "a b",
  publicMembers: {},
};

/** The failure that a piece of work ends with; it must have this code. */
export async function failureOf(code: FailureCode, work: () => unknown): Promise<GettokenError> {
  const error = await assertRejects(async () => void await work(), GettokenError);
  assertEquals(error.code, code);
  return error;
}

/** All strings of a failure, joined. */
export function toldBy({ message, details, hint, docs }: GettokenError): string {
  return [message, ...details, hint, docs].join("\n");
}

/** Asserts that a string is one line, and harmless on a terminal. */
export function assertOneLine(text: string): void {
  assertNotMatch(text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
}

/** Settings with these values, from options. */
export function resolved(
  values: Settings,
  more: Partial<ResolvedSettings> = {},
): ResolvedSettings {
  const provenance = Object.keys(values).map((
    name,
  ) => [name, { kind: "option", name: `--${name}` }]);
  return {
    values,
    network: {},
    secrets: {},
    provenance: Object.fromEntries(provenance),
    setAside: [],
    credential: "clientSecret",
    toAsk: undefined,
    location: () => Promise.resolve({ tokenEndpoint: "https://id.acme.example/token" }),
    crossOriginRefusal: undefined,
    warnings: [],
    ...more,
  };
}

/** Strings as secrets. */
export function secretsOf(texts: Readonly<Record<string, string>>): Record<string, Secret> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, new Secret(text)]));
}

/** A fake machine, and a run on it whose time has begun, with one try and no more. */
export function connected(
  world: FakeWorld = {},
  verbosity: Log["verbosity"] = "normal",
): {
  readonly host: FakeHost;
  readonly log: Log;
  readonly connection: Connection & ProgramRun;
  readonly attempt: Attempt;
} {
  const host = fakeHost(world);
  const log = new Log(host);
  log.verbosity = verbosity;
  const run = { host, log, timeout: 30, retries: 0, userAgent: "gettoken/1.2.3" };
  const connection = { ...run, proxyFor: () => undefined, endsAt: host.now() + 30_000 };
  const attempt = { ...connection, deadline: host.timeout(30_000), limit: 30 };
  return { host, log, connection, attempt };
}

/** A reply with a JSON body. */
export function jsonReply(body: unknown, init: ResponseInit = {}): Response {
  return Response.json(body, init);
}

/** A complete token response. */
export function tokenReply(more: Readonly<Record<string, unknown>> = {}): Response {
  return jsonReply({ access_token: "tok.en-1", token_type: "Bearer", expires_in: 3600, ...more });
}

type Values = Readonly<Record<string, string>>;

/** Values of settings, by kind of source. */
export interface Given {
  readonly options?: Values;
  readonly env?: Values;
  /** Files that the user names, the first on the command line first: `1.env`, `2.env`. */
  readonly named?: readonly Values[];
  /** What lies in the working directory. */
  readonly found?: Values;
  /** Content of secret files, by path. */
  readonly secretFiles?: Values;
  readonly providerNamedBy?: Sources["providerNamedBy"] | undefined;
  readonly prompt?: Sources["prompt"];
}

/** Sources of settings; each is empty by default. */
export function sourcesOf(given: Given): Sources {
  const named = (given.named ?? []).map((values, index) =>
    envFile(`${index + 1}.env`, true, values)
  );
  return {
    options: given.options ?? {},
    env: (name) => given.env?.[name],
    envNames: () => Object.keys(given.env ?? {}),
    files: [
      ...named.reverse(),
      ...(given.found ? [envFile(implicitPath, false, given.found)] : []),
    ],
    readSecret: (path) => Promise.resolve(given.secretFiles?.[path] ?? ""),
    providerNamedBy: given.providerNamedBy ?? { kind: "option", name: "the command line" },
    prompt: given.prompt,
  };
}

function envFile(path: string, named: boolean, values: Values): EnvFile {
  return { path, named, values: new Map(Object.entries(values)) };
}

/** Calls a test for each case of a table, with the name of the case in what a failure says. */
export async function forEachCase<Case>(
  cases: Readonly<Record<string, Case>>,
  test: (value: Case, name: string) => void | Promise<void>,
): Promise<void> {
  for (const [name, value] of Object.entries(cases)) {
    try {
      await test(value, name);
    } catch (error) {
      throw new Error(`in the case: ${name}`, { cause: error });
    }
  }
}

/** Does some work while parts of the runtime are others. */
export async function withOthers<Part extends object, Result>(
  part: Part,
  others: Partial<Part>,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const names = Object.keys(others) as (keyof Part)[];
  const originals = Object.fromEntries(names.map((name) => [name, part[name]]));
  Object.assign(part, others);
  try {
    return await work();
  } finally {
    Object.assign(part, originals);
  }
}
