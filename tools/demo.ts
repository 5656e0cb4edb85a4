/**
 * Shows gettoken at work: starts a real identity provider on this machine, and asks it as a user
 * would. Nothing leaves the machine, nothing has to be set up, and it ends by itself.
 *
 * @module
 */

import { join } from "node:path";
import { decodeJwt } from "jose";
import { startIdp } from "../tests/idp/idp.ts";
import { environment, PLACES } from "./environment.ts";
import { projectDir } from "./paths.ts";
import { sourceArguments } from "./source.ts";
import { runTool } from "./tool.ts";

/** One thing to show. */
interface Scene {
  readonly title: string;
  /** The command line, as a user would type it. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

async function main(): Promise<void> {
  await using idp = await startIdp();
  const folder = await Deno.makeTempDir({ prefix: "gettoken-demo-" });
  print("gettoken: get an OAuth 2 access token for a machine, and print it.");
  print(`An identity provider runs at ${idp.origin}; it speaks as Entra ID, Auth0 and itself.`);
  try {
    const { entra, auth0, oidc } = idp;
    const settings = {
      AZURE_AUTHORITY_HOST: entra.authorityHost,
      AZURE_TENANT_ID: entra.tenant,
      AZURE_CLIENT_ID: entra.clients.daemon.clientId,
      AZURE_CLIENT_SECRET: entra.clients.daemon.clientSecret,
      GETTOKEN_SCOPE: `${entra.resource}/.default`,
    };
    await writeEnvFile(folder, settings);
    await play(folder, {
      title: "Microsoft Entra ID, with everything in .env",
      args: ["entra"],
    });
    await play(folder, {
      title: "Auth0, with options; the secret in the environment",
      args: [
        ...["auth0", "--domain", auth0.domain, "--audience", auth0.audience],
        ...["--client-id", auth0.clients.machine.clientId, "--scope", "read:items"],
      ],
      env: { AUTH0_CLIENT_SECRET: auth0.clients.machine.clientSecret },
    });
    await play(folder, {
      title: "A provider of your own: examples/acme.ts",
      args: [
        ...[join(projectDir, "examples", "acme.ts"), "--domain", idp.origin],
        ...["--workspace", "orders", "--client-id", oidc.clients.post.clientId],
        ...["--scope", "orders:read"],
      ],
      env: { GETTOKEN_CLIENT_SECRET: oidc.clients.post.clientSecret },
    });
    const wrong = { AZURE_CLIENT_SECRET: "not-the-secret" };
    await play(folder, {
      title: "A wrong secret",
      args: ["entra", "--env-file", ".env"],
      env: wrong,
    });
    await play(folder, {
      title: "A secret that a file lying around would send to a host of its choice",
      args: ["entra"],
      env: wrong,
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function writeEnvFile(
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  await Deno.writeTextFile(join(folder, ".env"), lines.join("\n") + "\n");
  print("\n$ cat .env");
  print(lines.map((line) => line.replace(/(SECRET=).*/, "$1…")).join("\n"));
}

/** Shows a command, runs it, and shows what came: the token shortened, its claims, the time. */
async function play(folder: string, { title, args, env = {} }: Scene): Promise<void> {
  const assignments = Object.keys(env).map((name) => `${name}=… `).join("");
  const shown = args.map((arg) => arg.startsWith(projectDir) ? "./acme.ts" : arg);
  print(`\n# ${title}\n$ ${assignments}gettoken ${shown.join(" ")}`);
  const source = await sourceArguments();
  const start = performance.now();
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...source, ...args],
    cwd: folder,
    env: { ...environment(PLACES), ...env },
    clearEnv: true,
  }).output();
  const milliseconds = Math.round(performance.now() - start);
  const errors = new TextDecoder().decode(stderr).trimEnd();
  if (errors) print(errors);
  const token = new TextDecoder().decode(stdout).trim();
  if (token) printToken(token);
  print(`(exit status ${code}, ${milliseconds} ms)`);
}

function printToken(token: string): void {
  print(`${token.slice(0, 24)}…${token.slice(-8)}`);
  for (const [name, value] of Object.entries(decodeJwt(token))) {
    const isTime = ["exp", "iat", "nbf"].includes(name);
    const text = isTime ? new Date(Number(value) * 1000).toISOString() : JSON.stringify(value);
    print(`  ${name.padEnd(10)} ${text}`);
  }
}

function print(text: string): void {
  // deno-lint-ignore no-console -- a demo is there to be read
  console.log(text);
}

if (import.meta.main) await runTool(main);
