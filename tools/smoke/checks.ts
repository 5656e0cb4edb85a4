/**
 * What the smoke test asserts. Each check runs the program and returns what it saw.
 *
 * @module
 */
import { join } from "node:path";
import { isJsonObject, parseJson } from "../../lib/core/json.ts";
import type { Idp } from "../../tests/idp/idp.ts";
import { exists } from "../files.ts";
import { projectDir } from "../paths.ts";
import { completionFiles } from "../release/own_output.ts";
import { findTarget } from "../release/targets.ts";
import type { Ended } from "../run_program.ts";

/** A program to check, and the identity provider for it. */
export interface Subject {
  readonly idp: Idp;
  /** The platform that the program is for: `linux-x64`. */
  readonly platform: string;
  /** The folder of the archive that it came from. */
  readonly archive?: string | undefined;
  /** The working directory of the runs. */
  readonly folder: string;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
}

/** A check that failed; the message says what was seen. */
export class CheckFailure extends Error {}

type Check = (subject: Subject) => Promise<string>;

/** The checks by name, in the order of the output. */
export const checks: Readonly<Record<string, Check>> = {
  files: archiveHasItsFiles,
  version: printsVersion,
  token: printsToken,
  cache: readsCache,
  module: loadsModule,
  completions: printsCompletions,
  refusal: reportsRefusal,
};

const archiveFiles = ["LICENSE", "README.md", "gettoken.1"];

async function archiveHasItsFiles({ archive }: Subject): Promise<string> {
  if (archive === undefined) return "skipped: not an archive";
  const names = Object.values(completionFiles).map((name) => `completions/${name}`);
  for (const name of [...archiveFiles, ...names]) {
    const path = join(archive, name);
    expect(await exists(path), `${name} is missing`);
    expect((await Deno.stat(path)).size > 0, `${name} is empty`);
  }
  return "program, license, README, man page, completions";
}

async function printsVersion(subject: Subject): Promise<string> {
  const line = (await succeed(subject, ["--version"])).trim();
  const version = /^gettoken (\d+\.\d+\.\d+\S*)$/.exec(line)?.[1];
  expect(version !== undefined, `--version printed ${JSON.stringify(line)}`);
  const build = parseJson(await succeed(subject, ["--version", "--json"]));
  expect(isJsonObject(build), "--version --json printed no JSON object");
  expect(build.version === version, `--version --json has the version ${build.version}`);
  const target = findTarget(`${build.target}`)?.name;
  expect(
    target === subject.platform,
    `--version --json has the target ${build.target}, the file is for ${subject.platform}`,
  );
  return `${version} for ${target}`;
}

async function printsToken(subject: Subject): Promise<string> {
  const before = subject.idp.requests.length;
  const token = await succeed(subject, ["entra"], entra(subject));
  requireToken(token);
  expect(subject.idp.requests.length === before + 1, "it did not send one token request");
  return `${token.trim().length} characters`;
}

async function readsCache(subject: Subject): Promise<string> {
  const before = subject.idp.requests.length;
  const first = await succeed(subject, ["entra", "--cache"], entra(subject));
  const second = await succeed(subject, ["entra", "--cache"], entra(subject));
  requireToken(first);
  expect(first === second, "the second run printed another token");
  const requests = subject.idp.requests.length - before;
  expect(requests === 1, `two runs sent ${requests} token requests`);
  return "the second run sent no request";
}

async function loadsModule(subject: Subject): Promise<string> {
  const example = join(projectDir, "examples", "acme.ts");
  await Deno.copyFile(example, join(subject.folder, "acme.ts"));
  const { clientId, clientSecret } = subject.idp.oidc.clients.post;
  const token = await succeed(subject, ["./acme.ts", "--scope", "orders:read"], {
    GETTOKEN_DOMAIN: subject.idp.origin,
    GETTOKEN_WORKSPACE: "orders",
    GETTOKEN_CLIENT_ID: clientId,
    GETTOKEN_CLIENT_SECRET: clientSecret,
  });
  requireToken(token);
  return "a token with ./acme.ts";
}

async function printsCompletions(subject: Subject): Promise<string> {
  for (const [shell, name] of Object.entries(completionFiles)) {
    const script = await succeed(subject, ["completions", shell]);
    expect(script.includes("gettoken"), `completions ${shell} has no completions`);
    if (subject.archive === undefined) continue;
    const packed = await Deno.readTextFile(join(subject.archive, "completions", name));
    expect(packed === script, `completions/${name} in the archive differs`);
  }
  return Object.keys(completionFiles).join(", ");
}

async function reportsRefusal(subject: Subject): Promise<string> {
  const env = { ...entra(subject), AZURE_CLIENT_SECRET: "not-the-secret" };
  const { status, stdout, stderr } = await subject.run(["entra"], env);
  expect(status === 4, `a wrong secret ended with status ${status}: ${stderr.trim()}`);
  expect(stdout === "", "a failed run printed on stdout");
  return "status 4, nothing on stdout";
}

/** The settings of an application in the test server for Entra ID. */
function entra({ idp }: Subject): Record<string, string> {
  const { authorityHost, tenant, resource, clients: { daemon } } = idp.entra;
  return {
    AZURE_AUTHORITY_HOST: authorityHost,
    AZURE_TENANT_ID: tenant,
    AZURE_CLIENT_ID: daemon.clientId,
    AZURE_CLIENT_SECRET: daemon.clientSecret,
    GETTOKEN_SCOPE: `${resource}/.default`,
  };
}

/** Runs it and returns stdout. It must exit with 0. */
async function succeed(
  subject: Subject,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<string> {
  const { status, stdout, stderr } = await subject.run(args, env);
  expect(status === 0, `gettoken ${args.join(" ")} ended with status ${status}: ${stderr.trim()}`);
  return stdout;
}

function requireToken(stdout: string): void {
  expect(/^[\w-]+\.[\w-]+\.[\w-]+\r?\n$/.test(stdout), "stdout is not one line with a JWT");
}

function expect(condition: boolean, seen: string): asserts condition {
  if (!condition) throw new CheckFailure(seen);
}
